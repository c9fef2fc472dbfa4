import type { TerraformFunction } from '../function.ts';
import { aggregateFunctions } from './aggregate.ts';
import { chooseFunctions } from './choose.ts';
import { listFunctions } from './list.ts';
import { mapFunctions } from './map.ts';
import { removedFunctions } from './removed.ts';
import { searchFunctions } from './search.ts';
import { selectFunctions } from './select.ts';
import { setFunctions } from './set.ts';

/** Terraform's collection functions. */
export const collectionFunctions: readonly TerraformFunction[] = [
  ...aggregateFunctions,
  ...chooseFunctions,
  ...listFunctions,
  ...mapFunctions,
  ...removedFunctions,
  ...searchFunctions,
  ...selectFunctions,
  ...setFunctions,
];
