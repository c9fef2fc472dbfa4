import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Type, Unknown } from '../../model/value.ts';
import { ConversionError, convert } from './convert.ts';
import { rawEquals } from './equality.ts';
import { failure } from './failure.ts';
import { friendlyName, unify } from './type.ts';
import { operation } from './unknown.ts';
import {
  boolType,
  dynamicType,
  isSensitive,
  isWhollyKnown,
  list,
  map,
  marksOf,
  object,
  set,
  tuple,
  typeOf,
  unknown,
  withAt,
  withMark,
} from './value.ts';

/** A branch as far as it could be evaluated: undefined when it failed, which only matters when it is taken. */
export type Branch = TerraformValue | undefined;

/** A condition as a bool or an unknown. Throws `EvaluationError` with the code `null-condition` or `invalid-condition`. */
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
 * The value of `condition ? then : otherwise`. As in Terraform the type is what both branches unify to, also when only one of them is
 * taken. When the condition is not known, all that both branches agree on is, leaf by leaf.
 * Throws `EvaluationError` with the code `inconsistent-conditional-result-types`.
 */
export function choose(condition: TerraformValue, then: Branch, otherwise: Branch, at: SourceRange): TerraformValue {
  const type = resultType(then, otherwise, at);
  const sensitive = isSensitive(condition);
  if (condition.kind === 'bool') {
    const taken = (condition.value ? then : otherwise) ?? unknown({ kind: 'invalid', code: 'conditional', at });
    return withMark(convertBranch(taken, type, at), sensitive);
  }
  const because = operation('conditional', [condition], at);
  if (then === undefined || otherwise === undefined) return withMark(unknown(because, type, { at }), sensitive);
  const agreed = agreement(convertBranch(then, type, at), convertBranch(otherwise, type, at), because, at);
  return withMark(agreed, sensitive);
}

/** The type of both branches; `dynamic` when the taken one stays as it is. */
function resultType(then: Branch, otherwise: Branch, at: SourceRange): Type {
  if (then === undefined || otherwise === undefined) return dynamicType;
  const [a, b] = [typeOf(then), typeOf(otherwise)];
  if (then.kind === 'null' && a.kind === 'dynamic') return b;
  if (otherwise.kind === 'null' && b.kind === 'dynamic') return a;
  if (a.kind === 'dynamic' || b.kind === 'dynamic') return dynamicType;
  const unified = unify([a, b]);
  if (unified !== undefined) return unified;
  throw inconsistent(`the types are ${friendlyName(a)} and ${friendlyName(b)}`, at);
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

/** What is known whichever of two values it turns out to be. */
function agreement(a: TerraformValue, b: TerraformValue, because: Unknown, at: SourceRange): TerraformValue {
  if (a === b) return a;
  const sensitive = a.sensitive === true || b.sensitive === true;
  const type = unify([typeOf(a), typeOf(b)]) ?? dynamicType;
  const undecided = withMark(
    unknown(because, type, { at, ...(isNotNull(a) && isNotNull(b) && { notNull: true }) }),
    isSensitive(a) || isSensitive(b),
  );
  if (isScalar(a) && isScalar(b)) return rawEquals(a, b) === true ? withMark(a, sensitive) : undecided;
  if ((a.kind === 'object' && b.kind === 'object') || (a.kind === 'map' && b.kind === 'map')) {
    const shared = [...a.entries].flatMap(([key, value]) => {
      const other = b.entries.get(key);
      return other === undefined ? [] : [[key, agreement(value, other, because, at)] as const];
    });
    const complete = shared.length === a.entries.size && shared.length === b.entries.size;
    const marks = { ...marksOf(a), ...openWhen(complete, a.open ?? b.open, because) };
    return withMark(a.kind === 'map' ? map(shared, a.element, marks) : object(shared, marks), sensitive);
  }
  if (a.kind === 'set' && b.kind === 'set') {
    const shared = inBoth(a.elements, b.elements);
    const complete = shared.length === a.elements.length && shared.length === b.elements.length;
    return withMark(
      set(shared, a.element, { ...marksOf(a), ...openWhen(complete, a.open ?? b.open, because) }),
      sensitive,
    );
  }
  if ((a.kind === 'list' && b.kind === 'list') || (a.kind === 'tuple' && b.kind === 'tuple')) {
    const aligned = a.open === undefined && b.open === undefined && a.elements.length === b.elements.length;
    const shared = aligned
      ? a.elements.map((element, index) => agreement(element, b.elements[index] ?? element, because, at))
      : inBoth(a.elements, b.elements);
    const marks = { ...marksOf(a), ...openWhen(aligned, a.open ?? b.open, because) };
    return withMark(a.kind === 'list' ? list(shared, a.element, marks) : tuple(shared, marks), sensitive);
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

function isNotNull(value: TerraformValue): boolean {
  return value.kind === 'unknown' ? value.notNull === true : value.kind !== 'null';
}
