import type { Read } from '../../../aws/read.ts';
import type { AwsReader } from '../../../aws/reader.ts';
import type { LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { differencesOf } from '../../../compare/comparison.ts';
import { parseArn } from '../../../model/arn.ts';
import type { LiveIdentity } from '../../../model/identity.ts';
import { formatPath } from '../../../model/path.ts';
import { isSamePlace } from '../../../model/place.ts';
import type { DraftChecked, DraftFinding, DraftGap, Finding, Hop } from '../../../model/report.ts';
import type { KindContext, KindRun } from '../../run-kind.ts';
import { parseRevision } from '../arn.ts';
import { type DeclaredServiceIdentity, serviceKey } from '../declared-service.ts';
import { isOpen, pointsAt } from '../pointer.ts';
import { activeService, type ReadService, readServices } from '../read-service.ts';
import { runningRevision } from '../running-revision.ts';
import { compareTaskDefinition, ruleOf } from '../task-definition/compare.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from '../task-definition/declared.ts';
import { liveTaskDefinition } from '../task-definition/live.ts';
import { type Chain, followChain, isFailing, type Judged, lagOf, type Problem } from './chain.ts';
import { listRunningTasks, type Observation, observeDeployments, observeService, type ServiceKey } from './observe.ts';

/** What the finding of a broken delivery says of one difference. */
export type FoundDifference = NonNullable<Extract<Finding, { type: 'delivery-broken' }>['differences']>[number];

/** A declared service, the task definition that it is to run, and how far that has come. */
export interface Delivery {
  readonly service: DeclaredServiceIdentity;
  readonly definition: DeclaredTaskDefinition;
  readonly observation: Observation;
  /** Whether the service is to run the latest revision. */
  readonly follows: boolean;
  readonly chain: Chain<FoundDifference>;
}

/**
 * Follows the delivery chain of every declared service that exists and whose task definition is declared. What has one cause becomes one
 * finding: the differences of a revision that the service should not run any more are taken out of `runs` and stand inside of it.
 */
export async function deliver({ stack, aws }: KindContext, runs: readonly KindRun[]): Promise<readonly KindRun[]> {
  const services = await readServices(stack, aws);
  const definitions = declaredTaskDefinitions(stack);
  const followed = services.flatMap((service) => matched(service, definitions));
  await listRunningTasks(
    aws,
    followed.map(({ where }) => where),
  );
  const deliveries = await Promise.all(followed.map((service) => follow(service, aws)));
  const findings = deliveries.flatMap(findingsOf);
  const explained = deliveries.filter(({ chain }) => chain.problems.some((problem) => lagRules.has(problem.rule)));
  const dated = new Map(
    await Promise.all(definitions.map(async (one) => [one.address, await readHistory(one, aws)] as const)),
  );
  const remaining = runs.map((run): KindRun => {
    const kept = run.findings.filter((finding) => !isExplained(finding, explained, findings));
    const broken = run.checked.map((one) => (isBroken(one, findings) ? { ...one, status: 'drifted' as const } : one));
    return {
      ...run,
      checked: broken,
      findings: kept.map((finding) => withHistory(finding, dated.get(finding.address))),
    };
  });
  const gaps = deliveries.flatMap(gapsOf);
  return [...remaining, { checked: [], findings, gaps, learnt: new Map() }];
}

/** The rules of a service that runs another revision than the latest. */
const lagRules: ReadonlySet<string> = new Set<Problem<FoundDifference>['rule']>([
  'delivery/not-deployed',
  'delivery/rolled-back',
  'delivery/not-running',
  'delivery/deployment-failed',
  'delivery/in-progress',
]);

/** What is said about a delivery that is on its way or complete. */
const notes: ReadonlySet<string> = new Set<Problem<FoundDifference>['rule']>([
  'delivery/in-progress',
  'delivery/secret-newer',
  'delivery/revision-inactive',
]);

/** A service that was found as declared, and does not deliver what is declared. */
function isBroken({ kind, address, status }: DraftChecked, findings: readonly DraftFinding[]): boolean {
  if (kind !== 'ecs-service' || status !== 'in-sync') return false;
  return findings.some((finding) => finding.address === address && !notes.has(finding.rule));
}

/** A service that exists, with the task definition that it is to run. */
interface Matched {
  readonly service: DeclaredServiceIdentity;
  readonly live: LiveService;
  readonly where: ServiceKey;
  readonly definition: DeclaredTaskDefinition;
}

/** None for a service that does not exist or that runs nothing declared. */
function matched(service: ReadService, definitions: readonly DeclaredTaskDefinition[]): readonly Matched[] {
  const live = activeService(service);
  const key = serviceKey(service.declared);
  if (live === undefined || key === undefined) return [];
  const definition = definitionOf(service.declared, definitions, runningRevision(live));
  if (definition === undefined) return [];
  const { region } = service.declared.place;
  return [
    { service: service.declared, live, where: { ...key, ...(region === undefined ? {} : { region }) }, definition },
  ];
}

async function follow({ service, live, where, definition }: Matched, aws: AwsReader): Promise<Delivery> {
  const { pointer } = service;
  const runs = runningRevision(live);
  const observation = await observeService(aws, where, live, familyOf(definition));
  const judge = judgeOf(definition);
  const follows = pointer?.names.some((name) => name.revision !== undefined) !== true && isSameFamily(definition, runs);
  const lags = lagOf({ observation, judge, follows }).length > 0;
  const evidence = lags || isFailing(observation) ? await observeDeployments(aws, where, lags) : undefined;
  const chain = followChain({ observation, judge, follows, ...(evidence === undefined ? {} : { evidence }) });
  return { service, definition, observation, follows, chain };
}

/** The task definition that a service is to run: the one it points at or, where that is not known, the one of the family that it runs. */
export function definitionOf(
  { pointer, place }: DeclaredServiceIdentity,
  all: readonly DeclaredTaskDefinition[],
  runs: string | undefined,
): DeclaredTaskDefinition | undefined {
  const definitions = all.filter((one) => one.place.doubt === undefined && isSamePlace(one.place, place));
  if (pointer === undefined) return definitions.find((one) => runs !== undefined && isSameFamily(one, runs));
  const linked = definitions.filter(
    (one) =>
      pointsAt(pointer, one.address, familyOf(one)) ||
      (isOpen(pointer) && runs !== undefined && isSameFamily(one, runs)),
  );
  return linked.find((one) => isSameFamily(one, runs)) ?? linked[0];
}

function familyOf({ family }: DeclaredTaskDefinition): string | undefined {
  return family?.state === 'known' ? family.value : undefined;
}

function isSameFamily(definition: DeclaredTaskDefinition, runs: string | undefined): boolean {
  const family = familyOf(definition);
  return family === undefined || runs === undefined || parseRevision(runs)?.family === family;
}

/** Compares any revision with what is declared. */
function judgeOf(definition: DeclaredTaskDefinition): (revision: LiveTaskDefinition) => Judged<FoundDifference> {
  return (revision) => {
    const place = revision.taskDefinitionArn === undefined ? undefined : parseArn(revision.taskDefinitionArn);
    const differences = differencesOf(
      compareTaskDefinition(definition.model, liveTaskDefinition(revision), definition.ignored, place),
    );
    return {
      state: differences.length > 0 ? 'differs' : 'as-declared',
      differences: differences.map(({ path, declared, live, at, ...difference }) => ({
        rule: ruleOf({ ...difference, path }),
        path: formatPath(path),
        ...(declared === undefined ? {} : { declared }),
        ...(live === undefined ? {} : { live }),
        ...(at === undefined ? {} : { at }),
      })),
    };
  };
}

function findingsOf({ service, definition, observation, chain }: Delivery): readonly DraftFinding[] {
  const identity = identityOf(service, observation);
  return chain.problems.map((problem) => {
    const { rule, brokenAt, differences, evidence, tasks, path, shown } = problem;
    const [first] = differences;
    const at = first?.at ?? service.at;
    return {
      type: 'delivery-broken',
      rule,
      kind: 'ecs-service',
      address: service.address,
      path: path ?? 'taskDefinition',
      at: path === undefined ? at : service.at,
      identity,
      ...(shown ?? {}),
      hops: [{ hop: 'declared', state: 'as-declared' }, ...chain.hops],
      brokenAt,
      ...(differences.length === 0 ? {} : { differences: [...differences] }),
      ...(evidence.length === 0 ? {} : { evidence: [...evidence] }),
      ...(tasks === undefined ? {} : { tasks }),
      related: [{ address: definition.address, at: definition.at }],
    };
  });
}

function identityOf(service: DeclaredServiceIdentity, { key, live, latest }: Observation): LiveIdentity {
  const place = live.serviceArn === undefined ? undefined : parseArn(live.serviceArn);
  const running = parseRevision(runningRevision(live) ?? '');
  const region = place?.region ?? service.place.region;
  const newest = latest.status === 'found' ? latest.value.revision : undefined;
  return {
    ...(place === undefined ? {} : { account: place.account }),
    ...(region === undefined ? {} : { region }),
    ...(live.serviceArn === undefined ? {} : { arn: live.serviceArn }),
    cluster: key.cluster,
    service: key.service,
    ...(running === undefined ? {} : { family: running.family }),
    ...(running?.revision === undefined ? {} : { revision: running.revision }),
    ...(newest === undefined || newest === running?.revision ? {} : { latestRevision: newest }),
  };
}

/** Whether a finding about a revision that services run has its cause in the delivery to all of them. */
function isExplained(
  { kind, address, identity, path }: DraftFinding,
  explained: readonly Delivery[],
  findings: readonly DraftFinding[],
): boolean {
  if (kind !== 'ecs-task-definition') return false;
  const own = explained.filter(
    ({ definition, observation }) =>
      definition.address === address && runningRevision(observation.live) === identity.arn,
  );
  if (own.length === 0) return false;
  return own.every(({ service }) =>
    findings.some(
      (finding) =>
        finding.type === 'delivery-broken' &&
        finding.address === service.address &&
        finding.differences?.some((difference) => difference.path === path) === true,
    ),
  );
}

type History = NonNullable<Finding['history']>;

/** When and by whom the latest revision of a family was registered. */
async function readHistory(definition: DeclaredTaskDefinition, aws: AwsReader): Promise<History | undefined> {
  const family = familyOf(definition);
  const { doubt, region } = definition.place;
  if (family === undefined || doubt !== undefined) return undefined;
  const read: Read<LiveTaskDefinition> = await aws.read(
    'ecs:DescribeTaskDefinition',
    { taskDefinition: family },
    region,
  );
  if (read.status !== 'found') return undefined;
  const { registeredAt, registeredBy } = read.value;
  if (registeredAt === undefined && registeredBy === undefined) return undefined;
  return {
    ...(registeredAt === undefined ? {} : { registeredAt: registeredAt.toISOString() }),
    ...(registeredBy === undefined ? {} : { registeredBy: String(registeredBy) }),
  };
}

/** What AWS lacks was declared after the last registration or taken out by it: either way its date tells since when. */
function withHistory(finding: DraftFinding, history: History | undefined): DraftFinding {
  return finding.kind !== 'ecs-task-definition' || history === undefined
    ? finding
    : { ...finding, history: { ...finding.history, ...history } };
}

/**
 * What AWS did not let be read. A snapshot that holds nothing about tasks, since it was written by hand or before they were read, is no
 * failure to look.
 */
function gapsOf({ service, observation, follows, chain }: Delivery): readonly DraftGap[] {
  return chain.hops.flatMap((hop): DraftGap[] => {
    const problem = hop.reason?.problem;
    if (hop.state !== 'undetermined' || problem === undefined || problem.kind === 'not-recorded') return [];
    // What the service runs is compared as a task definition, and is a gap there; where the latest revision is what runs, so is that.
    if (hop.hop === 'declared' || hop.hop === 'service') return [];
    if (hop.hop === 'latest-revision' && (!follows || observation.revision?.status !== 'found')) return [];
    return [
      {
        code: 'unreadable',
        scope: 'leaf',
        kind: 'ecs-service',
        address: service.address,
        path: pathOf(hop),
        at: service.at,
        identity: identityOf(service, observation),
        reason: { kind: 'aws', problem },
      },
    ];
  });
}

function pathOf({ hop, container }: Hop): string {
  if (container !== undefined) return `containers[${container}].image`;
  return hop === 'latest-revision' ? 'taskDefinition' : `${hop}s`;
}
