import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import type { Hop } from '../../../model/report/delivery.ts';
import type { Deviation } from './deviation.ts';
import { rolloutOf, unreadOf } from './evidence.ts';
import { hopsOf } from './hops.ts';
import { isBehind, type LagInput, lagOf } from './lag.ts';
import type { DeploymentEvidence } from './observe.ts';
import { type DeliveryProblem, problemsOf } from './problems.ts';

/*
 * The way of a declared value to the containers, hop by hop, and where it is lost. Everything here is a function of
 * what was observed.
 */

/** What following a service came to. `D`: what is known of each difference. */
export interface Chain<D extends Deviation> {
  readonly hops: readonly Hop[];
  readonly problems: readonly DeliveryProblem<D>[];
  /** Why something of what became of deployments is not known. */
  readonly unread: readonly AwsProblem[];
}

/** What a chain is made from. */
export interface ChainInput<D extends Deviation> extends LagInput<D> {
  /** undefined when it was not asked for: the service does not lag behind. */
  readonly evidence?: DeploymentEvidence;
}

/** Follows the chain from the latest revision to the images. */
export function followChain<D extends Deviation>(input: ChainInput<D>): Chain<D> {
  const { observation, evidence, judge } = input;
  const { latest } = observation;
  const lag = lagOf(input);
  const rollout =
    isBehind(input) && latest.status === 'found' ? rolloutOf(observation, evidence, latest.value) : undefined;
  return {
    hops: hopsOf(observation, evidence, rollout, judge),
    problems: problemsOf(observation, evidence, { rollout, lag }, judge),
    unread: unreadOf(evidence),
  };
}
