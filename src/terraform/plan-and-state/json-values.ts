import type { Json } from '../../model/json.ts';
import { noSourceRange } from '../../model/source.ts';
import type { ResolvedAttribute, ResolvedBody } from '../../model/stack.ts';
import type { TerraformValue, ValueStep } from '../../model/value.ts';
import { withMark } from '../evaluate/marks.ts';
import { bool, nullOf, number, object, string, tuple } from '../evaluate/value.ts';
import { asObject, isArray, member } from './json-input.ts';

/*
 * From the values in a plan or state to those of a stack.
 */

/**
 * What a plan or state says beside a value: `true` for the whole of it, or a tree of the value's own shape with `true`
 * at the parts that it is about.
 */
export type Mask = Json | undefined;

/** A value with what is said beside it. */
export interface JsonValue {
  readonly json: Json | undefined;
  readonly sensitive?: Mask;
  /** Which parts are unknown, and what to put there. */
  readonly unknown?: { readonly mask: Mask; readonly at: (path: readonly ValueStep[]) => TerraformValue };
}

/** The mask of a part. */
function maskAt(mask: Mask, step: ValueStep): Mask {
  if (mask === true) return true;
  if (isArray(mask)) return typeof step === 'number' ? mask[step] : undefined;
  const tree = asObject(mask);
  return tree === undefined ? undefined : member(tree, String(step));
}

/**
 * Whether the code declares a part. A part of a block that a plan or state adds, and the code does not have, is left
 * out.
 */
type IsDeclared = (path: readonly ValueStep[], value: JsonValue) => boolean;

const everything: IsDeclared = () => true;

/**
 * Reads a value with its masks: objects become objects, arrays tuples. An unknown part is what `unknown.at` gives for
 * its path.
 */
export function readValue(
  value: JsonValue,
  path: readonly ValueStep[] = [],
  isDeclared: IsDeclared = everything,
): TerraformValue {
  const read = readUnmarked(value, path, isDeclared);
  return value.sensitive === true ? withMark(read) : read;
}

function readUnmarked(value: JsonValue, path: readonly ValueStep[], isDeclared: IsDeclared): TerraformValue {
  const { json, unknown: unknowns } = value;
  if (unknowns !== undefined && unknowns.mask === true) return unknowns.at(path);
  if (isArray(json) || (json == null && isArray(unknowns?.mask) && unknowns.mask.length > 0)) {
    const count = Math.max(isArray(json) ? json.length : 0, isArray(unknowns?.mask) ? unknowns.mask.length : 0);
    return tuple(
      Array.from({ length: count }, (_, index) => readValue(partOf(value, index), [...path, index], isDeclared)),
    );
  }
  if (typeof json === 'object' && json !== null) {
    const parts = keysOf(value).map((key) => ({ key, part: partOf(value, key), partPath: [...path, key] }));
    // An object in a list may be a block, which holds what the provider adds beside what the code says.
    const mayBeBlock = typeof path.at(-1) === 'number';
    const declaredParts = mayBeBlock
      ? parts.filter(({ part, partPath }) => isThere(part) && isDeclared(partPath, part))
      : parts;
    return object(
      declaredParts.map(({ key, part, partPath }) => [key, readValue(part, partPath, isDeclared)] as const),
    );
  }
  switch (typeof json) {
    case 'string':
      return string(json);
    case 'number':
      return number(json);
    case 'boolean':
      return bool(json);
    default:
      return nullOf();
  }
}

/** Not null, or not known to be. */
function isThere({ json, unknown: unknowns }: JsonValue): boolean {
  return json != null || hasUnknown(unknowns?.mask);
}

/** The keys of an object, with those that are only in the mask: a plan leaves out what is unknown. */
function keysOf({ json, unknown: unknowns }: JsonValue): readonly string[] {
  const keys = Object.keys(asObject(json) ?? {});
  const unknownKeys = Object.keys(asObject(unknowns?.mask) ?? {});
  return unknownKeys.length === 0 ? keys : [...new Set([...keys, ...unknownKeys])];
}

function partOf({ json, sensitive, unknown: unknowns }: JsonValue, step: ValueStep): JsonValue {
  const tree = asObject(json);
  return {
    json: isArray(json) ? json[Number(step)] : tree && member(tree, String(step)),
    sensitive: maskAt(sensitive, step),
    ...(unknowns === undefined ? {} : { unknown: { ...unknowns, mask: maskAt(unknowns.mask, step) } }),
  };
}

/**
 * How the code declares a member of a resource (see `ResolvedAttribute.unsaid`); undefined when it does not declare it.
 */
export type DeclaredAs = Pick<ResolvedAttribute, 'unsaid'> | undefined;

/**
 * Reads the values of a resource as its body. Nulls are left out, as what is null is not declared. A plan and a state
 * do not tell nested blocks from arguments: all are read as these.
 *
 * @param declaredAs how the code declares a member, and a part of a member that may be a block
 */
export function readBody(
  value: JsonValue,
  declaredAs: (path: readonly ValueStep[], value: JsonValue) => DeclaredAs = () => ({}),
): ResolvedBody {
  const isDeclared: IsDeclared = (path, part) => declaredAs(path, part) !== undefined;
  const attributes = new Map<string, ResolvedAttribute>();
  for (const name of keysOf(value)) {
    const part = partOf(value, name);
    const declared = isThere(part) ? declaredAs([name], part) : undefined;
    if (declared !== undefined)
      attributes.set(name, { value: readValue(part, [name], isDeclared), at: noSourceRange, ...declared });
  }
  return { attributes, blocks: new Map() };
}

/** Whether a mask is about any part. */
export function hasUnknown(mask: Mask): boolean {
  if (mask === true) return true;
  if (isArray(mask)) return mask.some(hasUnknown);
  return Object.values(asObject(mask) ?? {}).some(hasUnknown);
}

/** Whether an argument may stand for nested blocks: a list of objects, or an empty one. */
export function mayBeBlocks(json: JsonValue['json']): boolean {
  return isArray(json) && json.every((element) => asObject(element) !== undefined);
}
