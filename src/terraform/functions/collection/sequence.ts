import type { TerraformValue, Type } from '../../../model/value.ts';
import { collectionType, dynamicType, typeOf } from '../../evaluate/value.ts';
import type { Parameter } from '../function.ts';
import { unknownResult } from '../unknown-parts.ts';

/** A value that has elements in an order. */
export type Sequence = Extract<TerraformValue, { readonly kind: 'list' | 'tuple' | 'set' }>;

/** Whether a value is a list, tuple or set, known or open. */
export function isSequence(value: TerraformValue | undefined): value is Sequence {
  return value?.kind === 'list' || value?.kind === 'tuple' || value?.kind === 'set';
}

/** Whether an unknown of a type may turn out to be a list or tuple. */
export function mayBeList(type: Type): boolean {
  return type.kind === 'dynamic' || type.kind === 'list' || type.kind === 'tuple';
}

/** The type of the elements of a list or set; dynamic for anything else. */
export function elementType(type: Type): Type {
  return type.kind === 'list' || type.kind === 'set' ? type.element : dynamicType;
}

/** The elements of a list of which the length is certain; undefined for any other. */
export function closedElements(value: TerraformValue | undefined): readonly TerraformValue[] | undefined {
  return value?.kind === 'list' && value.open === undefined ? value.elements : undefined;
}

/** A list of anything, of which not all need be known. */
export const anyList: Parameter = { name: 'list', type: collectionType('list', dynamicType), acceptsUnknown: true };

/** An unknown result of the type of the list that a function was given. */
export function unknownList(name: string, value: TerraformValue | undefined): TerraformValue {
  return unknownResult(name, value ? [value] : [], value ? typeOf(value) : dynamicType);
}
