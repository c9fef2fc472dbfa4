import type { AwsReader } from '../../aws/reader.ts';
import { addressRange } from '../../compare/cidr.ts';
import { type Claim, claimsOf, subjectsOf, type UnassignedRule } from '../../kinds/ec2/security-group/claims.ts';
import type { ResolvedRule } from '../../kinds/ec2/security-group/compare-rules.ts';
import { type DeclaredGroup, declareGroups } from '../../kinds/ec2/security-group/declared.ts';
import { groupIdentity, type LiveGroups, liveRules } from '../../kinds/ec2/security-group/live.ts';
import { directions } from '../../kinds/ec2/security-group/model.ts';
import { canOwn } from '../../kinds/ec2/security-group/owners.ts';
import type { Peer, ReachRule } from '../../kinds/ec2/security-group/reachability.ts';
import { readGroups } from '../../kinds/ec2/security-group/read.ts';
import { resolveRule } from '../../kinds/ec2/security-group/resolve.ts';
import { declaredPath, hiddenPath, isSecretRule, livePath } from '../../kinds/ec2/security-group/show.ts';
import { reasonOf, type Value } from '../../model/declared.ts';
import { groupBy } from '../../model/group.ts';
import type { IdentityOf } from '../../model/identity.ts';
import type { Subject } from '../../model/leaf.ts';
import { formatPath } from '../../model/path.ts';
import type { ConnectionRule } from '../../model/report/connection.ts';
import type { ReasonData } from '../../model/report/reason.ts';
import type { Direction, LiveGroup, LiveRule } from '../../model/security-group.ts';
import { unknownIn } from './containers.ts';
import { entriesOf } from './public-ingress.ts';
import { declaredName } from './security-groups.ts';
import type { ExpectedAccount } from './thing.ts';

/*
 * The groups of a run as ends of connections: what the code and AWS let through each of them.
 */

/** A security group that code names, or that AWS has. */
export interface ConnectedGroup {
  /** What rules name it with: its id, or what the code calls it where AWS does not have it. */
  readonly key: string;
  readonly account: ConnectedAccount;
  readonly region: string | undefined;
  /** What the code of all targets says of it; empty where no code names it. */
  readonly claims: readonly Claim[];
  readonly live?: LiveGroup;
  readonly name: Value<string> | undefined;
  /** AWS does not have it. */
  readonly isAbsent?: true;
  /** Why it is not known which live group it is. */
  readonly doubt?: ReasonData;
}

/** The targets of one account, and the groups that their code names. */
export interface ConnectedAccount extends ExpectedAccount {
  readonly live: LiveGroups;
  readonly unassigned: readonly UnassignedRule[];
  readonly claims: readonly Claim[];
}

/** Reads what the code of an account names. All of it was read to be compared. */
export async function connectedAccount({ roots, aws }: ExpectedAccount): Promise<ConnectedAccount> {
  const declared = roots.map((root) => declareGroups(root));
  const live = await readGroups(declared, aws);
  const found = declared.map((groups) => claimsOf(groups, live));
  return {
    roots,
    aws,
    live,
    claims: found.flatMap(({ claims }) => claims),
    unassigned: found.flatMap(({ unassigned }) => unassigned),
  };
}

/** What a group is called where AWS does not tell its id. */
export function declaredKey(target: string, address: string): string {
  return JSON.stringify([target, address]);
}

/** The groups that the code of an account names. */
export function groupsOfCode(account: ConnectedAccount): readonly ConnectedGroup[] {
  const byGroup = groupBy(account.claims, ({ match }) => (match.status === 'found' ? match.group.id : undefined));
  const found = [...byGroup].flatMap(([id, claims]): readonly ConnectedGroup[] => {
    const [first] = claims;
    if (first?.match.status !== 'found') return [];
    const live = first.match.group;
    const name = { state: 'known', value: live.name } as const;
    return [{ key: id, account, region: first.place.region, claims, live, name }];
  });
  const others = account.claims.flatMap((claim): readonly ConnectedGroup[] => {
    const { match, group, id, place } = claim;
    if (match.status === 'found' || (group === undefined && id === undefined)) return [];
    const key = group === undefined ? (id ?? '') : declaredKey(claim.groups.root.target, group.address);
    return [
      {
        key,
        account,
        region: place.region,
        claims: [claim],
        name: group && declaredName(group.query),
        ...(match.status === 'absent' ? { isAbsent: true as const } : { doubt: whyUnfound(match) }),
      },
    ];
  });
  return [...found, ...others];
}

function whyUnfound(match: Extract<Claim['match'], { status: 'unidentified' | 'unreadable' }>): ReasonData {
  return match.status === 'unreadable' ? { kind: 'aws', problem: match.problem } : match.reason;
}

/** Who declares a group: the resource itself, else one of its rules; undefined where no code does. */
export function subjectOfGroup({ claims, live, region, account, name }: ConnectedGroup): Subject {
  const identity: IdentityOf<'security-group'> =
    live === undefined
      ? {
          ...(name?.state === 'known' ? { name: name.value } : {}),
          ...(region === undefined ? {} : { region }),
        }
      : groupIdentity(live, region);
  const parts = claims.map((claim) => subjectsOf(claim, identity));
  const declarer = parts.find(({ declared }) => declared !== undefined)?.declared?.subject;
  const [member] = parts.flatMap(({ members }) => members);
  const target = account.roots[0]?.target ?? '';
  return declarer ?? member?.subject ?? { kind: 'security-group', target, address: '', identity };
}

/** The address of the resource that is the group. */
export function addressOfGroup({ claims }: ConnectedGroup): string | undefined {
  return claims.find(({ group }) => group !== undefined)?.group?.address;
}

/** Whether the next apply takes away what the code does not declare in a direction. */
export function isExclusive({ claims }: ConnectedGroup, direction: Direction): boolean {
  return claims.some(
    ({ group, resources }) =>
      (group?.ownership[direction] === 'inline' && group.ignored[direction] === undefined) ||
      resources.some(({ exclusive }) => exclusive !== undefined),
  );
}

/** Whether any code says which rules a group has in a direction. */
export function isSaid(group: ConnectedGroup, direction: Direction): boolean {
  if (isExclusive(group, direction)) return true;
  return group.claims.some(
    ({ group: own, resources }) =>
      own?.ignored[direction] === undefined &&
      [...(own?.rules ?? []), ...resources.flatMap(({ rules }) => rules)].some((rule) =>
        rule.directions.includes(direction),
      ),
  );
}

/** A rule of one half of a connection, and where it stands. */
type ConnectedRule = ReachRule<ConnectionRule>;

/** The rules of a group that the code of all targets declares, as far as they are known. */
export function declaredReach(group: ConnectedGroup): readonly ConnectedRule[] {
  const { claims, account } = group;
  const self = selfOf(group);
  const own = claims.flatMap((claim): readonly ConnectedRule[] => {
    const { declared, members } = subjectsOf(claim, {});
    const of = (rule: DeclaredGroup['rules'][number], subject: Subject, doubt?: ReasonData) =>
      declaredRules(resolveRule(rule, subject, claim.groups, self(claim)), claim, doubt);
    const { hole } = claim.groups.root;
    const expansion = declared?.group.expansion;
    return [
      ...(declared?.group.rules ?? []).flatMap((rule) =>
        declared === undefined ? [] : of(rule, declared.subject, expansion && reasonOf(expansion)),
      ),
      ...members.flatMap(({ resource, subject }) => resource.rules.flatMap((rule) => of(rule, subject))),
      // Code that is not there may declare rules of what is handed to it.
      ...(hole === undefined ? [] : unknownRules(reasonOf(hole), { path: '' })),
    ];
  });
  const [first] = claims;
  const possible = account.unassigned.flatMap((rule): readonly ConnectedRule[] => {
    const claim = claims.find(({ groups }) => groups.root === rule.groups.root) ?? first;
    if (claim === undefined || !mayOwn(rule, group, claim)) return [];
    const subject = subjectOfRule(rule);
    return rule.resource.rules.flatMap((one) =>
      declaredRules(resolveRule(one, subject, rule.groups, self(claim)), rule, reasonOf(rule.because)),
    );
  });
  return [...own, ...possible];
}

function subjectOfRule({ resource: { address, at }, groups }: UnassignedRule): Subject {
  return { kind: 'security-group', target: groups.root.target, address, at, identity: {}, isElements: true };
}

function mayOwn({ owners, resource, groups }: UnassignedRule, { live }: ConnectedGroup, claim: Claim): boolean {
  const address = claim.groups.root === groups.root ? claim.group?.address : undefined;
  if (live !== undefined) return canOwn(owners, resource.place, { live, place: claim.place, address });
  return address !== undefined && owners.addresses.has(address);
}

/** What stands for the group itself in rules that name it as `self`. */
function selfOf({ key, live }: ConnectedGroup) {
  const group: LiveGroup = live ?? { id: key, name: '', description: '', tags: new Map() };
  return (claim: Claim) => ({
    live: group,
    ...(claim.group === undefined ? {} : { address: claim.group.address }),
  });
}

function declaredRules(
  resolved: ResolvedRule,
  { groups }: Pick<Claim, 'groups'>,
  uncertain: ReasonData | undefined,
): readonly ConnectedRule[] {
  const { rule, subject } = resolved;
  const { protocol, fromPort, toPort, open, directions: possible } = rule;
  const { peer, why } = declaredPeer(resolved, groups.root.target);
  const hasPorts = protocol.state === 'known' && (protocol.value === 'tcp' || protocol.value === 'udp');
  const [hole] = [protocol, ...(hasPorts ? [fromPort, toPort] : [])].flatMap((part) =>
    part === undefined || part.state === 'known' ? [] : [reasonOf(unknownIn(part))],
  );
  const doubt =
    uncertain ??
    (open === undefined || open.atLeastOne ? undefined : reasonOf(open.because)) ??
    why ??
    hole ??
    (possible.length > 1 ? ({ kind: 'invalid', name: 'direction-unknown' } as const) : undefined);
  const { address } = subject;
  return possible.map((direction) => ({
    ref: { path: formatPath(declaredPath(resolved)), ...(address === '' ? {} : { address }), at: rule.at },
    direction,
    protocol: protocol.state === 'known' ? protocol.value : '-1',
    ...(hasPorts && fromPort?.state === 'known' ? { fromPort: fromPort.value } : {}),
    ...(hasPorts && toPort?.state === 'known' ? { toPort: toPort.value } : {}),
    peer,
    ...(doubt === undefined ? {} : { doubt }),
  }));
}

interface KnownPeer {
  readonly peer: Peer;
  /** Why it is not known whom the rule is for. */
  readonly why?: ReasonData;
}

function declaredPeer({ source }: ResolvedRule, target: string): KnownPeer {
  const { kinds, value, address } = source;
  const [kind, ...others] = kinds;
  if (kind === 'group' && others.length === 0 && address !== undefined && value.state === 'unknown') {
    const key = declaredKey(target, address);
    return { peer: { kind: 'group', key, ...(source.absent ? {} : { otherwise: reasonOf(value.because) }) } };
  }
  if (kind === undefined || others.length > 0 || value.state !== 'known') {
    const why: ReasonData =
      value.state === 'known' ? { kind: 'invalid', name: 'source-unknown' } : reasonOf(unknownIn(value));
    return { peer: { kind: 'unknown' }, why };
  }
  return peerOf(kind, value.value, value.sensitive === true);
}

function peerOf(kind: LiveRule['sourceKind'], source: string, isHidden: boolean): KnownPeer {
  if (kind === 'group') return { peer: { kind: 'group', key: source } };
  if (kind === 'prefix-list') return { peer: { kind: 'unknown' }, why: entriesOf(isHidden ? '' : source) };
  const range = addressRange(source);
  if (range === undefined) {
    return { peer: { kind: 'unknown' }, why: { kind: 'unsupported', name: 'the peer of this rule' } };
  }
  return { peer: { kind: 'addresses', range, text: isHidden ? '' : source } };
}

/** Anything may be let through, for a reason. */
function unknownRules(doubt: ReasonData, ref: ConnectionRule): readonly ConnectedRule[] {
  return directions.map((direction) => ({ ref, direction, protocol: '-1', peer: { kind: 'unknown' }, doubt }));
}

/** The rules that AWS has of a group. */
export async function liveReach(group: ConnectedGroup): Promise<readonly ConnectedRule[]> {
  const { live, isAbsent, doubt, region, account } = group;
  if (isAbsent) return [];
  if (live === undefined && doubt !== undefined) return unknownRules(doubt, { path: '' });
  return liveReachOf(live?.id ?? group.key, region, account.aws, secretDirections(group));
}

/** The rules that AWS has of the group with an id. `hidden`: of which directions they may not be shown. */
export async function liveReachOf(
  id: string,
  region: string | undefined,
  aws: AwsReader,
  hidden: ReadonlySet<Direction> = new Set(),
): Promise<readonly ConnectedRule[]> {
  const rows = await aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': id }, region);
  if (rows.status === 'unreadable') return unknownRules({ kind: 'aws', problem: rows.problem }, { path: '' });
  const { rules, unknownPeers } = liveRules(rows.status === 'found' ? rows.value : []);
  return [
    ...rules.map((rule): ConnectedRule => {
      const { peer, why } = peerOf(rule.sourceKind, rule.source, hidden.has(rule.direction));
      return {
        ref: {
          path: formatPath(hidden.has(rule.direction) ? hiddenPath(rule) : livePath(rule)),
          ...(rule.id === undefined ? {} : { id: rule.id }),
        },
        direction: rule.direction,
        protocol: rule.protocol,
        ...(rule.fromPort === undefined ? {} : { fromPort: rule.fromPort }),
        ...(rule.toPort === undefined ? {} : { toPort: rule.toPort }),
        peer,
        ...(why === undefined ? {} : { doubt: why }),
      };
    }),
    ...unknownPeers.flatMap((sgr) =>
      unknownRules({ kind: 'unsupported', name: 'the peer of this rule' }, { path: `rules[${sgr}]`, id: sgr }),
    ),
  ];
}

/** Where a declared rule may not be shown, nobody may show the live one in its place either. */
function secretDirections({ claims }: ConnectedGroup): ReadonlySet<Direction> {
  const rules = claims.flatMap(({ group, resources }) => [
    ...(group?.rules ?? []),
    ...resources.flatMap((one) => one.rules),
  ]);
  return new Set(
    rules.flatMap((rule) => {
      const { source } = rule;
      const peer = 'self' in source ? { kinds: [], value: { state: 'known', value: '' } as const } : source;
      return isSecretRule({ rule, source: peer }) ? rule.directions : [];
    }),
  );
}
