import { readConnection, type WrittenConnection } from '../../config/sections/connect.ts';
import type { ExpectForm } from '../../config/sections/expect.ts';
import { type Reachability, type ReachEnd, reach } from '../../kinds/ec2/security-group/reachability.ts';
import type { Compared, DifferingLeaf, Leaf, Subject } from '../../model/leaf.ts';
import type { Path } from '../../model/path.ts';
import type {
  Connection,
  ConnectionEnd,
  ConnectionHalf,
  ConnectionRule,
  ConnectionSide,
} from '../../model/report/connection.ts';
import type { ExpectationSide } from '../../model/report/expectation.ts';
import type { ReasonData } from '../../model/report/reason.ts';
import type { RuleId } from '../../model/rule.ts';
import type { Direction } from '../../model/security-group.ts';
import { matchesGlob } from '../pattern.ts';
import { type Connectable, type ConnectedThing, connectable, meantBy } from './connect-ends.ts';
import {
  addressOfGroup,
  type ConnectedGroup,
  connectedAccount,
  declaredReach,
  isExclusive,
  isSaid,
  liveReach,
  liveReachOf,
  subjectOfGroup,
} from './connect-groups.ts';
import type { ConnectedService, ServiceGroups } from './connect-services.ts';
import type { ExpectedAccount, OpenThing } from './thing.ts';

/** `connect: api -> redis 6379`: the rules of both ends let the one reach the other, by the code and on AWS. */
export interface ConnectionExpectation {
  readonly about: 'connection';
  /** Whether an entry expects this. */
  isExpected(entry: ExpectForm): boolean;
  rule(entry: ExpectForm): RuleId;
}

export const connect: ConnectionExpectation = {
  about: 'connection',
  isExpected: (entry) => entry.connect !== undefined,
  rule: () => 'expect/connection',
};

/** What a connection that is expected came to. */
export interface HeldConnections {
  readonly connections: readonly Connection[];
  /** One for each connection that is not there, or of which that is not known. */
  readonly leaves: readonly Leaf[];
  /** What an end may mean. */
  readonly open: readonly OpenThing[];
  /** The end that means nothing. */
  readonly unmatched?: string;
}

/** What all connections that are expected are held against. */
export async function connectableOf(accounts: readonly ExpectedAccount[]): Promise<Connectable> {
  return connectable(await Promise.all(accounts.map(connectedAccount)));
}

/** Holds an expectation of a connection against the code of all targets and what AWS has. */
export async function holdConnections(
  entry: ExpectForm,
  all: Connectable,
  { subjects }: Compared,
): Promise<HeldConnections> {
  const written = readConnection(entry.connect ?? '');
  if ('wrong' in written) return { connections: [], leaves: [], open: [], unmatched: '' };
  const [source, destination] = await Promise.all([meantBy(written.source, all), meantBy(written.destination, all)]);
  const open = [...source.open, ...destination.open];
  const sources = source.things.filter((thing) => isOfTarget(thing, entry));
  const unmatched = [
    ...(sources.length === 0 && source.open.length === 0 ? [written.source.text] : []),
    ...(destination.things.length === 0 && destination.open.length === 0 ? [written.destination.text] : []),
  ];
  const [none] = unmatched;
  if (none !== undefined) return { connections: [], leaves: [], open: [], unmatched: none };
  const pairs = sources.flatMap((from) => nearest(from, destination.things, all).map((to) => [from, to] as const));
  const judged = await Promise.all(
    pairs.map(async ([from, to]) => {
      const connection = await judge(written, from, to, all);
      const leaf = leafOf(connection, { entry, written, from, to, subjects, all });
      return { connection, leaves: leaf === undefined ? [] : [leaf] };
    }),
  );
  return {
    connections: judged.map(({ connection }) => connection),
    leaves: judged.flatMap(({ leaves }) => leaves),
    open,
  };
}

/** `target` says whose code names the source. */
function isOfTarget(thing: ConnectedThing, { target = '*' }: ExpectForm): boolean {
  const targets =
    thing.kind === 'ecs-service'
      ? [thing.service.subject.target]
      : thing.kind === 'cidr'
        ? ['']
        : thing.group.claims.length === 0
          ? thing.group.account.roots.map((root) => root.target)
          : thing.group.claims.map(({ groups }) => groups.root.target);
  return target === '*' || targets.some((one) => matchesGlob(target, one));
}

interface Whereabouts {
  readonly account: unknown;
  readonly region: string | undefined;
  readonly vpcs: readonly string[];
}

function whereIs(thing: ConnectedThing, all: Connectable): Whereabouts | undefined {
  if (thing.kind === 'cidr') return undefined;
  const { account, region } = thing.kind === 'ecs-service' ? thing.service : thing.group;
  const vpcs = groupsOf(thing, all, 'live').flatMap(({ live }) => live?.vpcId ?? []);
  return { account, region, vpcs };
}

/**
 * Of several things that a name means, those next to the source: in its VPC, else in its account and region. What has
 * one name in two environments is one thing in each.
 */
function nearest(from: ConnectedThing, all: readonly ConnectedThing[], known: Connectable): readonly ConnectedThing[] {
  const here = whereIs(from, known);
  if (here === undefined || all.length < 2) return all;
  const near = all.map((thing) => ({ thing, place: whereIs(thing, known) }));
  const isHere = ({ account, region }: Whereabouts) => account === here.account && region === here.region;
  const inVpc = near.filter(({ place }) => place?.vpcs.some((vpc) => here.vpcs.includes(vpc)));
  const inRegion = near.filter(({ place }) => place !== undefined && isHere(place));
  const chosen = inVpc.length > 0 ? inVpc : inRegion.length > 0 ? inRegion : near;
  return chosen.map(({ thing }) => thing);
}

type ConnectedSide = 'declared' | 'live';

/** The groups that a service has on one side. Where no code declares it, those that it has on AWS. */
function groupsOfService({ declaredGroups, liveGroups }: ConnectedService, side: ConnectedSide): ServiceGroups {
  return side === 'live' ? liveGroups : (declaredGroups ?? liveGroups);
}

/** The groups of an end that are known as such, on one side. */
function groupsOf(thing: ConnectedThing, { groups }: Connectable, side: ConnectedSide): readonly ConnectedGroup[] {
  if (thing.kind === 'cidr') return [];
  if (thing.kind === 'security-group') return [thing.group];
  const { service } = thing;
  const { keys } = groupsOfService(service, side);
  return keys.flatMap((key) => {
    const found = groups.filter((one) => one.key === key);
    const own = found.filter((one) => one.account === service.account);
    return own.length > 0 ? own : found;
  });
}

/** Whether the interfaces of a group get whichever address is free: those of the tasks of a service. */
function isOfService({ key }: ConnectedGroup, { services }: Connectable): boolean {
  return services.some(({ declaredGroups, liveGroups }) =>
    [...(declaredGroups?.keys ?? []), ...liveGroups.keys].includes(key),
  );
}

/** An end on one side. */
async function endOf(thing: ConnectedThing, all: Connectable, side: ConnectedSide): Promise<ReachEnd<ConnectionRule>> {
  if (thing.kind === 'cidr') return { addresses: thing.range };
  const known = groupsOf(thing, all, side);
  if (thing.kind === 'security-group') {
    const { group } = thing;
    const isDynamic = isOfService(group, all);
    const common = {
      groups: new Set(group.isAbsent && side === 'live' ? [] : [group.key]),
      ...(isDynamic && { isDynamic }),
    };
    return { ...common, rules: side === 'live' ? await liveReach(group) : declaredReach(group) };
  }
  const { service } = thing;
  const { keys, doubt } = groupsOfService(service, side);
  const rules =
    side === 'declared'
      ? known.map(declaredReach)
      : await Promise.all(
          keys.map((key) => {
            const group = known.find((one) => one.key === key);
            return group === undefined ? liveReachOf(key, service.region, service.account.aws) : liveReach(group);
          }),
        );
  return { groups: new Set(keys), rules: rules.flat(), isDynamic: true, ...(doubt === undefined ? {} : { doubt }) };
}

/** What a connection between two things comes to. */
async function judge(
  { protocol, fromPort, toPort }: WrittenConnection,
  from: ConnectedThing,
  to: ConnectedThing,
  all: Connectable,
): Promise<Connection> {
  const traffic = {
    protocol,
    ...(fromPort === undefined ? {} : { fromPort }),
    ...(toPort === undefined ? {} : { toPort }),
  };
  const of = async (side: ConnectedSide): Promise<ConnectionSide> => {
    const [source, destination] = await Promise.all([endOf(from, all, side), endOf(to, all, side)]);
    const isUnsaid = (thing: ConnectedThing, end: typeof source, direction: Direction): boolean => {
      if (side === 'live' || 'addresses' in end) return false;
      const groups = groupsOf(thing, all, side);
      return groups.length < end.groups.size || groups.some((group) => !isSaid(group, direction));
    };
    return sideOf(reach(traffic, source, destination), {
      egress: isUnsaid(from, source, 'egress'),
      ingress: isUnsaid(to, destination, 'ingress'),
    });
  };
  const [declared, live] = await Promise.all([of('declared'), of('live')]);
  return {
    source: shownEnd(from, all),
    destination: shownEnd(to, all),
    ...traffic,
    answer: answerOf(declared.state, live.state),
    declared,
    live,
  };
}

/** @param unsaid of which directions no code says which rules there are */
function sideOf(found: Reachability<ConnectionRule>, unsaid: Readonly<Record<Direction, boolean>>): ConnectionSide {
  const half = (direction: Direction): Partial<Record<Direction, ConnectionHalf>> => {
    const own = found[direction];
    if (own === undefined) return {};
    if (own.state === 'lacking') return { [direction]: { state: unsaid[direction] ? 'unsaid' : 'lacking' } };
    const rules = own.rules.filter(({ path }) => path !== '');
    return {
      [direction]: {
        state: own.state,
        ...(rules.length === 0 ? {} : { rules }),
        ...(own.state === 'undetermined' ? { reason: own.reason } : {}),
      },
    };
  };
  const halves = { ...half('egress'), ...half('ingress') };
  const states = [halves.egress, halves.ingress].flatMap((one) => one?.state ?? []);
  const worst = (['lacking', 'undetermined', 'unsaid'] as const).find((one) => states.includes(one));
  const { reason } = found;
  return {
    state: worst ?? (reason === undefined ? 'allowed' : 'undetermined'),
    ...halves,
    ...(reason === undefined ? {} : { reason }),
  };
}

function answerOf(declared: ConnectionSide['state'], live: ConnectionSide['state']): Connection['answer'] {
  if (live === 'lacking') {
    return declared === 'allowed' ? 'declared-not-live' : declared === 'lacking' ? 'neither' : 'not-live';
  }
  if (declared === 'lacking') return live === 'allowed' ? 'live-not-declared' : 'not-declared';
  if (live !== 'allowed' || declared === 'undetermined') return 'undetermined';
  return declared === 'allowed' ? 'declared-and-live' : 'live';
}

function shownEnd(thing: ConnectedThing, all: Connectable): ConnectionEnd {
  if (thing.kind === 'cidr') return { kind: 'cidr', name: thing.text, groups: [] };
  const shown = (group: ConnectedGroup) => {
    const address = addressOfGroup(group);
    const { live, name } = group;
    return {
      ...(live === undefined ? {} : { id: live.id }),
      ...(name?.state === 'known' ? { name: name.value } : {}),
      ...(address === undefined ? {} : { address }),
    };
  };
  const live = groupsOf(thing, all, 'live');
  const groups = (live.length > 0 ? live : groupsOf(thing, all, 'declared')).map(shown);
  if (thing.kind === 'security-group') {
    const { group } = thing;
    const [own] = groups;
    return {
      kind: thing.kind,
      name: own?.name ?? own?.id ?? own?.address ?? group.key,
      ...(own?.address === undefined ? {} : { address: own.address }),
      groups,
      ...(group.isAbsent ? { absent: true } : {}),
    };
  }
  const { service } = thing;
  const { address } = service.subject;
  const ids = service.liveGroups.keys.filter((key) => !live.some((one) => one.key === key)).map((id) => ({ id }));
  return {
    kind: thing.kind,
    name: service.name?.state === 'known' ? service.name.value : address,
    ...(address === '' ? {} : { address }),
    groups: [...groups, ...ids],
    ...(service.liveGroups.isAbsent ? { absent: true } : {}),
  };
}

interface JudgedConnection {
  readonly entry: ExpectForm;
  readonly written: WrittenConnection;
  readonly from: ConnectedThing;
  readonly to: ConnectedThing;
  readonly subjects: readonly Subject[];
  readonly all: Connectable;
}

/** The leaf of a connection that is not there, or of which that is not known. */
function leafOf(
  connection: Connection,
  { entry, written, from, to, subjects, all }: JudgedConnection,
): Leaf | undefined {
  const { declared, live, answer } = connection;
  const own = subjectOf(to) ?? subjectOf(from);
  if (own === undefined || answer === 'declared-and-live' || answer === 'live') return undefined;
  const subject = comparedAs(own, subjects);
  const common = {
    subject,
    path: pathOf(connection, written),
    isRemark: true,
    expectation: { name: entry.name, sides: sidesOf(connection) },
    ...placed(decidingPlace(connection, from, to) ?? subject.at),
  } as const;
  if (answer === 'undetermined') {
    const reason = whyOpen(live) ?? whyOpen(declared) ?? { kind: 'expectation', name: 'addresses' };
    return reason.kind === 'aws'
      ? { outcome: 'undetermined', code: 'unreadable', scope: 'resource', reason, ...common }
      : { outcome: 'undetermined', code: 'value-unknown', reason, ...common };
  }
  const weight = live.state === 'lacking' ? {} : weightOf(connection, from, to, all);
  return {
    outcome: 'differs',
    change: 'changed',
    rule: 'expect/connection',
    connection,
    ...common,
    ...weight,
  };
}

/**
 * What AWS lets through and no code declares works as long as nothing takes it away: where a direction has an owner the
 * next apply does.
 */
function weightOf(
  { declared }: Connection,
  from: ConnectedThing,
  to: ConnectedThing,
  all: Connectable,
): Pick<DifferingLeaf, 'severity' | 'isUnmanaged'> {
  const isOwned =
    (declared.egress?.state === 'lacking' && groupsOf(from, all, 'live').some((one) => isExclusive(one, 'egress'))) ||
    (declared.ingress?.state === 'lacking' && groupsOf(to, all, 'live').some((one) => isExclusive(one, 'ingress')));
  return isOwned ? {} : { severity: 'warning', isUnmanaged: true };
}

function placed(at: Subject['at']): { readonly at?: NonNullable<Subject['at']> } {
  return at === undefined ? {} : { at };
}

/** What to look at first: the declared rule that AWS lacks, else what declares the group that lacks one. */
function decidingPlace({ declared, live }: Connection, from: ConnectedThing, to: ConnectedThing): Subject['at'] {
  const lacking = (['ingress', 'egress'] as const).filter((one) => live[one]?.state === 'lacking');
  const rule = lacking.flatMap((direction) => declared[direction]?.rules ?? []).find(({ at }) => at !== undefined);
  if (rule?.at !== undefined) return rule.at;
  const half = (['ingress', 'egress'] as const).find(
    (one) => live[one]?.state === 'lacking' || declared[one]?.state === 'lacking',
  );
  return half === undefined ? undefined : subjectOf(half === 'ingress' ? to : from)?.at;
}

function subjectOf(thing: ConnectedThing): Subject | undefined {
  if (thing.kind === 'cidr') return undefined;
  return thing.kind === 'ecs-service' ? thing.service.subject : subjectOfGroup(thing.group);
}

/** What was compared is what leaves are about: its status is theirs too. */
function comparedAs(own: Subject, subjects: readonly Subject[]): Subject {
  const found = subjects.find(
    ({ kind, target, address }) =>
      kind === own.kind && target === own.target && address === own.address && address !== '',
  );
  return found ?? own;
}

/** `connect[api -> redis 6379/tcp]`: ends as they are written, or by the name of what a pattern means. */
function pathOf({ source, destination, ...traffic }: Connection, written: WrittenConnection): Path {
  const name = (end: WrittenConnection['source'], meant: ConnectionEnd): string =>
    end.kind === 'cidr' || end.text.includes('*') ? meant.name : end.text;
  const key = `${name(written.source, source)} -> ${name(written.destination, destination)} ${trafficText(traffic)}`;
  return [{ field: 'connect', key }];
}

function trafficText({ protocol, fromPort, toPort }: Pick<Connection, 'protocol' | 'fromPort' | 'toPort'>): string {
  if (protocol === '-1') return 'all';
  return `${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}/${protocol}`;
}

function whyOpen({ reason, egress, ingress }: ConnectionSide): ReasonData | undefined {
  return egress?.reason ?? ingress?.reason ?? reason;
}

/** Of what the code does not say it is not known whether it meets the expectation: it is no side then. */
function sidesOf({ declared, live }: Connection): readonly ExpectationSide[] {
  const states = { allowed: 'met', lacking: 'unmet', undetermined: 'undetermined', unsaid: undefined } as const;
  const [code, group] = [states[declared.state], states[live.state]];
  return [
    ...(code === undefined ? [] : [{ side: 'code' as const, state: code }]),
    ...(group === undefined ? [] : [{ side: 'group' as const, state: group }]),
  ];
}
