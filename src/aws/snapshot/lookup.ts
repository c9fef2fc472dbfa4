import { formatArn, isArn, lastSegment, parseArn } from '../../model/arn.ts';
import { groupBy } from '../../model/group.ts';
import { keyText, type Recorded, type RecordedRead } from '../key.ts';
import type {
  CallerIdentity,
  LiveSecurityGroup,
  LiveService,
  LiveTaskDefinition,
  Read,
  ReadName,
  Reads,
} from '../reads.ts';
import type { SnapshotData } from './format.ts';

/** What is asked for. */
export interface Asked<N extends ReadName> {
  readonly action: N;
  readonly key: Reads[N]['key'];
  readonly region: string;
}

type Header = Pick<SnapshotData, 'account' | 'partition'>;
type Answer<N extends ReadName> = (key: Reads[N]['key'], region: string) => Read<Reads[N]['result']> | undefined;
type Answers = { readonly [N in ReadName]: Answer<N> };

/** Answers from recorded reads. */
export interface Lookup {
  /**
   * What was recorded of what is asked: the read of that key, or else one that certainly is of the same entity; undefined when there is none.
   */
  find<N extends ReadName>(asked: Asked<N>): Read<Reads[N]['result']> | undefined;
}

/**
 * A lookup in `recorded`. The first of two reads with the same key counts. What is often asked is indexed: a snapshot of a large account holds
 * thousands of reads.
 */
export function createLookup(recorded: readonly RecordedRead[], header: Header): Lookup {
  const identities = recorded.filter((read) => read.action === 'sts:GetCallerIdentity');
  const taskDefinitions = byRegion(recorded.filter((read) => read.action === 'ecs:DescribeTaskDefinition'));
  const services = byRegion(recorded.filter((read) => read.action === 'ecs:DescribeServices'));
  const groups = byRegion(recorded.filter((read) => read.action === 'ec2:DescribeSecurityGroups'));
  const perRegion = <T, R>(regions: ReadonlyMap<string, readonly T[]>, index: (reads: readonly T[]) => R) =>
    new Map([...regions].map(([region, reads]) => [region, index(reads)] as const));
  const findTaskDefinition = perRegion(taskDefinitions, taskDefinitionIndex);
  const findService = perRegion(services, serviceIndex);
  const findGroups = perRegion(groups, securityGroupIndex);

  const answers: Answers = {
    'sts:GetCallerIdentity': (_, region) => callerIdentity(identities, region, header),
    'ecs:DescribeTaskDefinition': (key, region) => findTaskDefinition.get(region)?.(key.taskDefinition),
    'ecs:DescribeServices': (key, region) => findService.get(region)?.(key),
    'ec2:DescribeSecurityGroups': (key, region) => findGroups.get(region)?.(key),
    'ec2:DescribeSecurityGroupRules': exactly(recorded, 'ec2:DescribeSecurityGroupRules'),
    'ecs:ListTaskDefinitions': revisionList(recorded),
    'ecs:ListServices': serviceList(recorded),
    'ecs:ListTasks': exactly(recorded, 'ecs:ListTasks'),
    'ecs:DescribeTasks': exactly(recorded, 'ecs:DescribeTasks'),
    'ecs:ListServiceDeployments': exactly(recorded, 'ecs:ListServiceDeployments'),
    'ecs:DescribeServiceDeployments': exactly(recorded, 'ecs:DescribeServiceDeployments'),
    'ecs:DescribeServiceRevisions': exactly(recorded, 'ecs:DescribeServiceRevisions'),
    'ec2:DescribeVpcs': exactly(recorded, 'ec2:DescribeVpcs'),
    'ec2:DescribeSubnets': exactly(recorded, 'ec2:DescribeSubnets'),
    'ssm:DescribeParameters': exactly(recorded, 'ssm:DescribeParameters'),
    'secretsmanager:DescribeSecret': exactly(recorded, 'secretsmanager:DescribeSecret'),
    'ecr:DescribeRepositories': exactly(recorded, 'ecr:DescribeRepositories'),
    'ecr:DescribeImages': exactly(recorded, 'ecr:DescribeImages'),
    'ecr:BatchGetImage': exactly(recorded, 'ecr:BatchGetImage'),
    'iam:GetRole': exactly(recorded, 'iam:GetRole'),
  };
  return { find: ({ action, key, region }) => answers[action](key, region) };
}

/** Answers with the read of that very key. */
function exactly<N extends ReadName>(recorded: readonly RecordedRead[], action: N): Answer<N> {
  const isOfAction = (read: RecordedRead): read is RecordedRead & Recorded<N> => read.action === action;
  const reads: readonly Recorded<N>[] = recorded.filter(isOfAction);
  const byKey = firstOf(reads, (read) => keyText(action, read.key, read.region));
  return (key, region) => byKey.get(keyText(action, key, region))?.read;
}

/**
 * The revisions of a family: as they were listed, when as many or more were asked for; else those that happen to have been read, and then there may
 * be more.
 */
function revisionList(recorded: readonly RecordedRead[]): Answer<'ecs:ListTaskDefinitions'> {
  const lists = recorded.filter((read) => read.action === 'ecs:ListTaskDefinitions');
  const revisions = recorded.filter((read) => read.action === 'ecs:DescribeTaskDefinition');
  return ({ family, status, 'at-most': atMost }, region) => {
    const listed = lists.find(
      (one) =>
        one.region === region &&
        one.key.family === family &&
        one.key.status === status &&
        (one.read.status !== 'found' || one.key['at-most'] >= atMost || !one.read.value.more),
    )?.read;
    if (listed?.status === 'found') {
      const { arns, more } = listed.value;
      return { status: 'found', value: { arns: arns.slice(0, atMost), more: more || arns.length > atMost } };
    }
    if (listed !== undefined) return listed;
    const read = new Map(
      revisions.flatMap((one) => {
        if (one.region !== region || one.read.status !== 'found' || one.read.value.family !== family) return [];
        const { taskDefinitionArn, revision = 0, status: is = 'ACTIVE' } = one.read.value;
        return taskDefinitionArn === undefined || is !== status ? [] : [[taskDefinitionArn, revision] as const];
      }),
    );
    if (!revisions.some((one) => one.region === region)) return undefined;
    const arns = [...read].toSorted(([, a], [, b]) => b - a).map(([arn]) => arn);
    return { status: 'found', value: { arns: arns.slice(0, atMost), more: true } };
  };
}

/** The services of a cluster: as they were listed, else those that were read. */
function serviceList(recorded: readonly RecordedRead[]): Answer<'ecs:ListServices'> {
  const listed = exactly(recorded, 'ecs:ListServices');
  const services = recorded.filter((read) => read.action === 'ecs:DescribeServices');
  return (key, region) => {
    const found = listed(key, region);
    if (found !== undefined) return found;
    const there = services.filter((one) => one.region === region && sameName(one.key.cluster, key.cluster));
    if (there.length === 0) return undefined;
    const arns = there.flatMap(({ read }) => (read.status === 'found' ? (read.value.serviceArn ?? []) : []));
    return { status: 'found', value: [...new Set(arns)].toSorted() };
  };
}

function byRegion<T extends RecordedRead>(reads: readonly T[]): ReadonlyMap<string, readonly T[]> {
  return groupBy(reads, (read) => read.region);
}

/** The first of `all` for each key. */
function firstOf<T>(all: readonly T[], key: (one: T) => string): ReadonlyMap<string, T> {
  const first = new Map<string, T>();
  for (const one of all) {
    const name = key(one);
    if (!first.has(name)) first.set(name, one);
  }
  return first;
}

/** The account is the same in every region, and a snapshot that only names it says as much. */
function callerIdentity(
  reads: readonly Recorded<'sts:GetCallerIdentity'>[],
  region: string,
  { account, partition = 'aws' }: Header,
): Read<CallerIdentity> | undefined {
  const read = reads.find((one) => one.region === region) ?? reads.find((one) => one.read.status === 'found');
  if (read !== undefined) return read.read;
  return account === undefined
    ? undefined
    : {
        status: 'found',
        value: { account, arn: formatArn({ partition, service: 'iam', region: '', account, resource: 'root' }) },
      };
}

/** A revision may be asked for by ARN or by `family:revision`, and is also known when it was read as its family's latest. */
function taskDefinitionIndex(
  reads: readonly Recorded<'ecs:DescribeTaskDefinition'>[],
): (asked: string) => Read<LiveTaskDefinition> | undefined {
  const byKey = firstOf(reads, ({ key }) => key.taskDefinition);
  const byName = groupBy(reads, ({ key }) => lastSegment(key.taskDefinition));
  const byRevision = groupBy(reads, ({ key, read }) => {
    if (read.status !== 'found') return lastSegment(key.taskDefinition);
    const { taskDefinitionArn, family, revision } = read.value;
    return taskDefinitionArn === undefined ? `${family}:${revision}` : lastSegment(taskDefinitionArn);
  });
  return (asked) => {
    const exact = byKey.get(asked);
    if (exact !== undefined) return exact.read;
    const name = lastSegment(asked);
    const sameKey = byName.get(name)?.find(({ key }) => sameName(key.taskDefinition, asked));
    // Which revision of a family is the latest cannot be told from other reads.
    if (!/:\d+$/.test(name)) return sameKey?.read;
    const same = byRevision
      .get(name)
      ?.find(({ key, read }) =>
        read.status === 'found'
          ? read.value.taskDefinitionArn === undefined || sameName(read.value.taskDefinitionArn, asked)
          : sameName(key.taskDefinition, asked),
      );
    return (same ?? (answersItself(sameKey) ? sameKey : undefined))?.read;
  };
}

/** Whether a read is of the revision that its key names, as far as its answer tells: one that says which it is, is found by that. */
function answersItself(read: Recorded<'ecs:DescribeTaskDefinition'> | undefined): boolean {
  return read?.read.status === 'found' && read.read.value.taskDefinitionArn === undefined;
}

function serviceIndex(
  reads: readonly Recorded<'ecs:DescribeServices'>[],
): (asked: Reads['ecs:DescribeServices']['key']) => Read<LiveService> | undefined {
  const byName = groupBy(reads, ({ key }) => lastSegment(key.service));
  return (asked) => {
    const named = byName.get(lastSegment(asked.service)) ?? [];
    const exact = named.find(({ key }) => key.cluster === asked.cluster && key.service === asked.service);
    const same = ({ key }: Recorded<'ecs:DescribeServices'>) =>
      sameName(key.cluster, asked.cluster) && sameName(key.service, asked.service);
    return (exact ?? named.find(same))?.read;
  };
}

/**
 * A group that was read by its name may be asked for by its id, and one that was read by its id by name and VPC, which are unique together.
 * A name alone is not: only a read of that very name has all of its groups.
 */
function securityGroupIndex(
  reads: readonly Recorded<'ec2:DescribeSecurityGroups'>[],
): (asked: Reads['ec2:DescribeSecurityGroups']['key']) => Read<LiveSecurityGroup[]> | undefined {
  const byKey = firstOf(reads, ({ key }) => keyText('ec2:DescribeSecurityGroups', key, ''));
  const known = reads.flatMap(({ read }) => (read.status === 'found' ? read.value : []));
  const byId = firstOf(known, ({ GroupId }) => GroupId ?? '');
  const byName = firstOf(known, ({ GroupName, VpcId }) => JSON.stringify([GroupName, VpcId]));
  return (asked) => {
    const exact = byKey.get(keyText('ec2:DescribeSecurityGroups', asked, ''));
    if (exact !== undefined) return exact.read;
    if ('group-id' in asked) {
      const group = byId.get(asked['group-id']);
      return group === undefined ? undefined : { status: 'found', value: [group] };
    }
    if ('filters' in asked) return undefined;
    // What begins with a prefix, only a read of that very prefix has all of.
    if ('group-name-prefix' in asked) return undefined;
    const { 'group-name': name, 'vpc-id': vpcId } = asked;
    if (vpcId === undefined) return undefined;
    const group = byName.get(JSON.stringify([name, vpcId]));
    if (group !== undefined) return { status: 'found', value: [group] };
    const everywhere = byKey.get(keyText('ec2:DescribeSecurityGroups', { 'group-name': name }, ''));
    // All groups of that name were read, and none is in the VPC.
    return everywhere === undefined || everywhere.read.status === 'unreadable'
      ? everywhere?.read
      : { status: 'absent' };
  };
}

/** Whether two names or ARNs mean the same: equal ARNs, or equal names where one of them is a bare name. */
function sameName(a: string, b: string): boolean {
  if (isArn(a) && isArn(b) && parseArn(a)?.account !== parseArn(b)?.account) return false;
  return lastSegment(a) === lastSegment(b);
}
