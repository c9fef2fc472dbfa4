import type { Read } from '../../../aws/read.ts';
import type { LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import type { LiveTask } from '../../../aws/reads/ecs-describe-tasks.ts';
import { groupBy } from '../../../model/group.ts';
import type { AwsProblem, Evidence, Hop, ReasonData, ShownValue } from '../../../model/report.ts';
import type { DeliveryRule } from '../../../model/rule.ts';
import { parseRevision } from '../arn.ts';
import { runningRevision } from '../running-revision.ts';
import { evidenceOf, findDeployment, type Rollout, rolloutOf, stoppedReasons } from './evidence.ts';
import type { DeploymentEvidence, ImageObservation, Observation } from './observe.ts';
import { overriddenBy } from './overrides.ts';

/*
 * The way of a declared value to the containers, hop by hop, and where it is lost. Everything here is a function of what was observed.
 */

/** Something that a revision has otherwise than declared. */
export interface Deviation {
  readonly path: string;
}

/** How a revision compares with what is expected of it. `D`: what is known of each difference. */
export interface Judged<D extends Deviation> {
  readonly state: Hop['state'];
  readonly differences: readonly D[];
  /** What stands there, when one value is followed. */
  readonly value?: ShownValue;
  readonly reason?: ReasonData;
}

/** A place at which the delivery is broken, or a note about it. */
export interface Problem<D extends Deviation> {
  readonly rule: DeliveryRule;
  readonly brokenAt: Hop['hop'];
  readonly differences: readonly D[];
  readonly evidence: readonly Evidence[];
  readonly tasks?: { readonly running: number; readonly affected: number };
  /** What the overrides of tasks set, or which container's image it is. */
  readonly path?: string;
  readonly shown?: { readonly declared: ShownValue; readonly live: ShownValue };
}

export interface Chain<D extends Deviation> {
  readonly hops: readonly Hop[];
  readonly problems: readonly Problem<D>[];
}

/** What a chain is made from. */
export interface ChainInput<D extends Deviation> {
  readonly observation: Observation;
  /** undefined when it was not asked for: the service does not lag behind. */
  readonly evidence?: DeploymentEvidence;
  readonly judge: (revision: LiveTaskDefinition) => Judged<D>;
  /** When `judge` looks at one value only: what looks at all. Whether the service lags behind is a question about revisions. */
  readonly judgeAll?: (revision: LiveTaskDefinition) => Judged<D>;
  /** Whether the service is expected to run the latest revision: false when the code names another one. */
  readonly follows: boolean;
}

/**
 * What the service's revision lacks and the latest one holds. Empty unless the latest one is as declared wherever the service's is: a
 * revision that somebody else registered may hold one value by chance.
 */
export function lagOf<D extends Deviation>({
  observation,
  judge,
  judgeAll = judge,
  follows,
}: Omit<ChainInput<D>, 'evidence'>): readonly D[] {
  const { latest, revision } = observation;
  if (!follows || latest.status !== 'found' || revision?.status !== 'found') return [];
  if (latest.value.taskDefinitionArn === revision.value.taskDefinitionArn || isInactive(latest.value)) return [];
  const there = judgeAll(latest.value).differences;
  const here = judgeAll(revision.value).differences;
  const concerned = new Set(judge(revision.value).differences.map(({ path }) => path));
  const isNearer = there.every((one) => here.some((other) => other.path === one.path));
  return isNearer
    ? here.filter((one) => !there.some((other) => other.path === one.path) && concerned.has(one.path))
    : [];
}

/** Whether the tasks of the service's deployment do not come up. */
export function isFailing({ live }: Observation): boolean {
  return (live.deployments ?? []).some(
    ({ status, rolloutState, failedTasks = 0 }) =>
      status === 'PRIMARY' && (rolloutState === 'FAILED' || (rolloutState === 'IN_PROGRESS' && failedTasks > 0)),
  );
}

/** Follows the chain from the latest revision to the images. */
export function followChain<D extends Deviation>(input: ChainInput<D>): Chain<D> {
  const { observation, evidence, judge } = input;
  const { latest, revision, images } = observation;
  const lag = lagOf(input);
  const rollout =
    lag.length > 0 && latest.status === 'found' ? rolloutOf(observation, evidence, latest.value) : undefined;
  const hops: Hop[] = [
    revisionHop('latest-revision', latest, judge),
    serviceHop(observation, judge),
    ...deploymentHops(observation, evidence, rollout, judge),
    ...taskHops(observation, judge),
    ...images.map(imageHop),
  ];
  const delivery = rollout === undefined ? settledProblems(input) : [lagProblem(observation, evidence, rollout, lag)];
  const inactive: Problem<D>[] =
    rollout === undefined && revision?.status === 'found' && isInactive(revision.value)
      ? [{ rule: 'delivery/revision-inactive', brokenAt: 'service', differences: [], evidence: [] }]
      : [];
  return {
    hops,
    problems: [
      ...delivery,
      ...inactive,
      ...imageProblems<D>(images),
      ...overrideProblems<D>(observation),
      ...secretProblems<D>(observation),
    ],
  };
}

const lagRules = {
  'not-deployed': 'delivery/not-deployed',
  'rolled-back': 'delivery/rolled-back',
  'not-known': 'delivery/not-running',
  failing: 'delivery/deployment-failed',
  'in-progress': 'delivery/in-progress',
} as const;

/** The service runs a revision that lacks what the latest one holds. */
function lagProblem<D extends Deviation>(
  observation: Observation,
  evidence: DeploymentEvidence | undefined,
  rollout: Rollout,
  lag: readonly D[],
): Problem<D> {
  const { latest } = observation;
  const arn = latest.status === 'found' ? latest.value.taskDefinitionArn : undefined;
  const tried = rollout.state === 'rolled-back' || rollout.state === 'failing';
  return {
    rule: lagRules[rollout.state],
    brokenAt: rollout.state === 'rolled-back' ? 'deployment' : 'service',
    differences: lag,
    evidence: tried ? [...rollout.evidence, ...stoppedReasons(evidence, arn)] : rollout.evidence,
    ...countTasks(observation, (task) => task.taskDefinitionArn !== arn),
  };
}

/** The service runs the revision that it should: what of its deployment and its tasks is not there yet. */
function settledProblems<D extends Deviation>({ observation, evidence, judge }: ChainInput<D>): readonly Problem<D>[] {
  const { live, revision, others, running } = observation;
  if (revision?.status !== 'found') return [];
  const arn = revision.value.taskDefinitionArn;
  const own = judge(revision.value);
  const lacking = new Map<string, readonly D[]>();
  for (const [other, read] of others) {
    if (read.status !== 'found') continue;
    const further = judge(read.value).differences.filter(
      (one) => !own.differences.some(({ path }) => path === one.path),
    );
    if (further.length > 0) lacking.set(other, further);
  }
  const differences = uniquePaths([...lacking.values()].flat());
  const tasks = countTasks(observation, ({ taskDefinitionArn = '' }) => taskDefinitionArn !== arn);
  const primary = live.deployments?.find(({ status }) => status === 'PRIMARY');
  if (isFailing(observation) && own.state !== 'differs') {
    return [
      {
        rule: 'delivery/deployment-failed',
        brokenAt: 'deployment',
        differences,
        evidence: [...evidenceOf(primary), ...stoppedReasons(evidence, arn)],
        ...tasks,
      },
    ];
  }
  const affected =
    running.status === 'found' && running.value.some((task) => lacking.has(task.taskDefinitionArn ?? ''));
  const isUnderWay = primary?.rolloutState === 'IN_PROGRESS' || (live.taskSets ?? []).length > 1;
  if (isUnderWay && own.state !== 'differs') {
    return [{ rule: 'delivery/in-progress', brokenAt: 'task', differences, evidence: [], ...tasks }];
  }
  if (!affected) return [];
  const old = countTasks(observation, ({ taskDefinitionArn = '' }) => lacking.has(taskDefinitionArn));
  return [{ rule: 'delivery/tasks-outdated', brokenAt: 'task', differences, evidence: [], ...old }];
}

function imageProblems<D extends Deviation>(images: readonly ImageObservation[]): readonly Problem<D>[] {
  return images.filter(isStale).map(({ container, running, tagged }) => ({
    rule: 'delivery/image-stale',
    brokenAt: 'image',
    differences: [],
    evidence: [],
    path: `containers[${container}].image`,
    shown: {
      declared: { value: tagged.status === 'found' ? tagged.value.digest : '' },
      live: { value: running.length === 1 ? (running[0] ?? '') : [...running] },
    },
  }));
}

function isStale({ running, tagged }: ImageObservation): boolean {
  return tagged.status === 'found' && running.some((digest) => !tagged.value.digests.includes(digest));
}

/** One for each setting that tasks were started with, whatever the number of tasks. */
function overrideProblems<D extends Deviation>(observation: Observation): readonly Problem<D>[] {
  const { running } = observation;
  if (running.status !== 'found') return [];
  return overriddenBy(observation).map(({ path, declared, live, tasks }) => ({
    rule: 'delivery/overrides',
    brokenAt: 'task',
    differences: [],
    evidence: [],
    path,
    shown: { declared, live },
    tasks: { running: running.value.length, affected: tasks },
  }));
}

function secretProblems<D extends Deviation>({ running, newerSecrets }: Observation): readonly Problem<D>[] {
  return newerSecrets.map(({ path, changedAt, startedAt, tasks }) => ({
    rule: 'delivery/secret-newer',
    brokenAt: 'task',
    differences: [],
    evidence: [],
    path,
    shown: { declared: { value: changedAt.toISOString() }, live: { value: startedAt.toISOString() } },
    tasks: { running: running.status === 'found' ? running.value.length : 0, affected: tasks },
  }));
}

function revisionHop<D extends Deviation>(
  hop: Hop['hop'],
  read: Read<LiveTaskDefinition>,
  judge: (revision: LiveTaskDefinition) => Judged<D>,
): Hop {
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

function serviceHop<D extends Deviation>(
  { live, revision }: Observation,
  judge: (revision: LiveTaskDefinition) => Judged<D>,
): Hop {
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
  judge: (revision: LiveTaskDefinition) => Judged<D>,
): readonly Hop[] {
  const { live, latest, revision } = observation;
  if (rollout !== undefined && latest.status === 'found') {
    const found = findDeployment(observation, evidence, latest.value);
    const number = latest.value.revision;
    const hop: Hop = {
      hop: 'deployment',
      state: rollout.state === 'not-known' ? 'undetermined' : 'differs',
      ...(number === undefined ? {} : { revision: number }),
      ...(found?.status === undefined ? {} : { status: found.status }),
      ...(found?.at === undefined ? {} : { since: found.at.toISOString() }),
    };
    const unreadable = evidence?.deployments;
    return unreadable?.status === 'unreadable' && rollout.state === 'not-known'
      ? [{ ...hop, reason: { kind: 'aws', problem: unreadable.problem } }]
      : [hop];
  }
  const primary = live.deployments?.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined || revision?.status !== 'found') return [];
  const { rolloutState, updatedAt, createdAt } = primary;
  const at = rolloutState === 'IN_PROGRESS' ? createdAt : (updatedAt ?? createdAt);
  const number = parseRevision(primary.taskDefinition ?? '')?.revision;
  const state = isFailing(observation) ? { state: 'differs' as const } : judged(judge(revision.value));
  return [
    {
      hop: 'deployment',
      ...state,
      ...(number === undefined ? {} : { revision: number }),
      ...(rolloutState === undefined ? {} : { status: String(rolloutState) }),
      ...(at === undefined ? {} : { since: at.toISOString() }),
    },
  ];
}

/** One hop for each revision of which tasks run, the newest first. */
function taskHops<D extends Deviation>(
  { running, revision, others, live }: Observation,
  judge: (revision: LiveTaskDefinition) => Judged<D>,
): readonly Hop[] {
  if (running.status === 'unreadable') {
    return [{ hop: 'task', state: 'undetermined', reason: { kind: 'aws', problem: running.problem } }];
  }
  if (running.status === 'absent') return [{ hop: 'task', state: 'undetermined', tasks: 0 }];
  const untold = hasUntoldTasks(live, running.value.length) ? [untoldTasks] : [];
  if (running.value.length === 0)
    return untold.length > 0 ? untold : [{ hop: 'task', state: 'undetermined', tasks: 0 }];
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
  return [...hops, ...untold];
}

/** A revision of which tasks run exists: that AWS does not know it is no answer. */
function unreadRevision(
  read: Exclude<Read<LiveTaskDefinition>, { status: 'found' }> | undefined,
): Pick<Hop, 'state' | 'reason'> {
  if (read === undefined) return { state: 'undetermined' };
  const problem: AwsProblem =
    read.status === 'unreadable'
      ? read.problem
      : { kind: 'unexpected-answer', action: 'ecs:DescribeTaskDefinition', code: 'NoAnswer' };
  return { state: 'undetermined', reason: { kind: 'aws', problem } };
}

/**
 * Whether a service that nothing is about to change says itself that more tasks run than were listed. While tasks come and go the two are
 * told at different times, and differ.
 */
function hasUntoldTasks(
  { deployments, taskSets, desiredCount, runningCount, pendingCount }: LiveService,
  listed: number,
): boolean {
  const isSteady = deployments?.length === 1 && (taskSets ?? []).length === 0 && pendingCount === 0;
  return isSteady && runningCount !== undefined && runningCount === desiredCount && listed < runningCount;
}

const untoldTasks: Hop = {
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

function judged<D extends Deviation>({ state, value, reason }: Judged<D>): Pick<Hop, 'state' | 'value' | 'reason'> {
  return { state, ...(value === undefined ? {} : { value }), ...(reason === undefined ? {} : { reason }) };
}

function countTasks(
  { running }: Observation,
  isAffected: (task: LiveTask) => boolean,
): { readonly tasks?: { readonly running: number; readonly affected: number } } {
  if (running.status !== 'found') return {};
  return { tasks: { running: running.value.length, affected: running.value.filter(isAffected).length } };
}

function uniquePaths<D extends Deviation>(differences: readonly D[]): readonly D[] {
  return [...new Map(differences.map((one) => [one.path, one])).values()];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html */
function isInactive({ status }: LiveTaskDefinition): boolean {
  return status !== undefined && status !== 'ACTIVE';
}
