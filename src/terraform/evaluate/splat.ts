import type { TerraformValue, Type } from '../../model/value.ts';
import type { Splat, SplatStep } from '../syntax/ast.ts';
import { getAttribute, getIndex } from './access.ts';
import { failure } from './failure.ts';
import type { Evaluate } from './for.ts';
import type { Scope } from './scope.ts';
import { unify } from './type.ts';
import { operation } from './unknown.ts';
import { collectionType, dynamicType, list, openMarksOf, tuple, typeOf, unknown, withMark } from './value.ts';

/**
 * `source[*].a` and `source.*.a`. Anything but a list, set or tuple counts as a tuple of itself, null as an empty one. A list or a set
 * gives a list. Throws `EvaluationError` with the code `null-splat`, or what an element's access throws.
 */
export function evaluateSplat(expression: Splat, scope: Scope, evaluate: Evaluate): TerraformValue {
  const source = evaluate(expression.source, scope);
  const { range: at } = expression;
  const keys = new Map<SplatStep, TerraformValue>();
  const apply = (item: TerraformValue): TerraformValue =>
    expression.each.reduce((value, step) => {
      if (step.kind === 'attribute') return getAttribute(value, step.name, step.range);
      const key = keys.get(step) ?? evaluate(step.index, scope);
      keys.set(step, key);
      return getIndex(value, key, step.index.range);
    }, item);
  const type = typeOf(source);
  const isSequence = type.kind === 'list' || type.kind === 'set' || type.kind === 'tuple';
  if (source.kind === 'null') {
    if (!isSequence) return withMark(tuple([], { at }), source.sensitive === true);
    throw failure('null-splat', 'Splat of null value', 'Splat expressions cannot be applied to null sequences.', at);
  }
  if (!isSequence) {
    if (source.kind === 'unknown' && source.notNull !== true) {
      return withMark(unknown(operation('splat', [source], at), dynamicType, { at }), source.sensitive === true);
    }
    return withMark(tuple([apply(source)], { at }), source.sensitive === true);
  }
  if (source.kind === 'unknown') {
    const result =
      type.kind === 'tuple' ? dynamicType : collectionType('list', typeOf(apply(probe(source, type.element))));
    return withMark(unknown(operation('splat', [source], at), result, { at }), source.sensitive === true);
  }
  if (source.kind !== 'list' && source.kind !== 'set' && source.kind !== 'tuple') return tuple([apply(source)], { at });
  const { sensitive, open } = openMarksOf(source);
  const marks = { at, ...(sensitive && { sensitive }), ...(open && { open }) };
  const results = source.elements.map((element) => apply(element));
  if (source.kind === 'tuple') return tuple(results, marks);
  const element =
    results.length === 0 ? typeOf(apply(probe(source, source.element))) : (unify(results.map(typeOf)) ?? dynamicType);
  return list(results, element, marks);
}

/** An element that stands for any: tells the type of the result, and whether the access is possible at all. */
function probe(source: TerraformValue, element: Type): TerraformValue {
  return unknown(operation('splat', [source]), element);
}
