import { mapChanged } from '../../model/map-changed.ts';
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

/** Whether something holds of a value directly inside of a collection. Makes no list of them. */
export function someChild(value: TerraformValue, holds: (child: TerraformValue) => boolean): boolean {
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.some(holds);
    case 'map':
    case 'object':
      for (const child of value.entries.values()) if (holds(child)) return true;
      return false;
    default:
      return false;
  }
}

/** Whether every part of a value is known and no collection in it is open. */
export function isWhollyKnown(value: TerraformValue): boolean {
  return !isPartlyUnknown(value);
}

function isPartlyUnknown(value: TerraformValue): boolean {
  if (value.kind === 'unknown' || value.kind === 'template') return true;
  return ('open' in value && value.open !== undefined) || someChild(value, isPartlyUnknown);
}

/**
 * Rebuilds a value from the inside out: `change` is given every part (leaves first, then the collections made of the
 * results). What stays as it is stays the very same.
 */
export function mapDeep(value: TerraformValue, change: (part: TerraformValue) => TerraformValue): TerraformValue {
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set': {
      const elements = mapChanged(value.elements, (element) => mapDeep(element, change));
      return change(elements === value.elements ? value : { ...value, elements });
    }
    case 'map':
    case 'object': {
      const entries = new Map<string, TerraformValue>();
      let isSame = true;
      for (const [key, element] of value.entries) {
        const changed = mapDeep(element, change);
        isSame &&= changed === element;
        entries.set(key, changed);
      }
      return change(isSame ? value : { ...value, entries });
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
