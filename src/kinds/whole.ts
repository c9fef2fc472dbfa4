import type { DifferingLeaf, Subject, UndeterminedLeaf } from '../model/leaf.ts';
import { type Path, wholePath } from '../model/path.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import type { RuleId } from '../model/rule.ts';
import type { SourceRange } from '../model/source.ts';

/** The resource has nothing in AWS. `shown`: what of it is there all the same, as that it was deleted. */
export function missingLeaf(
  subject: Subject,
  rule: RuleId,
  shown: { readonly declared?: ShownValue; readonly live?: ShownValue } = {},
): DifferingLeaf {
  const at = subject.at === undefined ? {} : { at: subject.at };
  return { outcome: 'differs', change: 'missing', whole: true, subject, rule, path: wholePath, ...at, ...shown };
}

/**
 * The resource as a whole could not be compared, for `reason`. `argument`: the one whose value is to blame, where it is
 * one's.
 */
export function undeterminedLeaf(
  subject: Subject,
  code: UndeterminedLeaf['code'],
  reason: ReasonData,
  argument: { readonly path: Path; readonly at?: SourceRange | undefined } = { path: wholePath },
): UndeterminedLeaf {
  const at = argument.at ?? subject.at;
  return {
    outcome: 'undetermined',
    code,
    whole: true,
    subject,
    path: argument.path,
    reason,
    ...(at === undefined ? {} : { at }),
  };
}

/**
 * The resource is not there under the `argument` that the code has, and `ignore_changes` lets it have another one: what
 * it is in AWS, nobody knows.
 */
export function renamedLeaf(subject: Subject, argument: string): UndeterminedLeaf {
  return undeterminedLeaf(subject, 'unidentified', { kind: 'ignored', name: argument });
}

/** Something that is declared and not compared, as what `ignore_changes` leaves to others. */
export function notComparedLeaf(
  subject: Subject,
  path: Path,
  name: string,
  at: SourceRange | undefined,
): UndeterminedLeaf {
  return {
    outcome: 'undetermined',
    code: 'not-compared',
    isRemark: true,
    subject,
    path,
    reason: { kind: 'unsupported', name },
    ...(at === undefined ? {} : { at }),
  };
}
