import type { AwsReader } from '../aws/reader.ts';
import type { KindName } from '../model/identity.ts';
import type { DraftChecked, DraftFinding, DraftGap } from '../model/report.ts';
import type { KnownAttributes, Stack } from '../model/stack.ts';

/** What a kind is given: the declared side and a way to read the live one. */
export interface KindContext {
  readonly stack: Stack;
  readonly aws: AwsReader;
}

/** What a kind found. The pipeline orders and completes it. */
export interface KindRun {
  readonly checked: readonly DraftChecked[];
  readonly findings: readonly DraftFinding[];
  readonly gaps: readonly DraftGap[];
  /**
   * Attributes that the live side has told of declared resources (`id`, `arn`, …). The pipeline evaluates the code again with
   * them and runs the kinds again, until nothing new is learnt: so a reference to a group becomes its live id.
   */
  readonly learnt: KnownAttributes;
}

/** A kind of thing that is compared. Closed over its model, so that the list of kinds needs no type parameter. */
export interface RunKind {
  readonly name: KindName;
  readonly terraformTypes: readonly string[];
  run(context: KindContext): Promise<KindRun>;
  /**
   * Compares the code with a state of it, with the same comparison and the same paths as `run`; nothing is read. `state` is made of what
   * the state holds, with all of it known.
   */
  compareState?(code: Stack, state: Stack): Promise<StateComparison>;
}

/** How the code and the state of it differ. */
export interface StateComparison {
  /** Of each resource of the code that the state has: the address it has there. */
  readonly counterparts: ReadonlyMap<string, string>;
  /** Of each task definition of the code that the state has: the revision that it has there. */
  readonly revisions?: ReadonlyMap<string, number>;
  /** Addresses are those of the code. */
  readonly differences: readonly StateDifference[];
  /** What could not be compared. */
  readonly undetermined: readonly StateDifference[];
}
export interface StateDifference {
  readonly address: string;
  readonly path: string;
}
