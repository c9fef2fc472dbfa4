import type { LiveTask } from '../../../aws/reads/ecs-describe-tasks.ts';
import { memberAt, type Path } from '../../../model/path.ts';
import type { Evidence, Hop } from '../../../model/report/delivery.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';
import type { DeliveryRule } from '../../../model/rule.ts';
import { type Deviation, type Judge, notAmong, uniquePaths } from './deviation.ts';
import { evidenceOf, type Rollout, stoppedReasons, waitingOf } from './evidence.ts';
import { isStale } from './image.ts';
import { isDeploymentFailing, isInactive } from './lag.ts';
import type { DeploymentEvidence, ImageObservation, Observation } from './observe.ts';
import { overriddenBy } from './overrides.ts';
import { containerAt } from './settings.ts';

/** A place at which the delivery is broken, or a note about it. */
export interface DeliveryProblem<D extends Deviation> {
  readonly rule: DeliveryRule;
  readonly brokenAt: Hop['hop'];
  readonly differences: readonly D[];
  readonly evidence: readonly Evidence[];
  readonly tasks?: { readonly running: number; readonly affected: number };
  /** What the overrides of tasks set, or which container's image it is. */
  readonly path?: Path;
  readonly shown?: { readonly declared: ShownValue; readonly live: ShownValue };
}

/**
 * The problems of a service on the way from the latest revision to the images.
 *
 * @param rollout what became of the latest revision, when the service lags behind it
 * @param lag what the service's revision lacks then
 */
export function problemsOf<D extends Deviation>(
  observation: Observation,
  evidence: DeploymentEvidence | undefined,
  { rollout, lag }: { readonly rollout: Rollout | undefined; readonly lag: readonly D[] },
  judge: Judge<D>,
): readonly DeliveryProblem<D>[] {
  const delivery =
    rollout === undefined
      ? [...settledProblems(observation, evidence, judge), ...inactiveProblems<D>(observation)]
      : [lagProblem(observation, evidence, rollout, lag)];
  return [
    ...delivery,
    ...imageProblems<D>(observation.images),
    ...overrideProblems<D>(observation),
    ...secretProblems<D>(observation),
  ];
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
): DeliveryProblem<D> {
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
function settledProblems<D extends Deviation>(
  observation: Observation,
  evidence: DeploymentEvidence | undefined,
  judge: Judge<D>,
): readonly DeliveryProblem<D>[] {
  const { live, revision, others, running } = observation;
  if (revision?.status !== 'found') return [];
  const arn = revision.value.taskDefinitionArn;
  const own = judge(revision.value);
  const lacking = new Map<string, readonly D[]>();
  for (const [other, read] of others) {
    if (read.status !== 'found') continue;
    const further = notAmong(judge(read.value).differences, own.differences);
    if (further.length > 0) lacking.set(other, further);
  }
  const differences = uniquePaths([...lacking.values()].flat());
  const tasks = countTasks(observation, ({ taskDefinitionArn = '' }) => taskDefinitionArn !== arn);
  const primary = live.deployments?.find(({ status }) => status === 'PRIMARY');
  if (isDeploymentFailing(observation) && own.state !== 'differs') {
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
  if (isUnderWay && (own.state !== 'differs' || waitingOf(evidence) !== undefined)) {
    return [{ rule: 'delivery/in-progress', brokenAt: 'task', differences, evidence: [], ...tasks }];
  }
  if (!affected) return [];
  const old = countTasks(observation, ({ taskDefinitionArn = '' }) => lacking.has(taskDefinitionArn));
  return [{ rule: 'delivery/tasks-outdated', brokenAt: 'task', differences, evidence: [], ...old }];
}

function inactiveProblems<D extends Deviation>({ revision }: Observation): readonly DeliveryProblem<D>[] {
  if (revision?.status !== 'found' || !isInactive(revision.value)) return [];
  return [{ rule: 'delivery/revision-inactive', brokenAt: 'service', differences: [], evidence: [] }];
}

function imageProblems<D extends Deviation>(images: readonly ImageObservation[]): readonly DeliveryProblem<D>[] {
  return images.filter(isStale).map(({ container, running, tagged }) => ({
    rule: 'delivery/image-stale',
    brokenAt: 'image',
    differences: [],
    evidence: [],
    path: memberAt(containerAt(container), 'image'),
    shown: {
      declared: { value: tagged.status === 'found' ? tagged.value.digest : '' },
      live: { value: running.length === 1 ? (running[0] ?? '') : [...running] },
    },
  }));
}

/** One for each setting that tasks were started with, whatever the number of tasks. */
function overrideProblems<D extends Deviation>(observation: Observation): readonly DeliveryProblem<D>[] {
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

function secretProblems<D extends Deviation>({ running, newerSecrets }: Observation): readonly DeliveryProblem<D>[] {
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

function countTasks(
  { running }: Observation,
  isAffected: (task: LiveTask) => boolean,
): { readonly tasks?: { readonly running: number; readonly affected: number } } {
  if (running.status !== 'found') return {};
  return { tasks: { running: running.value.length, affected: running.value.filter(isAffected).length } };
}
