import { judge, showBoth } from '../../../compare/scalar.ts';
import { reasonOf, type Value } from '../../../model/declared.ts';
import type { Counts, DraftChecked, DraftFinding, DraftGap, LiveIdentity, ShownValue } from '../../../model/report.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { SourceRange } from '../../../model/source.ts';
import type { Unknown } from '../../../model/value.ts';
import type { ResolvedRule, RuleOutcome } from './compare.ts';
import type { DeclaredGroup } from './declared.ts';
import { unknownPart } from './identity.ts';
import type { LiveGroup, LiveRule } from './model.ts';
import {
  declaredPath,
  hiddenPath,
  isSecretRule,
  livePath,
  type Names,
  shownDeclaredRule,
  shownLiveRule,
  shownLiveRules,
} from './show.ts';

/** What one comparison came to, under the address whose counts it enters. */
export interface Entry {
  readonly address: string;
  /** undefined: a remark on what is counted already. */
  readonly tally?: 'equal' | 'drifted' | 'undetermined';
  readonly finding?: DraftFinding;
  readonly gap?: DraftGap;
}

/** What looking at one group came to. */
export interface Result {
  readonly checked: readonly DraftChecked[];
  readonly entries: readonly Entry[];
}

/** The group under which rules were compared. */
export interface ComparedGroup {
  readonly live: LiveGroup;
  readonly identity: LiveIdentity;
  readonly names: Names;
  /** Where it stands in the code, if there. */
  readonly declared?: { readonly address: string; readonly at: SourceRange };
}

/** A group that was found, ready for the comparison. */
export function comparedGroup(
  live: LiveGroup,
  region: string | undefined,
  addressOf: Names['addressOf'],
  declared?: Member,
): ComparedGroup {
  return {
    live,
    identity: identityOf(live, region),
    names: { addressOf, ...(live.ownerId === undefined ? {} : { account: live.ownerId }) },
    ...(declared === undefined ? {} : { declared: { address: declared.address, at: declared.at } }),
  };
}

function identityOf(group: LiveGroup, region: string | undefined): LiveIdentity {
  return {
    id: group.id,
    name: group.name,
    ...(group.vpcId === undefined ? {} : { vpcId: group.vpcId }),
    ...(group.ownerId === undefined ? {} : { account: group.ownerId }),
    ...(group.arn === undefined ? {} : { arn: group.arn }),
    ...(region === undefined ? {} : { region }),
  };
}

/** What the comparison of rules means for the report. */
export function ruleEntries(outcomes: readonly RuleOutcome[], group: ComparedGroup): readonly Entry[] {
  // A live rule that no code declares may be the one that was there before a secret one.
  const secret = new Set(
    outcomes.flatMap((one) => (one.kind === 'missing' && isSecretRule(one.rule) ? one.rule.rule.directions : [])),
  );
  return outcomes.map((outcome) => {
    const entry = ruleEntry(outcome, group);
    if (outcome.kind !== 'extra' || entry.finding === undefined || !secret.has(outcome.live.direction)) return entry;
    return { ...entry, finding: { ...entry.finding, path: hiddenPath(outcome.live), live: { secret: true } } };
  });
}

function ruleEntry(outcome: RuleOutcome, group: ComparedGroup): Entry {
  switch (outcome.kind) {
    case 'equal':
      return { address: outcome.rule.rule.address, tally: 'equal' };
    case 'missing':
      return drift(outcome.rule, group, {
        type: 'element-missing',
        rule: 'sg/rule-missing',
        path: declaredPath(outcome.rule),
        declared: shownDeclaredRule(outcome.rule),
        live: { absent: true },
      });
    case 'changed': {
      const declared = shownDeclaredRule(outcome.rule);
      return drift(outcome.rule, group, {
        type: 'attribute-changed',
        rule: 'sg/rule-changed',
        path: declaredPath(outcome.rule),
        declared,
        // The two are nearly the same: one tells the other.
        live: 'secret' in declared ? declared : shownLiveRule(outcome.live, group.names),
      });
    }
    case 'description-changed':
      return drift(outcome.rule, group, {
        type: 'attribute-changed',
        rule: 'sg/rule-description-changed',
        path: `${declaredPath(outcome.rule)}.description`,
        ...shownDescriptions(outcome.rule, outcome.live.description),
      });
    case 'description-unknown':
      return {
        address: outcome.rule.rule.address,
        tally: 'equal',
        gap: {
          ...gapOf(outcome.rule, group),
          code: 'value-unknown',
          path: `${declaredPath(outcome.rule)}.description`,
          reason: outcome.reason,
          ...shownDescriptions(outcome.rule, outcome.live.description),
        },
      };
    case 'undetermined':
      return undetermined(outcome.rule, outcome.candidates, group);
    case 'extra': {
      const address = group.declared?.address ?? '';
      return {
        address,
        tally: 'drifted',
        finding: {
          type: 'element-extra',
          rule: 'sg/rule-extra',
          kind: 'security-group',
          address,
          path: livePath(outcome.live),
          ...(group.declared === undefined ? {} : { at: group.declared.at }),
          declared: { absent: true },
          live: shownLiveRule(outcome.live, group.names),
          identity: group.identity,
        },
      };
    }
    case 'possible': {
      const address = group.declared?.address ?? '';
      return {
        address,
        tally: 'undetermined',
        gap: {
          code: 'elements-unknown',
          scope: 'leaf',
          kind: 'security-group',
          address,
          path: livePath(outcome.live),
          ...(group.declared === undefined ? {} : { at: group.declared.at }),
          live: shownLiveRule(outcome.live, group.names),
          identity: group.identity,
          reason: reasonOf(outcome.because),
        },
      };
    }
  }
}

type DraftOf<T extends DraftFinding['type']> = Extract<DraftFinding, { type: T }>;
type RuleFinding = DraftOf<'attribute-changed'> | DraftOf<'element-missing'>;

function drift(
  { rule }: ResolvedRule,
  group: ComparedGroup,
  finding: Pick<RuleFinding, 'type' | 'rule' | 'path' | 'declared' | 'live'>,
): Entry {
  const related = [
    ...(group.declared === undefined || group.declared.address === rule.address ? [] : [group.declared]),
    ...(rule.origin === undefined ? [] : [{ at: rule.origin }]),
  ];
  return {
    address: rule.address,
    tally: 'drifted',
    finding: {
      ...finding,
      kind: 'security-group',
      address: rule.address,
      at: rule.at,
      identity: group.identity,
      ...(related.length === 0 ? {} : { related }),
    },
  };
}

function gapOf({ rule }: ResolvedRule, group: ComparedGroup) {
  return {
    scope: 'leaf',
    kind: 'security-group',
    address: rule.address,
    at: rule.at,
    identity: group.identity,
  } as const;
}

function shownDescriptions({ rule }: ResolvedRule, live: Text | undefined) {
  return rule.description === undefined
    ? { declared: { absent: true } as const, live: showBoth<Text>({ state: 'known', value: '' }, live).live }
    : showBoth<Text>(rule.description, live);
}

function undetermined(rule: ResolvedRule, candidates: readonly LiveRule[], group: ComparedGroup): Entry {
  const { open } = rule.rule;
  return {
    address: rule.rule.address,
    tally: 'undetermined',
    gap: {
      ...gapOf(rule, group),
      code: open?.code ?? 'value-unknown',
      // How many resources there are is more than a detail of one.
      scope: open?.code === 'expansion-unknown' ? 'resource' : 'leaf',
      path: declaredPath(rule),
      declared: shownDeclaredRule(rule),
      ...(candidates.length === 0 ? {} : { live: shownCandidates(rule, candidates, group) }),
      reason: reasonOf(open?.because ?? whyUnknown(rule)),
    },
  };
}

function shownCandidates(rule: ResolvedRule, candidates: readonly LiveRule[], group: ComparedGroup): ShownValue {
  return isSecretRule(rule) ? { secret: true } : shownLiveRules(candidates, group.names);
}

/** What is not known of a rule that is not wholly known. */
function whyUnknown({ rule, source }: ResolvedRule): Unknown {
  const parts: readonly (Value<unknown> | undefined)[] = [source.value, rule.protocol, rule.fromPort, rule.toPort];
  const holes = parts.flatMap((part) => (part === undefined || part.state === 'known' ? [] : [unknownPart(part)]));
  const [only] = holes;
  return only !== undefined && holes.length === 1 ? only : { kind: 'operation', name: 'rule', from: holes };
}

/** Compares what a group has besides its rules: the description, and the VPC when it is known. */
export function attributeEntries(group: DeclaredGroup, compared: ComparedGroup): readonly Entry[] {
  const common = { kind: 'security-group', address: group.address, identity: compared.identity } as const;
  const fields = [
    {
      path: 'description',
      declared: group.ignoreDescription ? undefined : group.query.description,
      live: compared.live.description,
      at: group.places.description,
    },
    { path: 'vpc_id', declared: group.query.vpcId, live: compared.live.vpcId, at: group.places.vpcId },
  ];
  return fields.flatMap(({ path, declared, live, at }): Entry[] => {
    if (declared === undefined || (path === 'vpc_id' && declared.state !== 'known')) return [];
    const verdict = judge<Text>(declared, live);
    if (verdict.outcome === 'equal') return [{ address: group.address, tally: 'equal' }];
    const subject = { ...common, path, at: at ?? group.at, ...showBoth<Text>(declared, live) };
    return verdict.outcome !== 'undetermined'
      ? [
          {
            address: group.address,
            tally: 'drifted',
            finding: { type: 'attribute-changed', rule: 'sg/group-changed', ...subject },
          },
        ]
      : [
          {
            address: group.address,
            tally: 'undetermined',
            gap: { code: 'value-unknown', scope: 'leaf', ...subject, reason: verdict.reason },
          },
        ];
  });
}

function countsOf(entries: readonly Entry[]): Counts {
  const count = (tally: Entry['tally']) => entries.filter((entry) => entry.tally === tally).length;
  const equal = count('equal');
  const drifted = count('drifted');
  return { compared: equal + drifted, equal, drifted, undetermined: count('undetermined') };
}

/** A resource of the code that enters the report's list of what was checked. */
export type Member = Pick<DeclaredGroup, 'address' | 'at'>;

/** A resource of which nothing was compared. */
export function unchecked(
  member: Member,
  status: DraftChecked['status'],
  identity: DraftChecked['identity'],
): DraftChecked {
  return { kind: 'security-group', address: member.address, at: member.at, identity, status, attributes: countsOf([]) };
}

/** A resource with what the entries under its address came to. */
export function checkedMember(member: Member, entries: readonly Entry[], compared: ComparedGroup): DraftChecked {
  const own = entries.filter(({ address }) => address === member.address);
  const attributes = countsOf(own);
  const isGroup = compared.declared?.address === member.address;
  return {
    kind: 'security-group',
    address: member.address,
    at: member.at,
    identity: compared.identity,
    status: statusOf(own, attributes, isGroup),
    attributes,
  };
}

function statusOf(own: readonly Entry[], counts: Counts, isGroup: boolean): DraftChecked['status'] {
  if (isGroup) return counts.drifted > 0 ? 'drifted' : 'in-sync';
  if (counts.compared === 0 && counts.undetermined > 0) return 'unidentified';
  const missing = own.filter(({ finding }) => finding?.rule === 'sg/rule-missing').length;
  if (missing > 0 && missing === counts.compared) return 'missing';
  return counts.drifted > 0 ? 'drifted' : 'in-sync';
}
