import { typeOfAddress, withoutLastKey } from '../../../model/address.ts';
import { attribute, readList, readString, reasonOf } from '../../../model/declared.ts';
import type { Leaf } from '../../../model/leaf.ts';
import type { Path } from '../../../model/path.ts';
import type { Direction, LiveRule } from '../../../model/security-group.ts';
import type { Resource } from '../../../model/stack.ts';
import type { Unknown } from '../../../model/value.ts';
import { ignoredAs } from '../../ignore-changes.ts';
import type { RuleSubject } from './claims.ts';
import type { RuleOutcome } from './compare-rules.ts';
import { isInline } from './declared-rules.ts';
import { leftTo } from './leaves.ts';
import { directions } from './model.ts';
import { livePath, type Names, shownLiveRule } from './show.ts';

/*
 * `aws_vpc_security_group_rules_exclusive`: a group has the rules that it lists, and the apply revokes all others. It
 * makes none.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group_rules_exclusive.go
 */

export const exclusiveType = 'aws_vpc_security_group_rules_exclusive';

/** The rules of a direction that the resource lists. */
export interface ListedRules {
  /** Ids that are written or known. */
  readonly ids: ReadonlySet<string>;
  /** Addresses of rule resources; without a key where any instance is meant. */
  readonly addresses: ReadonlySet<string>;
  /** Why it may list others. */
  readonly open?: Unknown;
  /** What `ignore_changes` names the list with, where it is left to others. */
  readonly owner?: string;
}

/** What the resource lists for each direction. */
export type ExclusiveRules = Readonly<Record<Direction, ListedRules>>;

/** The attributes of rule resources that hold the id of the rule. */
const ruleIds: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws_vpc_security_group_ingress_rule', ['id', 'security_group_rule_id']],
  ['aws_vpc_security_group_egress_rule', ['id', 'security_group_rule_id']],
  ['aws_security_group_rule', ['security_group_rule_id']],
]);

const argumentOf = (direction: Direction): string => `${direction}_rule_ids`;

/** What a resource of that type lists. */
export function exclusiveRules(resource: Resource): ExclusiveRules {
  const of = (direction: Direction): ListedRules => {
    const owner = ignoredAs(resource, argumentOf(direction));
    return { ...listedRules(resource, direction), ...(owner === undefined ? {} : { owner }) };
  };
  return { ingress: of('ingress'), egress: of('egress') };
}

function listedRules({ body, reach }: Resource, direction: Direction): ListedRules {
  const name = argumentOf(direction);
  const list = readList(attribute(body, name));
  const ids = new Set<string>();
  const addresses = new Set<string>();
  let open: Unknown | undefined;
  const add = (because: Unknown): void => {
    const address = ruleAddress(because);
    if (address === undefined) open ??= because;
    else addresses.add(address);
  };
  if (list === undefined) return { ids, addresses };
  if ('unknown' in list) add(list.unknown);
  else {
    for (const element of list.elements) {
      const value = readString(element);
      if (value?.state === 'known') ids.add(value.value);
      else if (value?.state === 'unknown') add(value.because);
      else if (value !== undefined) open ??= { kind: 'operation', name: 'template', from: [] };
    }
    if (list.open !== undefined) add(list.open);
  }
  if (open === undefined) return { ids, addresses };
  // It may still be told which rules it can list.
  const reached = reach?.of(name);
  const found = reached?.attributes.map(ruleAddress) ?? [];
  for (const id of reached?.texts ?? []) ids.add(id);
  for (const address of found) if (address !== undefined) addresses.add(address);
  const isTold =
    reached !== undefined && reached.open === undefined && reached.templates.length === 0 && !found.includes(undefined);
  return isTold ? { ids, addresses } : { ids, addresses, open };
}

/** The rule resource whose id an unknown is; undefined for anything else. */
function ruleAddress(because: Unknown): string | undefined {
  if (because.kind !== 'resource' && because.kind !== 'expansion') return undefined;
  const names = ruleIds.get(typeOfAddress(because.address));
  const isMeant = because.kind === 'expansion' ? names !== undefined : names?.includes(String(because.path[0]));
  return isMeant ? because.address : undefined;
}

/** Whether the resource lists a live rule, which the rule resource at `address` declares. */
export function isListed(listed: ListedRules, live: LiveRule, address?: string): boolean {
  if (live.id === undefined || listed.ids.has(live.id)) return true;
  if (address === undefined) return false;
  return listed.addresses.has(address) || listed.addresses.has(withoutLastKey(address));
}

/**
 * What such a resource of a live group comes to by itself.
 *
 * @param liveIds the ids of the group's rules; undefined when they are not told
 */
export function exclusiveLeaves(
  { resource, subject }: RuleSubject,
  outcomes: readonly RuleOutcome[],
  liveIds: ReadonlySet<string> | undefined,
  names: Names,
): readonly Leaf[] {
  const { exclusive } = resource;
  if (exclusive === undefined) return [];
  return directions.flatMap((direction): readonly Leaf[] => {
    const listed = exclusive[direction];
    const path: Path = [{ field: argumentOf(direction) }];
    if (listed.open !== undefined) {
      const reason = reasonOf(listed.open);
      return leftTo(listed.owner, [
        { outcome: 'undetermined', code: 'elements-unknown', subject, path, at: resource.at, reason },
      ]);
    }
    const missing = [...listed.ids]
      .filter((id) => id.startsWith('sgr-') && liveIds?.has(id) === false)
      .map((id): Leaf => differing('sg/rule-missing', 'missing', [{ field: argumentOf(direction), key: id }], id));
    const unlisted = outcomes.flatMap((outcome): readonly Leaf[] => {
      if (!('rule' in outcome) || !('live' in outcome) || outcome.live.direction !== direction) return [];
      const { rule, live } = outcome;
      if (isInline(rule.rule.style) || rule.subject.target !== subject.target) return [];
      if (isListed(listed, live, rule.subject.address)) return [];
      const { address, at } = rule.subject;
      return [
        {
          ...differing('sg/rule-extra', 'extra', livePath(live)),
          live: shownLiveRule(live, names),
          related: [{ address, ...(at === undefined ? {} : { at }) }],
        },
      ];
    });
    if (missing.length + unlisted.length === 0) return [{ outcome: 'equal', subject, path }];
    return leftTo(listed.owner, [...missing, ...unlisted]);
  });

  function differing(
    rule: 'sg/rule-missing' | 'sg/rule-extra',
    change: 'missing' | 'extra',
    path: Path,
    declared?: string,
  ): Extract<Leaf, { outcome: 'differs' }> {
    return {
      outcome: 'differs',
      rule,
      change,
      subject,
      path,
      at: resource.at,
      declared: declared === undefined ? { absent: true } : { value: declared },
      live: { absent: true },
    };
  }
}
