import type { LiveService } from '../../aws/reads/ecs-describe-services.ts';
import type { Reads } from '../../aws/reads/index.ts';
import { activeService, readServices } from '../../kinds/ecs/read-service.ts';
import { lastSegment } from '../../model/arn.ts';
import { groupBy } from '../../model/group.ts';
import { interfaceUserTypes } from '../../model/interface-user-types.ts';
import type { Compared, DifferingLeaf, UndeterminedLeaf } from '../../model/leaf.ts';
import { compareCodeUnits, compareInTurn } from '../../model/order.ts';
import type { InterfaceUser, Reaches } from '../../model/report/reaches.ts';
import { Secret } from '../../model/secret/secret.ts';
import type { ReadPool } from '../pools.ts';
import { asksForEvidence, type EvidenceRun, inPool, withFound } from './asked.ts';
import { leavesOfUnread } from './unread.ts';

/*
 * What a rule that differs is for now: the network interfaces that are in the group that has it, what uses them, and
 * at which public addresses they stand. It is read for all groups at once, so that the questions travel together, and
 * for none of which nothing differs.
 */

/** Adds what the rules that differ reach, and says once for each target and region where that could not be read. */
export async function withReaches(compared: Compared, { pools }: EvidenceRun): Promise<Compared> {
  const added = await Promise.all(pools.map((pool) => reachesOf(pool, compared)));
  const reached = new Map(added.flatMap(({ leaves }) => [...leaves].map(([leaf, reaches]) => [leaf, { reaches }])));
  if (reached.size === 0) return compared;
  return {
    ...compared,
    leaves: [...withFound(compared.leaves, reached), ...added.flatMap(({ unread }) => unread)],
  };
}

/** What the rules of leaves reach, and what is to be said of those of which that is not known. */
interface PoolReaches {
  readonly leaves: ReadonlyMap<DifferingLeaf, Reaches>;
  readonly unread: readonly UndeterminedLeaf[];
}

async function reachesOf(pool: ReadPool, compared: Compared): Promise<PoolReaches> {
  const asking = inPool(compared.leaves, pool).flatMap((leaf) =>
    asksForEvidence(leaf) && leaf.groupRule !== undefined
      ? [{ leaf, group: leaf.groupRule.group.id, region: leaf.groupRule.region }]
      : [],
  );
  const groups = new Map(asking.map((one) => [keyOf(one), one]));
  if (groups.size === 0) return { leaves: new Map(), unread: [] };
  const areServicesCompared = compared.subjects.some(
    ({ kind, target }) => kind === 'ecs-service' && pool.members.some((member) => member.target.name === target),
  );
  const [services, answers] = await Promise.all([
    areServicesCompared ? servicesByGroup(pool) : new Map<string, readonly LiveService[]>(),
    Promise.all([...groups].map(async ([key, one]) => [key, await readInterfaces(one, pool)] as const)),
  ]);
  const reaches = new Map(
    answers.map(([key, { group, read }]) => [key, reachesBy(group, read, services.get(group) ?? [])] as const),
  );
  const leaves = new Map(
    asking.flatMap((one) => {
      const found = reaches.get(keyOf(one));
      return found === undefined ? [] : [[one.leaf, found] as const];
    }),
  );
  return { leaves, unread: unreadLeaves(leaves) };
}

interface AskedGroup {
  readonly group: string;
  readonly region: string | undefined;
}

const keyOf = ({ group, region }: AskedGroup): string => JSON.stringify([region ?? null, group]);

type Interfaces = Reads['ec2:DescribeNetworkInterfaces']['result'];

async function readInterfaces({ group, region }: AskedGroup, { aws }: ReadPool) {
  return { group, read: await aws.read('ec2:DescribeNetworkInterfaces', { 'group-id': group }, region) };
}

/** The services that were compared, as they were read for that, by the groups that they are configured with. */
async function servicesByGroup({ members, aws }: ReadPool): Promise<ReadonlyMap<string, readonly LiveService[]>> {
  const read = await Promise.all(members.map(({ root }) => readServices(root.stack, aws)));
  const distinct = new Map(
    read.flat().flatMap((one) => {
      const live = activeService(one);
      return live === undefined ? [] : [[live.serviceArn, live] as const];
    }),
  );
  const byGroup = new Map<string, LiveService[]>();
  for (const live of distinct.values()) {
    for (const group of live.networkConfiguration?.awsvpcConfiguration?.securityGroups ?? []) {
      if (!(group instanceof Secret)) byGroup.set(group, [...(byGroup.get(group) ?? []), live]);
    }
  }
  return byGroup;
}

function reachesBy(
  group: string,
  read: Awaited<ReturnType<typeof readInterfaces>>['read'],
  services: readonly LiveService[],
): Reaches {
  if (read.status === 'unreadable') return { status: 'unread', group, problem: read.problem };
  const interfaces: Interfaces = read.status === 'found' ? read.value : [];
  const open = <T extends string>(text: T | Secret): readonly T[] => (text instanceof Secret ? [] : [text]);
  return {
    status: 'known',
    group,
    interfaces: interfaces.flatMap(({ id }) => open(id)),
    users: usersOf(interfaces, services),
    publicAddresses: [
      ...new Set(interfaces.flatMap(({ publicAddresses = [] }) => publicAddresses.flatMap(open))),
    ].toSorted(compareCodeUnits),
  };
}

/** What uses the interfaces, each once with how many it has, and the services that are configured to. */
function usersOf(interfaces: Interfaces, services: readonly LiveService[]): InterfaceUser[] {
  const users = interfaces.map(({ user }): NamedUser => {
    if (user === undefined || user.type instanceof Secret) return { type: 'unknown' };
    const { type, name, cluster } = user;
    return { type, ...(name === undefined ? {} : { name }), ...(cluster === undefined ? {} : { cluster }) };
  });
  const counted = groupBy(users, userKey);
  const all = new Map<string, InterfaceUser>();
  for (const [key, same] of counted) {
    const [first] = same;
    if (first !== undefined) all.set(key, { ...first, interfaces: same.length });
  }
  for (const { serviceName: name, clusterArn } of services) {
    const service = {
      type: 'ecs-service' as const,
      ...(name === undefined ? {} : { name }),
      ...(clusterArn === undefined ? {} : { cluster: lastSegment(clusterArn) }),
    };
    const key = userKey(service);
    all.set(key, { ...(all.get(key) ?? { ...service, interfaces: 0 }), isConfigured: true });
  }
  return [...all.values()].toSorted(
    (a, b) => rankOf(a) - rankOf(b) || compareInTurn([a.cluster ?? '', a.name ?? ''], [b.cluster ?? '', b.name ?? '']),
  );
}

type NamedUser = Pick<InterfaceUser, 'type' | 'name' | 'cluster'>;

const userKey = ({ type, cluster = '', name = '' }: NamedUser): string => JSON.stringify([type, cluster, name]);
const rankOf = ({ type }: NamedUser): number => interfaceUserTypes.indexOf(type);

function unreadLeaves(reached: ReadonlyMap<DifferingLeaf, Reaches>): readonly UndeterminedLeaf[] {
  return leavesOfUnread(
    'interfaces-unreadable',
    [...reached].flatMap(([leaf, reaches]) =>
      reaches.status === 'unread' ? [{ leaf, problem: reaches.problem }] : [],
    ),
  );
}
