import type { Json } from '../../model/json.ts';
import type { SourceRange } from '../../model/source.ts';
import type { ResolvedAttribute, ResolvedBlock, ResolvedBlocks, ResolvedBody } from '../../model/stack.ts';
import type { TerraformValue, ValueStep } from '../../model/value.ts';
import { bool, nullOf, number, object, string, tuple, withMark } from '../evaluate/value.ts';
import { asObject, isArray, member } from './json-input.ts';

/*
 * From the values in a plan or state to those of a stack. Without the provider's schema: what is a nested block is told by its shape.
 */

/** Things that stand in no file of code. */
export const nowhere: SourceRange = {
  file: '',
  start: { line: 1, column: 1, offset: 0 },
  end: { line: 1, column: 1, offset: 0 },
};

/**
 * What a plan or state says beside a value: `true` for the whole of it, or a tree of the value's own shape with `true` at the parts
 * that it is about.
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

/** Reads a value with its masks: objects become objects, arrays tuples. An unknown part is what `unknown.at` gives for its path. */
export function readValue(value: JsonValue, path: readonly ValueStep[] = []): TerraformValue {
  const read = readUnmarked(value, path);
  return value.sensitive === true ? withMark(read) : read;
}

function readUnmarked(value: JsonValue, path: readonly ValueStep[]): TerraformValue {
  const { json, unknown: unknowns } = value;
  if (unknowns !== undefined && unknowns.mask === true) return unknowns.at(path);
  if (isArray(json) || (json == null && isArray(unknowns?.mask) && unknowns.mask.length > 0)) {
    const count = Math.max(isArray(json) ? json.length : 0, isArray(unknowns?.mask) ? unknowns.mask.length : 0);
    return tuple(Array.from({ length: count }, (_, index) => readValue(partOf(value, index), [...path, index])));
  }
  if (typeof json === 'object' && json !== null) {
    return object(keysOf(value).map((key) => [key, readValue(partOf(value, key), [...path, key])] as const));
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

/** Which members of a body are declared, and which of them are arguments although they look like blocks. */
export interface BodyShape {
  /** Arguments that hold a list of objects: "attributes as blocks". */
  readonly listArguments: ReadonlySet<string>;
  /** Whether a member counts as declared. */
  readonly isDeclared: (path: readonly ValueStep[], value: JsonValue) => boolean;
}

/** Reads the values of a resource as its body. Nulls are left out, as what is null is not declared. */
export function readBody(value: JsonValue, shape: BodyShape, path: readonly ValueStep[] = []): ResolvedBody {
  const attributes = new Map<string, ResolvedAttribute>();
  const blocks = new Map<string, ResolvedBlocks>();
  for (const name of keysOf(value)) {
    const part = partOf(value, name);
    const here = [...path, name];
    if (part.json == null && !hasUnknown(part.unknown?.mask)) continue;
    if (!shape.isDeclared(here, part)) continue;
    if (isBlocks(part) && !shape.listArguments.has(name)) blocks.set(name, readBlocks(part, shape, here));
    else attributes.set(name, { value: readValue(part, here), at: nowhere });
  }
  return { attributes, blocks };
}

/** Whether a mask is about any part. */
export function hasUnknown(mask: Mask): boolean {
  if (mask === true) return true;
  if (isArray(mask)) return mask.some(hasUnknown);
  return Object.values(asObject(mask) ?? {}).some(hasUnknown);
}

/** A list of objects. */
function isBlocks({ json, unknown: unknowns }: JsonValue): boolean {
  return (
    unknowns?.mask !== true &&
    isArray(json) &&
    json.length > 0 &&
    json.every((element) => typeof element === 'object' && element !== null && !isArray(element))
  );
}

function readBlocks(value: JsonValue, shape: BodyShape, path: readonly ValueStep[]): ResolvedBlocks {
  const elements = isArray(value.json) ? value.json : [];
  const blocks: ResolvedBlock[] = [];
  for (const [index] of elements.entries()) {
    blocks.push({ labels: [], body: readBody(partOf(value, index), shape, [...path, index]), at: nowhere });
  }
  return { blocks };
}
