import type { LiveTrailEvent } from '../../aws/reads/cloudtrail-lookup-events.ts';
import { liveRule } from '../../kinds/ec2/security-group/live.ts';
import { ruleKey } from '../../kinds/ec2/security-group/model.ts';
import type { ComparedRule, RuleAtom } from '../../model/security-group.ts';
import { type Culprit, type EventFit, newestCulprit } from './culprit.ts';

/*
 * Which event of a security group made a rule, or the group itself, what it is. Matched by ids, and by all that makes a
 * rule what it is to EC2.
 */

type RuleOfEvent = NonNullable<LiveTrailEvent['rules']>[number];

/**
 * Who made a rule what it is, or took it away.
 *
 * @param events of the group, the newest first
 * @param isDescription whether its description alone differs
 */
export function culpritOfRule(
  events: readonly LiveTrailEvent[],
  { declared, live, group }: ComparedRule,
  isDescription: boolean,
): Culprit | undefined {
  const own = events.filter(({ GroupId }) => GroupId === group.id);
  if (live !== undefined) {
    return newestCulprit(own, (event) => {
      if (!makes(event, live, isDescription)) return 'other';
      return fitOf(event.rules, (rule) =>
        rule.SecurityGroupRuleId === undefined || live.id === undefined
          ? isAtom(rule, live)
          : rule.SecurityGroupRuleId === live.id,
      );
    });
  }
  if (declared === undefined) return undefined;
  const before = rulesBefore(own);
  const wasBefore = (rule: RuleOfEvent): boolean | undefined => before.get(rule)?.has(ruleKey(declared));
  return newestCulprit(own, (event) => {
    if (isOf(event, 'Revoke', declared)) {
      return fitOf(event.rules, (rule) => (isTold(rule) ? isAtom(rule, declared) : wasBefore(rule)));
    }
    const isChangedAway = (rule: RuleOfEvent) => !isAtom(rule, declared) && wasBefore(rule) === true;
    return String(event.eventName) === 'ModifySecurityGroupRules' && event.rules?.some(isChangedAway)
      ? 'certain'
      : 'other';
  });
}

/** Who created or deleted a group. */
export function culpritOfGroup(
  events: readonly LiveTrailEvent[],
  groupId: string,
  name: 'CreateSecurityGroup' | 'DeleteSecurityGroup',
): Culprit | undefined {
  return newestCulprit(events, (event) =>
    String(event.eventName) === name && event.GroupId === groupId ? 'certain' : 'other',
  );
}

/** Who gave a thing a tag or took it away. `key`: of the tag; without one, of any. */
export function culpritOfTags(
  events: readonly LiveTrailEvent[],
  id: string,
  key: string | undefined,
): Culprit | undefined {
  return newestCulprit(events, ({ eventName, tagged = [], tagKeys = [] }) => {
    const isOfTags = /^(?:Create|Delete)Tags$/.test(String(eventName));
    if (!isOfTags || !tagged.some(({ ResourceId }) => ResourceId === id)) return 'other';
    // Without keys all tags are deleted.
    if (tagKeys.length === 0) return 'certain';
    if (key === undefined) return 'vague';
    return tagKeys.includes(key) ? 'certain' : 'other';
  });
}

/** Whether an event can have made a rule what it is. */
function makes(event: LiveTrailEvent, rule: RuleAtom, isDescription: boolean): boolean {
  return (
    isOf(event, 'Authorize', rule) ||
    String(event.eventName) === 'ModifySecurityGroupRules' ||
    (isDescription && isOf(event, 'UpdateDescriptions', rule))
  );
}

const actions = {
  Authorize: { ingress: 'AuthorizeSecurityGroupIngress', egress: 'AuthorizeSecurityGroupEgress' },
  Revoke: { ingress: 'RevokeSecurityGroupIngress', egress: 'RevokeSecurityGroupEgress' },
  UpdateDescriptions: {
    ingress: 'UpdateSecurityGroupRuleDescriptionsIngress',
    egress: 'UpdateSecurityGroupRuleDescriptionsEgress',
  },
} as const;

function isOf(event: LiveTrailEvent, action: keyof typeof actions, { direction }: RuleAtom): boolean {
  return String(event.eventName) === actions[action][direction];
}

/** What an event is that tells these rules; `fits`: undefined where that cannot be told of one. */
function fitOf(rules: readonly RuleOfEvent[] | undefined, fits: (rule: RuleOfEvent) => boolean | undefined): EventFit {
  if (rules === undefined) return 'vague';
  const all = rules.map(fits);
  if (all.includes(true)) return 'certain';
  return all.includes(undefined) ? 'vague' : 'other';
}

/** An event that changes a rule does not tell its direction: the id does. */
function isAtom(rule: RuleOfEvent, atom: RuleAtom): boolean {
  const told = liveRule({ ...rule, IsEgress: rule.IsEgress ?? atom.direction === 'egress' });
  return told !== undefined && ruleKey(told) === ruleKey(atom);
}

/** Whether an event tells more of a rule than its id. */
function isTold(rule: RuleOfEvent): boolean {
  return liveRule(rule) !== undefined;
}

/**
 * What each rule of an event was before that, where earlier events tell it of the rule's id: its key, or the keys for
 * both directions.
 *
 * @param events the newest first
 */
function rulesBefore(events: readonly LiveTrailEvent[]): ReadonlyMap<RuleOfEvent, ReadonlySet<string>> {
  const before = new Map<RuleOfEvent, ReadonlySet<string>>();
  const current = new Map<string, ReadonlySet<string>>();
  for (const rule of events.toReversed().flatMap(({ rules = [] }) => rules)) {
    const { SecurityGroupRuleId: id, IsEgress } = rule;
    const known = id === undefined ? undefined : current.get(id);
    if (known !== undefined) before.set(rule, known);
    if (id === undefined || !isTold(rule)) continue;
    const directions = IsEgress === undefined ? [false, true] : [IsEgress];
    const told = directions.flatMap((direction) => liveRule({ ...rule, IsEgress: direction }) ?? []);
    current.set(id, new Set(told.map(ruleKey)));
  }
  return before;
}
