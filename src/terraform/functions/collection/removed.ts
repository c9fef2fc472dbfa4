import type { Type } from '../../../model/value.ts';
import { collectionType, dynamicType } from '../../evaluate/value.ts';
import { FunctionError, type TerraformFunction } from '../function.ts';

/**
 * Functions of Terraform 0.11 that every later version refuses to call.
 * https://developer.hashicorp.com/terraform/language/functions/list
 */
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
