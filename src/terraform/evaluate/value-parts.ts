import type { TerraformValue, Unknown } from '../../model/value.ts';

/** The values directly inside of a collection, in its order; none for anything else. */
export function childrenOf(value: TerraformValue): readonly TerraformValue[] {
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements;
    case 'map':
    case 'object':
      return [...value.entries.values()];
    default:
      return [];
  }
}

/** Whether every part of a value is known and no collection in it is open. */
export function isWhollyKnown(value: TerraformValue): boolean {
  if (value.kind === 'unknown' || value.kind === 'template') return false;
  if ('open' in value && value.open !== undefined) return false;
  return childrenOf(value).every(isWhollyKnown);
}

/**
 * Rebuilds a value from the inside out: `change` is given every part (leaves first, then the collections made of the
 * results).
 */
export function mapDeep(value: TerraformValue, change: (part: TerraformValue) => TerraformValue): TerraformValue {
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
      return change({ ...value, elements: value.elements.map((element) => mapDeep(element, change)) });
    case 'map':
    case 'object': {
      const entries = new Map<string, TerraformValue>();
      for (const [key, element] of value.entries) entries.set(key, mapDeep(element, change));
      return change({ ...value, entries });
    }
    default:
      return change(value);
  }
}

/**
 * Why a value is not wholly known: the causes of its unknown parts, holes and open collections, each once, in order of
 * appearance.
 */
export function unknownsIn(value: TerraformValue): Unknown[] {
  const found = new Map<string, Unknown>();
  collectUnknowns(value, found);
  return [...found.values()];
}

function collectUnknowns(value: TerraformValue, found: Map<string, Unknown>): void {
  const add = (because: Unknown): void => {
    const key = JSON.stringify(because);
    if (!found.has(key)) found.set(key, because);
  };
  if (value.kind === 'unknown') add(value.because);
  if (value.kind === 'template') for (const part of value.parts) if (typeof part !== 'string') add(part.because);
  for (const child of childrenOf(value)) collectUnknowns(child, found);
  if ('open' in value && value.open !== undefined) add(value.open);
}
