import { Secret } from '../model/secret.ts';
import type { RecordedRead } from './key.ts';
import type { Read } from './reads.ts';
import { sealEc2Tags, sealService, sealServiceDeployment, sealTask, sealTaskDefinition } from './seal.ts';
import type { SnapshotData } from './snapshot-format.ts';

type ReadData = SnapshotData['reads'][number];

/** Members that hold free names: a label called `createdAt` is no date, one called `$secret` no fingerprint. */
const records: ReadonlySet<string> = new Set(['options', 'dockerLabels', 'driverOpts', 'labels']);

/** A read of a snapshot as the API's reader would have given it: with dates and secrets, everything secret sealed. */
export function revive(data: ReadData, snapshot: SnapshotData, allow: ReadonlySet<string>): RecordedRead {
  const region = data.region ?? snapshot.region ?? '';
  // The schema has checked the members that are read, as far as it names them; the SDK does no more for what the API answers.
  const value = <T>(result: unknown): T => reviveMember(undefined, result, snapshot.salt) as T;
  const read = <T>(result: unknown, seal: (revived: T) => T): Read<T> => {
    if (data.problem !== undefined) {
      const { kind, code, message, member } = data.problem;
      return {
        status: 'unreadable',
        problem: {
          kind,
          action: data.action,
          ...(region === '' ? {} : { region }),
          ...(code === undefined ? {} : { code }),
          ...(message === undefined ? {} : { message }),
          ...(member === undefined ? {} : { member }),
        },
      };
    }
    return data.absent === true ? { status: 'absent' } : { status: 'found', value: seal(value<T>(result)) };
  };
  switch (data.action) {
    case 'sts:GetCallerIdentity':
      return { action: data.action, region, key: {}, read: read(data.result, (identity) => identity) };
    case 'ecs:DescribeTaskDefinition':
      return {
        action: data.action,
        region,
        key: data.key,
        read: read(data.result, (one) => sealTaskDefinition(one, allow)),
      };
    case 'ecs:DescribeServices':
      return { action: data.action, region, key: data.key, read: read(data.result, (one) => sealService(one, allow)) };
    case 'ecs:ListTaskDefinitions':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'ecs:ListServices':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'ecs:ListTasks':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'ecs:DescribeTasks':
      return { action: data.action, region, key: data.key, read: read(data.result, (one) => sealTask(one, allow)) };
    case 'ecs:ListServiceDeployments':
      return {
        action: data.action,
        region,
        key: data.key,
        read: read(data.result, (all) => all.map(sealServiceDeployment)),
      };
    case 'ecs:DescribeServiceDeployments':
      return { action: data.action, region, key: data.key, read: read(data.result, sealServiceDeployment) };
    case 'ecs:DescribeServiceRevisions':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'ec2:DescribeSecurityGroups':
      return {
        action: data.action,
        region,
        key: data.key,
        read: read(data.result, (groups) => groups.map((group) => sealEc2Tags(group, allow))),
      };
    case 'ec2:DescribeSecurityGroupRules':
      return {
        action: data.action,
        region,
        key: data.key,
        read: read(data.result, (rules) => rules.map((rule) => sealEc2Tags(rule, allow))),
      };
    case 'ec2:DescribeVpcs':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'ec2:DescribeSubnets':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'ssm:DescribeParameters':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'secretsmanager:DescribeSecret':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'ecr:DescribeRepositories':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'ecr:DescribeImages':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'ecr:BatchGetImage':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
    case 'iam:GetRole':
      return { action: data.action, region, key: data.key, read: read(data.result, asItIs) };
  }
}

/** Nothing in it may be secret. */
const asItIs = <T>(result: T): T => result;

/** The members that AWS's models type as dates all end in `At` or `Date`: `registeredAt`, `updatedAt`, `LastModifiedDate`. */
function reviveMember(name: string | undefined, value: unknown, salt: string): unknown {
  if (typeof value === 'string') return name !== undefined && /(?:At|Date)$/.test(name) ? reviveDate(value) : value;
  if (Array.isArray(value)) return value.map((element) => reviveMember(undefined, element, salt));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  const [first] = members;
  if (members.length === 1 && first?.[0] === '$secret' && typeof first[1] === 'string') {
    return Secret.fromFingerprint(salt, first[1]);
  }
  if (name !== undefined && records.has(name)) {
    return Object.fromEntries(members.map(([key, member]) => [key, reviveMember(undefined, member, salt)]));
  }
  return Object.fromEntries(members.map(([key, member]) => [key, reviveMember(key, member, salt)]));
}

function reviveDate(text: string): Date | string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date;
}
