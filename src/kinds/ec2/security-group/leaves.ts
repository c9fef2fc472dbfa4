import { judge, showBoth } from '../../../compare/scalar.ts';
import { isSecret, reasonOf, type Value } from '../../../model/declared.ts';
import { type DifferingLeaf, type Leaf, ownedBy, type Subject, type UndeterminedLeaf } from '../../../model/leaf.ts';
import { memberAt, type Path } from '../../../model/path.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type {
  ComparedRule,
  DeclaredAtom,
  Direction,
  LiveGroup,
  LiveRule,
  RuleAtom,
} from '../../../model/security-group.ts';
import { shownHidden } from '../../../model/shown-secret.ts';
import { comesFromUnread } from '../../../model/unread.ts';
import type { Unknown } from '../../../model/value.ts';
import { atomOf, isCertain, type ResolvedRule, type RuleOutcome } from './compare-rules.ts';
import { CoveringRules } from './covered.ts';
import { GroupRules, saidInAWord, weighed } from './danger.ts';
import type { DeclaredGroup } from './declared.ts';
import type { DeclaredRule } from './declared-rules.ts';
import { unknownPart } from './identity.ts';
import type { LiveRules } from './live.ts';
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
import { tagLeaves, tagMapOf } from './tags.ts';

/** Who declares what of the live group under which rules were compared. */
export interface Declarers {
  /** The resources that declare the group. */
  readonly groups: readonly Subject[];
  /** Who reports the live rules of a direction that no code declares; undefined where nobody does. */
  readonly reporters: Readonly<Record<Direction, ReportingSubject | undefined>>;
  /** What a target calls other groups. */
  namesOf(target: string): Names;
  /** The live group and where it was looked for; absent where no live rule is told of. */
  readonly live?: LiveGroup;
  readonly region?: string;
  /** All rules of the live group, as far as they are understood. */
  readonly rules?: Extract<LiveRules, { status: 'found' }>;
}

/** Who reports rules that no code declares. */
export interface ReportingSubject {
  readonly subject: Subject;
  /** Something says that there are no other rules: the next apply revokes them. Else they are unmanaged. */
  readonly isExclusive: boolean;
}

/** What comparing the rules of a live group came to. */
export function ruleLeaves(outcomes: readonly RuleOutcome[], declarers: Declarers): readonly Leaf[] {
  // A live rule that no code declares may be the one that was there before a secret one.
  const secret = new Set(
    outcomes.flatMap((one) => (one.kind === 'missing' && isSecretRule(one.rule) ? one.rule.rule.directions : [])),
  );
  const shownCandidates = candidateShower(declarers);
  let rules: GroupRules | undefined;
  let covering: CoveringRules | undefined;
  const weigh = (leaf: Leaf): Leaf => {
    if (leaf.outcome !== 'differs' || declarers.rules === undefined) return leaf;
    rules ??= rulesOfGroup(outcomes, declarers.rules);
    covering ??= new CoveringRules(outcomes, declarers.rules.rules);
    return covering.told(weighed(leaf, rules));
  };
  const leavesAbout = (outcome: RuleOutcome): readonly Leaf[] => {
    const leaves =
      'rule' in outcome
        ? declaredRuleLeaves(outcome, declarers, shownCandidates, leavesAbout)
        : undeclaredRuleLeaves(outcome, secret.has(outcome.live.direction), declarers);
    const weighty = leaves.map(weigh);
    const isUnowned = outcome.kind === 'extra' && outcome.isUnowned === true;
    const own = leftTo(outcome.owner, isUnowned ? weighty.flatMap(saidInAWord) : weighty);
    return [...own, ...staleLeaves(outcome, declarers), ...ruleTagLeaves(outcome, declarers)];
  };
  return outcomes.flatMap(leavesAbout);
}

/** Outcomes of a rule that is there as it is declared. */
type FoundOutcome = Extract<RuleOutcome, { kind: 'equal' | 'description-changed' | 'description-unknown' }>;

function isFoundOutcome(outcome: RuleOutcome): outcome is FoundOutcome {
  return outcome.kind === 'equal' || outcome.kind.startsWith('description-');
}

/** That a rule is there as it is declared, and lets nothing through: what it names is gone. */
function staleLeaves(outcome: RuleOutcome, declarers: Declarers): readonly Leaf[] {
  if (!isFoundOutcome(outcome) || outcome.live.isStale === undefined) return [];
  const { rule, live } = outcome;
  return [
    {
      ...drift(rule, declarers, {
        rule: 'sg/rule-stale',
        change: 'changed',
        path: memberAt(declaredPath(rule), 'peer'),
        declared: isSecretRule(rule) ? { secret: true } : { value: live.source },
        live: absent,
        ...seen(live),
      }),
      ...comparedRule(declarers, outcome),
    },
  ];
}

/** What the tags of a rule come to that is there as it is declared. */
function ruleTagLeaves(outcome: RuleOutcome, declarers: Declarers): readonly Leaf[] {
  if (!isFoundOutcome(outcome)) return [];
  const { rule, subject } = outcome.rule;
  if (rule.tags === undefined) return [];
  const leaves = tagLeaves(rule.tags, outcome.live.tags, {
    subject,
    at: rule.at,
    path: declaredPath(outcome.rule),
    id: outcome.live.id,
  });
  return leaves.map((leaf) =>
    leaf.outcome === 'differs' ? { ...leaf, ...seen(outcome.live), ...comparedRule(declarers, outcome) } : leaf,
  );
}

/** All that is declared and all that is live of a group, to tell what of it is open on one side alone. */
function rulesOfGroup(outcomes: readonly RuleOutcome[], live: NonNullable<Declarers['rules']>): GroupRules {
  const declared = outcomes.flatMap((outcome) => ('rule' in outcome ? [outcome.rule] : []));
  return new GroupRules({
    // What may not be there makes nothing harmless.
    declared: declared.flatMap(({ atom, rule }) => (atom === undefined || !isCertain(rule) ? [] : [atom])),
    live: live.rules,
    accounts: declared.flatMap(({ source }) => source.account ?? []),
    isOpen: live.unknownPeers.length > 0,
  });
}

/** Leaves of something that `ignore_changes` leaves to others, by what it is named with there. */
export function leftTo(argument: string | undefined, leaves: readonly Leaf[]): readonly Leaf[] {
  return argument === undefined ? leaves : ownedBy(leaves, { kind: 'ignore-changes', argument });
}

type DeclaredOutcome = Extract<RuleOutcome, { rule: unknown }>;

type ShowCandidates = (candidates: readonly LiveRule[], target: string) => ShownValue;

/** Shows candidates; the same ones of many rules once. */
function candidateShower(declarers: Declarers): ShowCandidates {
  const shown = new Map<readonly LiveRule[], Map<string, ShownValue>>();
  return (candidates, target) => {
    const byTarget = shown.get(candidates) ?? new Map<string, ShownValue>();
    shown.set(candidates, byTarget);
    const known = byTarget.get(target) ?? shownLiveRules(candidates, declarers.namesOf(target));
    byTarget.set(target, known);
    return known;
  };
}

function declaredRuleLeaves(
  outcome: DeclaredOutcome,
  declarers: Declarers,
  shownCandidates: ShowCandidates,
  leavesAbout: (outcome: RuleOutcome) => readonly Leaf[],
): readonly Leaf[] {
  const { rule } = outcome;
  const { subject } = rule;
  const path = declaredPath(rule);
  switch (outcome.kind) {
    case 'equal':
      return [{ outcome: 'equal', subject, path }];
    case 'missing': {
      const declared = shownDeclaredRule(rule);
      const difference = { rule: 'sg/rule-missing', change: 'missing', path, declared, live: absent } as const;
      return [{ ...drift(rule, declarers, difference), ...comparedRule(declarers, { rule }) }, ...unreadParts(rule)];
    }
    case 'changed': {
      const declared = shownDeclaredRule(rule);
      // The two are nearly the same: one tells the other.
      const found = shownLiveRule(outcome.live, declarers.namesOf(subject.target));
      const live = 'secret' in declared ? shownHidden(found) : found;
      const difference = { rule: 'sg/rule-changed', change: 'changed', path, declared, live } as const;
      const leaf: DifferingLeaf = {
        ...drift(rule, declarers, { ...difference, ...seen(outcome.live) }),
        ...comparedRule(declarers, outcome),
      };
      // As two, the live one would be shown beside the secret that it may have been.
      if (outcome.apart === undefined || 'secret' in declared) return [leaf];
      return [{ ...leaf, apart: outcome.apart.flatMap(leavesAbout) }];
    }
    case 'description-changed':
      return [
        {
          ...drift(rule, declarers, {
            rule: 'sg/rule-description-changed',
            change: 'changed',
            path: descriptionOf(path),
            ...shownDescriptions(rule, outcome.live.description),
            ...seen(outcome.live),
          }),
          ...comparedRule(declarers, outcome),
        },
      ];
    case 'description-unknown':
      return [
        { outcome: 'equal', subject, path },
        {
          outcome: 'undetermined',
          code: 'value-unknown',
          subject,
          path: descriptionOf(path),
          at: rule.rule.at,
          reason: outcome.reason,
          ...shownDescriptions(rule, outcome.live.description),
          isRemark: true,
        },
      ];
    case 'undetermined':
      return [undetermined(rule, outcome.candidates, shownCandidates)];
  }
}

/** @param isSecret what it is may not be shown */
function undeclaredRuleLeaves(
  outcome: Exclude<RuleOutcome, DeclaredOutcome>,
  isSecret: boolean,
  declarers: Declarers,
): readonly Leaf[] {
  const list = outcome.kind === 'extra' ? outcome.of?.subject : undefined;
  const reporter = declarers.reporters[outcome.live.direction];
  const subject = list ?? reporter?.subject;
  if (subject === undefined) return [];
  const { at } = subject;
  const shown = shownLiveRule(outcome.live, declarers.namesOf(subject.target));
  const common = {
    subject,
    path: livePath(outcome.live),
    live: shown,
    ...(at === undefined ? {} : { at }),
    ...comparedRule(declarers, { live: outcome.live }),
  };
  if (outcome.kind === 'possible') {
    return [{ outcome: 'undetermined', code: 'elements-unknown', ...common, reason: reasonOf(outcome.because) }];
  }
  return [
    {
      outcome: 'differs',
      change: 'extra',
      ...(reporter?.isExclusive === false
        ? { rule: 'sg/rule-unmanaged', isUnmanaged: true }
        : { rule: 'sg/rule-extra' }),
      ...common,
      declared: absent,
      ...seen(outcome.live),
      ...(isSecret ? { path: hiddenPath(outcome.live), live: shownHidden(shown) } : {}),
    },
  ];
}

/** The rule on each side that has it, in its group. */
function comparedRule(
  { live: group, region }: Declarers,
  { rule, live }: { readonly rule?: ResolvedRule; readonly live?: LiveRule },
): Pick<DifferingLeaf, 'groupRule'> {
  if (group === undefined) return {};
  const declared = rule && declaredAtom(rule);
  const undeterminedPeer = rule && withoutPeer(rule);
  return {
    groupRule: {
      group,
      ...(declared && { declared }),
      ...(undeterminedPeer && { undeterminedPeer }),
      ...(live === undefined ? {} : { live }),
      ...(region === undefined ? {} : { region }),
      ...(rule === undefined ? {} : { style: rule.rule.style }),
    },
  };
}

function declaredAtom({ atom, rule }: ResolvedRule): DeclaredAtom | undefined {
  return atom === undefined ? undefined : { ...atom, ...declaredTexts(rule) };
}

function declaredTexts({ description, tags }: DeclaredRule): Omit<DeclaredAtom, keyof RuleAtom> {
  const known = tags && tagMapOf(tags);
  return {
    ...(description?.state === 'known' && description.value !== '' ? { description: description.value } : {}),
    ...(description === undefined || description.state === 'known' ? {} : { isUndescribed: true }),
    ...(known === undefined ? {} : { tags: known }),
  };
}

/** All of a rule but its peer, where that alone is not known or may not be shown. */
function withoutPeer({ rule, source }: ResolvedRule): ComparedRule['undeterminedPeer'] {
  if (source.value.state === 'known' && !isSecret(source.value)) return undefined;
  const [sourceKind, ...kinds] = source.kinds;
  const parts = [rule.protocol, rule.fromPort, rule.toPort];
  if (sourceKind === undefined || kinds.length > 0 || parts.some((part) => part !== undefined && isSecret(part))) {
    return undefined;
  }
  const atom = atomOf(rule, { kinds: [sourceKind], value: { state: 'known', value: '' } });
  if (atom === undefined) return undefined;
  const { source: _, ...traffic } = atom;
  return { ...traffic, ...declaredTexts(rule) };
}

const absent: ShownValue = { absent: true };

/** A rule that is revoked and added again is another one. */
const seen = ({ id }: LiveRule): { readonly seen?: string } => (id === undefined ? {} : { seen: id });

function descriptionOf(path: Path): Path {
  return memberAt(path, 'description');
}

function drift(
  { rule, subject }: ResolvedRule,
  { groups }: Declarers,
  difference: Pick<DifferingLeaf, 'rule' | 'change' | 'path' | 'declared' | 'live' | 'seen'>,
): DifferingLeaf {
  const related = [
    // An address says nothing to another target.
    ...groups
      .filter((group) => group !== subject)
      .map(({ target, address, at }) => ({
        ...(target === subject.target ? { address } : {}),
        ...(at === undefined ? {} : { at }),
      })),
    ...(rule.origin === undefined ? [] : [{ at: rule.origin }]),
  ];
  return {
    outcome: 'differs',
    ...difference,
    subject,
    at: rule.at,
    ...(related.length === 0 ? {} : { related }),
  };
}

function shownDescriptions({ rule }: ResolvedRule, live: Text | undefined) {
  return rule.description === undefined
    ? { declared: absent, live: showBoth<Text>({ state: 'known', value: '' }, live).live }
    : showBoth<Text>(rule.description, live);
}

function undetermined(
  rule: ResolvedRule,
  candidates: readonly LiveRule[],
  shownCandidates: ShowCandidates,
): UndeterminedLeaf {
  const { subject } = rule;
  const { open, at, ignored } = rule.rule;
  // All of it is known: where it is, is not.
  const isIgnored = open === undefined && rule.atom !== undefined && ignored.group !== undefined;
  const live: ShownValue = isSecretRule(rule) ? { secret: true } : shownCandidates(candidates, subject.target);
  return {
    outcome: 'undetermined',
    code: open?.code ?? 'value-unknown',
    // How many resources there are is more than a detail of one.
    scope: open?.code === 'expansion-unknown' ? 'resource' : 'leaf',
    subject,
    path: declaredPath(rule),
    at,
    declared: shownDeclaredRule(rule),
    ...(candidates.length === 0 ? {} : { live }),
    reason: isIgnored ? { kind: 'ignored', name: ignored.group ?? '' } : reasonOf(open?.because ?? whyUnknown(rule)),
  };
}

/** That AWS did not let be read what a rule is made of that is missing whatever that is. */
function unreadParts(rule: ResolvedRule): readonly Leaf[] {
  if (rule.atom !== undefined) return [];
  const reason = reasonOf(whyUnknown(rule));
  return comesFromUnread(reason) ? [{ ...undetermined(rule, [], () => absent), reason, isRemark: true }] : [];
}

/** What is not known of a rule that is not wholly known. */
function whyUnknown({ rule, source }: ResolvedRule): Unknown {
  const parts: readonly (Value<unknown> | undefined)[] = [source.value, rule.protocol, rule.fromPort, rule.toPort];
  const holes = parts.flatMap((part) => (part === undefined || part.state === 'known' ? [] : [unknownPart(part)]));
  const [only] = holes;
  return only !== undefined && holes.length === 1 ? only : { kind: 'operation', name: 'rule', from: holes };
}

/** Compares what a group has besides its rules: the description, and the VPC when it is known. */
export function attributeLeaves(group: DeclaredGroup, subject: Subject, live: LiveGroup): readonly Leaf[] {
  const fields = [
    {
      field: 'description',
      declared: group.query.description,
      owner: group.ignored.description,
      live: live.description,
      at: group.argumentsAt.description,
    },
    {
      field: 'vpc_id',
      declared: group.query.vpcId?.state === 'known' ? group.query.vpcId : undefined,
      owner: undefined,
      live: live.vpcId,
      at: group.argumentsAt.vpcId,
    },
  ];
  const name = live.id === group.query.appliedId ? nameLeaves(group, subject, live) : [];
  const others = fields.flatMap((one): Leaf[] => {
    if (one.declared === undefined) return [];
    const verdict = judge<Text>(one.declared, one.live);
    const path = [{ field: one.field }];
    if (verdict.outcome === 'equal') return [{ outcome: 'equal', subject, path }];
    const common = { subject, path, at: one.at ?? group.at, ...showBoth<Text>(one.declared, one.live) };
    const leaf: Leaf =
      verdict.outcome === 'differs'
        ? { outcome: 'differs', change: 'changed', rule: 'sg/group-changed', ...common }
        : { outcome: 'undetermined', code: 'value-unknown', reason: verdict.reason, ...common };
    return [...leftTo(one.owner, [leaf])];
  });
  const tags = tagLeaves(group.tags, live.hasUntoldTags ? undefined : live.tags, {
    subject,
    at: group.at,
    id: live.id,
  });
  return [...name, ...others, ...tags];
}

/**
 * The name of a group that was not found by it, where the code has another one: the next apply makes a group of that
 * name in its place.
 */
function nameLeaves({ query, argumentsAt, at, ignored }: DeclaredGroup, subject: Subject, live: LiveGroup): Leaf[] {
  const { name, namePrefix, isCreated } = query;
  const declared = name ?? namePrefix;
  if (declared?.state !== 'known' || isCreated === undefined || live.name === '') return [];
  const isSame = name === undefined ? live.name.startsWith(declared.value) : live.name === declared.value;
  if (isSame) return [];
  const leaf: Leaf = {
    outcome: 'differs',
    change: 'changed',
    rule: 'sg/group-changed',
    subject,
    path: [{ field: name === undefined ? 'name_prefix' : 'name' }],
    at: argumentsAt.name ?? at,
    ...showBoth<Text>(declared, live.name),
  };
  return [...leftTo(ignored.name, [leaf])];
}

/** Live rules with a peer of a kind that is not known here. */
export function unknownPeerLeaves(unknownPeers: readonly string[], subject: Subject): readonly Leaf[] {
  const { at } = subject;
  return unknownPeers.map((id) => ({
    outcome: 'undetermined',
    code: 'unknown-member',
    subject,
    path: [{ field: 'rules', key: id }],
    ...(at === undefined ? {} : { at }),
    reason: { kind: 'unsupported', name: 'the peer of this rule' },
    isRemark: true,
  }));
}
