import { stringType, unknown } from '../evaluate/value.ts';
import type { Parameter, TerraformFunction } from './function.ts';

/**
 * A function whose text cannot be computed here: it depends on the time of the run, or is random or salted.
 */
export function neverKnown(name: string, parameters: readonly Parameter[], variadic?: Parameter): TerraformFunction {
  return {
    name,
    parameters: parameters.map((parameter) => ({ ...parameter, acceptsUnknown: true })),
    ...(variadic && { variadic: { ...variadic, acceptsUnknown: true } }),
    returns: stringType,
    call: () => unknown({ kind: 'operation', name, from: [] }, stringType, { notNull: true }),
  };
}
