import type { KindRun } from '../kinds/run-kind.ts';
import type { RunPlace } from '../model/place.ts';
import type { Hidden } from '../model/secret/hidden.ts';
import type { Stack } from '../model/stack.ts';
import type { SecretParts } from './secret-parts.ts';

/** What both sides came to, before it is put into a report. */
export interface Examination {
  readonly stack: Stack;
  readonly place: RunPlace;
  readonly runs: readonly KindRun[];
  /** The resource types that were looked for. */
  readonly types: readonly string[];
  /** The parts of AWS that the code calls secret. */
  readonly secretParts: SecretParts;
  /** The texts of the code that are secret. */
  readonly secrets: ReadonlySet<string>;
  /** Hides the secrets of the run: nothing of it leaves the program without. */
  readonly hidden: Hidden;
}
