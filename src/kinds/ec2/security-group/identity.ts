import { reasonOf, type Value } from '../../../model/declared.ts';
import { compareCodeUnits } from '../../../model/order.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import type { ReasonData } from '../../../model/report/reason.ts';
import { sameValue } from '../../../model/secret/same-value.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { LiveGroup, RuleAtom } from '../../../model/security-group.ts';
import type { Unknown } from '../../../model/value.ts';
import type { GroupQuery } from './declared.ts';
import type { GroupRequest, LiveGroups } from './live.ts';
import { ruleKey } from './model.ts';
import type { SettledVpcs, Sighting, VpcChoice, VpcWitness } from './vpc.ts';

/** What a declared group turned out to be in AWS. */
export type GroupMatch =
  | {
      readonly status: 'found';
      readonly group: LiveGroup;
      /** Every account has such a group, so that it was found tells nothing of where the run looks. */
      readonly isEverywhere?: true;
      /** The id of the group that was applied, which AWS no longer has: this is another one by the same name. */
      readonly recreatedFrom?: string;
    }
  /** AWS has no such group. */
  | { readonly status: 'absent' }
  | { readonly status: 'unidentified'; readonly reason: ReasonData }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/** What is known that leads to the groups that may be meant. */
type GroupLookup =
  | { readonly by: 'id'; readonly text: string }
  /** Exactly this name. */
  | { readonly by: 'name'; readonly text: string }
  /** A name that the provider made from this prefix. `isWritten`: the code names the prefix. */
  | { readonly by: 'prefix'; readonly text: string; readonly isWritten: boolean }
  | { readonly by: 'nothing'; readonly because: Unknown };

type KnownLookup = Exclude<GroupLookup, { by: 'nothing' }>;

/** With neither a name nor a prefix the provider names a group `terraform-…`. */
const generatedPrefix = 'terraform-';

function groupLookup(query: GroupQuery): GroupLookup {
  for (const [value, lookup] of [
    [query.id, (text: string): GroupLookup => ({ by: 'id', text })],
    [query.name, (text: string): GroupLookup => ({ by: 'name', text })],
    [query.namePrefix, (text: string): GroupLookup => ({ by: 'prefix', text, isWritten: true })],
  ] as const) {
    if (value?.state === 'known') return lookup(value.value);
    if (value !== undefined) return { by: 'nothing', because: unknownPart(value) };
  }
  if (query.isCreated) return { by: 'prefix', text: generatedPrefix, isWritten: false };
  return { by: 'nothing', because: { kind: 'operation', name: 'filter', from: [] } };
}

/** What to ask AWS for first: the group that was applied, where a state or a plan tells its id. */
export function appliedRequestsOf(query: GroupQuery): readonly GroupRequest[] {
  const { appliedId, place } = query;
  return appliedId === undefined || place.doubt !== undefined ? [] : [requestOf({ by: 'id', text: appliedId }, query)];
}

/**
 * What to ask AWS for to find the group that `query` means; nothing when too little is known of it, or the run's
 * credentials do not lead there.
 */
export function requestsOf(query: GroupQuery): readonly GroupRequest[] {
  const lookup = groupLookup(query);
  return lookup.by === 'nothing' || query.place.doubt !== undefined ? [] : [requestOf(lookup, query)];
}

/**
 * The same of a group that was not found by the id that was applied.
 *
 * @param live what was answered to {@link appliedRequestsOf}
 */
export function furtherRequestsOf(query: GroupQuery, live: LiveGroups): readonly GroupRequest[] {
  return typeof appliedGroup(query, live) === 'object' ? [] : requestsOf(query);
}

/** The group that was applied; `gone` where AWS has it no longer, undefined where nothing tells of it. */
function appliedGroup(query: GroupQuery, live: LiveGroups): LiveGroup | 'gone' | undefined {
  const [request] = appliedRequestsOf(query);
  const answer = request && live.answerTo(request);
  if (answer?.status !== 'found') return undefined;
  return answer.groups.find(({ id }) => id === query.appliedId) ?? 'gone';
}

/** Whether finding the group needs to be told which VPC is the default one, or what that it was found tells. */
export function dependsOnDefaultVpc(query: GroupQuery): boolean {
  const lookup = groupLookup(query);
  if (lookup.by === 'nothing' || lookup.by === 'id' || query.place.doubt !== undefined) return false;
  return query.vpc?.is === 'account' || isDefaultName(lookup);
}

function requestOf({ by, text }: KnownLookup, { vpcId, place }: GroupQuery): GroupRequest {
  return {
    by,
    text,
    ...(by !== 'id' && vpcId?.state === 'known' ? { vpcId: vpcId.value } : {}),
    ...(place.region === undefined ? {} : { region: place.region }),
  };
}

/**
 * The group that `query` means, of what was answered to its request.
 *
 * @param vpcs the VPCs that are named without their ids
 */
export function matchGroup(query: GroupQuery, live: LiveGroups, vpcs: SettledVpcs): GroupMatch {
  const { doubt } = query.place;
  if (doubt !== undefined) return { status: 'unidentified', reason: reasonOf(doubt) };
  const applied = appliedGroup(query, live);
  if (typeof applied === 'object') return { status: 'found', group: applied };
  const lookup = groupLookup(query);
  if (lookup.by === 'nothing') return { status: 'unidentified', reason: reasonOf(lookup.because) };
  const answer = live.answerTo(requestOf(lookup, query));
  if (answer.status === 'unreadable') return answer;
  const match = unlessIgnored(query, chooseGroup(lookup, query, answer.groups, { among: vpcs.of(query.vpc), live }));
  return match.status === 'found' && applied === 'gone' && query.appliedId !== undefined
    ? { ...match, recreatedFrom: query.appliedId }
    : match;
}

/**
 * Tells where a group was found, unless nothing can be concluded from that of the VPC that it is declared in.
 *
 * @param rules what the code declares of it, as far as that is known
 */
export function vpcWitness(
  query: GroupQuery,
  rules: () => readonly RuleAtom[],
  live: LiveGroups,
): VpcWitness | undefined {
  const { vpc } = query;
  if (vpc === undefined || query.place.doubt !== undefined || query.ignored !== undefined) return undefined;
  const applied = appliedGroup(query, live);
  const lookup: GroupLookup = typeof applied === 'object' ? { by: 'id', text: applied.id } : groupLookup(query);
  if (lookup.by === 'nothing' || isDefaultName(lookup)) return undefined;
  const answer = live.answerTo(requestOf(lookup, query));
  if (answer.status === 'unreadable') return undefined;
  return {
    vpc,
    found: (among) => {
      const match = chooseGroup(lookup, query, answer.groups, { among, live });
      if (match.status !== 'found' || match.group.vpcId === undefined) return undefined;
      const { id, vpcId } = match.group;
      const { region } = query.place;
      return { groupId: id, vpcId, region, likeness: likenessOf(match.group, query, hasRules(id, rules, live)) };
    },
  };
}

function likenessOf(group: LiveGroup, query: GroupQuery, isConfirmed: boolean): Sighting['likeness'] {
  if (group.id === query.appliedId) return 'confirmed';
  if (!fitsTags(group, query.tags) || !fitsDescription(group, query.description)) return 'other';
  return isConfirmed ? 'confirmed' : 'fits';
}

/** Whether a live group has the rules that are declared of one; false where there are none, or they were not read. */
function hasRules(id: string, rules: () => readonly RuleAtom[], live: LiveGroups): boolean {
  const there = new Set(live.rulesReadOf(id).map(ruleKey));
  const declared = there.size === 0 ? [] : rules();
  return declared.length > 0 && declared.every((rule) => there.has(ruleKey(rule)));
}

/** What `ignore_changes` lets be called otherwise, or be elsewhere, is not missing where the code has it. */
function unlessIgnored({ ignored }: GroupQuery, match: GroupMatch): GroupMatch {
  if (match.status !== 'absent' || ignored === undefined) return match;
  return { status: 'unidentified', reason: { kind: 'ignored', name: ignored } };
}

/**
 * Whether a name is that of the group that every VPC has, which nobody can give to another one.
 * https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
 */
function isDefaultName({ by, text }: KnownLookup): boolean {
  return by === 'name' && text === 'default';
}

/** Why a value is not wholly known. */
export function unknownPart(value: Exclude<Value<unknown>, { state: 'known' }>): Unknown {
  if (value.state === 'unknown') return value.because;
  const holes = value.parts.filter((part) => typeof part !== 'string');
  const [only] = holes;
  return only !== undefined && holes.length === 1 ? only : { kind: 'operation', name: 'template', from: holes };
}

/**
 * The 26 digits that the provider puts behind a prefix: time and a counter.
 * https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/id/id.go
 */
const generatedSuffix = /^\d{18}[0-9a-f]{8}$/;

/**
 * Of the groups that AWS answered with, the one that is meant. Names, then VPC, then tags, then description decide.
 *
 * @param among the VPCs that it may be in, where the query does not tell the one
 */
function chooseGroup(
  lookup: KnownLookup,
  query: GroupQuery,
  answered: readonly LiveGroup[],
  { among, live }: { readonly among: VpcChoice; readonly live: LiveGroups },
): GroupMatch {
  const named = answered.filter((group) => fitsName(group, lookup));
  const applied = named.find((group) => group.id === query.appliedId && fitsVpc(group, query.vpcId));
  if (applied !== undefined) return { status: 'found', group: applied };
  const inVpc = named.filter((group) => fitsVpc(group, query.vpcId) && fitsChoice(group, among));
  const isOpen = !('id' in among) && (query.vpc !== undefined || isUnknown(query.vpcId));
  if (isDefaultName(lookup) && isOpen) return unknownVpc(query, live);
  if (inVpc.length === 0) return { status: 'absent' };
  if (isOpen && among.contested && lookup.by !== 'id') return unknownVpc(query, live);
  const narrowed = [
    (group: LiveGroup) => fitsTags(group, query.tags),
    (group: LiveGroup) => fitsTags(group, query.allTags ?? query.tags),
    (group: LiveGroup) => fitsDescription(group, query.description),
  ].reduce(narrow, inVpc);
  const [group, ...others] = narrowed;
  // Of a name that only the provider knows, one candidate is no proof: something of its own must point to it.
  const proven =
    lookup.by !== 'prefix' ||
    lookup.isWritten ||
    (query.tags.size > 0 && group !== undefined && fitsTags(group, query.tags));
  if (group === undefined || others.length > 0 || !proven) {
    return { status: 'unidentified', reason: ambiguous(narrowed) };
  }
  return { status: 'found', group, ...(isDefaultName(lookup) && isEverywhere(group, query, live) ? everywhere : {}) };
}

const everywhere = { isEverywhere: true } as const;

/** Every account has a default VPC with a default group; any other VPC is somebody's own. */
function isEverywhere({ vpcId }: LiveGroup, { vpc, vpcId: named, place }: GroupQuery, live: LiveGroups): boolean {
  if (vpc === undefined && named === undefined) return true;
  const found = live.defaultVpc(place.region);
  return vpc?.is === 'account' || (found?.status === 'found' && found.id === vpcId);
}

function isUnknown(value: Value<unknown> | undefined): boolean {
  return value !== undefined && value.state !== 'known';
}

/** Why it is not known in which VPC a group is that cannot be told without. */
function unknownVpc({ vpc, vpcId, place }: GroupQuery, live: LiveGroups): GroupMatch {
  const found = vpc?.is === 'account' ? live.defaultVpc(place.region) : undefined;
  if (found?.status === 'absent') return found;
  if (found?.status === 'unreadable' && found.problem.kind !== 'not-recorded') return found;
  const because = vpcId === undefined || vpcId.state === 'known' ? undefined : unknownPart(vpcId);
  const reason = because ?? vpc?.because ?? { kind: 'operation', name: 'vpc_id', from: [] };
  return { status: 'unidentified', reason: reasonOf(reason) };
}

/** What was not found where it was looked for is absent only when there is no doubt that it has to be there. */
export function unlessDoubtful(match: GroupMatch, doubt: Unknown | undefined): GroupMatch {
  return match.status === 'absent' && doubt !== undefined ? { status: 'unidentified', reason: reasonOf(doubt) } : match;
}

/** Several live groups, or one that several declared groups claim. */
export function ambiguous(candidates: readonly LiveGroup[]): ReasonData {
  return { kind: 'ambiguous', candidates: candidates.map((group) => group.id).toSorted(compareCodeUnits) };
}

function fitsName(group: LiveGroup, lookup: KnownLookup): boolean {
  switch (lookup.by) {
    case 'id':
      return group.id === lookup.text;
    case 'name':
      return group.name === lookup.text;
    case 'prefix':
      return group.name.startsWith(lookup.text) && generatedSuffix.test(group.name.slice(lookup.text.length));
  }
}

function fitsVpc(group: LiveGroup, vpcId: Value<string> | undefined): boolean {
  return vpcId?.state !== 'known' || group.vpcId === undefined || group.vpcId === vpcId.value;
}

function fitsChoice({ vpcId }: LiveGroup, choice: VpcChoice): boolean {
  if (vpcId === undefined) return true;
  return 'id' in choice ? vpcId === choice.id : !choice.not.has(vpcId);
}

function fitsTags(group: LiveGroup, tags: ReadonlyMap<string, string>): boolean {
  return [...tags].every(([key, value]) => sameValue(group.tags.get(key), value) === true);
}

function fitsDescription(group: LiveGroup, description: Value<Text> | undefined): boolean {
  return description?.state !== 'known' || sameValue(group.description, description.value) === true;
}

/** The candidates that fit; all of them when none does, since what was asked may have been changed by hand. */
function narrow(candidates: readonly LiveGroup[], fits: (group: LiveGroup) => boolean): readonly LiveGroup[] {
  if (candidates.length < 2) return candidates;
  const fitting = candidates.filter(fits);
  return fitting.length === 0 ? candidates : fitting;
}
