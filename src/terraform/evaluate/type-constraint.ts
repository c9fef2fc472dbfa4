import { createBudget } from '../../model/budget.ts';
import { diagnosticOf } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue, Type } from '../../model/value.ts';
import type { Expression, FunctionCall, ObjectItem } from '../syntax/ast.ts';
import { ConversionError, convert } from './convert.ts';
import { evaluate } from './expression.ts';
import { staticFailure } from './failure.ts';
import type { Scope } from './scope.ts';
import { missingEntry } from './unknown.ts';
import { dynamicType, list, map, marksOf, nullOf, object, openMarksOf, tuple, unknown } from './value.ts';
import { childrenOf } from './value-parts.ts';

/** What the `type` argument of a variable asks for. */
export type TypeConstraint =
  | { readonly kind: 'any' | 'bool' | 'number' | 'string' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: TypeConstraint }
  | { readonly kind: 'tuple'; readonly elements: readonly TypeConstraint[] }
  | { readonly kind: 'object'; readonly attributes: ReadonlyMap<string, AttributeConstraint> };

/**
 * An attribute of `object({ … })`. `fallback` is the second argument of `optional`, converted to the attribute's type.
 */
interface AttributeConstraint {
  readonly type: TypeConstraint;
  readonly optional: boolean;
  readonly fallback?: TerraformValue;
}

/**
 * Reads a type constraint: `list(object({ a = optional(string, "x") }))`, `any`, and the older forms `"string"`, `list`
 * and `map`. Throws a static `EvaluationError` with the code `invalid-type-constraint`.
 */
export function parseTypeConstraint(expression: Expression): TypeConstraint {
  switch (expression.kind) {
    case 'variable':
      return keyword(expression.name, expression.range);
    case 'parentheses':
      return parseTypeConstraint(expression.expression);
    case 'template': {
      const [part] = expression.parts;
      if (expression.parts.length === 1 && part?.kind === 'text') return keyword(part.value, expression.range);
      throw invalid(
        'A type specification is either a primitive type keyword or a type constructor call.',
        expression.range,
      );
    }
    case 'call':
      return constructed(expression);
    default:
      throw invalid(
        'A type specification is either a primitive type keyword or a type constructor call.',
        expression.range,
      );
  }
}

function keyword(name: string, at: SourceRange): TypeConstraint {
  switch (name) {
    case 'bool':
    case 'number':
    case 'string':
    case 'any':
      return { kind: name };
    case 'list':
    case 'map':
      return { kind: name, element: { kind: 'any' } };
    default:
      throw invalid(`The keyword "${name}" is not a valid type specification.`, at);
  }
}

function constructed(call: FunctionCall): TypeConstraint {
  const [argument] = call.arguments;
  if (argument === undefined || call.arguments.length > 1 || call.expandFinal) {
    throw invalid(`The ${call.name} type constructor requires one argument.`, call.range);
  }
  switch (call.name) {
    case 'list':
    case 'set':
    case 'map':
      return { kind: call.name, element: parseTypeConstraint(argument) };
    case 'tuple':
      if (argument.kind !== 'tuple')
        throw invalid('The tuple type constructor requires a list of element types.', argument.range);
      return { kind: 'tuple', elements: argument.elements.map(parseTypeConstraint) };
    case 'object': {
      if (argument.kind !== 'object')
        throw invalid('The object type constructor requires a map of attribute types.', argument.range);
      const attributes = new Map<string, AttributeConstraint>();
      for (const item of argument.items) attributes.set(attributeName(item), attributeConstraint(item.value));
      return { kind: 'object', attributes };
    }
    case 'optional':
      throw invalid('The optional modifier is only for the attributes of an object type.', call.range);
    default:
      throw invalid(`"${call.name}" is not a valid type constructor.`, call.nameRange);
  }
}

function attributeName(item: ObjectItem): string {
  if (item.bareKey !== undefined) return item.bareKey;
  throw invalid('The keys of an object type must be attribute names.', item.key.range);
}

function attributeConstraint(expression: Expression): AttributeConstraint {
  if (expression.kind !== 'call' || expression.name !== 'optional') {
    return { type: parseTypeConstraint(expression), optional: false };
  }
  const [type, fallback] = expression.arguments;
  if (type === undefined || expression.arguments.length > 2) {
    throw invalid('The optional modifier takes a type and at most one default value.', expression.range);
  }
  const parsed = parseTypeConstraint(type);
  if (fallback === undefined) return { type: parsed, optional: true };
  const value = evaluate(fallback, constantScope());
  try {
    // The default's own missing parts are filled in when it is used.
    convert(withDefaults(value, parsed), typeOfConstraint(parsed));
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    throw invalid(
      `This default value is not compatible with the attribute's type constraint: ${error.message}.`,
      fallback.range,
    );
  }
  return { type: parsed, optional: true, fallback: value };
}

function invalid(detail: string, at: SourceRange): Error {
  return staticFailure('invalid-type-constraint', 'Invalid type specification', detail, at);
}

/** Enough for a default of `optional`, which is written out. */
const stepsOfDefault = 100_000;

/** Nothing is declared in it: defaults of `optional` are constants. */
const constantScope = (): Scope => ({
  functions: new Map(),
  functionContext: {
    budget: createBudget(stepsOfDefault),
    directory: '',
    readFile: () => new Uint8Array(),
    kindOf: () => undefined,
    nameOf: (path) => path,
    renderTemplate: () => nullOf(),
  },
  resolve: (root, _steps, at) => ({
    kind: 'undeclared',
    diagnostic: diagnosticOf(
      'error',
      'invalid-type-constraint',
      'Variables not allowed',
      `A default value must be constant; "${root}" may not be used here.`,
      at,
    ),
  }),
});

/** The type that a constraint converts to; `any` is `dynamic`. */
export function typeOfConstraint(constraint: TypeConstraint): Type {
  switch (constraint.kind) {
    case 'any':
      return dynamicType;
    case 'bool':
    case 'number':
    case 'string':
      return { kind: constraint.kind };
    case 'list':
    case 'set':
    case 'map':
      return { kind: constraint.kind, element: typeOfConstraint(constraint.element) };
    case 'tuple':
      return { kind: 'tuple', elements: constraint.elements.map(typeOfConstraint) };
    case 'object': {
      const attributes = [...constraint.attributes].map(([name, { type }]) => [name, typeOfConstraint(type)] as const);
      return { kind: 'object', attributes: new Map(attributes) };
    }
  }
}

/**
 * A value as a variable of this type has it: defaults of `optional` filled in for what is missing or null, at every
 * depth, then converted. Throws `ConversionError`.
 *
 * @param inspect sees the value with its defaults before it is converted: a large default in each of many elements is
 * large as a whole
 */
export function applyTypeConstraint(
  value: TerraformValue,
  constraint: TypeConstraint,
  inspect: (filled: TerraformValue) => void = () => {},
): TerraformValue {
  const filled = withDefaults(value, constraint);
  inspect(filled);
  return convert(filled, typeOfConstraint(constraint));
}

/** Defaults with the defaults inside of them, each made once and shared by all that lack it. */
const filledFallbacks = new WeakMap<AttributeConstraint, TerraformValue>();

function filledFallback(attribute: AttributeConstraint, fallback: TerraformValue): TerraformValue {
  const before = filledFallbacks.get(attribute);
  if (before !== undefined) return before;
  const filled = withDefaults(fallback, attribute.type);
  filledFallbacks.set(attribute, filled);
  return filled;
}

function withDefaults(value: TerraformValue, constraint: TypeConstraint): TerraformValue {
  switch (constraint.kind) {
    case 'list':
    case 'set':
    case 'map':
      return mapElements(value, () => constraint.element);
    case 'tuple':
      return mapElements(value, (index) => constraint.elements[index]);
    case 'object':
      return value.kind === 'object' || value.kind === 'map' ? objectWithDefaults(value, constraint.attributes) : value;
    default:
      return value;
  }
}

/**
 * The value with defaults in its elements. Their types may differ then, so a list becomes a tuple and a map an object.
 */
function mapElements(
  value: TerraformValue,
  constraintAt: (index: number) => TypeConstraint | undefined,
): TerraformValue {
  const changed = childrenOf(value).map((element, index) => {
    const constraint = constraintAt(index);
    return constraint === undefined ? element : withDefaults(element, constraint);
  });
  const marks = openMarksOf(value);
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple': {
      const [first] = changed;
      return first === undefined && value.kind !== 'tuple' ? list([], value.element, marks) : tuple(changed, marks);
    }
    case 'map':
    case 'object': {
      const entries = [...value.entries.keys()].flatMap((key, index) => {
        const element = changed[index];
        return element === undefined ? [] : [[key, element] as const];
      });
      return entries.length === 0 && value.kind === 'map' ? map([], value.element, marks) : object(entries, marks);
    }
    default:
      return value;
  }
}

function objectWithDefaults(
  value: Extract<TerraformValue, { readonly kind: 'object' | 'map' }>,
  attributes: ReadonlyMap<string, AttributeConstraint>,
): TerraformValue {
  const entries = new Map<string, TerraformValue>(value.entries);
  for (const [name, attribute] of attributes) {
    const { type, optional, fallback } = attribute;
    const given = value.entries.get(name) ?? (value.open && unknown(missingEntry('convert', value.open, name)));
    const missing = given === undefined || given.kind === 'null';
    if (missing && fallback !== undefined) entries.set(name, filledFallback(attribute, fallback));
    else if (given !== undefined) entries.set(name, withDefaults(given, type));
    else if (optional) entries.set(name, nullOf(typeOfConstraint(type)));
  }
  // The constraint names all attributes there are.
  return object(entries, marksOf(value));
}
