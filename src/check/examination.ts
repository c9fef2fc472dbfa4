import { onceOf } from '../kinds/once.ts';
import type { Compared } from '../model/leaf.ts';
import type { RunPlace } from '../model/place.ts';
import type { DraftGap } from '../model/report/gap.ts';
import type { PolicySource, PolicyWarning } from '../model/report/policy-source.ts';
import type { Hidden } from '../model/secret/hidden.ts';
import type { Stack } from '../model/stack.ts';
import type { SecretParts } from './secret-parts.ts';
import { type Views, viewsOf } from './views.ts';

/** What a run has evaluated and compared, before it is put into a report. */
export interface Examination {
  readonly stack: Stack;
  readonly place: RunPlace;
  readonly compared: Compared;
  /** What is not known and belongs to no resource that was compared. */
  readonly gaps: readonly DraftGap[];
  /** Where the policy came from that judged, and what should be looked at in it. Undefined where nobody named one. */
  readonly policy?: { readonly source: PolicySource; readonly warnings: readonly PolicyWarning[] };
  /** The resource types that were looked for. */
  readonly types: readonly string[];
  /** The parts of AWS that the code calls secret. */
  readonly secretParts: SecretParts;
  /** The texts of the code that are secret. */
  readonly secrets: ReadonlySet<string>;
  /** Hides the secrets of the run: nothing of it leaves the program without. */
  readonly hidden: Hidden;
}

/** What a report says of an examination. Made once of each: the guards ask for it before the report does. */
export const resultsOf = onceOf(({ compared, gaps }: Examination): Views => {
  const views = viewsOf(compared);
  return { ...views, gaps: [...views.gaps, ...gaps] };
});
