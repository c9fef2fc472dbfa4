import type { Value } from '../../../model/declared.ts';
import type { LiveRule } from '../../../model/security-group.ts';
import type { ResolvedRule } from './compare-rules.ts';
import type { IgnoredParts } from './ignored-arguments.ts';
import { directions } from './model.ts';

/*
 * What `ignore_changes` leaves to others of a rule: a live rule that agrees in everything else is the rule.
 */

type RulePart = 'direction' | 'protocol' | 'fromPort' | 'toPort' | 'source';

const parts: readonly RulePart[] = ['direction', 'protocol', 'fromPort', 'toPort', 'source'];

/** Whether another live rule may be in the place of a rule that is not there as it is declared. */
export function mayBeOther({ rule: { ignored } }: ResolvedRule): boolean {
  return parts.some((part) => ignored[part] !== undefined);
}

/** The rule with all that is left to others not known. */
export function loosened(resolved: ResolvedRule): ResolvedRule {
  const { ignored } = resolved.rule;
  if (!mayBeOther(resolved)) return resolved;
  const { atom: _, ...rest } = resolved;
  const any = { state: 'unknown', because: { kind: 'operation', name: 'ignore_changes', from: [] } } as const;
  return {
    ...rest,
    rule: {
      ...resolved.rule,
      ...(ignored.direction === undefined ? {} : { directions }),
      ...(ignored.protocol === undefined ? {} : { protocol: any }),
      ...(ignored.fromPort === undefined ? {} : { fromPort: any }),
      ...(ignored.toPort === undefined ? {} : { toPort: any }),
    },
    source: ignored.source === undefined ? resolved.source : { kinds: ignored.source.kinds, value: any },
  };
}

/** What `ignore_changes` names the first part with in which a live rule is not as declared. */
export function ownerOfChange({ rule: { ignored }, atom }: ResolvedRule, live: LiveRule): string | undefined {
  const differing = parts.filter((part) => atom === undefined || atom[part] !== live[part]);
  return differing.map((part) => nameOf(ignored, part)).find((name) => name !== undefined);
}

/** What `ignore_changes` names a rule of which all that is not known is left to others. */
export function ownerOfUnknown({ rule, source }: ResolvedRule): string | undefined {
  if (rule.ignored.whole !== undefined) return rule.ignored.whole;
  const isUnknown = (value: Value<unknown> | undefined) => value !== undefined && value.state !== 'known';
  const unknown: Readonly<Record<RulePart, boolean>> = {
    direction: rule.directions.length > 1,
    protocol: isUnknown(rule.protocol),
    fromPort: isUnknown(rule.fromPort),
    toPort: isUnknown(rule.toPort),
    source: isUnknown(source.value),
  };
  const names = parts.filter((part) => unknown[part]).map((part) => nameOf(rule.ignored, part));
  return names.includes(undefined) ? undefined : names[0];
}

function nameOf(ignored: IgnoredParts, part: RulePart): string | undefined {
  return part === 'source' ? ignored.source?.argument : ignored[part];
}

/** What `ignore_changes` names the list with that holds the peer, where other peers may be in it. */
export function ownerOfElement(resolved: ResolvedRule): string | undefined {
  const { source } = resolved.rule.ignored;
  return source?.isList === true ? source.argument : undefined;
}
