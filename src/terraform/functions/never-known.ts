import type { Type } from '../../model/value.ts';
import { collectionType, dynamicType, stringType, unknown } from '../evaluate/value.ts';
import { FunctionError, type Parameter, type TerraformFunction } from './function.ts';

/** A string parameter that takes anything that converts. */
const text = (name: string): Parameter => ({ name, type: stringType, acceptsUnknown: true });

/**
 * Functions whose result cannot be computed here: it depends on the time of the run, is random or salted, needs a private key, or differs
 * between implementations of the same format (gzip).
 */
export const neverKnownFunctions: readonly TerraformFunction[] = [
  neverKnown('timestamp', []),
  neverKnown('plantimestamp', []),
  neverKnown('uuid', []),
  neverKnown('bcrypt', [text('str')], { name: 'cost', type: { kind: 'number' }, acceptsUnknown: true }),
  neverKnown('base64gzip', [text('str')]),
  neverKnown('rsadecrypt', [text('ciphertext'), text('privatekey')]),
  neverKnown('textencodebase64', [text('string'), text('encoding')]),
  neverKnown('textdecodebase64', [text('source'), text('encoding')]),
];

function neverKnown(name: string, parameters: readonly Parameter[], variadic?: Parameter): TerraformFunction {
  return {
    name,
    parameters,
    ...(variadic && { variadic }),
    returns: stringType,
    call: () => unknown({ kind: 'operation', name, from: [] }, stringType, { notNull: true }),
  };
}

/** Functions of Terraform 0.11 that every later version refuses to call. https://developer.hashicorp.com/terraform/language/functions/list */
export const removedFunctions: readonly TerraformFunction[] = [
  removed('list', 'tolist([...])', collectionType('list', dynamicType)),
  removed('map', 'tomap({...})', collectionType('map', dynamicType)),
];

function removed(name: string, instead: string, returns: Type): TerraformFunction {
  return {
    name,
    parameters: [],
    variadic: { name: 'vals', type: dynamicType, nullable: true, acceptsUnknown: true },
    returns,
    call: () => {
      throw new FunctionError(`${name}() was removed from Terraform; write ${instead}`);
    },
  };
}
