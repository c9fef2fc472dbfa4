import type { TerraformValue } from '../../../src/model/value.ts';
import { rawEquals, templateMatches } from '../../../src/terraform/evaluate/equality.ts';
import { convertedType } from '../../../src/terraform/evaluate/type.ts';
import { typeOf } from '../../../src/terraform/evaluate/value.ts';
import { childrenOf } from '../../../src/terraform/evaluate/value-parts.ts';

/** Whether a partly known value leaves room for what it turned out to be: nothing that it claims is contradicted. */
export function admits(partial: TerraformValue, actual: TerraformValue): boolean {
  switch (partial.kind) {
    case 'unknown':
      if (actual.kind === 'null') return partial.notNull !== true;
      return convertedType(typeOf(actual), partial.type) !== undefined;
    case 'template':
      return actual.kind === 'string' && templateMatches(partial, actual.value);
    case 'list':
    case 'tuple':
    case 'set':
      return isSequence(actual) && admitsElements(partial, actual);
    case 'map':
    case 'object':
      return (actual.kind === 'map' || actual.kind === 'object') && admitsEntries(partial, actual);
    default:
      return rawEquals(partial, actual) === true;
  }
}

type Sequence = Extract<TerraformValue, { readonly kind: 'list' | 'tuple' | 'set' }>;
type Entries = Extract<TerraformValue, { readonly kind: 'map' | 'object' }>;

function isSequence(value: TerraformValue): value is Sequence {
  return value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set';
}

function admitsElements(partial: Sequence, actual: Sequence): boolean {
  const { elements } = partial;
  // Those of an open list, and those of a set that are not known, have no certain place; of a set, several may have
  // become one.
  if (partial.open !== undefined || partial.kind === 'set') {
    const enough = partial.open !== undefined || actual.elements.length <= elements.length;
    return enough && elements.every((element) => actual.elements.some((other) => admits(element, other)));
  }
  return (
    elements.length === actual.elements.length &&
    childrenOf(actual).every((other, index) => {
      const element = elements[index];
      return element !== undefined && admits(element, other);
    })
  );
}

function admitsEntries(partial: Entries, actual: Entries): boolean {
  if (partial.open === undefined && partial.entries.size !== actual.entries.size) return false;
  return [...partial.entries].every(([key, element]) => {
    const other = actual.entries.get(key);
    return other !== undefined && admits(element, other);
  });
}
