import type { Ageless, LineAges } from '../model/line-age.ts';
import type { TargetOptions } from './target.ts';

/** The code of all targets of a run as it was in a commit. */
export interface CodeVersion {
  /** As the user, or the event, names it. */
  readonly revision: string;
  readonly commit: string;
  /** The targets of the run, by the same names, each with the files of the commit. */
  readonly targets: readonly TargetOptions[];
}

/** The change of the code that a run is about: what the targets of the run are is its head. */
export interface ChangeOptions {
  readonly base: CodeVersion;
  /** What counts as applied, where no state tells. Default: the base. */
  readonly applied?: CodeVersion;
  /** The commit of the head, where there is one. */
  readonly head?: string;
  /**
   * The commits of the change before its last, the newest first. Asked for where AWS is neither as base nor as head.
   */
  readonly earlier?: () => Promise<readonly CodeVersion[]>;
  /** Whether drift of what the change does not touch fails the run: only with `all`. */
  readonly scope: 'touched' | 'all';
}

/** How long a line may wait to be applied after it was committed. */
export interface GraceOptions {
  readonly seconds: number;
  readonly ages: LineAges;
  /** When AWS was as it is read: of a snapshot that is when it was recorded. Default: the time of the run. */
  readonly now?: Date;
  /**
   * The code as it was before what came within the grace. Asked for where something differs that no line of its own
   * tells the age of: what is no longer declared, or whose value stands elsewhere.
   */
  readonly settled?: () => Promise<SettledCode>;
}

/** The code as it was before what came within a grace. */
export type SettledCode =
  /** `until`: when the grace is over of the oldest of what came after it. */
  | {
      readonly status: 'found';
      readonly version: CodeVersion;
      /** What is committed of what is checked out, in a run without a base: lines that are not have no grace. */
      readonly committed?: CodeVersion;
      readonly until: Date;
    }
  /** Nothing came within the grace, or all there is did. */
  | { readonly status: 'none' }
  | { readonly status: 'unknown'; readonly why: Ageless };
