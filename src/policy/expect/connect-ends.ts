import { type AddressRange, addressRange } from '../../compare/cidr.ts';
import type { WrittenEnd } from '../../config/sections/connect.ts';
import { liveGroup } from '../../kinds/ec2/security-group/live.ts';
import { reasonOf, type Value } from '../../model/declared.ts';
import type { Subject } from '../../model/leaf.ts';
import { matchesGlob } from '../pattern.ts';
import {
  addressOfGroup,
  type ConnectedAccount,
  type ConnectedGroup,
  groupsOfCode,
  subjectOfGroup,
} from './connect-groups.ts';
import { type ConnectedService, serviceOfCluster, servicesOfCode } from './connect-services.ts';
import { unknownIn } from './containers.ts';
import { literalPrefix, mayMatch } from './may-match.ts';
import { regionsOfPlaces } from './task-definitions.ts';
import { type OpenThing, unreadable } from './thing.ts';

/*
 * What the names at the ends of a connection mean.
 */

/** A service, a group or a block of addresses that an end means. */
export type ConnectedThing =
  | { readonly kind: 'ecs-service'; readonly service: ConnectedService }
  | { readonly kind: 'security-group'; readonly group: ConnectedGroup }
  | { readonly kind: 'cidr'; readonly range: AddressRange; readonly text: string };

/** What an end means. */
export interface MeantEnd {
  readonly things: readonly ConnectedThing[];
  /** What it may mean, or a place in which that could not be listed. */
  readonly open: readonly OpenThing[];
}

/** All that the code of a run has that may be an end of a connection. */
export interface Connectable {
  readonly accounts: readonly ConnectedAccount[];
  readonly groups: readonly ConnectedGroup[];
  readonly services: readonly ConnectedService[];
}

/** What the code of all accounts has that may be an end. */
export async function connectable(accounts: readonly ConnectedAccount[]): Promise<Connectable> {
  const services = await Promise.all(accounts.map(servicesOfCode));
  return { accounts, groups: accounts.flatMap(groupsOfCode), services: services.flat() };
}

/**
 * What an end means, in each account: a service or group of the code by its name on AWS, else by what the code calls
 * it, else what AWS has and no code names. Only the last is asked for.
 */
export async function meantBy(end: WrittenEnd, all: Connectable): Promise<MeantEnd> {
  if (end.kind === 'cidr') {
    const range = addressRange(end.text);
    return { things: range === undefined ? [] : [{ kind: 'cidr', range, text: end.text }], open: [] };
  }
  const inEach = await Promise.all(
    all.accounts.map(async (account): Promise<MeantEnd> => {
      const own: Connectable = {
        accounts: [account],
        groups: all.groups.filter((group) => group.account === account),
        services: all.services.filter((service) => service.account === account),
      };
      const declared = ofCode(end, own);
      const isPattern = end.text.includes('*') && declared.things.every(({ kind }) => kind === 'security-group');
      if ((declared.things.length > 0 && !isPattern) || declared.open.some(isCertain)) return declared;
      const others = await ofAws(end, account, own);
      return { things: [...declared.things, ...others.things], open: [...declared.open, ...others.open] };
    }),
  );
  const things = inEach.flatMap((one) => one.things);
  const open = inEach.flatMap((one) => one.open);
  // What is found in one account need not be in the others.
  return { things, open: things.length === 0 || end.text.includes('*') ? open : open.filter(isCertain) };
}

/** Whether a name is certain to mean more than one thing: that is said also where something else is meant. */
function isCertain({ doubt }: OpenThing): boolean {
  return doubt.reason.kind === 'expectation';
}

const serviceThing = (service: ConnectedService): ConnectedThing => ({ kind: 'ecs-service', service });
const groupThing = (group: ConnectedGroup): ConnectedThing => ({ kind: 'security-group', group });

function ofCode(end: Exclude<WrittenEnd, { kind: 'cidr' }>, { groups, services }: Connectable): MeantEnd {
  const found = (things: readonly ConnectedThing[]): MeantEnd => ({ things, open: [] });
  if (end.kind === 'id') return found(groups.filter(({ key }) => key === end.text).map(groupThing));
  const { text } = end;
  const mayBeService = end.kind !== 'group';
  const mayBeGroup = end.kind !== 'service';
  const cluster = end.kind === 'service' ? end.cluster : undefined;
  const inCluster = services.filter((one) => mayBeService && (cluster === undefined || one.cluster === cluster));
  const named = inCluster.filter(({ name }) => matching(text, name) === 'yes');
  const namedGroups = groups.filter(({ name }) => mayBeGroup && matching(text, name) === 'yes');
  if (named.length > 0) {
    const own = new Set(named.flatMap(({ declaredGroups, liveGroups }) => keysOf(declaredGroups, liveGroups)));
    const other = text.includes('*') ? undefined : namedGroups.find(({ key }) => !own.has(key));
    if (other === undefined) return found(named.map(serviceThing));
    const reason = { kind: 'expectation', name: 'two-meanings', value: text } as const;
    return { things: [], open: [{ subject: subjectOfGroup(other), doubt: { code: 'unidentified', reason } }] };
  }
  if (namedGroups.length > 0) return found(namedGroups.map(groupThing));
  const called = inCluster.filter(({ subject }) => isCalled(subject.address, text));
  if (called.length > 0) return oneOf(called, (one) => one.subject, serviceThing, text);
  const calledGroups = groups.filter((group) => mayBeGroup && isCalled(addressOfGroup(group), text));
  if (calledGroups.length > 0) return oneOf(calledGroups, subjectOfGroup, groupThing, text);
  const open = [
    ...inCluster.flatMap(({ name, subject }) => maybe(text, name, subject)),
    ...(mayBeGroup ? groups.flatMap((group) => maybe(text, group.name, subjectOfGroup(group))) : []),
  ];
  return { things: [], open };
}

function keysOf(...groups: readonly (ConnectedService['liveGroups'] | undefined)[]): readonly string[] {
  return groups.flatMap((one) => one?.keys ?? []);
}

function matching(text: string, name: Value<string> | undefined): ReturnType<typeof mayMatch> {
  return name === undefined ? 'no' : mayMatch(text, name);
}

function maybe(text: string, name: Value<string> | undefined, subject: Subject): readonly OpenThing[] {
  if (name === undefined || name.state === 'known' || mayMatch(text, name) !== 'maybe') return [];
  return [{ subject, doubt: { code: 'unidentified', reason: reasonOf(unknownIn(name)) } }];
}

/** What the code calls a thing: one is meant, several are a gap that lists them. */
function oneOf<T>(
  all: readonly T[],
  subjectOf: (one: T) => Subject,
  thing: (one: T) => ConnectedThing,
  text: string,
): MeantEnd {
  const [only, ...others] = all;
  if (only === undefined || others.length === 0) return { things: all.map(thing), open: [] };
  const candidates = all.map((one) => subjectOf(one).address).toSorted();
  const reason = { kind: 'expectation', name: 'several', value: text, candidates } as const;
  return { things: [], open: [{ subject: subjectOf(only), doubt: { code: 'unidentified', reason } }] };
}

/** Whether a resource is called so by the code: by its address, its label, or the module that it is in. */
function isCalled(address: string | undefined, text: string): boolean {
  if (address === undefined || address === '') return false;
  if (address === text) return true;
  const steps = address.replace(/\["[^"]*"\]|\[[^\]]*\]/g, '').split('.');
  const module = steps.at(-4) === 'module' ? steps.at(-3) : undefined;
  return steps.at(-1) === text || module === text;
}

/** What AWS has of that name and no code names: groups, and a service whose cluster is told. */
async function ofAws(
  end: Exclude<WrittenEnd, { kind: 'cidr' }>,
  account: ConnectedAccount,
  { groups }: Connectable,
): Promise<MeantEnd> {
  const places = account.claims.map(({ place }) => place);
  const regions = regionsOfPlaces(places, await account.aws.defaultRegion());
  const found = await Promise.all(
    regions.map(async (region): Promise<MeantEnd> => {
      if (end.kind === 'service') {
        const { cluster, text } = end;
        if (cluster === undefined || text.includes('*') || cluster.includes('*')) return { things: [], open: [] };
        const service = await serviceOfCluster(account, { cluster, service: text }, region);
        return { things: service === undefined ? [] : [serviceThing(service)], open: [] };
      }
      const key =
        end.kind === 'id'
          ? { 'group-id': end.text }
          : end.text.includes('*')
            ? { 'group-name-prefix': literalPrefix(end.text) }
            : { 'group-name': end.text };
      const read = await account.aws.read('ec2:DescribeSecurityGroups', key, region);
      if (read.status === 'unreadable') {
        const identity = region === undefined ? {} : { region };
        const subject: Subject = {
          kind: 'security-group',
          target: account.roots[0]?.target ?? '',
          address: '',
          identity,
        };
        return { things: [], open: [{ subject, doubt: unreadable(read.problem) }] };
      }
      const known = new Set(groups.map((group) => group.key));
      const live = (read.status === 'found' ? read.value.flatMap(liveGroup) : []).filter(
        ({ id, name }) => !known.has(id) && (end.kind === 'id' ? id === end.text : matchesGlob(end.text, name)),
      );
      return {
        things: live.map((one) =>
          groupThing({
            key: one.id,
            account,
            region,
            claims: [],
            live: one,
            name: { state: 'known', value: one.name },
          }),
        ),
        open: [],
      };
    }),
  );
  return { things: found.flatMap((one) => one.things), open: found.flatMap((one) => one.open) };
}
