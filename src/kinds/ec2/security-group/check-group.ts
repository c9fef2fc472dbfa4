import type { AwsProblem, DraftGap, ReasonData } from '../../../model/report.ts';
import type { Unknown } from '../../../model/value.ts';
import { compareRules, type Extras, type ResolvedRule } from './compare.ts';
import type { DeclaredGroup } from './declared.ts';
import type { KnownGroups, OwnedRules } from './known-groups.ts';
import type { GroupReading } from './live.ts';
import { type Direction, directions } from './model.ts';
import { distinct, resolveRule } from './resolve.ts';
import {
  attributeEntries,
  type ComparedGroup,
  checkedMember,
  comparedGroup,
  type Entry,
  type Result,
  ruleEntries,
  unchecked,
} from './result.ts';

/** What the rules of a declared group are held against. */
export interface GroupSurroundings {
  /** The rule resources that declare its rules. */
  readonly resources: readonly OwnedRules[];
  /** The rule resources of which it is not known whose rules they declare. */
  readonly strays: readonly OwnedRules[];
  readonly groups: KnownGroups;
  /** Code that is not there: it may declare rules for groups that are handed to it. */
  readonly hole: Unknown | undefined;
}

/** Compares one group that the code declares, with all rules that the code declares for it. */
export function checkGroup(
  group: DeclaredGroup,
  reading: GroupReading,
  { resources, strays, groups, hole }: GroupSurroundings,
): Result {
  if (reading.status !== 'found') {
    const entry = notFound(group, reading);
    const status = reading.status === 'absent' ? 'missing' : reading.status;
    const identity = group.query.name?.state === 'known' ? { name: group.query.name.value } : {};
    const members = [group, ...resources];
    return { checked: members.map((member) => unchecked(member, status, identity)), entries: [entry] };
  }
  const compared = comparedGroup(
    reading.group,
    group.query.place.region,
    (id) => groups.byId.get(id)?.group.address,
    group,
  );
  const attributes = attributeEntries(group, compared);
  if (reading.rules.status === 'unreadable') {
    const gap = unreadable(group, reading.rules.problem, compared);
    const members = [group, ...resources];
    return {
      checked: members.map((member) => unchecked(member, 'unreadable', compared.identity)),
      entries: [...attributes, { address: group.address, gap }],
    };
  }
  const self = { live: reading.group, address: group.address };
  const shadows = strays.flatMap(({ owner, rules }) =>
    owner.kind === 'unknown' && owner.mayBe.includes(group.address)
      ? rules.map((rule) => resolveRule(rule, groups, self, owner.because))
      : [],
  );
  const inline = group.rules.filter((rule) => rule.directions.every((each) => group.ownership[each] !== 'ignored'));
  const rules = distinct(
    [...inline, ...resources.flatMap((resource) => resource.rules)].map((rule) => resolveRule(rule, groups, self)),
  );
  const extras = extrasOf(group, rules, hole);
  const entries = [
    ...attributes,
    ...ruleEntries(compareRules([...rules, ...shadows], reading.rules.rules, extras), compared),
    ...ignoredEntries(group, compared),
    ...reading.rules.strangers.map((id): Entry => ({ address: group.address, gap: stranger(group, id, compared) })),
  ];
  return { checked: [group, ...resources].map((member) => checkedMember(member, entries, compared)), entries };
}

/** What to make of undeclared live rules, by direction: who owns a direction decides. */
function extrasOf(
  group: DeclaredGroup,
  rules: readonly ResolvedRule[],
  hole: Unknown | undefined,
): Readonly<Record<Direction, Extras>> {
  const of = (direction: Direction): Extras => {
    if (group.ownership[direction] === 'inline') return 'report';
    if (group.ownership[direction] === 'ignored') return 'leave';
    const declared = rules.some(({ rule }) => rule.directions.includes(direction));
    return !declared ? 'leave' : hole === undefined ? 'report' : { hidden: hole };
  };
  return { ingress: of('ingress'), egress: of('egress') };
}

function ignoredEntries(group: DeclaredGroup, compared: ComparedGroup): readonly Entry[] {
  return directions.flatMap((direction): Entry[] => {
    if (group.ownership[direction] !== 'ignored') return [];
    const rules = group.rules.filter((rule) => rule.directions.includes(direction));
    if (rules.length === 0) return [];
    return [
      {
        address: group.address,
        gap: {
          code: 'not-compared',
          scope: 'leaf',
          kind: 'security-group',
          address: group.address,
          path: direction,
          at: group.at,
          identity: compared.identity,
          reason: { kind: 'unsupported', name: 'ignore_changes' },
        },
      },
    ];
  });
}

/** Says why a declared group has nothing to be compared with. */
function notFound(group: DeclaredGroup, match: Exclude<GroupReading, { status: 'found' }>): Entry {
  const { address, query } = group;
  const name = query.name ?? query.namePrefix;
  const identity = {
    ...(name?.state === 'known' && !name.sensitive
      ? { name: query.name === undefined ? `${name.value}*` : name.value }
      : {}),
    ...(query.vpcId?.state === 'known' ? { vpcId: query.vpcId.value } : {}),
    ...(query.place.region === undefined ? {} : { region: query.place.region }),
  };
  const common = { kind: 'security-group', address, path: '', at: group.at, identity } as const;
  switch (match.status) {
    case 'absent':
      return {
        address,
        finding: { type: 'resource-missing', rule: 'sg/group-missing', ...common, live: { absent: true } },
      };
    case 'unidentified': {
      const code = group.expansion === undefined ? 'unidentified' : 'expansion-unknown';
      const candidates = match.reason.candidates ?? [];
      // One candidate that nothing points to: what it is called, AWS alone knows.
      const reason: ReasonData =
        match.reason.kind === 'ambiguous' && candidates.length < 2
          ? { kind: 'resource', address, path: ['id'], candidates }
          : match.reason;
      return { address, gap: { code, scope: 'resource', ...common, reason } };
    }
    case 'unreadable':
      return {
        address,
        gap: { code: 'unreadable', scope: 'resource', ...common, reason: { kind: 'aws', problem: match.problem } },
      };
  }
}

function unreadable(group: DeclaredGroup, problem: AwsProblem, compared: ComparedGroup): DraftGap {
  return {
    code: 'unreadable',
    scope: 'resource',
    kind: 'security-group',
    address: group.address,
    path: '',
    at: group.at,
    identity: compared.identity,
    reason: { kind: 'aws', problem },
  };
}

function stranger(group: DeclaredGroup, id: string, compared: ComparedGroup): DraftGap {
  return {
    code: 'unknown-member',
    scope: 'leaf',
    kind: 'security-group',
    address: group.address,
    path: `rules[${id}]`,
    at: group.at,
    identity: compared.identity,
    reason: { kind: 'unsupported', name: 'the peer of this rule' },
  };
}
