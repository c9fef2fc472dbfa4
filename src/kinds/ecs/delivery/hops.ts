import type { Read } from '../../../aws/read.ts';
import type { LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { groupBy } from '../../../model/group.ts';
import type { Hop } from '../../../model/report/delivery.ts';
import { parseRevision } from '../arn.ts';
import { runningRevision } from '../running-revision.ts';
import { unseenRevision } from '../unseen-revision.ts';
import type { Deviation, Judge, Judged } from './deviation.ts';
import { findDeployment, type Rollout, unreadOf, waitingOf } from './evidence.ts';
import { isStale } from './image.ts';
import { isDeploymentFailing } from './lag.ts';
import type { DeploymentEvidence, ImageObservation, Observation } from './observe.ts';

/**
 * The hops from the latest revision to the images, and how each stands.
 *
 * @param rollout what became of the latest revision, when the service lags behind it
 */
export function hopsOf<D extends Deviation>(
  observation: Observation,
  evidence: DeploymentEvidence | undefined,
  rollout: Rollout | undefined,
  judge: Judge<D>,
): readonly Hop[] {
  return [
    revisionHop('latest-revision', observation.latest, judge),
    serviceHop(observation, judge),
    ...deploymentHops(observation, evidence, rollout, judge),
    ...taskHops(observation, judge),
    ...observation.images.map(imageHop),
  ];
}

function revisionHop<D extends Deviation>(hop: Hop['hop'], read: Read<LiveTaskDefinition>, judge: Judge<D>): Hop {
  if (read.status === 'unreadable') {
    return { hop, state: 'undetermined', reason: { kind: 'aws', problem: read.problem } };
  }
  if (read.status === 'absent') return { hop, state: 'differs', value: { absent: true } };
  const { revision, registeredAt, registeredBy, status } = read.value;
  return {
    hop,
    ...judged(judge(read.value)),
    ...(revision === undefined ? {} : { revision }),
    ...(registeredAt === undefined ? {} : { since: registeredAt.toISOString() }),
    ...(registeredBy === undefined ? {} : { by: String(registeredBy) }),
    ...(status === undefined || status === 'ACTIVE' ? {} : { status: String(status) }),
  };
}

function serviceHop<D extends Deviation>({ live, revision }: Observation, judge: Judge<D>): Hop {
  if (revision === undefined) return { hop: 'service', state: 'undetermined' };
  const { since: _, by: __, ...hop } = revisionHop('service', revision, judge);
  const number = parseRevision(runningRevision(live) ?? '')?.revision;
  const since = live.deployments?.find(({ status }) => status === 'PRIMARY')?.createdAt;
  return {
    ...hop,
    ...(number === undefined ? {} : { revision: number }),
    ...(since === undefined ? {} : { since: since.toISOString() }),
  };
}

function deploymentHops<D extends Deviation>(
  observation: Observation,
  evidence: DeploymentEvidence | undefined,
  rollout: Rollout | undefined,
  judge: Judge<D>,
): readonly Hop[] {
  const { live, latest, revision } = observation;
  const waiting = waitingOf(evidence);
  const waits = waiting === undefined ? {} : { waiting };
  if (rollout !== undefined && latest.status === 'found') {
    const found = findDeployment(observation, evidence, latest.value);
    const number = latest.value.revision;
    const hop: Hop = {
      hop: 'deployment',
      state: rollout.state === 'not-known' ? 'undetermined' : 'differs',
      ...(number === undefined ? {} : { revision: number }),
      ...(found?.status === undefined ? {} : { status: found.status }),
      ...(found?.at === undefined ? {} : { since: found.at.toISOString() }),
      ...waits,
    };
    const [problem] = unreadOf(evidence);
    return problem !== undefined && rollout.state === 'not-known'
      ? [{ ...hop, reason: { kind: 'aws', problem } }]
      : [hop];
  }
  const primary = live.deployments?.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined || revision?.status !== 'found') return [];
  const { rolloutState, updatedAt, createdAt } = primary;
  const at = rolloutState === 'IN_PROGRESS' ? createdAt : (updatedAt ?? createdAt);
  const number = parseRevision(primary.taskDefinition ?? '')?.revision;
  const state = isDeploymentFailing(observation) ? { state: 'differs' as const } : judged(judge(revision.value));
  return [
    {
      hop: 'deployment',
      ...state,
      ...(number === undefined ? {} : { revision: number }),
      ...(rolloutState === undefined ? {} : { status: String(rolloutState) }),
      ...(at === undefined ? {} : { since: at.toISOString() }),
      ...waits,
    },
  ];
}

/** One hop for each revision of which tasks run, the newest first. */
function taskHops<D extends Deviation>(
  { running, revision, others, live }: Observation,
  judge: Judge<D>,
): readonly Hop[] {
  if (running.status === 'unreadable') {
    return [{ hop: 'task', state: 'undetermined', reason: { kind: 'aws', problem: running.problem } }];
  }
  if (running.status === 'absent') return [{ hop: 'task', state: 'undetermined', tasks: 0 }];
  const unlisted = hasUnlistedTasks(live, running.value.length) ? [unlistedTasks] : [];
  if (running.value.length === 0)
    return unlisted.length > 0 ? unlisted : [{ hop: 'task', state: 'undetermined', tasks: 0 }];
  const own = runningRevision(live);
  const hops = [...groupBy(running.value, ({ taskDefinitionArn = '' }) => taskDefinitionArn)]
    .map(([arn, tasks]): Hop => {
      const read = arn === own ? revision : others.get(arn);
      const number = parseRevision(arn)?.revision;
      const starts = tasks.flatMap(({ startedAt }) => (startedAt === undefined ? [] : [startedAt.toISOString()]));
      const [since] = starts.toSorted();
      return {
        hop: 'task',
        ...(read?.status === 'found' ? judged(judge(read.value)) : unreadRevision(read)),
        ...(number === undefined ? {} : { revision: number }),
        tasks: tasks.length,
        ...(since === undefined ? {} : { since }),
      };
    })
    .toSorted((a, b) => (b.revision ?? 0) - (a.revision ?? 0));
  return [...hops, ...unlisted];
}

/** A revision of which tasks run exists: that AWS does not know it is no answer. */
function unreadRevision(
  read: Exclude<Read<LiveTaskDefinition>, { status: 'found' }> | undefined,
): Pick<Hop, 'state' | 'reason'> {
  if (read === undefined) return { state: 'undetermined' };
  const problem = read.status === 'unreadable' ? read.problem : unseenRevision;
  return { state: 'undetermined', reason: { kind: 'aws', problem } };
}

/**
 * Whether a service that nothing is about to change says itself that more tasks run than were listed. While tasks come
 * and go the two are told at different times, and differ.
 */
function hasUnlistedTasks(
  { deployments, taskSets, desiredCount, runningCount, pendingCount }: LiveService,
  listed: number,
): boolean {
  const isSteady = deployments?.length === 1 && (taskSets ?? []).length === 0 && pendingCount === 0;
  return isSteady && runningCount !== undefined && runningCount === desiredCount && listed < runningCount;
}

const unlistedTasks: Hop = {
  hop: 'task',
  state: 'undetermined',
  reason: { kind: 'aws', problem: { kind: 'unexpected-answer', action: 'ecs:ListTasks', code: 'FewerTasks' } },
};

function imageHop(observed: ImageObservation): Hop {
  const { container, running, tagged } = observed;
  const [digest] = running;
  const hop = { hop: 'image', container, ...(digest === undefined ? {} : { digest }) } as const;
  if (tagged.status === 'unreadable') {
    return { ...hop, state: 'undetermined', reason: { kind: 'aws', problem: tagged.problem } };
  }
  if (tagged.status === 'absent') return { ...hop, state: 'undetermined' };
  const at = tagged.value.pushedAt;
  return {
    ...hop,
    state: isStale(observed) ? 'differs' : 'as-declared',
    ...(at === undefined ? {} : { since: at.toISOString() }),
  };
}

function judged<D extends Deviation>({
  state,
  value,
  reason,
  owned = [],
}: Judged<D>): Pick<Hop, 'state' | 'value' | 'reason' | 'owners'> {
  const owners = new Map(owned.map(({ policy }) => [JSON.stringify(policy), policy]));
  return {
    state,
    ...(state === 'owned' ? { owners: [...owners.values()] } : {}),
    ...(value === undefined ? {} : { value }),
    ...(reason === undefined ? {} : { reason }),
  };
}
