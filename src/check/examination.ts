import type { AwsReader } from '../aws/reader.ts';
import type { Compared } from '../model/leaf.ts';
import { onceOf } from '../model/once.ts';
import type { RunPlace } from '../model/place.ts';
import type { ProblemError } from '../model/problem.ts';
import type { ChangeData } from '../model/report/change.ts';
import type { HeldExpectation } from '../model/report/expectation.ts';
import type { DraftGap } from '../model/report/gap.ts';
import type { Hint } from '../model/report/hint.ts';
import type { PolicySource, PolicyWarning } from '../model/report/policy-source.ts';
import type { Hidden } from '../model/secret/hidden.ts';
import type { KnownSecrets } from '../model/secret/known-secrets.ts';
import type { Stack } from '../model/stack.ts';
import { callAdder } from './module-call.ts';
import type { SecretParts } from './secret-parts.ts';
import { type Views, viewsOf } from './views.ts';

/** What a run has evaluated and compared of one target, before it is put into a report. */
export interface Examination {
  /** The target's name. */
  readonly target: string;
  /** Where the AWS side came from. */
  readonly source: AwsReader['source'];
  readonly stack: Stack;
  readonly place: RunPlace;
  readonly compared: Compared;
  /** What is not known and belongs to no resource that was compared. */
  readonly gaps: readonly DraftGap[];
  /** The resource types that were looked for. */
  readonly types: readonly string[];
  /** The parts of AWS that the code calls secret: names and things of all targets, addresses of this one. */
  readonly secretParts: SecretParts;
  /** The texts of the code of all targets that are secret. */
  readonly secrets: KnownSecrets;
  /** Hides the secrets of the run: nothing of it leaves the program without. */
  readonly hidden: Hidden;
}

/** A target that could not be run, and why. */
export interface FailedTarget {
  readonly target: string;
  readonly source: AwsReader['source'];
  /** As the user gave it. */
  readonly directory: string;
  /** As far as it is known without the code. */
  readonly workspace: string;
  /** Where its credentials lead, where that was asked. */
  readonly place?: RunPlace;
  readonly error: ProblemError;
}

/** What all targets of a run came to. */
export interface ExaminedTargets {
  /** Those that could be run. */
  readonly examined: readonly Examination[];
  readonly failed: readonly FailedTarget[];
  /** Where the policy came from that judged, and what should be looked at in it. Undefined where nobody named one. */
  readonly policy?: {
    readonly source: PolicySource;
    readonly warnings: readonly PolicyWarning[];
    /** What each expectation was held against. */
    readonly expectations: readonly HeldExpectation[];
  };
  /** What is said of the change that the run is about. */
  readonly change?: ChangeData;
  readonly graceSeconds?: number;
  /** In order. */
  readonly hints: readonly Hint[];
  readonly hidden: Hidden;
}

/** What a report says of an examination. Made once of each: the guards ask for it before the report does. */
export const resultsOf = onceOf(({ compared, gaps, stack }: Examination): Views => {
  const views = viewsOf(compared);
  const withCall = callAdder(stack);
  return {
    checked: views.checked.map(withCall),
    findings: views.findings.map((finding) => {
      const { related } = finding;
      return withCall(related === undefined ? finding : { ...finding, related: related.map(withCall) });
    }),
    gaps: [...views.gaps, ...gaps].map(withCall),
  };
});
