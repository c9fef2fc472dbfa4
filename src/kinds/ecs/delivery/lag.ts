import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { isSamePath } from '../../../model/path.ts';
import { type Deviation, type Judge, notAmong } from './deviation.ts';
import type { Observation } from './observe.ts';

/** What tells whether a service lags behind its family. */
export interface LagInput<D extends Deviation> {
  readonly observation: Observation;
  readonly judge: Judge<D>;
  /**
   * When `judge` looks at one value only: what looks at all. Whether the service lags behind is a question about
   * revisions.
   */
  readonly judgeAll?: Judge<D>;
  /** Whether the service is expected to run the latest revision: false when the code names another one. */
  readonly follows: boolean;
  /** The service is to run the latest revision whatever that holds, and does not. */
  readonly isOld?: boolean;
}

/** Whether the service runs another revision than the latest one, which it is to run. */
export function isBehind<D extends Deviation>(input: LagInput<D>): boolean {
  const { latest } = input.observation;
  const isLatestThere = latest.status === 'found' && !isInactive(latest.value);
  return lagOf(input).length > 0 || (input.isOld === true && isLatestThere);
}

/**
 * What the service's revision lacks and the latest one holds. Empty unless the latest one is as declared wherever the
 * service's is: a revision that somebody else registered may hold one value by chance.
 */
export function lagOf<D extends Deviation>({
  observation,
  judge,
  judgeAll = judge,
  follows,
}: LagInput<D>): readonly D[] {
  const { latest, revision } = observation;
  if (!follows || latest.status !== 'found' || revision?.status !== 'found') return [];
  if (latest.value.taskDefinitionArn === revision.value.taskDefinitionArn || isInactive(latest.value)) return [];
  const there = judgeAll(latest.value).differences;
  const here = judgeAll(revision.value).differences;
  const isNearer = notAmong(there, here).length === 0;
  if (!isNearer) return [];
  const concerned = judge(revision.value).differences;
  return notAmong(here, there).filter(({ path }) => concerned.some((one) => isSamePath(one.path, path)));
}

/** Whether the tasks of the service's deployment do not come up. */
export function isDeploymentFailing({ live }: Observation): boolean {
  return (live.deployments ?? []).some(
    ({ status, rolloutState, failedTasks = 0 }) =>
      status === 'PRIMARY' && (rolloutState === 'FAILED' || (rolloutState === 'IN_PROGRESS' && failedTasks > 0)),
  );
}

/**
 * Whether a deployment is under way that may wait for somebody: one with hooks that wait, or of a strategy that has
 * stages. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
 */
export function mayWait({ live }: Observation): boolean {
  const { strategy = 'ROLLING', lifecycleHooks = [] } = live.deploymentConfiguration ?? {};
  const isUnderWay = (live.deployments ?? []).some(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
  return isUnderWay && (strategy !== 'ROLLING' || lifecycleHooks.some(({ targetType }) => targetType === 'PAUSE'));
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html */
export function isInactive({ status }: LiveTaskDefinition): boolean {
  return status !== undefined && status !== 'ACTIVE';
}
