import type { TerraformValue } from '../../../model/value.ts';

/**
 * A step from a value to a part of it, as far as it is known which. `any`: one of the elements. `keys`: one of the
 * keys. `lists`: an element of a list, or of a list inside of it, however deep.
 */
export type PartStep = { readonly key: string | number } | 'any' | 'keys' | 'lists';
/** The way from a value to a part. Where it ends at a collection, all that is inside is meant. */
export type PartPath = readonly PartStep[];

/** A path as a text that can be a map's key. */
export function pathKey(path: PartPath): string {
  return JSON.stringify(path.map((step) => (typeof step === 'string' ? step : [step.key])));
}

/** The path in a list of which the order is not that of the value it was made from. */
export function inAnyOrder(path: PartPath): PartPath {
  const [first, ...rest] = path;
  return first === undefined || first === 'lists' ? path : ['any', ...rest];
}

/**
 * The values at a path: undefined where it is not known which there are. Those of a collection are all inside of it.
 */
export function partsAt(value: TerraformValue, path: PartPath): readonly TerraformValue[] | undefined {
  const [step, ...rest] = path;
  switch (value.kind) {
    case 'unknown':
      return undefined;
    case 'template':
      return path.every((one) => one === 'lists') ? [value] : [];
    case 'list':
    case 'set':
    case 'tuple': {
      if (step === 'lists' || step === undefined) return inElements(value, value.elements, path);
      if (value.kind === 'set' || typeof step === 'string') return inElements(value, value.elements, rest);
      const element = value.open === undefined ? value.elements[Number(step.key)] : undefined;
      if (element === undefined) return value.open === undefined ? [] : undefined;
      return partsAt(element, rest);
    }
    case 'map':
    case 'object': {
      if (step === 'lists') return partsAt(value, rest);
      if (step === 'keys') return value.open === undefined ? [...value.entries.keys()].map(text) : undefined;
      if (step === undefined || step === 'any') return inElements(value, [...value.entries.values()], rest);
      const entry = value.entries.get(String(step.key));
      if (entry === undefined) return value.open === undefined ? [] : undefined;
      return partsAt(entry, rest);
    }
    case 'null':
      return [];
    default:
      return path.every((one) => one === 'lists') ? [value] : [];
  }
}

function inElements(
  { open }: Extract<TerraformValue, { readonly kind: 'list' | 'set' | 'tuple' | 'map' | 'object' }>,
  elements: readonly TerraformValue[],
  path: PartPath,
): readonly TerraformValue[] | undefined {
  if (open !== undefined) return undefined;
  const parts: TerraformValue[] = [];
  for (const element of elements) {
    const inside = partsAt(element, path);
    if (inside === undefined) return undefined;
    parts.push(...inside);
  }
  return parts;
}

function text(value: string): TerraformValue {
  return { kind: 'string', value };
}
