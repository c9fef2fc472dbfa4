import { stringType, unknown } from '../evaluate/value.ts';
import type { Parameter, TerraformFunction } from './function.ts';

/**
 * A function of a string whose result cannot be computed here: it depends on the time of the run, is random or salted,
 * needs a private key, or differs between implementations of the same format (gzip).
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
