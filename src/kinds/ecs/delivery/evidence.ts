import type { LiveDeployment } from '../../../aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { compareCodeUnits } from '../../../model/order.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import type { Evidence, Waiting } from '../../../model/report/delivery.ts';
import { type DeploymentEvidence, mostDeployments, type Observation, type ObservedDeployment } from './observe.ts';

/* What became of a revision that the service does not run. What was not observed proves nothing. */

/** `not-known`: never deployed or rolled back; the evidence does not tell which. */
export interface Rollout {
  readonly state: 'not-deployed' | 'rolled-back' | 'in-progress' | 'failing' | 'not-known';
  /** AWS's own words. */
  readonly evidence: readonly Evidence[];
}

/** Why something of what became of deployments could not be read, each cause once. */
export function unreadOf(evidence: DeploymentEvidence | undefined): readonly AwsProblem[] {
  if (evidence === undefined) return [];
  const { deployments, stopped } = evidence;
  const problems = [
    ...(deployments.status === 'unreadable' ? [deployments.problem] : []),
    ...(deployments.status === 'found' ? deployments.value.flatMap((one) => one.problems) : []),
    ...(stopped.status === 'unreadable' ? [stopped.problem] : []),
  ];
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}

/** What became of `wanted`, which the service does not run. */
export function rolloutOf(
  observation: Observation,
  evidence: DeploymentEvidence | undefined,
  wanted: LiveTaskDefinition,
): Rollout {
  const { live } = observation;
  const arn = wanted.taskDefinitionArn;
  const current = live.deployments?.find(({ taskDefinition }) => taskDefinition === arn);
  if (current?.rolloutState === 'IN_PROGRESS') {
    const failing = (current.failedTasks ?? 0) > 0;
    return { state: failing ? 'failing' : 'in-progress', evidence: failing ? evidenceOf(current) : [] };
  }
  if (current?.rolloutState === 'FAILED') return { state: 'rolled-back', evidence: evidenceOf(current) };
  if (live.taskSets?.some(({ taskDefinition }) => taskDefinition === arn))
    return { state: 'in-progress', evidence: [] };
  const recorded = fromDeployments(evidence, wanted, live.createdAt);
  return recorded ?? fromEvents(observation, wanted) ?? { state: 'not-known', evidence: [] };
}

/** The service deployments of ECS; undefined when they say nothing about `wanted`. */
function fromDeployments(
  evidence: DeploymentEvidence | undefined,
  wanted: LiveTaskDefinition,
  createdAt: Date | undefined,
): Rollout | undefined {
  if (evidence?.deployments.status !== 'found') return undefined;
  const all = evidence.deployments.value;
  const deployment = all.find(({ taskDefinition }) => taskDefinition === wanted.taskDefinitionArn);
  if (deployment !== undefined) return fromStatus(deployment);
  if (all.length === 0 || all.some(({ taskDefinition }) => taskDefinition === undefined)) return undefined;
  // The list must reach back to when the revision was registered: what is older than it was forgotten.
  const registered = wanted.registeredAt;
  if (registered === undefined) return undefined;
  const reachesBack = all.some((one) => one.createdAt !== undefined && one.createdAt <= registered);
  const isYounger = createdAt !== undefined && createdAt > registered && all.length < mostDeployments;
  return reachesBack || isYounger ? { state: 'not-deployed', evidence: [] } : undefined;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html */
function fromStatus({
  status,
  statusReason,
  rollback,
  finishedAt,
  createdAt,
}: ObservedDeployment): Rollout | undefined {
  switch (status) {
    case 'PENDING':
    case 'IN_PROGRESS':
      return { state: 'in-progress', evidence: [] };
    case undefined:
      return undefined;
    default:
      // Also a successful one: the service was put back on an older revision later.
      return {
        state: 'rolled-back',
        evidence: unique([
          ...said('deployment', statusReason, finishedAt ?? createdAt),
          ...said('deployment', rollback?.reason, rollback?.startedAt),
        ]),
      };
  }
}

const rollBack = /rolling back to|rolled back|deployment failed|rollback/i;

/** Events are kept for a while only: one of a roll-back tells, none tells nothing. */
function fromEvents({ live }: Observation, wanted: LiveTaskDefinition): Rollout | undefined {
  const registered = wanted.registeredAt;
  const later = (at: Date | undefined) => registered !== undefined && at !== undefined && at >= registered;
  const events = (live.events ?? [])
    .filter(({ createdAt, message }) => later(createdAt) && rollBack.test(message ?? ''))
    .flatMap(({ createdAt, message }) => said('event', message, createdAt));
  const reasons = (live.deployments ?? [])
    .filter(
      ({ rolloutStateReason, updatedAt }) =>
        later(updatedAt) && /rolling back|rollback/i.test(rolloutStateReason ?? ''),
    )
    .flatMap(evidenceOf);
  const evidence = [...reasons, ...events.toSorted((a, b) => compareCodeUnits(b.at, a.at))].slice(0, mostReasons);
  return evidence.length === 0 ? undefined : { state: 'rolled-back', evidence };
}

/** The deployment of a revision, as either API has it. */
export function findDeployment(
  { live }: Observation,
  evidence: DeploymentEvidence | undefined,
  { taskDefinitionArn: arn }: LiveTaskDefinition,
): { readonly status?: string; readonly at?: Date } | undefined {
  const recorded = evidence?.deployments.status === 'found' ? evidence.deployments.value : [];
  const found = recorded.find(({ taskDefinition }) => taskDefinition === arn);
  const current = live.deployments?.find(({ taskDefinition }) => taskDefinition === arn);
  const status = found?.status ?? current?.rolloutState;
  const at = found === undefined ? current?.createdAt : (found.finishedAt ?? found.createdAt);
  if (found === undefined && current === undefined) return undefined;
  return { ...(status === undefined ? {} : { status: String(status) }), ...(at === undefined ? {} : { at }) };
}

/** What the deployment that is under way waits for; undefined when that is for nobody. */
export function waitingOf(evidence: DeploymentEvidence | undefined): Waiting | undefined {
  const recorded = evidence?.deployments.status === 'found' ? evidence.deployments.value : [];
  for (const { serviceDeploymentArn: deployment, lifecycleStage, lifecycleHookDetails = [] } of recorded) {
    const hook = lifecycleHookDetails.find(({ status }) => status === 'AWAITING_ACTION');
    if (deployment === undefined || hook?.hookId === undefined) continue;
    const { hookId, expiresAt, timeoutAction } = hook;
    return {
      deployment,
      hook: hookId,
      ...(lifecycleStage === undefined ? {} : { stage: String(lifecycleStage) }),
      ...(expiresAt === undefined ? {} : { until: expiresAt.toISOString() }),
      ...(timeoutAction === undefined ? {} : { otherwise: String(timeoutAction) }),
    };
  }
  return undefined;
}

/** What a deployment says of itself. */
export function evidenceOf(deployment: LiveDeployment | undefined): readonly Evidence[] {
  const reason = deployment?.rolloutStateReason;
  // That it is in progress or complete is no reason.
  if (reason !== undefined && /^ECS deployment \S+ (?:in progress|completed)\.$/.test(reason)) return [];
  return said('deployment', reason, deployment?.updatedAt ?? deployment?.createdAt);
}

const mostReasons = 3;

/**
 * Why tasks of a revision stopped: different reasons, the latest first. A task that was stopped to make room says
 * nothing.
 */
export function stoppedReasons(evidence: DeploymentEvidence | undefined, arn: string | undefined): readonly Evidence[] {
  if (evidence?.stopped.status !== 'found') return [];
  const reasons = evidence.stopped.value
    .filter(({ taskDefinitionArn, stopCode }) => taskDefinitionArn === arn && stopCode !== 'ServiceSchedulerInitiated')
    .toSorted((a, b) => compareCodeUnits(b.stoppedAt?.toISOString(), a.stoppedAt?.toISOString()))
    .flatMap(({ stoppedReason, stoppedAt, containers = [] }) => [
      ...said('task', stoppedReason, stoppedAt),
      ...containers.flatMap(({ reason }) => said('task', reason, stoppedAt)),
    ]);
  return unique(reasons).slice(0, mostReasons);
}

function said(source: Evidence['source'], text: string | undefined, at: Date | undefined): readonly Evidence[] {
  if (text === undefined || text === '') return [];
  return [{ source, text, ...(at === undefined ? {} : { at: at.toISOString() }) }];
}

function unique(evidence: readonly Evidence[]): readonly Evidence[] {
  const seen = new Map<string, Evidence>();
  for (const one of evidence) if (!seen.has(one.text)) seen.set(one.text, one);
  return [...seen.values()];
}
