import type { TerraformValue, Type } from '../../model/value.ts';
import { dynamicType } from '../evaluate/value.ts';

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
