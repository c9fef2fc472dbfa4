import { parseArn } from '../../../model/arn.ts';
import { groupBy } from '../../../model/group.ts';
import type { IdentityOf } from '../../../model/identity.ts';
import type { Compared, DifferingLeaf, Leaf, LostDifference, Subject, UndeterminedLeaf } from '../../../model/leaf.ts';
import { isSamePath, memberAt, type Path, wholePath } from '../../../model/path.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import type { Hop } from '../../../model/report/delivery.ts';
import type { RuleId } from '../../../model/rule.ts';
import { parseRevision } from '../arn.ts';
import { runningRevision } from '../running-revision.ts';
import type { DefinitionDifference, Delivery } from './follow.ts';
import type { Registration } from './registration.ts';
import { containerAt } from './settings.ts';

/**
 * What comparing services and task definitions came to, with what is said of the deliveries between them. What has one
 * cause becomes one finding: the differences of a revision that the service should not run any more stand in that of
 * the service. No leaf is taken away.
 */
export function withDeliveries(
  { subjects, leaves }: Compared,
  deliveries: readonly Delivery[],
  registrations: readonly Registration[],
): Compared {
  const behind = deliveries.filter(({ chain }) => chain.problems.some(({ rule }) => lagRules.has(rule)));
  const lagging: Lagging = {
    byService: groupBy(behind, ({ target, service }) => resourceKey(target, service.address)),
    byDefinition: groupBy(behind, ({ target, definition }) => resourceKey(target, definition.address)),
  };
  const registered = new Map(registrations.map((one) => [resourceKey(one.target, one.address), one]));
  const services = groupBy(subjects, ({ kind, target, address }) =>
    kind === 'ecs-service' ? resourceKey(target, address) : undefined,
  );
  const said = deliveries.flatMap((delivery) => {
    const [subject] = services.get(resourceKey(delivery.target, delivery.service.address)) ?? [];
    return subject === undefined ? [] : [...problemLeaves(subject, delivery), ...unreadLeaves(subject, delivery)];
  });
  return { subjects, leaves: [...leaves.map((leaf) => explained(leaf, lagging, registered)), ...said] };
}

/** The rules of a service that runs another revision than the latest. */
const lagRules: ReadonlySet<RuleId> = new Set([
  'delivery/not-deployed',
  'delivery/rolled-back',
  'delivery/not-running',
  'delivery/deployment-failed',
  'delivery/in-progress',
]);

function resourceKey(target: string, address: string): string {
  return JSON.stringify([target, address]);
}

/** The deliveries of services that lag behind. */
interface Lagging {
  readonly byService: ReadonlyMap<string, readonly Delivery[]>;
  readonly byDefinition: ReadonlyMap<string, readonly Delivery[]>;
}

function explained(leaf: Leaf, lagging: Lagging, registrations: ReadonlyMap<string, Registration>): Leaf {
  const { kind, target, address } = leaf.subject;
  if (leaf.outcome !== 'differs' || leaf.unknownMember !== undefined) return leaf;
  if (kind === 'ecs-service') return isSaidBy(lagging, leaf) ? { ...leaf, isExplained: true } : leaf;
  if (kind !== 'ecs-task-definition') return leaf;
  // What AWS lacks was declared after the last registration or taken out by it: either way its date tells since when.
  const registration = registrations.get(resourceKey(target, address));
  return {
    ...leaf,
    ...(registration === undefined ? {} : { history: { ...leaf.history, ...registration.history } }),
    ...(hasCauseIn(lagging, leaf) ? { isExplained: true } : {}),
  };
}

/** Whether that a service runs an older revision than the newest one is what is said of its delivery. */
function isSaidBy({ byService }: Lagging, { rule, subject }: DifferingLeaf): boolean {
  return (
    rule === 'ecs/service-revision' &&
    (byService.get(resourceKey(subject.target, subject.address)) ?? []).some(({ isOld }) => isOld)
  );
}

/** Whether a difference of a revision that services run has its cause in the delivery to all of them. */
function hasCauseIn({ byDefinition }: Lagging, { subject, path }: DifferingLeaf): boolean {
  const own = (byDefinition.get(resourceKey(subject.target, subject.address)) ?? []).filter(
    ({ observation }) => runningRevision(observation.live) === subject.identity.arn,
  );
  return (
    own.length > 0 &&
    own.every(({ chain }) =>
      chain.problems.some(({ differences }) => differences.some((difference) => isSamePath(difference.path, path))),
    )
  );
}

function problemLeaves(subject: Subject, { service, definition, observation, chain }: Delivery): readonly Leaf[] {
  const identity = identityOf(service, observation);
  return chain.problems.map(({ rule, brokenAt, differences, evidence, tasks, path, shown }): DifferingLeaf => {
    const [first] = differences;
    return {
      outcome: 'differs',
      change: 'changed',
      isRemark: true,
      subject,
      identity,
      rule,
      path: path ?? taskDefinition,
      at: path === undefined ? (first?.at ?? service.at) : service.at,
      ...(shown ?? {}),
      related: [{ address: definition.address, at: definition.at }],
      ...seenOf(identity, observation),
      delivery: {
        hops: [{ hop: 'declared', state: 'as-declared' }, ...chain.hops],
        brokenAt,
        ...(differences.length === 0
          ? {}
          : { differences: lagRules.has(rule) ? seenIn(differences, identity) : differences }),
        ...(evidence.length === 0 ? {} : { evidence }),
        ...(tasks === undefined ? {} : { tasks }),
      },
    };
  });
}

/** What is lost, with the revision that runs without it. */
function seenIn(
  differences: readonly DefinitionDifference[],
  { family, revision }: IdentityOf<'ecs-service'>,
): readonly LostDifference[] {
  if (family === undefined || revision === undefined) return differences;
  return differences.map((difference) => ({ ...difference, seen: `${family}:${revision}` }));
}

/**
 * The revision that runs, the one that should, and the deployment that brought the first: who goes back to a revision
 * makes another one.
 */
function seenOf(
  { family, revision, latestRevision }: IdentityOf<'ecs-service'>,
  { live: { deployments = [] } }: Delivery['observation'],
): { readonly seen?: string } {
  if (family === undefined || revision === undefined) return {};
  const newest = latestRevision === undefined ? '' : ` behind ${family}:${latestRevision}`;
  const id = deployments.find(({ status }) => status === 'PRIMARY')?.id;
  return { seen: `${family}:${revision}${newest}${typeof id === 'string' ? ` by ${id}` : ''}` };
}

/**
 * What AWS did not let be read. A snapshot that holds nothing about tasks, since it was written by hand or before they
 * were read, is no failure to look.
 */
function unreadLeaves(subject: Subject, { service, observation, follows, chain }: Delivery): readonly Leaf[] {
  const identity = identityOf(service, observation);
  const leaf = (path: Path, problem: AwsProblem): UndeterminedLeaf => ({
    outcome: 'undetermined',
    code: 'unreadable',
    isRemark: true,
    subject,
    identity,
    path,
    at: service.at,
    reason: { kind: 'aws', problem },
  });
  const onTheWay = chain.hops.flatMap((hop): UndeterminedLeaf[] => {
    const problem = hop.reason?.problem;
    if (hop.state !== 'undetermined' || problem === undefined || problem.kind === 'not-recorded') return [];
    // What the service runs is compared as a task definition, and is a gap there; where the latest revision is what
    // runs, so is that. What became of deployments is told below.
    if (hop.hop === 'declared' || hop.hop === 'service' || hop.hop === 'deployment') return [];
    if (hop.hop === 'latest-revision' && (!follows || observation.revision?.status !== 'found')) return [];
    return [leaf(pathOf(hop), problem)];
  });
  const unread = chain.unread.filter(({ kind }) => kind !== 'not-recorded');
  return [...onTheWay, ...unread.map((problem) => leaf(deployments, problem))];
}

const taskDefinition = memberAt(wholePath, 'taskDefinition');
const deployments = memberAt(wholePath, 'deployments');

function pathOf({ hop, container }: Hop): Path {
  if (container !== undefined) return memberAt(containerAt(container), 'image');
  return hop === 'latest-revision' ? taskDefinition : memberAt(wholePath, `${hop}s`);
}

/** The service with the revision that its tasks are of, and the newest one. */
function identityOf(
  service: Delivery['service'],
  { key, live, latest }: Delivery['observation'],
): IdentityOf<'ecs-service'> {
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
