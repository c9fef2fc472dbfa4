import { collectionFunctions } from './collection.ts';
import { conversionFunctions } from './conversion.ts';
import { cryptoFunctions } from './crypto.ts';
import { encodingFunctions } from './encoding.ts';
import { filesystemFunctions } from './filesystem.ts';
import { formatFunctions } from './format.ts';
import type { TerraformFunction } from './function.ts';
import { letterFunctions } from './letters.ts';
import { mappingFunctions } from './mapping.ts';
import { networkFunctions } from './network.ts';
import { neverKnownFunctions, removedFunctions } from './never-known.ts';
import { numericFunctions } from './numeric.ts';
import { regexFunctions } from './regex.ts';
import { searchFunctions } from './search.ts';
import { sequenceFunctions } from './sequence.ts';
import { setFunctions } from './sets.ts';
import { stringFunctions } from './string.ts';
import { timeFunctions } from './time.ts';

const all: readonly TerraformFunction[] = [
  ...stringFunctions,
  ...letterFunctions,
  ...formatFunctions,
  ...regexFunctions,
  ...sequenceFunctions,
  ...searchFunctions,
  ...mappingFunctions,
  ...setFunctions,
  ...collectionFunctions,
  ...conversionFunctions,
  ...numericFunctions,
  ...encodingFunctions,
  ...filesystemFunctions,
  ...networkFunctions,
  ...cryptoFunctions,
  ...timeFunctions,
  ...neverKnownFunctions,
  ...removedFunctions,
];

/**
 * Terraform's built-in functions by name. `try` and `can` are not here: they catch the errors of their arguments, so the evaluator has
 * them. https://developer.hashicorp.com/terraform/language/functions
 */
export const functions: ReadonlyMap<string, TerraformFunction> = new Map(all.map((fn) => [fn.name, fn]));
