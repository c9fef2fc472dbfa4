import { type Comparison, type Difference, formatPath, type Path } from '../compare/comparison.ts';
import type { DraftFinding, DraftGap, KindName, LiveIdentity } from '../model/report.ts';
import type { RuleId } from '../model/rule.ts';

/** What all findings and gaps about one resource have in common. */
export interface Subject {
  readonly kind: KindName;
  readonly address: string;
  readonly identity: LiveIdentity;
}

/** The findings that the differences of a comparison are. `ruleOf` names the rule of each. */
export function findingsOf(
  comparison: Comparison,
  subject: Subject,
  ruleOf: (difference: Difference) => RuleId,
): DraftFinding[] {
  return comparison.differences.map((difference) => ({
    type: typeOf(difference),
    rule: ruleOf(difference),
    kind: subject.kind,
    address: subject.address,
    path: formatPath(difference.path),
    identity: subject.identity,
    declared: difference.declared,
    live: difference.live,
    ...(difference.at === undefined ? {} : { at: difference.at }),
  }));
}

/** The gaps that what a comparison could not tell is. `scopeOf`: `leaf` unless told otherwise. */
export function gapsOf(
  comparison: Comparison,
  subject: Subject,
  scopeOf: (path: Path) => DraftGap['scope'] = () => 'leaf',
): DraftGap[] {
  return comparison.undetermined.map((undetermined) => ({
    code: undetermined.code,
    scope: scopeOf(undetermined.path),
    kind: subject.kind,
    address: subject.address,
    path: formatPath(undetermined.path),
    identity: subject.identity,
    reason: undetermined.reason,
    ...(undetermined.declared === undefined ? {} : { declared: undetermined.declared }),
    ...(undetermined.live === undefined ? {} : { live: undetermined.live }),
    ...(undetermined.at === undefined ? {} : { at: undetermined.at }),
  }));
}

/** A named element that one side lacks is missing or extra; everything else is an attribute that changed. */
function typeOf({ kind, path }: Difference): 'attribute-changed' | 'element-missing' | 'element-extra' {
  if (kind === 'changed' || path.at(-1)?.key === undefined) return 'attribute-changed';
  return kind === 'missing' ? 'element-missing' : 'element-extra';
}
