import { keyText, type Recorded, type RecordedRead } from './key.ts';
import type {
  CallerIdentity,
  LiveSecurityGroup,
  LiveService,
  LiveTaskDefinition,
  Read,
  ReadName,
  Reads,
} from './reads.ts';
import type { SnapshotData } from './snapshot-format.ts';

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

/** A lookup in `recorded`. The first of two reads with the same key counts. */
export function createLookup(recorded: readonly RecordedRead[], header: Header): Lookup {
  const identities = recorded.filter((read) => read.action === 'sts:GetCallerIdentity');
  const taskDefinitions = recorded.filter((read) => read.action === 'ecs:DescribeTaskDefinition');
  const services = recorded.filter((read) => read.action === 'ecs:DescribeServices');
  const groups = recorded.filter((read) => read.action === 'ec2:DescribeSecurityGroups');
  const rules = recorded.filter((read) => read.action === 'ec2:DescribeSecurityGroupRules');

  const answers: Answers = {
    'sts:GetCallerIdentity': (_, region) => callerIdentity(identities, region, header),
    'ecs:DescribeTaskDefinition': (key, region) =>
      taskDefinition(
        taskDefinitions.filter((read) => read.region === region),
        key.taskDefinition,
      ),
    'ecs:DescribeServices': (key, region) =>
      service(
        services.filter((read) => read.region === region),
        key,
      ),
    'ec2:DescribeSecurityGroups': (key, region) =>
      securityGroups(
        groups.filter((read) => read.region === region),
        key,
      ),
    'ec2:DescribeSecurityGroupRules': (key, region) =>
      rules.find((read) => read.region === region && read.key['group-id'] === key['group-id'])?.read,
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
  return (key, region) => {
    const wanted = keyText(action, key, region);
    return reads.find((read) => keyText(action, read.key, read.region) === wanted)?.read;
  };
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
    : { status: 'found', value: { account, arn: `arn:${partition}:iam::${account}:root` } };
}

/** A revision may be asked for by ARN or by `family:revision`, and is also known when it was read as its family's latest. */
function taskDefinition(
  reads: readonly Recorded<'ecs:DescribeTaskDefinition'>[],
  asked: string,
): Read<LiveTaskDefinition> | undefined {
  const exact = reads.find((one) => one.key.taskDefinition === asked);
  if (exact !== undefined) return exact.read;
  const name = lastSegment(asked);
  // Which revision of a family is the latest cannot be told from other reads.
  if (!/:\d+$/.test(name)) {
    return reads.find((one) => sameName(one.key.taskDefinition, asked))?.read;
  }
  return reads.find(({ key, read }) => {
    if (read.status !== 'found') return sameName(key.taskDefinition, asked);
    const { taskDefinitionArn, family, revision } = read.value;
    if (taskDefinitionArn !== undefined) return sameName(taskDefinitionArn, asked);
    return sameName(key.taskDefinition, asked) || `${family}:${revision}` === name;
  })?.read;
}

function service(
  reads: readonly Recorded<'ecs:DescribeServices'>[],
  asked: { cluster: string; service: string },
): Read<LiveService> | undefined {
  const exact = reads.find((one) => one.key.cluster === asked.cluster && one.key.service === asked.service);
  const same = (read: Recorded<'ecs:DescribeServices'>) =>
    sameName(read.key.cluster, asked.cluster) && sameName(read.key.service, asked.service);
  return (exact ?? reads.find(same))?.read;
}

/**
 * A group that was read by its name may be asked for by its id, and one that was read by its id by name and VPC, which are unique together.
 * A name alone is not: only a read of that very name has all of its groups.
 */
function securityGroups(
  reads: readonly Recorded<'ec2:DescribeSecurityGroups'>[],
  asked: Reads['ec2:DescribeSecurityGroups']['key'],
): Read<LiveSecurityGroup[]> | undefined {
  const wanted = keyText('ec2:DescribeSecurityGroups', asked, '');
  const exact = reads.find((one) => keyText('ec2:DescribeSecurityGroups', one.key, '') === wanted);
  if (exact !== undefined) return exact.read;
  const known = reads.flatMap(({ read }) => (read.status === 'found' ? read.value : []));
  if ('group-id' in asked) {
    const group = known.find((one) => one.GroupId === asked['group-id']);
    return group === undefined ? undefined : { status: 'found', value: [group] };
  }
  if ('filters' in asked) return undefined;
  // What begins with a prefix, only a read of that very prefix has all of.
  if ('group-name-prefix' in asked) return undefined;
  const { 'group-name': name, 'vpc-id': vpcId } = asked;
  if (vpcId === undefined) return undefined;
  const group = known.find((one) => one.GroupName === name && one.VpcId === vpcId);
  if (group !== undefined) return { status: 'found', value: [group] };
  const everywhere = reads.find(
    ({ key }) => 'group-name' in key && key['group-name'] === name && key['vpc-id'] === undefined,
  );
  // All groups of that name were read, and none is in the VPC.
  return everywhere === undefined || everywhere.read.status === 'unreadable' ? everywhere?.read : { status: 'absent' };
}

/** Whether two names or ARNs mean the same: equal ARNs, or equal names where one of them is a bare name. */
function sameName(a: string, b: string): boolean {
  if (a.startsWith('arn:') && b.startsWith('arn:') && account(a) !== account(b)) return false;
  return lastSegment(a) === lastSegment(b);
}

function account(arn: string): string | undefined {
  return arn.split(':')[4];
}

/** What stands after the last slash of an ARN; a bare name as it is. */
function lastSegment(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}
