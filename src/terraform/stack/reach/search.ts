import { onceOf } from '../../../model/once.ts';
import type { Reach } from '../../../model/reach.ts';
import type { TerraformValue } from '../../../model/value.ts';
import { plainText } from '../../configuration/block-content.ts';
import { evaluate } from '../../evaluate/expression.ts';
import { EvaluationError } from '../../evaluate/scope.ts';
import type {
  Expression,
  ForExpression,
  ObjectConstructor,
  ObjectItem,
  SplatBody,
  Template,
} from '../../syntax/ast.ts';
import { constantSteps, references } from '../../syntax/walk.ts';
import { isComposed, reachedArguments } from './calls.ts';
import { FoundReach } from './found.ts';
import { reachedByName } from './names.ts';
import { type PartPath, type PartStep, pathKey } from './path.ts';
import { boundBy, type Surroundings } from './surroundings.ts';

/** A part of what an expression comes to. */
export interface ReachedPart {
  readonly expression: Expression;
  readonly path: PartPath;
  readonly around: Surroundings;
}

/** An expression that takes more steps than this leads to anything. */
const mostSteps = 20_000;

/**
 * All that the value of an expression can turn out to be. Works by a loop, so that code of any depth can be searched.
 */
export function search(expression: Expression, around: Surroundings): Reach {
  const found = new FoundReach();
  const seen = new Map<Surroundings, Map<Expression, Set<string>>>();
  const work: ReachedPart[] = [{ expression, path: [], around }];
  let steps = 0;
  for (let part = work.pop(); part !== undefined; part = work.pop()) {
    if (++steps > mostSteps) {
      found.open({ kind: 'operation', name: 'expression', from: [], at: expression.range });
      break;
    }
    if (isNew(part, seen)) work.push(...inside(part, found));
  }
  return found.reach();
}

function isNew(
  { expression, path, around }: ReachedPart,
  seen: Map<Surroundings, Map<Expression, Set<string>>>,
): boolean {
  const there = seen.get(around) ?? new Map<Expression, Set<string>>();
  seen.set(around, there);
  const paths = there.get(expression) ?? new Set<string>();
  there.set(expression, paths);
  const key = pathKey(path);
  if (paths.has(key)) return false;
  paths.add(key);
  return true;
}

/** What a part of an expression comes from; what comes from nothing else is put into `found`. */
function inside(part: ReachedPart, found: FoundReach): readonly ReachedPart[] {
  const { expression, path, around } = part;
  const same = (inner: Expression, at: PartPath = path): ReachedPart => ({ expression: inner, path: at, around });
  switch (expression.kind) {
    case 'number':
    case 'bool':
    case 'null':
    case 'unary':
    case 'binary':
      return [];
    case 'parentheses':
      return [same(expression.expression)];
    case 'template':
      return insideTemplate(expression, part, found);
    case 'conditional': {
      const condition = valueHere(expression.condition, around);
      if (condition?.kind === 'bool') return [same(condition.value ? expression.then : expression.otherwise)];
      return [same(expression.then), same(expression.otherwise)];
    }
    case 'variable':
    case 'get-attribute':
    case 'get-index': {
      const taken = constantSteps(expression);
      if (taken === undefined) {
        if (expression.kind === 'get-attribute') return [same(expression.object, [{ key: expression.name }, ...path])];
        return expression.kind === 'get-index'
          ? [same(expression.object, [stepOf(expression.index, around), ...path])]
          : [];
      }
      const further = taken.rest.map((one) =>
        one.kind === 'get-attribute' ? { key: one.name } : stepOf(one.index, around),
      );
      return reachedByName(taken, [...further, ...path], around, found);
    }
    case 'splat': {
      const [, ...rest] = path;
      const each = splatSteps(expression.each, around);
      // Of what is no list a splat makes one.
      return [same(expression.source, ['any', ...each, ...rest]), same(expression.source, [...each, ...rest])];
    }
    case 'call': {
      if (isComposed(expression) && isTakenWhole(valueHere(expression, around), path, found)) return [];
      return reachedArguments(expression, path, (key) => stepOf(key, around)).map(({ argument, path: at }) =>
        same(argument, at),
      );
    }
    case 'tuple': {
      const [step, ...rest] = path;
      if (typeof step === 'object') {
        const element = expression.elements[Number(step.key)];
        return element === undefined ? [] : [same(element, rest)];
      }
      return expression.elements.map((element) => same(element, step === 'lists' ? path : rest));
    }
    case 'object':
      return insideObject(expression, part);
    case 'for':
      return insideFor(expression, part);
  }
}

/** Takes the value of a text that is put together, where enough of it is known to say more than its arguments do. */
function isTakenWhole(value: TerraformValue | undefined, path: PartPath, found: FoundReach): boolean {
  if (value === undefined) return false;
  if (found.known(value, path)) return true;
  if (value.kind !== 'template' || !value.parts.some((part) => typeof part === 'string')) return false;
  found.value(value, path);
  return true;
}

function insideTemplate(template: Template, { path, around }: ReachedPart, found: FoundReach): readonly ReachedPart[] {
  const [only, ...others] = template.parts;
  if (only?.kind === 'interpolation' && others.length === 0) return [{ expression: only.expression, path, around }];
  if (path.some((step) => step !== 'lists')) return [];
  const value = valueHere(template, around);
  if (value === undefined || value.kind === 'unknown') {
    found.template(template.parts.map((part) => (part.kind === 'text' ? part.value : {})));
  } else found.value(value, []);
  return [];
}

function insideObject(expression: ObjectConstructor, { path, around }: ReachedPart): readonly ReachedPart[] {
  const [step, ...rest] = path;
  const same = (inner: Expression, at: PartPath): ReachedPart => ({ expression: inner, path: at, around });
  if (step === 'lists') return [same(expression, rest)];
  if (step === 'keys')
    return expression.items.flatMap((item) => (item.bareKey === undefined ? [same(item.key, [])] : []));
  if (typeof step !== 'object') return expression.items.map((item) => same(item.value, rest));
  const { byKey, others } = itemsOf(expression);
  const named = byKey.get(String(step.key)) ?? [];
  const mayBe = others.filter(({ key }) => {
    const value = valueHere(key, around);
    return value?.kind !== 'string' || value.value === String(step.key);
  });
  return [...named, ...mayBe].map((item) => same(item.value, rest));
}

interface ObjectItems {
  readonly byKey: ReadonlyMap<string, readonly ObjectItem[]>;
  /** Those with a key that is made by an expression. */
  readonly others: readonly ObjectItem[];
}

const itemsOf = onceOf((expression: ObjectConstructor): ObjectItems => {
  const byKey = new Map<string, ObjectItem[]>();
  const others: ObjectItem[] = [];
  for (const item of expression.items) {
    const key = item.bareKey ?? plainText(item.key);
    if (key === undefined) others.push(item);
    else byKey.set(key, [...(byKey.get(key) ?? []), item]);
  }
  return { byKey, others };
});

function insideFor(expression: ForExpression, { path, around }: ReachedPart): readonly ReachedPart[] {
  const { keyVariable, valueVariable, collection, key, grouping } = expression;
  const inner: Surroundings = { ...around, bound: { keyVariable, valueVariable, collection, outer: around } };
  const [step, ...rest] = path;
  if (expression.form === 'tuple') {
    return [{ expression: expression.value, path: step === 'lists' ? path : rest, around: inner }];
  }
  if (step === 'lists') return [{ expression, path: rest, around }];
  if (step === 'keys') return key === undefined ? [] : [{ expression: key, path: [], around: inner }];
  return [{ expression: expression.value, path: grouping ? rest.slice(1) : rest, around: inner }];
}

function splatSteps(each: SplatBody, around: Surroundings): PartPath {
  return each.flatMap((step): readonly PartStep[] => {
    if (step.kind === 'attribute') return [{ key: step.name }];
    return step.kind === 'index' ? [stepOf(step.index, around)] : ['any', ...splatSteps(step.each, around)];
  });
}

/** Which element or entry an index names. */
function stepOf(index: Expression, around: Surroundings): PartStep {
  const value = valueHere(index, around);
  if (value?.kind === 'string') return { key: value.value };
  return value?.kind === 'number' ? { key: value.value.toNumber() } : 'any';
}

/**
 * The value of an expression; undefined where it has none here: it is in error, which was reported where it stands, or
 * it is made of the names of a `for`.
 */
function valueHere(expression: Expression, around: Surroundings): TerraformValue | undefined {
  if (around.bound !== undefined && references(expression).some(({ root }) => boundBy(root, around) !== undefined)) {
    return undefined;
  }
  try {
    return evaluate(expression, around.scope);
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
}
