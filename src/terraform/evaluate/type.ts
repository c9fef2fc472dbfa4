import type { Type } from '../../model/value.ts';
import { collectionType, dynamicType, objectType } from './value.ts';

/** Whether two types are the same type. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'list':
    case 'set':
    case 'map':
      return b.kind === a.kind && sameType(a.element, b.element);
    case 'tuple':
      return (
        b.kind === 'tuple' &&
        a.elements.length === b.elements.length &&
        a.elements.every((e, i) => same(e, b.elements[i]))
      );
    case 'object':
      return (
        b.kind === 'object' &&
        a.attributes.size === b.attributes.size &&
        [...a.attributes].every(([name, type]) => same(type, b.attributes.get(name)))
      );
    default:
      return a.kind === b.kind;
  }
}

function same(a: Type, b: Type | undefined): boolean {
  return b !== undefined && sameType(a, b);
}

/** Whether `dynamic` occurs nowhere in a type. */
export function isConcrete(type: Type): boolean {
  switch (type.kind) {
    case 'dynamic':
      return false;
    case 'list':
    case 'set':
    case 'map':
      return isConcrete(type.element);
    case 'tuple':
      return type.elements.every(isConcrete);
    case 'object':
      return [...type.attributes.values()].every(isConcrete);
    default:
      return true;
  }
}

/** A type in the words of Terraform's own messages: `string`, `list of number`, `object`, `any type`. */
export function friendlyName(type: Type): string {
  switch (type.kind) {
    case 'dynamic':
      return 'dynamic';
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind} of ${type.element.kind === 'dynamic' ? 'any single type' : friendlyName(type.element)}`;
    default:
      return type.kind;
  }
}

/**
 * The type that values of `from` have after a conversion to `to` (its `dynamic` parts filled in); undefined when there
 * is no such conversion. `unsafe` also allows what may fail for single values (string to number). As
 * https://github.com/zclconf/go-cty/blob/main/cty/convert/conversion.go decides it.
 */
export function convertedType(from: Type, to: Type, unsafe = true): Type | undefined {
  if (to.kind === 'dynamic') return from;
  if (from.kind === 'dynamic' || sameType(from, to)) return to;
  switch (to.kind) {
    case 'string':
      return from.kind === 'number' || from.kind === 'bool' ? to : undefined;
    case 'number':
    case 'bool':
      return from.kind === 'string' && unsafe ? to : undefined;
    case 'list':
    case 'set': {
      if (from.kind === 'tuple') return elementsConverted(to.kind, from.elements, to.element, unsafe);
      if (from.kind !== 'list' && from.kind !== 'set') return undefined;
      if (to.kind === 'set' && from.kind === 'list' && !unsafe) return undefined;
      const element = convertedType(from.element, to.element, unsafe);
      return element && collectionType(to.kind, element);
    }
    case 'map': {
      if (from.kind === 'object') return elementsConverted('map', [...from.attributes.values()], to.element, unsafe);
      if (from.kind !== 'map') return undefined;
      const element = convertedType(from.element, to.element, unsafe);
      return element && collectionType('map', element);
    }
    case 'tuple': {
      if (from.kind !== 'tuple' || from.elements.length !== to.elements.length) return undefined;
      const elements: Type[] = [];
      for (const [index, element] of to.elements.entries()) {
        const converted = convertedType(from.elements[index] ?? dynamicType, element, unsafe);
        if (converted === undefined) return undefined;
        elements.push(converted);
      }
      return { kind: 'tuple', elements };
    }
    case 'object': {
      const attributeOf = attributeTypes(from, unsafe);
      if (attributeOf === undefined) return undefined;
      const attributes = new Map<string, Type>();
      for (const [name, type] of to.attributes) {
        const source = attributeOf(name);
        const converted = source && convertedType(source, type, unsafe);
        if (converted === undefined) return undefined;
        attributes.set(name, converted);
      }
      return { kind: 'object', attributes };
    }
  }
}

/**
 * How an object takes its attributes from a value of the type: by name from an object, any from a map (which may fail).
 */
function attributeTypes(from: Type, unsafe: boolean): ((name: string) => Type | undefined) | undefined {
  if (from.kind === 'object') return (name) => from.attributes.get(name);
  return from.kind === 'map' && unsafe ? () => from.element : undefined;
}

function elementsConverted(
  kind: 'list' | 'set' | 'map',
  elements: readonly Type[],
  to: Type,
  unsafe: boolean,
): Type | undefined {
  const element = elementTypeFor(elements, to, unsafe, kind);
  if (element === undefined) return undefined;
  const fits = elements.every((type) => convertedType(type, element, unsafe) !== undefined);
  return fits ? collectionType(kind, element) : undefined;
}

/**
 * The element type of the collection that elements of these types are gathered in when `to` is asked for: `to` itself,
 * or when that is `dynamic` the type they unify to. Undefined when they do not unify.
 */
export function elementTypeFor(
  elements: readonly Type[],
  to: Type,
  unsafe = true,
  kind: 'list' | 'set' | 'map' = 'list',
): Type | undefined {
  if (isConcrete(to) || elements.length === 0) return to;
  if (to.kind === 'dynamic') {
    const unified = unify(elements, unsafe);
    const [first, ...others] = elements.filter((type) => type.kind !== 'dynamic');
    if (unified?.kind !== 'dynamic' || first === undefined) return unified;
    // Beside what has no type, such as null, only a map takes objects or tuples, and only of one type.
    return kind === 'map' && others.every((type) => sameType(type, first)) ? first : undefined;
  }
  const converted: Type[] = [];
  for (const type of elements) {
    const one = convertedType(type, to, unsafe);
    if (one === undefined) return undefined;
    converted.push(one);
  }
  return unify(converted, unsafe);
}

/**
 * The type that values of all the given types can be converted to, as conditionals and untyped collections need it;
 * undefined when there is none. `dynamic` when a part of a structural type is not known yet. As
 * https://github.com/zclconf/go-cty/blob/main/cty/convert/unify.go does it.
 */
export function unify(types: readonly Type[], unsafe = true): Type | undefined {
  if (types.length === 0) return undefined;
  const structural = unifyOfOneKind(types, unsafe);
  if (structural !== 'none') return structural;
  return inOrderOfPreference(types).find((wanted) =>
    types.every((type) => sameType(type, wanted) || convertedType(type, wanted, unsafe) !== undefined),
  );
}

function unifyOfOneKind(types: readonly Type[], unsafe: boolean): Type | undefined | 'none' {
  const has = (kind: Type['kind']): boolean => types.some((type) => type.kind === kind);
  const only = (...kinds: readonly Type['kind'][]): boolean => types.every((type) => kinds.includes(type.kind));
  const hasDynamic = has('dynamic');
  for (const kind of ['map', 'list', 'set'] as const) {
    if (has(kind) && only(kind, 'dynamic')) return hasDynamic ? dynamicType : unifyElements(kind, types, unsafe);
  }
  if (has('map') && only('map', 'object', 'dynamic'))
    return unifyAsCollection('map', 'object', types, unsafe) ?? 'none';
  if (has('list') && only('list', 'tuple', 'dynamic'))
    return unifyAsCollection('list', 'tuple', types, unsafe) ?? 'none';
  if (has('object') && only('object', 'dynamic')) return hasDynamic ? dynamicType : unifyObjects(types, unsafe);
  if (has('tuple') && only('tuple', 'dynamic')) return hasDynamic ? dynamicType : unifyTuples(types, unsafe);
  return has('object') && has('tuple') ? undefined : 'none';
}

/**
 * Objects among maps (tuples among lists) are first gathered into one map (list), which then unifies with the others.
 */
function unifyAsCollection(
  kind: 'list' | 'map',
  structural: 'tuple' | 'object',
  types: readonly Type[],
  unsafe: boolean,
): Type | undefined {
  const gathered = unifyElements(
    kind,
    types.filter((type) => type.kind === structural),
    unsafe,
  );
  if (gathered === undefined) return undefined;
  const unified = unify(
    types.map((type) => (type.kind === structural ? gathered : type)),
    unsafe,
  );
  return unified?.kind === kind ? unified : undefined;
}

/** The collection whose element type all the elements of all the given types unify to. */
function unifyElements(kind: 'list' | 'set' | 'map', types: readonly Type[], unsafe: boolean): Type | undefined {
  const element = unify(types.flatMap(elementTypes), unsafe);
  return element && collectionType(kind, element);
}

function elementTypes(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return [type.element];
    case 'tuple':
      return type.elements;
    case 'object':
      return [...type.attributes.values()];
    default:
      return [];
  }
}

function unifyObjects(types: readonly Type[], unsafe: boolean): Type | undefined {
  const objects = types.filter((type) => type.kind === 'object');
  const [first] = objects;
  if (first === undefined) return undefined;
  const names = [...first.attributes.keys()];
  const alike = objects.every(
    ({ attributes }) => attributes.size === names.length && names.every((name) => attributes.has(name)),
  );
  if (!alike) return unifyElements('map', types, unsafe);
  const attributes = new Map<string, Type>();
  for (const name of names) {
    const unified = unify(
      objects.map((type) => type.attributes.get(name) ?? dynamicType),
      unsafe,
    );
    if (unified === undefined) return undefined;
    attributes.set(name, unified);
  }
  return objectType(attributes);
}

function unifyTuples(types: readonly Type[], unsafe: boolean): Type | undefined {
  const tuples = types.filter((type) => type.kind === 'tuple');
  const [first] = tuples;
  if (first === undefined) return undefined;
  if (tuples.some((type) => type.elements.length !== first.elements.length)) {
    return unifyElements('list', types, unsafe);
  }
  const elements: Type[] = [];
  for (const index of first.elements.keys()) {
    const unified = unify(
      tuples.map((type) => type.elements[index] ?? dynamicType),
      unsafe,
    );
    if (unified === undefined) return undefined;
    elements.push(unified);
  }
  return { kind: 'tuple', elements };
}

/**
 * The types, those first that the others are most likely to convert to
 * (https://github.com/zclconf/go-cty/blob/main/cty/convert/compare_types.go).
 */
function inOrderOfPreference(types: readonly Type[]): Type[] {
  const pending = [...types];
  const ordered: Type[] = [];
  while (pending.length > 0) {
    const next = pending.findIndex((type) => pending.every((other) => preference(other, type) >= 0));
    ordered.push(...pending.splice(Math.max(next, 0), 1));
  }
  return ordered;
}

/** Negative when `a` is preferred to `b` as the type to unify to, 0 when neither is. */
function preference(a: Type, b: Type): number {
  if (a.kind === 'dynamic' || b.kind === 'dynamic') return Number(a.kind === 'dynamic') - Number(b.kind === 'dynamic');
  if (isPrimitive(a) && isPrimitive(b)) return Number(b.kind === 'string') - Number(a.kind === 'string');
  if ((a.kind === 'list' || a.kind === 'set' || a.kind === 'map') && a.kind === b.kind) {
    return preference(a.element, b.element);
  }
  return rank(a, b) - rank(b, a);
}

/** 1 when `a` gives way to `b`: a tuple to a list or a set, a set to a list, an object to a map. */
function rank(a: Type, b: Type): number {
  if (a.kind === 'tuple') return Number(b.kind === 'list' || b.kind === 'set');
  if (a.kind === 'set') return Number(b.kind === 'list');
  return Number(a.kind === 'object' && b.kind === 'map');
}

function isPrimitive(type: Type): boolean {
  return type.kind === 'string' || type.kind === 'number' || type.kind === 'bool';
}
