import { collectionFunctions } from './collection/collection.ts';
import { dateAndTimeFunctions } from './date-and-time/date-and-time.ts';
import { encodingFunctions } from './encoding/encoding.ts';
import { filesystemFunctions } from './filesystem/filesystem.ts';
import type { TerraformFunction } from './function.ts';
import { hashAndCryptoFunctions } from './hash-and-crypto.ts';
import { ipNetworkFunctions } from './ip-network/ip-network.ts';
import { numericFunctions } from './numeric.ts';
import { stringFunctions } from './string/string.ts';
import { typeConversionFunctions } from './type-conversion.ts';

/** The families of Terraform's documentation, in its order. */
const families: readonly (readonly TerraformFunction[])[] = [
  numericFunctions,
  stringFunctions,
  collectionFunctions,
  encodingFunctions,
  filesystemFunctions,
  dateAndTimeFunctions,
  hashAndCryptoFunctions,
  ipNetworkFunctions,
  typeConversionFunctions,
];

/**
 * Terraform's built-in functions by name. `try` and `can` are not here: they catch the errors of their arguments, so
 * the evaluator has them. https://developer.hashicorp.com/terraform/language/functions
 */
export const functions: ReadonlyMap<string, TerraformFunction> = new Map(families.flat().map((fn) => [fn.name, fn]));
