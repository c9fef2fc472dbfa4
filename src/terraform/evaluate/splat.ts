import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Type } from '../../model/value.ts';
import type { Splat, SplatStep } from '../syntax/ast.ts';
import { getAttribute, getIndex } from './access.ts';
import { failure } from './failure.ts';
import type { Evaluate } from './for.ts';
import { withMark } from './marks.ts';
import type { Scope } from './scope.ts';
import { unify } from './type.ts';
import { operation } from './unknown.ts';
import { collectionType, dynamicType, list, openMarksOf, tuple, typeOf, unknown } from './value.ts';
import { isWhollyKnown } from './value-parts.ts';

/**
 * `source[*].a` and `source.*.a`. Anything but a list, set or tuple counts as a tuple of itself, null as an empty one.
 * A list or a set gives a list. Throws `EvaluationError` with the code `null-splat`, or what an element's access
 * throws.
 */
export function evaluateSplat(expression: Splat, scope: Scope, evaluate: Evaluate): TerraformValue {
  // The keys in the steps do not depend on the element: each is evaluated once.
  const keys = new Map<SplatStep, TerraformValue>();
  const keyOf = (step: Extract<SplatStep, { kind: 'index' }>): TerraformValue => {
    const key = keys.get(step) ?? evaluate(step.index, scope);
    keys.set(step, key);
    return key;
  };
  const applyStep = (value: TerraformValue, step: SplatStep): TerraformValue => {
    switch (step.kind) {
      case 'attribute':
        return getAttribute(value, step.name, step.range);
      case 'index':
        return getIndex(value, keyOf(step), step.index.range);
      case 'splat':
        return splat(value, step.range, (inner) => step.each.reduce(applyStep, inner));
    }
  };
  const source = evaluate(expression.source, scope);
  return splat(source, expression.range, (item) => expression.each.reduce(applyStep, item));
}

function splat(
  source: TerraformValue,
  at: SourceRange,
  apply: (item: TerraformValue) => TerraformValue,
): TerraformValue {
  const type = typeOf(source);
  const sensitive = source.sensitive === true;
  if (type.kind !== 'list' && type.kind !== 'set' && type.kind !== 'tuple') {
    if (source.kind === 'null') return withMark(tuple([], { at }), sensitive);
    if (source.kind !== 'unknown' || source.notNull === true)
      return withMark(tuple([apply(source)], { at }), sensitive);
    return withMark(unknown(operation('splat', [source], at), dynamicType, { at }), sensitive);
  }
  if (source.kind === 'null') {
    throw failure('null-splat', 'Splat of null value', 'Splat expressions cannot be applied to null sequences.', at);
  }
  const elementType = (element: Type): Type => typeOf(apply(probe(source, element)));
  if (source.kind !== 'list' && source.kind !== 'set' && source.kind !== 'tuple') {
    const result = type.kind === 'tuple' ? dynamicType : collectionType('list', elementType(type.element));
    return withMark(unknown(operation('splat', [source], at), result, { at }), sensitive);
  }
  // Where the unknown elements of a set sort, and whether they turn out equal, is not known.
  const unclear = source.kind === 'set' && !source.elements.every(isWhollyKnown);
  const marks = { ...(unclear && { open: operation('splat', [source], at) }), ...openMarksOf(source), at };
  const results = source.elements.map((element) => apply(element));
  if (source.kind === 'tuple') return tuple(results, marks);
  const element = results.length === 0 ? elementType(source.element) : (unify(results.map(typeOf)) ?? dynamicType);
  return list(results, element, marks);
}

/** An element that stands for any: tells the type of the result, and whether the access is possible at all. */
function probe(source: TerraformValue, element: Type): TerraformValue {
  return unknown(operation('splat', [source]), element);
}
