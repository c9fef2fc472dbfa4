import { stringType } from '../../evaluate/value.ts';
import type { Parameter } from '../function.ts';

/** The string that a function works on, of which not all need be known. */
export const text: Parameter = { name: 'str', type: stringType, acceptsUnknown: true };
