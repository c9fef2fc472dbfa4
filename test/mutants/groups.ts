import { formatPath } from '../../src/model/path.ts';
import type { Direction } from '../../src/model/security-group.ts';
import type { ResolvedAttribute, ResolvedBlocks, Resource } from '../../src/model/stack.ts';
import { absent, isAnswer, objectsOf } from './answers.ts';
import { type Apply, apartFrom, eachRead, isWithin, type Matching, type Mutation, matching } from './mutation.ts';
import type { RulesChange } from './rules-told.ts';
import type { JsonObject, RecordedAnswer, Scene } from './scene.ts';
import type { Expected, Told } from './table-changes.ts';
import { ignoresTag, tagChanges, textsOf } from './tags.ts';

/*
 * The mutations of security groups: of what a group is, and of each member of the atoms that its rules are. What a rule is called is
 * told here by the page about security groups, not by the program.
 */

const groupsAction = 'ec2:DescribeSecurityGroups';
const rulesAction = 'ec2:DescribeSecurityGroupRules';

/** The members of a rule, and what else a group has: what a mutation is of. */
export const groupFields = [
  'group',
  'description',
  'tags',
  'rule',
  'rule.direction',
  'rule.protocol',
  'rule.fromPort',
  'rule.toPort',
  'rule.sourceKind',
  'rule.source',
  'rule.description',
  'rule.isStale',
  'rule.tags',
] as const;
type GroupField = (typeof groupFields)[number];

/** A group that is as it is declared, and what mutations of it are made of. */
interface MatchingGroup extends Matching {
  readonly scene: Scene;
  readonly rows: readonly JsonObject[];
  readonly resources: readonly Resource[];
  /** Something of it is not known. */
  readonly isOpen: boolean;
}

export function groupMutations(scene: Scene): readonly Mutation[] {
  return matching(scene, 'security-group', ({ id }) => id).flatMap((thing) => {
    const rules = scene.reads.find(({ action, key }) => action === rulesAction && key['group-id'] === thing.id);
    const resources = scene.stack.resources.filter(({ address }) => thing.addresses.includes(address));
    const isOpen =
      scene.stack.incomplete !== undefined ||
      scene.stack.holes.length > 0 ||
      scene.report.gaps.some(({ address = '' }) => thing.addresses.includes(address));
    const group: MatchingGroup = { ...thing, scene, rows: objectsOf(rules?.result), resources, isOpen };
    return [
      ...ofGroup(group),
      ...group.rows.flatMap((row) => ofRule(group, row)),
      ...(rules === undefined ? [] : addedRules(group)),
    ];
  });
}

/** A mutation of the group, told by any of its resources. */
function mutation(
  { scene, id, addresses, differing, open: openAt, isOpen }: MatchingGroup,
  field: GroupField,
  what: string,
  apply: Apply,
  expected: Expected,
): Mutation {
  const [address = ''] = addresses;
  // Rules of which it is not known whose they are may be of this group.
  const homeless = scene.report.checked.flatMap((one) => (one.status === 'unidentified' ? [one.address] : []));
  const made: Mutation = {
    kind: 'security-group',
    field,
    what,
    apply,
    thing: { id, addresses, differing, open: openAt },
    address,
    // Each of them is named in what has to be told.
    others: [],
    follows: (finding) => homeless.includes(finding.address),
    expected: isOpen && expected.kind === 'told' ? orOpen(expected) : expected,
    ruleOf: ({ rule = '' }) => rule,
  };
  return expected.kind === 'told' ? apartFrom(made, expected.either.flat()) : made;
}

/**
 * A mutation of which rules a group has. Where none differs, what has to be told of it is told; else all of them are looked at together,
 * since of those that differ any two may be told as one.
 */
function ofRules(
  group: MatchingGroup,
  field: GroupField,
  what: string,
  rows: readonly JsonObject[],
  expected: Expected,
  change: Omit<RulesChange, 'live'>,
  isMaybe = false,
): Mutation {
  const isAside = group.differing.some(({ path }) => ['ingress', 'egress'].some((one) => isWithin(path, one)));
  const made = mutation(group, field, what, putRules(group, rows), isAside ? left : expected);
  if (isMaybe || (group.isOpen && expected.kind !== 'left')) return { ...made, expected: orOpen(expected) };
  const live = new Set(rows.map(rulePath));
  return isAside ? { ...made, expected: { kind: 'rules', change: { ...change, live } } } : made;
}

const told = (...either: readonly (readonly Told[])[]): Expected => ({ kind: 'told', either });
/** What has to be told, or else that it cannot be told. */
function orOpen(expected: Expected): Expected {
  return expected.kind === 'told' ? { ...expected, open: '' } : { kind: 'open', path: '' };
}

const left: Expected = { kind: 'left' };
const same: Expected = { kind: 'same' };

/** What a group is besides its rules. */
function ofGroup(group: MatchingGroup): readonly Mutation[] {
  const { scene, id, resources } = group;
  const live = liveGroup(scene, id);
  // Where only its name is known, what else it is tells which group is meant.
  if (live === undefined || !isAskedInVpc(scene, id)) return [];
  const declaring = resources.filter(({ type }) => type === 'aws_security_group');
  const tagged = resources.filter(({ type }) => type === 'aws_security_group' || type === 'aws_default_security_group');
  const put = (members: JsonObject) =>
    eachRead((read) =>
      read.action !== groupsAction
        ? undefined
        : {
            ...read,
            ...resultOf(
              objectsOf(read.result).map((one) => (one['GroupId'] === id ? { ...one, ...members } : one)),
              read,
            ),
          },
    );
  const differs = (resource: Resource): Told => ({
    ...{ path: 'description', change: 'changed', rule: 'sg/group-changed', address: resource.address },
  });
  const others = scene.reads.some(
    ({ action, result, key }) =>
      action === rulesAction && key['group-id'] !== id && JSON.stringify(result ?? '').includes(id),
  );
  return [
    mutation(
      group,
      'description',
      'change the description',
      put({ Description: 'Another one' }),
      declaring.length === 0 ? left : told(declaring.map(differs)),
    ),
    mutation(
      group,
      'group',
      'write out what nobody declares',
      put({ Zzz: 'x', IpPermissions: [], IpPermissionsEgress: [] }),
      same,
    ),
    ...(live['Tags'] === undefined
      ? []
      : tagChanges(objectsOf(live['Tags']), 'Key', 'Value').map(({ what, tags, key, change }) =>
          mutation(
            group,
            'tags',
            what,
            put({ Tags: tags }),
            key === undefined
              ? same
              : tagsTold(group, tagged, { path: 'tags', rule: 'sg/group-tags-changed' }, key, change),
          ),
        )),
    ...(declaring.length === 0 || others
      ? []
      : [
          {
            ...mutation(
              group,
              'group',
              'take the group away',
              eachRead((read) => without(read, id)),
              told(
                declaring.map(({ address }) => ({
                  ...{ path: '', change: 'missing', type: 'resource-missing', rule: 'sg/group-missing', address },
                })),
              ),
            ),
            isAlone: true as const,
            isWhole: true as const,
            // Rules in it have no place any more, and rules of other groups that name it no peer.
            follows: ({ address }: { readonly address: string }) => declaring.every((one) => one.address !== address),
          },
        ]),
  ];
}

/** Whether it is looked for by its id, or in its VPC: by its name alone it tells which VPC others are looked for in, too. */
function isAskedInVpc({ reads }: Scene, id: string): boolean {
  return reads
    .filter(({ action, result }) => action === groupsAction && objectsOf(result).some(({ GroupId }) => GroupId === id))
    .every(({ key }) => key['vpc-id'] !== undefined || key['group-id'] !== undefined);
}

function without(read: RecordedAnswer, id: string): RecordedAnswer {
  if (read.action === rulesAction && read.key['group-id'] === id) return absent(read);
  if (read.action !== groupsAction) return read;
  const rest = objectsOf(read.result).filter(({ GroupId }) => GroupId !== id);
  return rest.length === objectsOf(read.result).length ? read : { ...read, ...resultOf(rest, read) };
}

/** A result, or that there is none. */
function resultOf(result: readonly JsonObject[], read: RecordedAnswer): Partial<RecordedAnswer> {
  if (read.result === undefined) return {};
  return result.length === 0 ? { result: undefined, absent: true } : { result };
}

/** What has to be told of a tag, by each resource that may declare it and does not leave it to others. */
function tagsTold(
  { scene }: MatchingGroup,
  resources: readonly Resource[],
  { path, rule }: { readonly path: string; readonly rule: string },
  key: string,
  change: Told['change'],
): Expected {
  const telling = resources.filter((resource) => !ignoresTag(scene.stack, resource, key));
  if (telling.length === 0) return left;
  return told(telling.map(({ address }) => ({ path: `${path}[${key}]`, change, rule, address })));
}

function liveGroup({ reads }: Scene, id: string): JsonObject | undefined {
  return reads
    .filter(({ action }) => action === groupsAction)
    .flatMap(({ result }) => objectsOf(result))
    .find(({ GroupId }) => GroupId === id);
}

/** Another form of a rule, or another rule in its place. */
interface Variant {
  readonly field: GroupField;
  readonly what: string;
  readonly row: JsonObject;
  readonly renamed?: Mutation['renamed'];
}

function ofRule(group: MatchingGroup, row: JsonObject): readonly Mutation[] {
  const path = rulePath(row);
  const declarers = declarersOf(group, path);
  const paths = new Set(group.rows.map(rulePath));
  const put = (rows: readonly JsonObject[]) => putRules(group, rows);
  const inPlace = (other: JsonObject) => put(group.rows.map((one) => (one === row ? other : one)));
  const each = (one: Omit<Told, 'address'>): readonly Told[] => declarers.map(({ address }) => ({ ...one, address }));
  const listing = declarers.length > 0 ? [] : listingOf(group, row);
  const missing: readonly Told[] = [
    ...each({ path, change: 'missing', rule: 'sg/rule-missing' }),
    ...listing.map(
      ({ address }): Told => ({
        ...{ path: `${directionOf(row)}_rule_ids[${String(row['SecurityGroupRuleId'])}]`, change: 'missing' },
        ...{ rule: 'sg/rule-missing', address },
      }),
    ),
  ];
  const isReferred = declarers.length === 0;
  const isMaybe = isReferred
    ? hasUnknownRules(group, directionOf(row))
    : declarers.some(({ expansion }) => expansion !== undefined);
  const others = variants(row).flatMap(({ field, what, row: other }): Mutation[] => {
    const there = rulePath(other);
    if (paths.has(there)) {
      const made = mutation(group, field, `${what} of ${path}`, inPlace(other), left);
      return [{ ...made, skipped: 'AWS has no two rules that are the same' }];
    }
    // It is the rule of that id, whatever it lets through.
    const isListed = listing.length > 0 && other['SecurityGroupRuleId'] === row['SecurityGroupRuleId'];
    if (isListed) return [mutation(group, field, `${what} of ${path}`, inPlace(other), left)];
    const asOne = each({ path, change: 'changed', rule: 'sg/rule-changed' });
    const extras = undeclared(group, other);
    const expected: Expected =
      isReferred && listing.length === 0
        ? toldOrLeft(extras)
        : told(asOne, ...extras.map((extra): readonly Told[] => [...missing, ...extra]));
    const rows = group.rows.map((one) => (one === row ? other : one));
    const change = { missing, removed: path, added: { path: there, either: extras } };
    return [ofRules(group, field, `${what} of ${path}`, rows, expected, change, isMaybe)];
  });
  const described = row['Description'];
  const description = each({ path: `${path}.description`, change: 'changed', rule: 'sg/rule-description-changed' });
  const ofRule = (made: Mutation): Mutation =>
    made.expected.kind !== 'same' && isReferred && isTakenForAnother(group, row)
      ? { ...made, skipped: 'something differs there already' }
      : made;
  const descriptions = [
    { what: 'change the description', row: { ...row, Description: 'Another one' } },
    ...(described === undefined || described === ''
      ? []
      : [{ what: 'take the description', row: { ...row, Description: undefined } }]),
  ].map((one) =>
    mutation(
      group,
      'rule.description',
      `${one.what} of ${path}`,
      inPlace(one.row),
      isReferred ? left : told(description),
    ),
  );
  const stale = row['ReferencedGroupInfo'];
  const taggable = declarers.filter(({ type }) => /^aws_vpc_security_group_(?:in|e)gress_rule$/.test(type));
  return [
    ...others,
    ...[
      ...descriptions,
      ...(isAnswer(stale)
        ? [
            mutation(
              group,
              'rule.isStale',
              `delete the peer of ${path}`,
              inPlace({ ...row, ReferencedGroupInfo: { ...stale, PeeringStatus: 'deleted' } }),
              isReferred ? left : told(each({ path: `${path}.peer`, change: 'changed', rule: 'sg/rule-stale' })),
            ),
          ]
        : []),
      ...(row['Tags'] === undefined
        ? []
        : tagChanges(objectsOf(row['Tags']), 'Key', 'Value').map(({ what, tags, key, change }) =>
            mutation(
              group,
              'rule.tags',
              `${what} of ${path}`,
              inPlace({ ...row, Tags: tags }),
              key === undefined
                ? same
                : tagsTold(group, taggable, { path: `${path}.tags`, rule: 'sg/rule-tags-changed' }, key, change),
            ),
          )),
    ].map(ofRule),
    ofRules(
      group,
      'rule',
      `take away ${path}`,
      group.rows.filter((one) => one !== row),
      missing.length === 0 ? left : told(missing),
      { missing, removed: path },
      isMaybe,
    ),
    ...neutralForms(group, row).map(({ what, row: other, renamed }) => ({
      ...mutation(group, 'rule', `${what} of ${path}`, inPlace(other), same),
      ...(renamed === undefined ? {} : { renamed }),
    })),
  ];
}

/** Whether the code declares a rule of which not all is known, so that it may be any live one that nobody else declares. */
function hasUnknownRules({ scene, id, rows }: MatchingGroup, direction: Direction): boolean {
  const live = rows.map(rulePath);
  return scene.leaves.some(({ subject, outcome, path }) => {
    if (subject.kind !== 'security-group' || subject.identity.id !== id || outcome === 'differs') return false;
    const own = formatPath(path);
    return isWithin(own, direction) && !live.some((one) => isWithin(own, one));
  });
}

/** The resources that list a rule by its id. */
function listingOf({ resources }: MatchingGroup, row: JsonObject): readonly Resource[] {
  const list = `${directionOf(row)}_rule_ids`;
  return resources.filter(
    ({ type, body }) =>
      type === 'aws_vpc_security_group_rules_exclusive' &&
      textsOf(body.attributes.get(list)?.value).includes(String(row['SecurityGroupRuleId'])),
  );
}

function directionOf(row: JsonObject): Direction {
  return row['IsEgress'] === true ? 'egress' : 'ingress';
}

/** Whether a live rule that nobody declares may be told as a declared one that changed. */
function isTakenForAnother({ scene, id, addresses }: MatchingGroup, row: JsonObject): boolean {
  const own = scene.report.findings.filter(
    ({ identity, address }) => identity.id === id || addresses.includes(address),
  );
  const isChanged = own.some(({ rule, path }) => rule === 'sg/rule-changed' && isWithin(path, directionOf(row)));
  return isChanged && !own.some((one) => one.path === rulePath(row));
}

/** The resources that declare a rule, whatever of it differs. */
function declarersOf({ scene, id, resources }: MatchingGroup, path: string): readonly Resource[] {
  const addresses = new Set(
    scene.leaves.flatMap(({ subject, outcome, path: at }) => {
      if (subject.kind !== 'security-group' || subject.identity.id !== id) return [];
      const own = formatPath(at);
      return (own === path && outcome === 'equal') || own.startsWith(`${path}.`) ? [subject.address] : [];
    }),
  );
  return resources.filter(({ address }) => addresses.has(address));
}

function putRules({ id }: MatchingGroup, rows: readonly JsonObject[]): Apply {
  return eachRead((read) =>
    read.action === rulesAction && read.key['group-id'] === id ? { ...read, result: rows } : undefined,
  );
}

/** Other rules that differ from this one in one member of what a rule is. */
function variants(row: JsonObject): readonly Variant[] {
  const protocol = canonicalProtocol(row);
  const direction: Variant = {
    field: 'rule.direction',
    what: 'turn the direction',
    // A rule cannot be turned: it is another one.
    row: { ...row, IsEgress: row['IsEgress'] !== true, SecurityGroupRuleId: anotherId },
  };
  return [direction, ...protocolVariants(row, protocol), ...portVariants(row, protocol), ...peerVariants(row)];
}

function protocolVariants(row: JsonObject, protocol: string): readonly Variant[] {
  const as = (IpProtocol: string, ports: JsonObject = {}): Variant => ({
    field: 'rule.protocol',
    what: `change the protocol to ${IpProtocol}`,
    row: { ...row, IpProtocol, ...ports },
  });
  const all = as('-1', { FromPort: -1, ToPort: -1 });
  switch (protocol) {
    case 'tcp':
      return [as('udp'), as('50', { FromPort: -1, ToPort: -1 }), all];
    case 'udp':
      return [as('tcp'), all];
    case '-1':
      return [as('tcp', { FromPort: 8443, ToPort: 8443 }), as('icmp')];
    case 'icmp':
    case 'icmpv6':
      return [as('tcp', { FromPort: 8443, ToPort: 8443 }), all];
    default:
      return [as(String(Number(protocol) + 1)), all];
  }
}

function portVariants(row: JsonObject, protocol: string): readonly Variant[] {
  const [from, to] = [row['FromPort'], row['ToPort']];
  if (typeof from !== 'number' || typeof to !== 'number') return [];
  const variant = (field: GroupField, FromPort: number, ToPort: number): Variant => ({
    field,
    what: `change the ports to ${FromPort}-${ToPort}`,
    row: { ...row, FromPort, ToPort },
  });
  if (protocol === 'tcp' || protocol === 'udp') {
    return [
      ...(from > 0 ? [variant('rule.fromPort', from - 1, to)] : []),
      ...(from < to ? [variant('rule.fromPort', from + 1, to), variant('rule.toPort', from, to - 1)] : []),
      ...(to < 65_535 ? [variant('rule.toPort', from, to + 1), variant('rule.toPort', from, 65_535)] : []),
    ];
  }
  if (protocol !== 'icmp' && protocol !== 'icmpv6') return [];
  return [
    variant('rule.fromPort', from + 1, to === -1 && from === -1 ? -1 : to),
    ...(from === -1 ? [] : [variant('rule.toPort', from, to + 1)]),
  ];
}

const noPeer = { CidrIpv4: undefined, CidrIpv6: undefined, PrefixListId: undefined, ReferencedGroupInfo: undefined };
const peers: readonly (readonly [string, JsonObject])[] = [
  ['203.0.113.0/24', { CidrIpv4: '203.0.113.0/24' }],
  ['2001:db8:ffff::/48', { CidrIpv6: '2001:db8:ffff::/48' }],
  ['pl-0fffffffffffffff0', { PrefixListId: 'pl-0fffffffffffffff0' }],
  ['sg-0fffffffffffffff0', { ReferencedGroupInfo: { GroupId: 'sg-0fffffffffffffff0' } }],
];

function peerVariants(row: JsonObject): readonly Variant[] {
  const kind = peerMember(row);
  const narrower = typeof row[kind] === 'string' ? /^(.*)\/(\d+)$/.exec(row[kind]) : null;
  const length = Number(narrower?.[2]);
  return [
    ...peers.map(
      ([name, peer]): Variant => ({
        field: kind in peer ? 'rule.source' : 'rule.sourceKind',
        what: `change the peer to ${name}`,
        row: { ...row, ...noPeer, ...peer },
      }),
    ),
    ...(narrower === null || length >= (kind === 'CidrIpv4' ? 32 : 128)
      ? []
      : [
          {
            field: 'rule.source',
            what: 'narrow the peer',
            row: { ...row, [kind]: `${String(narrower[1])}/${length + 1}` },
          } as const,
        ]),
  ];
}

function peerMember(row: JsonObject): string {
  return Object.keys(noPeer).find((member) => row[member] !== undefined) ?? '';
}

/** Rules that were added to the group. */
function addedRules(group: MatchingGroup): readonly Mutation[] {
  const paths = new Set(group.rows.map(rulePath));
  const traffic = [
    ['22/tcp', { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }],
    ['a range', { IpProtocol: 'udp', FromPort: 10_000, ToPort: 10_010 }],
    ['icmp', { IpProtocol: 'icmp', FromPort: 8, ToPort: 0 }],
    ['protocol 50', { IpProtocol: '50', FromPort: -1, ToPort: -1 }],
    ['all', { IpProtocol: '-1', FromPort: -1, ToPort: -1 }],
  ] as const;
  const common = { SecurityGroupRuleId: 'sgr-0fffffffffffffff0', GroupId: group.id, Tags: [] };
  return [false, true].flatMap((IsEgress) =>
    traffic.flatMap(([, ports]) =>
      [...peers, ['everybody', { CidrIpv4: '0.0.0.0/0' }] as const].flatMap(([, source]): Mutation[] => {
        const row: JsonObject = { ...common, IsEgress, ...ports, ...source };
        if (paths.has(rulePath(row))) return [];
        const either = undeclared(group, row);
        const added = { path: rulePath(row), either };
        const rows = [...group.rows, row];
        return [ofRules(group, 'rule', `add ${added.path}`, rows, toldOrLeft(either), { missing: [], added })];
      }),
    ),
  );
}

/**
 * What has to be told of a rule that no code declares: by whichever resource says what the group is to have. Of a group that code only
 * refers to, only what is dangerous is told.
 */
function undeclared({ resources }: MatchingGroup, row: JsonObject): readonly (readonly Told[])[] {
  const direction = directionOf(row);
  const path = rulePath(row);
  const exclusive = resources.filter(
    ({ type, body }) =>
      type === 'aws_default_security_group' ||
      type === 'aws_vpc_security_group_rules_exclusive' ||
      (type === 'aws_security_group' &&
        (hasBlocks(body.blocks.get(direction)) || isSaid(body.attributes.get(direction)))),
  );
  if (exclusive.length > 0) {
    const groups = resources.filter(({ type }) => type === 'aws_security_group');
    return [...exclusive, ...groups].map(({ address }) => [{ path, change: 'extra', rule: 'sg/rule-extra', address }]);
  }
  const unmanaged = (address: string): Told => ({
    ...{ path, change: 'extra', type: 'resource-unmanaged', rule: 'sg/rule-unmanaged', address },
  });
  const declaring = resources.filter(({ type }) => type === 'aws_security_group');
  // A plan does not say whether `dynamic` blocks made the rules that it keeps, or nothing of the code did.
  const kept = declaring.filter(({ body }) => body.attributes.get(direction)?.unsaid === 'kept');
  if (kept.length > 0 && kept.length === resources.length) {
    return kept.flatMap(({ address }) => [
      [{ path, change: 'extra', rule: 'sg/rule-extra', address }],
      [unmanaged(address)],
    ]);
  }
  // It may be the rule of a resource that leaves its source to others.
  const leaving = resources.filter(
    ({ type, ignoreChanges }) => type !== 'aws_security_group' && ignoreChanges.length > 0,
  );
  if (declaring.length > 0) return [...declaring, ...leaving].map(({ address }) => [unmanaged(address)]);
  if (!opensToEverybody(row)) return [[]];
  const ruling = resources.filter(
    ({ type }) => type === 'aws_security_group_rule' || type === `aws_vpc_security_group_${direction}_rule`,
  );
  return (ruling.length > 0 ? ruling : resources).map(({ address }) => [unmanaged(address)]);
}

function toldOrLeft(either: readonly (readonly Told[])[]): Expected {
  return either.every((one) => one.length === 0) ? left : told(...either);
}

/** Whether it lets everybody in where that weighs as an error: see "Danger" in the page about security groups. */
function opensToEverybody(row: JsonObject): boolean {
  const [from, to] = [row['FromPort'], row['ToPort']];
  const protocol = canonicalProtocol(row);
  const isForEverybody = /^(?:0\.0\.0\.0\/[01]|::\/[01])$/.test(String(row['CidrIpv4'] ?? row['CidrIpv6']));
  if (row['IsEgress'] === true || !isForEverybody) return false;
  if (protocol === '-1') return true;
  const isWeb = from === to && (from === 443 || (from === 80 && protocol === 'tcp'));
  return (protocol === 'tcp' || protocol === 'udp') && !isWeb;
}

/** A `dynamic` block that yields none is as good as none. https://developer.hashicorp.com/terraform/language/attr-as-blocks */
function hasBlocks(of: ResolvedBlocks | undefined): boolean {
  return of !== undefined && (of.blocks.length > 0 || of.open !== undefined);
}

/** A plan has an argument too that the code leaves out; what it changes is said by something that it does not show. */
function isSaid(argument: Pick<ResolvedAttribute, 'unsaid'> | undefined): boolean {
  return argument !== undefined && (argument.unsaid === undefined || argument.unsaid === 'changed');
}

const anotherId = 'sgr-0fffffffffffffff0';

/** Other forms of the same rule. */
function neutralForms({ scene, resources }: MatchingGroup, row: JsonObject): readonly Omit<Variant, 'field'>[] {
  const protocol = canonicalProtocol(row);
  const numbers: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', icmpv6: '58' };
  const number = numbers[protocol];
  const group = row['ReferencedGroupInfo'];
  const isListedById =
    scene.isJudged || resources.some(({ type }) => type === 'aws_vpc_security_group_rules_exclusive');
  const id = row['SecurityGroupRuleId'];
  const isWithoutPorts = protocol === '-1' || (number === undefined && protocol !== '-1');
  return [
    ...(protocol === '-1' ? [{ what: 'the protocol as a word', row: { ...row, IpProtocol: 'all' } }] : []),
    ...(number === undefined
      ? []
      : [
          { what: 'the protocol in capitals', row: { ...row, IpProtocol: protocol.toUpperCase() } },
          { what: 'the protocol as a number', row: { ...row, IpProtocol: number } },
        ]),
    ...(isWithoutPorts
      ? [
          { what: 'ports that say nothing, left out,', row: { ...row, FromPort: undefined, ToPort: undefined } },
          { what: 'ports that say nothing', row: { ...row, FromPort: 0, ToPort: 65_535 } },
        ]
      : []),
    ...(row['FromPort'] === -1 && number !== undefined
      ? [{ what: 'all types, left out,', row: { ...row, FromPort: undefined, ToPort: undefined } }]
      : []),
    // Whose it is says something where it is of another account.
    ...(isAnswer(group) && (group['UserId'] === undefined || group['UserId'] === scene.account)
      ? [
          {
            what: 'the account of the peer, left out,',
            row: { ...row, ReferencedGroupInfo: { ...group, UserId: undefined } },
          },
          {
            what: 'the VPC of the peer',
            row: { ...row, ReferencedGroupInfo: { ...group, VpcId: 'vpc-0f', PeeringStatus: 'active' } },
          },
        ]
      : []),
    ...addressForms(row),
    ...(row['Description'] === undefined ? [{ what: 'an empty description', row: { ...row, Description: '' } }] : []),
    ...(isListedById || typeof id !== 'string'
      ? []
      : [
          { what: 'another id', row: { ...row, SecurityGroupRuleId: anotherId }, renamed: { from: id, to: anotherId } },
        ]),
    {
      what: 'what nobody declares',
      row: { ...row, SecurityGroupRuleArn: 'arn:aws:ec2:us-east-1:123456789012:x', Zzz: 'x' },
    },
    { what: 'the owner, left out,', row: { ...row, GroupOwnerId: undefined } },
  ];
}

/** Addresses with bits behind the prefix, and IPv6 in other spellings. */
function addressForms(row: JsonObject): readonly Omit<Variant, 'field'>[] {
  const [four, six] = [row['CidrIpv4'], row['CidrIpv6']];
  const [, start, length] = /^(.*)\.0\/(\d+)$/.exec(typeof four === 'string' ? four : '') ?? [];
  return [
    ...(start !== undefined && Number(length) <= 24
      ? [{ what: 'a bit behind the prefix', row: { ...row, CidrIpv4: `${start}.1/${length}` } }]
      : []),
    ...(typeof six === 'string'
      ? [
          { what: 'the peer in capitals', row: { ...row, CidrIpv6: six.toUpperCase() } },
          {
            what: 'the peer written out',
            row: { ...row, CidrIpv6: six.replace(/::\//, ':0::/').replace(/^:0/, '0:0') },
          },
        ]
      : []),
  ];
}

function canonicalProtocol(row: JsonObject): string {
  const text = String(row['IpProtocol']).toLowerCase();
  const names: Readonly<Record<string, string>> = { all: '-1', '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };
  return names[text] ?? text;
}

/** `ingress[443/tcp from 10.0.0.0/16]` */
function rulePath(row: JsonObject): string {
  const isEgress = row['IsEgress'] === true;
  const protocol = canonicalProtocol(row);
  const [from, to] = [row['FromPort'], row['ToPort']];
  const group = row['ReferencedGroupInfo'];
  const peer = row['CidrIpv4'] ?? row['CidrIpv6'] ?? row['PrefixListId'] ?? (isAnswer(group) ? group['GroupId'] : '');
  const traffic = (): string => {
    if (protocol === '-1') return 'all';
    if (protocol === 'tcp' || protocol === 'udp')
      return `${from === to ? String(from) : `${String(from)}-${String(to)}`}/${protocol}`;
    if (protocol !== 'icmp' && protocol !== 'icmpv6') return protocol;
    if (from === undefined || from === -1) return protocol;
    return to === undefined || to === -1 ? `${protocol}/${String(from)}` : `${protocol}/${String(from)}:${String(to)}`;
  };
  return `${isEgress ? 'egress' : 'ingress'}[${traffic()} ${isEgress ? 'to' : 'from'} ${String(peer)}]`;
}
