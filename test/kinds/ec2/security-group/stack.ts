import { Decimal } from 'decimal.js';
import type { Read } from '../../../../src/aws/read.ts';
import type { AwsReader } from '../../../../src/aws/reader.ts';
import type { LiveSecurityGroupRule } from '../../../../src/aws/reads/ec2-describe-security-group-rules.ts';
import type { LiveSecurityGroup } from '../../../../src/aws/reads/ec2-describe-security-groups.ts';
import type { ReadName } from '../../../../src/aws/reads/index.ts';
import { type Views, viewsOf } from '../../../../src/check/views.ts';
import { securityGroup } from '../../../../src/kinds/ec2/security-group/index.ts';
import { compareInTurn } from '../../../../src/model/order.ts';
import type { AwsProblem } from '../../../../src/model/report/aws-problem.ts';
import type { SourceRange } from '../../../../src/model/source.ts';
import type {
  KnownAttributes,
  ResolvedBlocks,
  ResolvedBody,
  Resource,
  Stack,
  StackHole,
} from '../../../../src/model/stack.ts';
import type { TerraformValue, Unknown } from '../../../../src/model/value.ts';

/* Stacks and AWS answers made by hand, so that a test holds both sides of a comparison. */

export const account = '123456789012';

export function at(line: number, column = 1, file = 'main.tf'): SourceRange {
  return {
    file,
    start: { line, column, offset: line * 100 + column },
    end: { line, column: column + 10, offset: line * 100 + column + 10 },
  };
}

type Plain = string | number | boolean | null | undefined | Plain[] | { [key: string]: Plain } | Special;
/** A value that plain data cannot express. */
class Special {
  readonly value: TerraformValue;
  constructor(value: TerraformValue) {
    this.value = value;
  }
}

export const variable = (name: string): Unknown => ({ kind: 'variable', module: '', name });
export const reference = (address: string, ...path: (string | number)[]): Unknown => ({
  kind: address.includes('data.') ? 'data' : 'resource',
  address,
  path: path.length === 0 ? ['id'] : path,
});
export const unknown = (because: Unknown) => new Special({ kind: 'unknown', type: { kind: 'dynamic' }, because });
export const unset = (name: string) => unknown(variable(name));
export const ref = (address: string, ...path: (string | number)[]) => unknown(reference(address, ...path));
export const template = (...parts: (string | Unknown)[]) =>
  new Special({
    kind: 'template',
    parts: parts.map((part) =>
      typeof part === 'string' ? part : { kind: 'unknown', type: { kind: 'string' }, because: part },
    ),
  });
export const sensitive = (value: Plain) => new Special({ ...toValue(value), sensitive: true });
export const placed = (value: Plain, place: SourceRange) => new Special({ ...toValue(value), at: place });
export const openList = (because: Unknown, ...elements: Plain[]) =>
  new Special({ kind: 'tuple', elements: elements.map(toValue), open: because });

function toValue(plain: Plain): TerraformValue {
  if (plain instanceof Special) return plain.value;
  if (plain === null || plain === undefined) return { kind: 'null', type: { kind: 'dynamic' } };
  if (typeof plain === 'string') return { kind: 'string', value: plain };
  if (typeof plain === 'number') return { kind: 'number', value: new Decimal(plain) };
  if (typeof plain === 'boolean') return { kind: 'bool', value: plain };
  if (Array.isArray(plain)) return { kind: 'tuple', elements: plain.map(toValue) };
  return { kind: 'object', entries: new Map(Object.entries(plain).map(([key, value]) => [key, toValue(value)])) };
}

interface BlockList {
  readonly blocks: readonly Record<string, Plain>[];
  readonly open?: { readonly because: Unknown; readonly template: readonly Record<string, Plain>[] };
}

export interface ResourceOptions {
  readonly blocks?: Record<string, readonly Record<string, Plain>[] | BlockList>;
  readonly ignoreChanges?: readonly string[] | 'all';
  readonly expansion?: Unknown;
  readonly line?: number;
}

function body(attributes: Record<string, Plain>, blocks: ResourceOptions['blocks'], line: number): ResolvedBody {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    attributes: new Map(entries.map(([name, value]) => [name, { value: toValue(value), at: at(line, 3) }])),
    blocks: new Map(
      Object.entries(blocks ?? {}).map(([type, list]): [string, ResolvedBlocks] => {
        const { blocks: listed, open } = 'blocks' in list ? list : { blocks: list, open: undefined };
        const block = (content: Record<string, Plain>, index: number) => ({
          labels: [],
          body: body(content, {}, line + index + 1),
          at: at(line + index + 1, 3),
        });
        return [
          type,
          {
            blocks: listed.map(block),
            ...(open === undefined ? {} : { open: { because: open.because, template: open.template.map(block) } }),
          },
        ];
      }),
    ),
  };
}

/** `module.a.aws_security_group.redis["x"]` with its arguments and blocks. */
export function resource(address: string, attributes: Record<string, Plain>, options: ResourceOptions = {}): Resource {
  const path = address.replace(/\[[^\]]*\]$/, '').split('.');
  const mode = path.at(-3) === 'data' ? 'data' : 'managed';
  const line = options.line ?? 1;
  return {
    address,
    mode,
    type: path.at(-2) ?? '',
    name: path.at(-1) ?? '',
    module: path.slice(0, mode === 'data' ? -3 : -2).join('.'),
    at: at(line),
    body: body(attributes, options.blocks, line),
    ignoreChanges: options.ignoreChanges ?? [],
    ...(options.expansion === undefined ? {} : { expansion: options.expansion }),
  };
}

export function stack(resources: readonly Resource[], holes: readonly StackHole[] = []): Stack {
  return {
    directory: '.',
    workspace: 'default',
    resources,
    providers: [],
    holes,
    diagnostics: [],
    unsetVariables: [],
  };
}

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
  const root = { target: 'default', stack: stack(resources, holes) };
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
