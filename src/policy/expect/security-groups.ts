import type { ExpectForm } from '../../config/sections/expect.ts';
import {
  type Claim,
  claimsOf,
  memberOf,
  type RootClaims,
  subjectsOf,
  type UnassignedRule,
} from '../../kinds/ec2/security-group/claims.ts';
import { declareGroups, type GroupQuery } from '../../kinds/ec2/security-group/declared.ts';
import {
  groupIdentity,
  type LiveGroups,
  type LiveRules,
  liveGroup,
  liveRules,
} from '../../kinds/ec2/security-group/live.ts';
import { readGroups } from '../../kinds/ec2/security-group/read.ts';
import type { Root } from '../../kinds/kind.ts';
import { reasonOf, type Value } from '../../model/declared.ts';
import { groupBy } from '../../model/group.ts';
import type { IdentityOf } from '../../model/identity.ts';
import type { Compared, Subject } from '../../model/leaf.ts';
import { formatPath, type Path } from '../../model/path.ts';
import type { LiveGroup } from '../../model/security-group.ts';
import { matchesGlob } from '../pattern.ts';
import { unknownIn } from './containers.ts';
import type { JudgedVersion, Judgement } from './judgement.ts';
import { literalPrefix, mayMatch } from './may-match.ts';
import type { GroupExpectation } from './public-ingress.ts';
import { regionsOfPlaces } from './task-definitions.ts';
import {
  type Doubt,
  type ExpectedAccount,
  type HeldThing,
  type HeldThings,
  holdsFor,
  isExcepted,
  type OpenThing,
  unreadable,
} from './thing.ts';

/** What the code of an account says of security groups, and what AWS has of them. */
export interface AccountGroups {
  readonly claims: readonly (RootClaims & { readonly root: Root })[];
  readonly live: LiveGroups;
}

/** Reads them. All of it was read to be compared. */
export async function declaredGroupsOf({ roots, aws }: ExpectedAccount): Promise<AccountGroups> {
  const declared = roots.map((root) => ({ root, groups: declareGroups(root) }));
  const live = await readGroups(
    declared.map(({ groups }) => groups),
    aws,
  );
  return { claims: declared.map(({ root, groups }) => ({ root, ...claimsOf(groups, live) })), live };
}

/**
 * Holds an expectation against all security groups that it is about: those that the code declares or adds rules to, and
 * those of AWS that no code names.
 */
export async function holdGroups(
  expectation: GroupExpectation,
  entry: ExpectForm,
  { claims, live }: AccountGroups,
  { subjects }: Compared,
  { roots, aws }: ExpectedAccount,
): Promise<HeldThings> {
  const pattern = entry['security-group'] ?? '*';
  const own = claims.filter(({ root }) => holdsFor(entry, root));
  const [first] = own;
  if (first === undefined) return { things: [], open: [] };
  const all = own.flatMap(({ claims: some }) => some);
  const things: HeldThing[] = [];
  const open: OpenThing[] = [];
  const byGroup = groupBy(all, ({ match }) => (match.status === 'found' ? match.group.id : undefined));
  for (const [id, pool] of byGroup) {
    const [claim] = pool;
    if (claim?.match.status !== 'found' || !isAbout(entry, pattern, claim.match.group.name)) continue;
    things.push(heldGroup(expectation, entry, pool, { group: claim.match.group, rules: live.rulesOf(id) }, subjects));
  }
  for (const claim of all) {
    if (claim.match.status === 'found') continue;
    const name = claim.group === undefined ? undefined : declaredName(claim.group.query);
    // Rules of a group that does not exist, and that nobody declares, are no group.
    if (name === undefined && claim.match.status === 'absent') continue;
    const matching = name === undefined ? 'maybe' : mayMatch(pattern, name);
    if (matching === 'no' || (name?.state === 'known' && isExcepted(entry, name.value))) continue;
    const thing = heldGroup(expectation, entry, [claim], undefined, subjects);
    if (matching === 'yes') things.push(thing);
    else open.push({ subject: thing.subject, doubt: { code: 'unidentified', reason: whyUnnamed(claim, name) } });
  }
  for (const rule of own.flatMap(({ unassigned }) => unassigned)) {
    if (mayBeAbout(rule, pattern)) open.push(...openRules(expectation, entry, rule));
  }
  const held = roots.filter((root) => holdsFor(entry, root));
  const undeclared = await undeclaredGroups(pattern, entry, { roots: held, aws }, claims);
  const read = await Promise.all(
    undeclared.groups.map(async ({ group, region }): Promise<HeldThing> => {
      const rows = await aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': group.id }, region);
      const rules = rows.status === 'unreadable' ? rows : liveRules(rows.status === 'found' ? rows.value : []);
      const identity = groupIdentity(group, region);
      const version = liveVersion(expectation, entry, group, rules);
      return { subject: nowhereDeclared(held, identity), versions: version.versions, doubts: version.doubts };
    }),
  );
  return { things: [...things, ...read], open: [...open, ...undeclared.open] };
}

function isAbout(entry: ExpectForm, pattern: string, name: string): boolean {
  return matchesGlob(pattern, name) && !isExcepted(entry, name);
}

/** Whether a rule of which it is not known whose it is may be of a group that fits a pattern. */
function mayBeAbout({ groups, owners }: UnassignedRule, pattern: string): boolean {
  const { addresses, isDeclared } = owners;
  if (!isDeclared) return true;
  return groups.declared.some(
    ({ group, match }) =>
      addresses.has(group.address) &&
      (match.status === 'found'
        ? matchesGlob(pattern, match.group.name)
        : mayMatch(pattern, declaredName(group.query)) !== 'no'),
  );
}

/** What a rule does that may be of a group that it must not be of. */
function openRules(expectation: GroupExpectation, entry: ExpectForm, rule: UnassignedRule): readonly OpenThing[] {
  const { resource, groups, because } = rule;
  const { subject } = memberOf(resource, groups.root, {});
  return resource.rules
    .flatMap((one) => expectation.judgeDeclared(entry, one, subject))
    .filter(({ state }) => state !== 'met')
    .map(({ path }) => ({
      subject,
      doubt: { code: 'unidentified', reason: reasonOf(because), scope: 'leaf', path },
    }));
}

/** What a declared group that was not found is called, as far as the code tells. */
export function declaredName({ name, namePrefix }: GroupQuery): Value<string> {
  if (name !== undefined) return name;
  const rest = { kind: 'operation', name: 'name_prefix', from: [] } as const;
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group#name-1
  if (namePrefix === undefined) return { state: 'partial', parts: ['terraform-', rest] };
  if (namePrefix.state === 'unknown') return namePrefix;
  const begin = namePrefix.state === 'known' ? [namePrefix.value] : namePrefix.parts;
  return { state: 'partial', parts: [...begin, rest] };
}

function whyUnnamed({ match }: Claim, name: Value<string> | undefined): Doubt['reason'] {
  if (name !== undefined && name.state !== 'known') return reasonOf(unknownIn(name));
  if (match.status === 'unreadable') return { kind: 'aws', problem: match.problem };
  return match.status === 'unidentified' ? match.reason : { kind: 'ambiguous' };
}

interface FoundGroup {
  readonly group: LiveGroup;
  readonly rules: LiveRules;
}

/** @param found what AWS has of the group, where it is known which one it is */
function heldGroup(
  expectation: GroupExpectation,
  entry: ExpectForm,
  claims: readonly Claim[],
  found: FoundGroup | undefined,
  subjects: readonly Subject[],
): HeldThing {
  const [claim] = claims;
  const identity: IdentityOf<'security-group'> =
    found === undefined ? nameOf(claim) : groupIdentity(found.group, claim?.place.region);
  const parts = claims.map((one) => subjectsOf(one, identity));
  // What was compared is what leaves are about: its status is theirs too.
  const comparedAs = (subject: Subject): Subject =>
    subjects.find(
      (one) => one.kind === subject.kind && one.target === subject.target && one.address === subject.address,
    ) ?? subject;
  const places = new Map<string, Subject>();
  const judged = parts.flatMap(({ declared, members }) => [
    ...(declared === undefined
      ? []
      : declared.group.rules.flatMap((rule) => {
          const { expansion } = declared.group;
          const one = expectation.judgeDeclared(entry, rule, declared.subject);
          return one.map((judgement) => ({ judgement: unlessThere(judgement, expansion), subject: declared.subject }));
        })),
    ...members.flatMap(({ resource, subject }) =>
      resource.rules.flatMap((rule) =>
        expectation.judgeDeclared(entry, rule, subject).map((judgement) => ({ judgement, subject })),
      ),
    ),
  ]);
  for (const { judgement, subject } of judged) {
    const path = formatPath(judgement.path);
    if (!places.has(path)) places.set(path, comparedAs(subject));
  }
  const declarer = parts.find(({ declared }) => declared !== undefined)?.declared?.subject;
  const subject = declarer ?? parts.flatMap(({ members }) => members.map((one) => one.subject))[0];
  const live = found === undefined ? unfound(claim) : liveVersion(expectation, entry, found.group, found.rules);
  return {
    subject:
      subject === undefined
        ? { kind: 'security-group', target: claim?.groups.root.target ?? '', address: '', identity }
        : comparedAs(subject),
    subjectAt: (path: Path) => places.get(formatPath(path)),
    versions: [{ side: 'code', judgements: judged.map(({ judgement }) => judgement) }, ...live.versions],
    doubts: live.doubts,
  };
}

function unlessThere(judgement: Judgement, expansion: Parameters<typeof reasonOf>[0] | undefined): Judgement {
  if (expansion === undefined || judgement.state !== 'unmet') return judgement;
  return { ...judgement, state: 'undetermined', reason: reasonOf(expansion) };
}

/** What the code calls a group that was not found. */
function nameOf(claim: Claim | undefined): IdentityOf<'security-group'> {
  if (claim === undefined) return {};
  const { name } = claim.group?.query ?? {};
  const { region } = claim.place;
  return {
    ...(claim.id === undefined ? {} : { id: claim.id }),
    ...(name?.state === 'known' ? { name: name.value } : {}),
    ...(region === undefined ? {} : { region }),
  };
}

interface LiveVersion {
  readonly versions: readonly JudgedVersion[];
  readonly doubts: readonly Doubt[];
}

/** Nothing is live of what does not exist; of what could not be found that is not known. */
function unfound(claim: Claim | undefined): LiveVersion {
  switch (claim?.match.status) {
    case 'unreadable':
      return { versions: [], doubts: [unreadable(claim.match.problem)] };
    case 'unidentified':
      return { versions: [], doubts: [{ code: 'unidentified', reason: claim.match.reason }] };
    default:
      return { versions: [], doubts: [] };
  }
}

function liveVersion(
  expectation: GroupExpectation,
  entry: ExpectForm,
  { ownerId }: LiveGroup,
  rules: LiveRules,
): LiveVersion {
  if (rules.status === 'unreadable') {
    return { versions: [], doubts: [unreadable(rules.problem)] };
  }
  const unknown = rules.unknownPeers.map(
    (id): Doubt => ({
      code: 'unknown-member',
      reason: { kind: 'unsupported', name: 'the peer of this rule' },
      scope: 'leaf',
      path: [{ field: 'rules', key: id }],
    }),
  );
  const judgements = rules.rules.flatMap((rule) => expectation.judgeLive(entry, rule, ownerId));
  return { versions: [{ side: 'group', judgements }], doubts: unknown };
}

interface UndeclaredGroups {
  readonly groups: readonly { readonly group: LiveGroup; readonly region: string | undefined }[];
  readonly open: readonly OpenThing[];
}

async function undeclaredGroups(
  pattern: string,
  entry: ExpectForm,
  { roots, aws }: ExpectedAccount,
  claims: AccountGroups['claims'],
): Promise<UndeclaredGroups> {
  const known = new Set(
    claims.flatMap((one) => one.claims.flatMap(({ match }) => (match.status === 'found' ? [match.group.id] : []))),
  );
  const places = claims.flatMap((one) => (roots.includes(one.root) ? one.claims.map(({ place }) => place) : []));
  const read = await Promise.all(
    regionsOfPlaces(places, await aws.defaultRegion()).map(async (region): Promise<UndeclaredGroups> => {
      const key = pattern.includes('*') ? { 'group-name-prefix': literalPrefix(pattern) } : { 'group-name': pattern };
      const listed = await aws.read('ec2:DescribeSecurityGroups', key, region);
      if (listed.status === 'unreadable') {
        const identity = region === undefined ? {} : { region };
        const doubt = unreadable(listed.problem);
        return { groups: [], open: [{ subject: nowhereDeclared(roots, identity), doubt }] };
      }
      const groups = listed.status === 'found' ? listed.value.flatMap(liveGroup) : [];
      const other = groups.filter(({ id, name }) => !known.has(id) && isAbout(entry, pattern, name));
      return { groups: other.map((group) => ({ group, region })), open: [] };
    }),
  );
  return { groups: read.flatMap(({ groups }) => groups), open: read.flatMap(({ open }) => open) };
}

/** What no code declares, as what leaves are about: the first target for whose code it was looked for reports it. */
function nowhereDeclared([first]: readonly Root[], identity: IdentityOf<'security-group'>): Subject {
  return { kind: 'security-group', target: first?.target ?? '', address: '', identity };
}
