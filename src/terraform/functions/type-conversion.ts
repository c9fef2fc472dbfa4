import { hasHidden } from '../../model/secret/secrecy.ts';
import type { TerraformValue, Type } from '../../model/value.ts';
import { ConversionError, convert } from '../evaluate/convert.ts';
import { declassified, isSensitive, withMark } from '../evaluate/marks.ts';
import { operation } from '../evaluate/unknown.ts';
import {
  bool,
  boolType,
  collectionType,
  dynamicType,
  nullOf,
  numberType,
  stringType,
  unknown,
} from '../evaluate/value.ts';
import { FunctionError, type TerraformFunction } from './function.ts';

/** `tostring` and its kin, and the functions that set and ask for marks. */
export const typeConversionFunctions: readonly TerraformFunction[] = [
  conversion('tobool', boolType),
  conversion('tonumber', numberType),
  conversion('tostring', stringType),
  conversion('tolist', collectionType('list', dynamicType)),
  conversion('toset', collectionType('set', dynamicType)),
  conversion('tomap', collectionType('map', dynamicType)),
  {
    name: 'sensitive',
    parameters: [{ name: 'value', type: dynamicType, nullable: true, acceptsUnknown: true, keepsMarks: 'all' }],
    returns: dynamicType,
    call: ([value = nullOf()]) => withMark(value),
  },
  {
    name: 'nonsensitive',
    parameters: [{ name: 'value', type: dynamicType, nullable: true, acceptsUnknown: true, keepsMarks: 'all' }],
    returns: dynamicType,
    call: ([value = nullOf()]) => declassified(value),
  },
  {
    name: 'issensitive',
    parameters: [{ name: 'value', type: dynamicType, nullable: true, acceptsUnknown: true, keepsMarks: 'all' }],
    returns: boolType,
    call: ([value = nullOf()]) => {
      if (value.sensitive === true) return bool(true);
      // What is unknown may turn out to be sensitive.
      if (value.kind === 'unknown') return unknown(operation('issensitive', [value]), boolType, { notNull: true });
      return bool(value.kind === 'template' && isSensitive(value));
    },
  },
  {
    name: 'ephemeralasnull',
    parameters: [{ name: 'value', type: dynamicType, nullable: true, acceptsUnknown: true, keepsMarks: 'all' }],
    returns: dynamicType,
    // What is ephemeral is hidden, and of what is hidden it is not known whether that is why: then it would be null.
    call: ([value = nullOf()]) =>
      hasHidden(value)
        ? withMark(unknown(operation('ephemeralasnull', [value]), dynamicType), isSensitive(value))
        : value,
  },
];

/** A conversion takes null and what is unknown as it is, and leaves marks where they are. */
function conversion(name: string, type: Type): TerraformFunction {
  return {
    name,
    parameters: [{ name: 'v', type: dynamicType, nullable: true, acceptsUnknown: true, keepsMarks: 'all' }],
    returns: type,
    call: ([value = nullOf()]): TerraformValue => {
      try {
        return convert(value, type);
      } catch (error) {
        if (error instanceof ConversionError) throw new FunctionError(error.message, 0);
        throw error;
      }
    },
  };
}
