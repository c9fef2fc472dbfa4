import type { Value } from '../../../model/declared.ts';
import { groupBy } from '../../../model/group.ts';
import { onceOf } from '../../../model/once.ts';
import type { Place } from '../../../model/place.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import type { Unknown } from '../../../model/value.ts';
import { sameValueKey } from '../../../terraform/evaluate/unknown.ts';
import { placeOf } from '../../../terraform/stack/place.ts';

/*
 * Which VPC is meant where the id is not known: equal expressions are one VPC, so what was found in it tells where the
 * rest has to be.
 */

/** A VPC that the code names without its id. */
export interface NamedVpc {
  /** Equal (`===`) for what is certainly one VPC. */
  readonly key: string | Unknown;
  /** `account`: the default VPC of its place. `own`: a VPC that the code makes, and so no other one. */
  readonly is: 'account' | 'own' | 'any';
  /** Why its id is not known. */
  readonly because: Unknown;
  /** Where the id is told, where that is an attribute: what refers to it is known once the VPC is. */
  readonly attribute?: { readonly address: string; readonly name: string };
}

/**
 * The VPC that the `vpc_id` of a resource names; undefined when the id is known, or when nothing else can be told to be
 * the same. Where it is left out, EC2 takes the default VPC of the region.
 */
export function namedVpc(
  vpcId: Value<string> | undefined,
  { address, place }: { readonly address: string; readonly place: Place },
  stack: Stack,
): NamedVpc | undefined {
  if (vpcId === undefined) {
    return { key: accountKey(place), is: 'account', because: { kind: 'resource', address, path: ['vpc_id'] } };
  }
  return vpcId.state === 'unknown' ? vpcBehind(vpcId.because, stack) : undefined;
}

/** What is equal for groups in the VPC of a resource with this address, where that is an instance's. */
export function keyOfVpc(address: string): NamedVpc['key'] | undefined {
  return sameValueKey({ kind: 'resource', address, path: ['id'] });
}

function vpcBehind(because: Unknown, stack: Stack): NamedVpc | undefined {
  const key = sameValueKey(because);
  if (key === undefined) return undefined;
  if (because.kind !== 'resource' && because.kind !== 'data') return { key, is: 'any', because };
  // Of an unknown number of instances, each has the address of all.
  const named = resourceAt(because.address, stack);
  if (named?.expansion !== undefined) return undefined;
  const [name, ...further] = because.path;
  if (typeof name !== 'string' || further.length > 0) return { key, is: 'any', because };
  const attribute = { address: because.address, name };
  if (named !== undefined && name === 'id') {
    if (isDefaultVpc(named)) return { key: accountKey(placeOf(named, stack)), is: 'account', because, attribute };
    if (named.mode === 'managed' && named.type === 'aws_vpc') return { key, is: 'own', because, attribute };
  }
  return { key, is: 'any', because, attribute };
}

/** A VPC that the code makes or adopts, which tells the id of its default group. */
export interface DeclaredVpc {
  readonly address: string;
  readonly vpc: NamedVpc;
  readonly place: Place;
}

/** The VPCs that the code makes or adopts. */
export function declaredVpcs(stack: Stack): readonly DeclaredVpc[] {
  return stack.resources.flatMap((resource): readonly DeclaredVpc[] => {
    const { mode, type, address } = resource;
    if (mode !== 'managed' || (type !== 'aws_vpc' && type !== 'aws_default_vpc')) return [];
    const vpc = vpcBehind({ kind: 'resource', address, path: ['id'] }, stack);
    return vpc === undefined ? [] : [{ address, vpc, place: placeOf(resource, stack) }];
  });
}

/**
 * The attribute of a VPC that holds the id of its default group.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc#default_security_group_id-1
 */
export const defaultGroupAttribute = 'default_security_group_id';

function accountKey({ account, region }: Place): string {
  return JSON.stringify(['default', account ?? '', region ?? '']);
}

const byAddress = onceOf(({ resources }: Stack) => new Map(resources.map((one) => [one.address, one])));

function resourceAt(address: string, stack: Stack): Resource | undefined {
  return byAddress(stack).get(address);
}

/** Whether a resource or data source is the default VPC by what the code says of it. */
function isDefaultVpc({ mode, type, body }: Resource): boolean {
  if (mode === 'managed') return type === 'aws_default_vpc';
  const value = body.attributes.get('default')?.value;
  return (
    type === 'aws_vpc' && (value?.kind === 'bool' ? value.value : value?.kind === 'string' && value.value === 'true')
  );
}

/** A group that may tell which VPC is meant. */
export interface VpcWitness {
  readonly vpc: NamedVpc;
  /** Where it was found, looking only where `among` allows; undefined when it was not, or not by itself. */
  found(among: VpcChoice): Sighting | undefined;
}

/** Where a group was found. */
export interface Sighting {
  readonly groupId: string;
  readonly vpcId: string;
  readonly region: string | undefined;
  /** How much of what the code says of it speaks for it: `other` tags or description, all that, or its rules too. */
  readonly likeness: 'other' | 'fits' | 'confirmed';
}

/** What is known of a VPC that the code names without its id. */
export type VpcChoice =
  | { readonly id: string }
  /** `not`: it is none of these. `contested`: what was found points at several. */
  | { readonly not: ReadonlySet<string>; readonly contested?: true };

const anyVpc: VpcChoice = { not: new Set() };

/** Which VPCs those are that the code names without their ids. */
export interface SettledVpcs {
  of(vpc: NamedVpc | undefined): VpcChoice;
  /** What was found and points at several VPCs alike. */
  readonly contested: readonly Sighting[];
}

/**
 * Settles which VPCs are meant: a default VPC is asked for, and every other one is where most of the groups are that
 * were found by themselves. Two VPCs that the code makes are never the same one.
 */
export function settleVpcs(
  witnesses: readonly VpcWitness[],
  defaults: readonly { readonly vpc: NamedVpc; readonly id: string }[],
): SettledVpcs {
  const settled = new Map<NamedVpc['key'], string>(defaults.map(({ vpc, id }) => [vpc.key, id]));
  const contested = new Map<NamedVpc['key'], readonly Sighting[]>();
  const byVpc = [...groupBy(witnesses, ({ vpc }) => vpc.key)];
  const own = new Set(witnesses.flatMap(({ vpc }) => (vpc.is === 'own' ? [vpc.key] : [])));
  const idsOfOthers = (key: NamedVpc['key']) =>
    new Set(own.has(key) ? [...settled].flatMap(([other, id]) => (other !== key && own.has(other) ? [id] : [])) : []);
  const choose = (key: NamedVpc['key']): VpcChoice => {
    const id = settled.get(key);
    if (id !== undefined) return { id };
    return { not: idsOfOthers(key), ...(contested.has(key) ? { contested: true } : {}) };
  };
  for (let grown = true; grown; ) {
    const sightings = byVpc.flatMap(([key, all]) =>
      all.flatMap((one) => one.found(choose(key)) ?? []).map((sighting) => ({ key, sighting })),
    );
    // A live group that several declared ones would be tells of none of them where it is.
    const claims = groupBy(sightings, ({ sighting }) => sighting.groupId);
    const telling = sightings.filter(
      ({ key, sighting }) => !settled.has(key) && !contested.has(key) && claims.get(sighting.groupId)?.length === 1,
    );
    const results = [...groupBy(telling, ({ key }) => key)].map(([key, all]) => {
      const seen = all.map(({ sighting }) => sighting);
      return { key, seen, id: mostSeen(seen) };
    });
    const winners = groupBy(results, ({ key, id }) => (own.has(key) ? id : undefined));
    for (const { key, seen, id } of results) {
      if (id === undefined || (own.has(key) && (winners.get(id) ?? []).length > 1)) contested.set(key, seen);
      else settled.set(key, id);
    }
    grown = results.length > 0;
  }
  return { of: (vpc) => (vpc === undefined ? anyVpc : choose(vpc.key)), contested: [...contested.values()].flat() };
}

/**
 * The VPC in which more groups were seen than in all others. Those that do not quite fit count only by themselves, and
 * where as many speak for one VPC as for others, those whose rules are there as well.
 */
function mostSeen(sightings: readonly Sighting[]): string | undefined {
  const fitting = sightings.filter(({ likeness }) => likeness !== 'other');
  const confirmed = sightings.filter(({ likeness }) => likeness === 'confirmed');
  return majority(fitting.length > 0 ? fitting : sightings) ?? majority(confirmed);
}

function majority(sightings: readonly Sighting[]): string | undefined {
  const byId = groupBy(sightings, ({ vpcId }) => vpcId);
  return [...byId].find(([, all]) => all.length * 2 > sightings.length)?.[0];
}
