import type { TerraformFunction } from '../function.ts';
import { caseFunctions } from './case.ts';
import { characterFunctions } from './characters.ts';
import { formatFunctions } from './format.ts';
import { regexFunctions } from './regex.ts';
import { replaceFunctions } from './replace.ts';
import { searchFunctions } from './search.ts';
import { splitAndJoinFunctions } from './split-and-join.ts';
import { templateFunctions } from './template.ts';
import { trimFunctions } from './trim.ts';

/** Terraform's string functions. */
export const stringFunctions: readonly TerraformFunction[] = [
  ...caseFunctions,
  ...characterFunctions,
  ...formatFunctions,
  ...regexFunctions,
  ...replaceFunctions,
  ...searchFunctions,
  ...splitAndJoinFunctions,
  ...templateFunctions,
  ...trimFunctions,
];
