import { isHidden, isInherent } from '../../model/secret/secrecy.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Type, Unknown } from '../../model/value.ts';
import { isCertainlyNotEmpty } from '../functions/unknown-parts.ts';
import { ConversionError, convert } from './convert.ts';
import { rawEquals } from './equality.ts';
import { failure } from './failure.ts';
import { isSensitive, withMark, withMarksOf, withOuterMark } from './marks.ts';
import { refine } from './refine.ts';
import type { EvaluationError } from './scope.ts';
import { friendlyName, sameType, unify } from './type.ts';
import { isSameUnknown, operation } from './unknown.ts';
import { boolType, dynamicType, list, map, marksOf, object, set, tuple, typeOf, unknown, withAt } from './value.ts';
import { isWhollyKnown } from './value-parts.ts';

/**
 * A branch: its value, or the error it ends in (which only matters when it is taken) with the type it would have had.
 */
export type Branch =
  | { readonly value: TerraformValue; readonly error?: undefined }
  | { readonly error: EvaluationError; readonly type: Type };

/**
 * A condition as a bool or an unknown. Throws `EvaluationError` with the code `null-condition` or `invalid-condition`.
 */
export function conditionOf(value: TerraformValue, at: SourceRange): TerraformValue {
  if (value.kind === 'null') {
    throw failure(
      'null-condition',
      'Null condition',
      'The condition value is null. Conditions must either be true or false.',
      at,
    );
  }
  try {
    return convert(value, boolType);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    const detail = `The condition expression must be of type bool: ${error.message}.`;
    throw failure('invalid-condition', 'Incorrect condition type', detail, at);
  }
}

/**
 * The type of `… ? then : otherwise`: what both branches unify to, also when only one of them is taken; `dynamic` when
 * they stay as they are. Throws `EvaluationError` with the code `inconsistent-conditional-result-types`.
 */
export function unifyBranches(then: Branch, otherwise: Branch, at: SourceRange): Type {
  const [a, b] = [typeOfBranch(then), typeOfBranch(otherwise)];
  if (isUntypedNull(then)) return b;
  if (isUntypedNull(otherwise)) return a;
  if (a.kind === 'dynamic' || b.kind === 'dynamic') return dynamicType;
  const unified = unify([a, b]);
  if (unified !== undefined) return unified;
  // What is not wholly known may still turn out to be of another type.
  if (!isSettled(then) || !isSettled(otherwise)) return dynamicType;
  throw inconsistent(`the types are ${friendlyName(a)} and ${friendlyName(b)}`, at);
}

function typeOfBranch(branch: Branch): Type {
  return branch.error === undefined ? typeOf(branch.value) : branch.type;
}

function isSettled(branch: Branch): boolean {
  return branch.error !== undefined || isWhollyKnown(branch.value);
}

function isUntypedNull(branch: Branch): boolean {
  return branch.error === undefined && branch.value.kind === 'null' && branch.value.type.kind === 'dynamic';
}

/**
 * The value of `condition ? then : otherwise`, of the type that `unifyBranches` says. When the condition is not known,
 * all that both branches agree on is, leaf by leaf. As in Terraform the sensitive mark of either branch marks the
 * result. Throws the error of the taken branch, or `EvaluationError` with the code
 * `inconsistent-conditional-result-types`.
 */
export function choose(
  condition: TerraformValue,
  then: Branch,
  otherwise: Branch,
  type: Type,
  at: SourceRange,
): TerraformValue {
  const sensitive = isSensitive(condition) || isMarked(then) || isMarked(otherwise);
  const because = operation('conditional', [condition], at);
  const both = (): TerraformValue | undefined =>
    then.error === undefined && otherwise.error === undefined
      ? agreement(convertBranch(then.value, type, at), convertBranch(otherwise.value, type, at), because, at)
      : undefined;
  if (condition.kind === 'bool') {
    const taken = condition.value ? then : otherwise;
    if (taken.error !== undefined) throw taken.error;
    const result = convertBranch(taken.value, type, at);
    if (!isHidden(condition)) return withOuterMark(result, sensitive);
    // What both branches have in common does not say which was taken.
    const shared = both();
    const seen = shared?.kind === 'unknown' ? undefined : shared;
    if (seen === undefined && condition.secret === undefined) return withMark(result, sensitive);
    return withOuterMark(refine(result, seen, isInherent(condition.secret) ? 'inherent' : true), sensitive);
  }
  return withOuterMark(both() ?? unknown(because, type, { at }), sensitive);
}

function isMarked(branch: Branch): boolean {
  return branch.error === undefined && branch.value.sensitive === true;
}

function convertBranch(value: TerraformValue, type: Type, at: SourceRange): TerraformValue {
  try {
    return convert(value, type);
  } catch (error) {
    if (error instanceof ConversionError) throw inconsistent(error.message, at);
    throw error;
  }
}

function inconsistent(reason: string, at: SourceRange): Error {
  const detail = `The true and false result expressions must have consistent types: ${reason}.`;
  return failure('inconsistent-conditional-result-types', 'Inconsistent conditional result types', detail, at);
}

/**
 * What is known whichever of two values it turns out to be: equal leaves, the keys and elements that both have. The
 * rest is unknown or open `because`.
 */
export function agreement(a: TerraformValue, b: TerraformValue, because: Unknown, at: SourceRange): TerraformValue {
  if (a === b || (a.kind === 'unknown' && b.kind === 'unknown' && isSameUnknown(a, b))) return a;
  const type = sameType(typeOf(a), typeOf(b)) ? typeOf(a) : dynamicType;
  const undecided = withMark(
    unknown(because, type, {
      at,
      ...(isNotNull(a) && isNotNull(b) && { notNull: true }),
      ...(isText(a) && isText(b) && isCertainlyNotEmpty(a) && isCertainlyNotEmpty(b) && { notEmpty: true }),
    }),
    isSensitive(a) || isSensitive(b),
  );
  if (isScalar(a) && isScalar(b)) return rawEquals(a, b) === true ? withMarksOf(a, b) : undecided;
  if ((a.kind === 'object' && b.kind === 'object') || (a.kind === 'map' && b.kind === 'map')) {
    const shared = [...a.entries].flatMap(([key, value]) => {
      const other = b.entries.get(key);
      return other === undefined ? [] : [[key, agreement(value, other, because, at)] as const];
    });
    const complete = shared.length === a.entries.size && shared.length === b.entries.size;
    const marks = { ...marksOf(a), ...openWhen(complete, a.open ?? b.open, because) };
    return withMarksOf(a.kind === 'map' ? map(shared, a.element, marks) : object(shared, marks), b);
  }
  if (a.kind === 'set' && b.kind === 'set') {
    const shared = inBoth(a.elements, b.elements);
    const complete = shared.length === a.elements.length && shared.length === b.elements.length;
    return withMarksOf(set(shared, a.element, { ...marksOf(a), ...openWhen(complete, a.open ?? b.open, because) }), b);
  }
  if ((a.kind === 'list' && b.kind === 'list') || (a.kind === 'tuple' && b.kind === 'tuple')) {
    const aligned = a.open === undefined && b.open === undefined && a.elements.length === b.elements.length;
    const shared = aligned
      ? a.elements.map((element, index) => agreement(element, b.elements[index] ?? element, because, at))
      : inBoth(a.elements, b.elements);
    const marks = { ...marksOf(a), ...openWhen(aligned, a.open ?? b.open, because) };
    return withMarksOf(a.kind === 'list' ? list(shared, a.element, marks) : tuple(shared, marks), b);
  }
  return withAt(undecided, at);
}

/** The known elements that occur on both sides, as often as they do on both. */
function inBoth(a: readonly TerraformValue[], b: readonly TerraformValue[]): TerraformValue[] {
  const left = [...b];
  return a.filter((element) => {
    const found = isWhollyKnown(element) ? left.findIndex((other) => rawEquals(element, other) === true) : -1;
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}

function openWhen(complete: boolean, open: Unknown | undefined, because: Unknown): { readonly open?: Unknown } {
  if (complete) return open === undefined ? {} : { open };
  return { open: because };
}

function isScalar(value: TerraformValue): boolean {
  return value.kind === 'null' || value.kind === 'bool' || value.kind === 'number' || value.kind === 'string';
}

function isText(value: TerraformValue): boolean {
  return value.kind === 'string' || value.kind === 'template' || (value.kind === 'unknown' && value.notNull === true);
}

function isNotNull(value: TerraformValue): boolean {
  return value.kind === 'unknown' ? value.notNull === true : value.kind !== 'null';
}
