import type { LineAges } from '../model/line-age.ts';
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
}
