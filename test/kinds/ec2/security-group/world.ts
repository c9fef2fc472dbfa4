import type { Read } from '../../../../src/aws/read.ts';
import type { AwsReader } from '../../../../src/aws/reader.ts';
import type { LiveSecurityGroupRule } from '../../../../src/aws/reads/ec2-describe-security-group-rules.ts';
import type { LiveSecurityGroup } from '../../../../src/aws/reads/ec2-describe-security-groups.ts';
import type { ReadName } from '../../../../src/aws/reads/index.ts';
import { type Views, viewsOf } from '../../../../src/check/views.ts';
import { securityGroup } from '../../../../src/kinds/ec2/security-group/index.ts';
import { compareInTurn } from '../../../../src/model/order.ts';
import type { AwsProblem } from '../../../../src/model/report/aws-problem.ts';
import type { KnownAttributes, Resource, Stack, StackHole } from '../../../../src/model/stack.ts';
import { stackOf } from '../../resources.ts';

/* AWS answers made by hand, so that a test holds both sides of a comparison. */

export const account = '123456789012';

export function liveGroup(id: string, name: string, more: Partial<LiveSecurityGroup> = {}): LiveSecurityGroup {
  return {
    GroupId: id,
    GroupName: name,
    Description: 'Managed by Terraform',
    VpcId: 'vpc-1',
    OwnerId: account,
    ...more,
  };
}

/** A row of `DescribeSecurityGroupRules`: `tcp 6379 10.0.0.0/8`, `tcp 80-90 sg-2`, `-1 ::/0`, `icmp 8--1 pl-1`. */
export function liveRule(
  group: string,
  text: string,
  more: Partial<LiveSecurityGroupRule> = {},
): LiveSecurityGroupRule {
  const words = text.split(' ');
  const [protocol = '-1', ports] = words;
  const peer = words.at(-1) ?? '';
  const [, from = '-1', to = from] = words.length === 3 ? (/^(-?\d+)(?:-(-?\d+))?$/.exec(ports ?? '') ?? []) : [];
  return {
    GroupId: group,
    GroupOwnerId: account,
    IsEgress: false,
    IpProtocol: protocol,
    FromPort: Number(from),
    ToPort: Number(to),
    ...(peer.startsWith('sg-')
      ? { ReferencedGroupInfo: { GroupId: peer, UserId: account } }
      : peer.startsWith('pl-')
        ? { PrefixListId: peer }
        : peer.includes(':')
          ? { CidrIpv6: peer }
          : { CidrIpv4: peer }),
    ...more,
  };
}

export interface Live {
  readonly groups?: readonly LiveSecurityGroup[];
  readonly rules?: readonly LiveSecurityGroupRule[];
  /** The further VPCs of groups, as `DescribeSecurityGroupVpcAssociations` answers them. */
  readonly associations?: readonly { readonly GroupId: string; readonly VpcId: string; readonly State?: string }[];
  /** The id of the default VPC; none when it is not given. */
  readonly defaultVpc?: string;
  readonly problems?: Partial<Record<ReadName, AwsProblem>>;
}

/** AWS as `live` describes it. `keys` gets every read's key. */
export function aws(live: Live, keys: object[] = []): AwsReader {
  const answer = <T>(value: readonly T[], whenEmpty: 'absent' | 'found'): Read<T[]> =>
    value.length === 0 && whenEmpty === 'absent' ? { status: 'absent' } : { status: 'found', value: [...value] };
  const groups = (key: Record<string, string>) =>
    (live.groups ?? []).filter(
      (group) =>
        (key['group-id'] === undefined || group.GroupId === key['group-id']) &&
        (key['group-name'] === undefined || group.GroupName === key['group-name']) &&
        (key['group-name-prefix'] === undefined || group.GroupName?.startsWith(key['group-name-prefix'])) &&
        (key['vpc-id'] === undefined || group.VpcId === key['vpc-id']),
    );
  const reader = {
    source: 'snapshot' as const,
    defaultRegion: async () => 'us-east-1',
    read: async (name: ReadName, key: Record<string, string>): Promise<Read<unknown>> => {
      keys.push({ action: name, ...key });
      const problem = live.problems?.[name];
      if (problem !== undefined) return { status: 'unreadable', problem };
      if (name === 'ec2:DescribeSecurityGroups') return answer(groups(key), 'absent');
      if (name === 'ec2:DescribeVpcs') {
        return answer(live.defaultVpc === undefined ? [] : [{ VpcId: live.defaultVpc, IsDefault: true }], 'absent');
      }
      if (name === 'ec2:DescribeSecurityGroupVpcAssociations') {
        return answer(
          (live.associations ?? []).filter((one) => one.GroupId === key['group-id']),
          'found',
        );
      }
      return answer(
        (live.rules ?? []).filter((rule) => rule.GroupId === key['group-id']),
        'found',
      );
    },
  };
  // The reader's type ties each action's key to its result, which a table of answers cannot show.
  return reader as unknown as AwsReader;
}

/** What a report says of resources that were compared with AWS, in its order, and what was learnt of them. */
export interface Checked extends Views {
  readonly learnt: KnownAttributes;
}

/** All three phases over the code of one target. */
export async function check(
  resources: readonly Resource[],
  live: Live,
  holes: readonly StackHole[] = [],
): Promise<Checked> {
  return checkStack(stackOf(resources, { holes }), live);
}

/** All three phases over a stack. */
export async function checkStack(stack: Stack, live: Live): Promise<Checked> {
  const root = { target: 'default', stack };
  const read = await securityGroup.declare([root]).read(aws(live));
  return { ...inOrder(viewsOf(read.compare())), learnt: read.learn(root) };
}

function inOrder({ checked, findings, gaps }: Views): Views {
  const key = (one: { address?: string | undefined; path?: string | undefined; rule?: string; code?: string }) => [
    one.address ?? '',
    one.path ?? '',
    one.rule ?? one.code ?? '',
  ];
  return {
    checked: checked.toSorted((a, b) => compareInTurn([a.address], [b.address])),
    findings: findings.toSorted((a, b) => compareInTurn(key(a), key(b))),
    gaps: gaps.toSorted((a, b) => compareInTurn(key(a), key(b))),
  };
}

/** In short: `rule address path` for findings, `code/scope address path` for gaps. */
export function inShort({ findings, gaps }: Pick<Views, 'findings' | 'gaps'>): string[] {
  return [
    ...findings.map(({ rule, address, path }) => `${rule} ${address} ${path}`.trim()),
    ...gaps.map(({ code, scope, address, path }) => `${code}/${scope} ${address ?? ''} ${path ?? ''}`.trim()),
  ];
}
