import type { Located } from '../config/config.ts';
import type { OwnerForm } from '../config/sections/owners.ts';
import { type Compared, type DifferingLeaf, isOwned, type Leaf, leftTo } from '../model/leaf.ts';
import { globPattern } from '../model/pattern.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { Text } from '../model/secret/secret.ts';
import type { ComparedRule, LiveGroup, LiveRule } from '../model/security-group.ts';
import type { UndeclaredGroup } from '../model/undeclared-group.ts';
import { matchesAddress, matchesGlob } from './pattern.ts';
import type { Policy } from './policy.ts';
import { groupTagsOfServices, type RulePredicate, rulePredicates } from './rule-presets.ts';

/*
 * Who adds rules to security groups, told by the rules. A live rule of theirs that no code declares is owned, and
 * everything else of the group still counts: a declared rule that is not there is missing, whatever they added.
 */

/** An entry of `owners`, and where it stands. */
export type OwnerEntry = Located<OwnerForm>;

/** What was compared, with the live rules that an entry covers owned by whom it names. May be called again. */
export function withRuleOwners(compared: Compared, { owners }: Pick<Policy, 'owners'>): Compared {
  const entries = owners.filter(({ value }) => predicatesOf(value).length > 0);
  if (entries.length === 0) return compared;
  return { ...compared, leaves: compared.leaves.flatMap((leaf) => judged(leaf, entries)) };
}

/** Whether a policy tells by what AWS says of groups whose they are. */
export function asksForGroups({ owners }: Pick<Policy, 'owners'>): boolean {
  return owners.some(({ value }) => groupTagsOf(value) !== undefined);
}

function groupTagsOf({ preset }: OwnerForm): Readonly<Record<string, string>> | undefined {
  return preset && groupTagsOfServices[preset];
}

/** Whether an entry covers the live rule, or the group of a service, that a leaf is about. */
export function ownsRule({ value }: OwnerEntry, leaf: Leaf): boolean {
  return leaf.outcome === 'differs' && leaf.apart !== undefined
    ? leaf.apart.some((one) => coverage(value, one) === true)
    : coverage(value, leaf) === true;
}

function judged(leaf: Leaf, entries: readonly OwnerEntry[]): readonly Leaf[] {
  if (isOwned(leaf) || leaf.policy?.at !== undefined) return [leaf];
  // A rule that somebody else added is not the declared one with another port.
  if (leaf.outcome === 'differs' && leaf.apart !== undefined) {
    return entries.some((entry) => ownsRule(entry, leaf)) ? leaf.apart.flatMap((one) => judged(one, entries)) : [leaf];
  }
  const own = entries.find(({ value }) => coverage(value, leaf) === true);
  if (own !== undefined) return [leftTo(leaf, { owner: own.value.owner, at: own.at })];
  const isDoubtful = entries.some(({ value }) => coverage(value, leaf) === undefined);
  return [isDoubtful && leaf.outcome === 'differs' ? doubtful(leaf) : leaf];
}

/**
 * What is written on it may be what an entry names: it could not be read, or is a secret of which only the fingerprint
 * is known.
 */
function doubtful(leaf: DifferingLeaf): Leaf {
  const { change: _change, rule: _rule, isUnmanaged: _unmanaged, ...rest } = leaf;
  const made = leaf.undeclaredGroup?.made;
  const reason: ReasonData =
    made !== undefined && 'problem' in made ? { kind: 'aws', problem: made.problem } : { kind: 'secret' };
  return { ...rest, outcome: 'undetermined', code: 'value-unknown', reason };
}

/** Whether an entry covers the live rule, or the group, of a leaf; undefined when that cannot be told. */
function coverage(form: OwnerForm, { groupRule, undeclaredGroup, subject }: Leaf): boolean | undefined {
  const { target, address } = form;
  const undeclared = groupRule && undeclaredRule(groupRule);
  if (undeclared === undefined && undeclaredGroup === undefined) return false;
  if (target !== undefined && target !== subject.target) return false;
  if (address !== undefined && !matchesAddress(address, subject.address)) return false;
  return undeclared === undefined
    ? undeclaredGroup && isAdded(groupTagsOf(form), undeclaredGroup)
    : either(predicatesOf(form).map((predicate) => holds(predicate, undeclared)));
}

/** A live rule that no code declares. */
interface UndeclaredRule {
  readonly live: LiveRule;
  readonly group: LiveGroup;
}

function undeclaredRule({ style, live, group }: ComparedRule): UndeclaredRule | undefined {
  return live === undefined || style !== undefined ? undefined : { live, group };
}

function isAdded(tags: Readonly<Record<string, string>> | undefined, { made }: UndeclaredGroup): boolean | undefined {
  if (tags === undefined || made === undefined) return false;
  if ('problem' in made) return undefined;
  return all(Object.entries(tags).map(([key, value]) => matchesText(value, made.tags.get(key))));
}

function predicatesOf({ preset, rules }: OwnerForm): readonly RulePredicate[] {
  const { description, tags } = rules ?? {};
  return [
    ...(preset === undefined ? [] : rulePredicates[preset]),
    ...(rules === undefined
      ? []
      : [{ ...(description === undefined ? {} : { description }), ...(tags === undefined ? {} : { tags }) }]),
  ];
}

function holds(predicate: RulePredicate, { live, group }: UndeclaredRule): boolean | undefined {
  const { description, tags = {}, groupTags = {}, groupNames, allows } = predicate;
  return all([
    ...(groupNames === undefined ? [] : [groupNames.some((name) => matchesGlob(name, group.name))]),
    ...(allows === undefined ? [] : [allows.some((traffic) => isLike(live, traffic))]),
    ...(description === undefined ? [] : [matchesText(description, live.description)]),
    ...Object.entries(tags).map(([key, value]) =>
      either([live.tags, group.tags].map((all) => matchesText(value, all?.get(key)))),
    ),
    ...Object.entries(groupTags).map(([key, value]) => matchesText(value, group.tags.get(key))),
  ]);
}

function isLike(live: LiveRule, traffic: NonNullable<RulePredicate['allows']>[number]): boolean {
  const { direction, protocol, fromPort, toPort, sourceKind } = { ...live, ...traffic };
  return (
    live.direction === direction &&
    live.protocol === protocol &&
    live.fromPort === fromPort &&
    live.toPort === toPort &&
    live.sourceKind === sourceKind
  );
}

/** Whether a pattern stands for a text; undefined when only the fingerprint of the text is known. */
function matchesText(pattern: string, text: Text | undefined): boolean | undefined {
  if (text === undefined) return false;
  if (typeof text === 'string') return matchesGlob(pattern, text);
  if (/^\*+$/.test(pattern)) return true;
  return text.matches(globPattern(pattern));
}

function all(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

function either(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}
