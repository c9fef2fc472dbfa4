import type { AwsReader } from '../../../aws/reader.ts';
import { ruleCount } from '../../../aws/reads/ec2-describe-security-groups.ts';
import { compareCodeUnits } from '../../../model/order.ts';
import type { LiveAssociations } from './association.ts';
import { claimsOf, foreignRequests } from './claims.ts';
import type { RootGroups } from './declared.ts';
import { appliedRequestsOf, dependsOnDefaultVpc, furtherRequestsOf } from './identity.ts';
import { contestedGroups, defaultGroupRequests } from './known-groups.ts';
import {
  type DefaultVpc,
  type GroupAnswer,
  type GroupRequest,
  type LiveGroups,
  type LiveRules,
  liveGroup,
  liveRules,
} from './live.ts';

/**
 * Reads the groups that the code of all roots means, those that were applied by their ids, then those that it only
 * names or adds rules to, then the rules of all that were found and that code declares rules of: each once, whoever
 * means it.
 */
export async function readGroups(roots: readonly RootGroups[], aws: AwsReader): Promise<LiveGroups> {
  const answers = new Map<string, GroupAnswer>();
  const rules = new Map<string, LiveRules>();
  const defaults = new Map<string, DefaultVpc>();
  const sizes = new Map<string, number>();
  const associations = new Map<string, LiveAssociations>();
  const live: LiveGroups = {
    defaultVpc: (region) => defaults.get(region ?? ''),
    answerTo: (request) => presentAnswer(answers.get(keyOf(request))),
    rulesOf: (id) => presentAnswer(rules.get(id)),
    rulesReadOf: (id) => {
      const read = rules.get(id);
      return read?.status === 'found' ? read.rules : [];
    },
    associationsOf: (id) => presentAnswer(associations.get(id)),
  };
  const askRules = async (groups: ReadonlyMap<string, string | undefined>): Promise<void> => {
    const read = await Promise.all(
      [...groups]
        .filter(([id]) => !rules.has(id))
        // Groups are dealt out to calls in turn: large ones first, so that no call gets more of them than another.
        .toSorted(([a], [b]) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0) || compareCodeUnits(a, b))
        .map(async ([id, region]) => [id, await readRules(id, region, aws)] as const),
    );
    for (const [id, one] of read) rules.set(id, one);
  };
  const ask = async (requests: readonly GroupRequest[]): Promise<void> => {
    const asked = new Map(requests.map((request) => [keyOf(request), request]));
    const answered = await Promise.all(
      [...asked].map(async ([key, request]) => [key, await readAnswer(request, aws, sizes)] as const),
    );
    for (const [key, answer] of answered) answers.set(key, answer);
  };

  const queries = roots.flatMap(({ groups, lookups }) => [...groups, ...lookups].map(({ query }) => query));
  const regions = new Map(
    queries.filter(dependsOnDefaultVpc).map(({ place: { region } }) => [region ?? '', region] as const),
  );
  const askGroups = async (): Promise<void> => {
    const applied = queries.flatMap(appliedRequestsOf);
    if (applied.length > 0) await ask(applied);
    await ask(queries.flatMap((query) => furtherRequestsOf(query, live)));
  };
  await Promise.all([
    askGroups(),
    ...[...regions].map(async ([key, region]) => defaults.set(key, await readDefaultVpc(region, aws))),
  ]);
  // What is known of one VPC may leave another one open, so this is not done at once.
  const contested = () =>
    new Map(
      roots.flatMap((root) => contestedGroups(root, live).map(({ groupId, region }) => [groupId, region] as const)),
    );
  for (let groups = contested(); [...groups.keys()].some((id) => !rules.has(id)); groups = contested()) {
    await askRules(groups);
  }
  await ask(roots.flatMap((root) => defaultGroupRequests(root, live)));
  await ask(roots.flatMap((root) => foreignRequests(root, live)));

  const found = new Map<string, string | undefined>();
  const associated = new Map<string, string | undefined>();
  for (const { match, place, resources } of roots.flatMap((root) => claimsOf(root, live).claims)) {
    if (match.status !== 'found') continue;
    const { id } = match.group;
    if (!found.has(id)) found.set(id, place.region);
    if (resources.some(({ association }) => association !== undefined)) associated.set(id, found.get(id));
  }
  await Promise.all([
    askRules(found),
    ...[...associated].map(async ([id, region]) => associations.set(id, await readAssociations(id, region, aws))),
  ]);
  return live;
}

function keyOf({ by, text, vpcId, region }: GroupRequest): string {
  return JSON.stringify([by, text, vpcId ?? '', region ?? '']);
}

/**
 * An answer that must be there: what was not asked for may not pass for what AWS does not have.
 *
 * @throws RangeError when it is not there
 */
function presentAnswer<T>(answer: T | undefined): T {
  if (answer === undefined) throw new RangeError('a security group that no declaration led to');
  return answer;
}

/** @param sizes is told how many rules each group has that is found */
async function readAnswer(
  { by, text, vpcId, region }: GroupRequest,
  aws: AwsReader,
  sizes: Map<string, number>,
): Promise<GroupAnswer> {
  const vpc = vpcId === undefined ? {} : { 'vpc-id': vpcId };
  const key =
    by === 'id'
      ? { 'group-id': text }
      : by === 'name'
        ? { 'group-name': text, ...vpc }
        : { 'group-name-prefix': text, ...vpc };
  const read = await aws.read('ec2:DescribeSecurityGroups', key, region);
  if (read.status === 'unreadable') return read;
  if (read.status === 'found') for (const group of read.value) sizes.set(group.GroupId ?? '', ruleCount(group));
  return { status: 'found', groups: read.status === 'found' ? read.value.flatMap(liveGroup) : [] };
}

async function readDefaultVpc(region: string | undefined, aws: AwsReader): Promise<DefaultVpc> {
  const read = await aws.read('ec2:DescribeVpcs', { filters: { 'is-default': ['true'] } }, region);
  if (read.status === 'unreadable') return read;
  const id = read.status === 'found' ? read.value[0]?.VpcId : undefined;
  return id === undefined ? { status: 'absent' } : { status: 'found', id };
}

async function readAssociations(id: string, region: string | undefined, aws: AwsReader): Promise<LiveAssociations> {
  const read = await aws.read('ec2:DescribeSecurityGroupVpcAssociations', { 'group-id': id }, region);
  if (read.status === 'unreadable') return read;
  const found = read.status === 'found' ? read.value : [];
  return {
    status: 'found',
    states: new Map(
      found.flatMap(({ VpcId, State = 'associated' }) =>
        VpcId === undefined ? [] : [[VpcId, String(State)] as const],
      ),
    ),
  };
}

async function readRules(id: string, region: string | undefined, aws: AwsReader): Promise<LiveRules> {
  const read = await aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': id }, region);
  if (read.status === 'unreadable') return read;
  return liveRules(read.status === 'found' ? read.value : []);
}
