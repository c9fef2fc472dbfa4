import { type Comparison, differencesOf, undeterminedOf } from '../compare/comparison.ts';
import type { KindName, LiveIdentity } from '../model/identity.ts';
import type { Differing } from '../model/leaf.ts';
import { formatPath, type Path } from '../model/path.ts';
import type { Counts, DraftFinding, DraftGap } from '../model/report.ts';
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
  ruleOf: (difference: Differing) => RuleId,
): DraftFinding[] {
  return differencesOf(comparison).map((difference) => ({
    type: typeOf(difference),
    rule: ruleOf(difference),
    kind: subject.kind,
    address: subject.address,
    path: formatPath(difference.path),
    identity: subject.identity,
    ...(difference.declared === undefined ? {} : { declared: difference.declared }),
    ...(difference.live === undefined ? {} : { live: difference.live }),
    ...(difference.at === undefined ? {} : { at: difference.at }),
  }));
}

/** The gaps that what a comparison could not tell is. `scopeOf`: `leaf` unless told otherwise. */
export function gapsOf(
  comparison: Comparison,
  subject: Subject,
  scopeOf: (path: Path) => DraftGap['scope'] = () => 'leaf',
): DraftGap[] {
  return undeterminedOf(comparison).map((undetermined) => ({
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
function typeOf({ change, path }: Differing): 'attribute-changed' | 'element-missing' | 'element-extra' {
  if (change === 'changed' || path.at(-1)?.key === undefined) return 'attribute-changed';
  return change === 'missing' ? 'element-missing' : 'element-extra';
}

/** How many values of a comparison are what. */
export function countsOf(comparison: Comparison): Counts {
  const count = (wanted: Comparison[number]['outcome']) =>
    comparison.filter(({ outcome }) => outcome === wanted).length;
  const [equal, drifted] = [count('equal'), count('differs')];
  return { compared: equal + drifted, equal, drifted, undetermined: count('undetermined') };
}
