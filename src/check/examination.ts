import type { KindRun } from '../kinds/kind.ts';
import type { Stack } from '../terraform/stack.ts';
import type { Place } from './place.ts';

/** What both sides came to, before it is put into a report. */
export interface Examination {
  readonly stack: Stack;
  readonly place: Place;
  readonly runs: readonly KindRun[];
  /** The resource types that were looked for. */
  readonly types: readonly string[];
}
