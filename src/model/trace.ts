import type { IdentityOf } from './identity.ts';
import type { Evidence, Hop } from './report/delivery.ts';
import type { Interrupted } from './report/interrupted.ts';
import type { ShownValue } from './report/shown-value.ts';
import type { DeliveryRule } from './rule.ts';
import type { SourceRange } from './source.ts';

/** What following one service came to. */
export type TraceVerdict =
  /** As expected at every hop that could be looked at. */
  | 'delivered'
  /** The code declares it and the latest revision does not hold it. */
  | 'not-registered'
  | 'not-deployed'
  | 'rolled-back'
  /** Registered, not run, and the evidence does not tell why. */
  | 'not-running'
  | 'deployment-failed'
  | 'in-progress'
  | 'tasks-outdated'
  | 'image-stale'
  | 'overrides'
  | 'service-missing'
  | 'service-inactive'
  | 'family-missing'
  /** The variable that was asked for is nowhere. */
  | 'absent'
  /** What differs is somebody else's to set. */
  | 'owned'
  | 'undetermined';

/** A service, hop by hop: plain data, of which the texts and the JSON of `driftcheck trace` are made. */
export interface Trace {
  readonly schemaVersion: 1;
  readonly identity: IdentityOf<'ecs-service'>;
  readonly source: 'aws' | 'snapshot';
  /** What every hop is held against. */
  readonly reference: 'code' | 'latest-revision';
  /** Where the service is declared. */
  readonly declared?: { readonly address: string; readonly at: SourceRange };
  /** The one value that is followed. */
  readonly followed?: { readonly env: string } | { readonly path: string };
  readonly hops: readonly Hop[];
  readonly verdict: TraceVerdict;
  /** The first hop at which it is not as expected. */
  readonly brokenAt?: Hop['hop'];
  readonly problems: readonly TraceProblem[];
  /** That of the process: of one that a signal ended 130 or 143. */
  readonly exitCode: number;
  /** A signal ended it: what is behind the last hop that was read is not known. */
  readonly interrupted?: Interrupted;
}

export interface TraceProblem {
  readonly rule: DeliveryRule;
  readonly brokenAt: Hop['hop'];
  readonly path?: string;
  readonly declared?: ShownValue;
  readonly live?: ShownValue;
  readonly differences: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly tasks?: { readonly running: number; readonly affected: number };
}
