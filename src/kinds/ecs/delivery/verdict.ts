import type { Hop } from '../../../model/report/delivery.ts';
import type { TraceVerdict } from '../../../model/trace.ts';
import type { Chain } from './chain.ts';
import type { Followed, TracedDeviation } from './followed.ts';
import type { Observation } from './observe.ts';

/** 0: as it should be, or on its way; 2: not so; 3: cannot be told. */
export const exitCodes: Readonly<Record<TraceVerdict, number>> = {
  delivered: 0,
  owned: 0,
  'in-progress': 0,
  'image-stale': 0,
  overrides: 0,
  'not-registered': 2,
  'not-deployed': 2,
  'rolled-back': 2,
  'not-running': 2,
  'deployment-failed': 2,
  'tasks-outdated': 2,
  'service-missing': 2,
  'service-inactive': 2,
  'family-missing': 2,
  absent: 3,
  undetermined: 3,
};

/**
 * What following a service came to.
 *
 * @param hasCode whether the hops are held against code, else against the latest revision
 */
export function verdictOf(
  { problems }: Chain<TracedDeviation>,
  hops: readonly Hop[],
  { latest, revision }: Observation,
  hasCode: boolean,
  followed: Followed | undefined,
): TraceVerdict {
  const at = (name: Hop['hop']) => hops.find(({ hop }) => hop === name);
  const isAbsent = (hop: Hop): boolean => hop.value !== undefined && 'absent' in hop.value;
  if (latest.status === 'absent' && revision?.status !== 'found') return 'family-missing';
  const values = hops.filter(({ hop }) => hop === 'declared' || hop === 'latest-revision' || hop === 'service');
  if (followed !== undefined && 'env' in followed && values.every(isAbsent) && problems.length === 0) return 'absent';
  if (hasCode && at('latest-revision')?.state === 'differs' && at('service')?.state === 'differs') {
    const isLag = problems.some(({ rule }) => lagVerdicts.has(rule));
    if (!isLag) return 'not-registered';
  }
  const [worst] = problems
    .map(({ rule }) => rule.slice('delivery/'.length))
    .flatMap((name) => order.find((one) => one === name) ?? [])
    .toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  if (worst !== undefined) return worst;
  // A service that nobody may see the tasks of was followed as far as that goes.
  const blind = hops.some(({ hop, state, tasks }) => state === 'undetermined' && hop !== 'image' && tasks !== 0);
  if (hops.some(({ hop, state }) => hop === 'service' && state === 'differs')) return 'not-registered';
  if (blind) return 'undetermined';
  return hops.some(({ state }) => state === 'owned') ? 'owned' : 'delivered';
}

const lagVerdicts: ReadonlySet<string> = new Set([
  'delivery/not-deployed',
  'delivery/rolled-back',
  'delivery/not-running',
  'delivery/deployment-failed',
  'delivery/in-progress',
]);

/** The worst first. */
const order = [
  'deployment-failed',
  'rolled-back',
  'not-deployed',
  'not-running',
  'tasks-outdated',
  'overrides',
  'image-stale',
  'in-progress',
] as const satisfies readonly TraceVerdict[];

const unbroken: ReadonlySet<TraceVerdict> = new Set(['delivered', 'owned', 'absent', 'undetermined']);

/** The first hop at which it is not as expected; undefined when there is none. */
export function brokenHop(
  verdict: TraceVerdict,
  { problems }: Chain<TracedDeviation>,
  hops: readonly Hop[],
): Hop['hop'] | undefined {
  if (unbroken.has(verdict)) return undefined;
  if (verdict === 'not-registered' || verdict === 'family-missing') return 'latest-revision';
  const problem = problems.find(({ rule }) => rule === `delivery/${verdict}`);
  return problem?.brokenAt ?? hops.find(({ state }) => state === 'differs')?.hop;
}
