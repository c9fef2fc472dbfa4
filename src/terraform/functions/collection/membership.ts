import type { TerraformValue } from '../../../model/value.ts';
import { rawEquals } from '../../evaluate/equality.ts';
import { jsonencode } from '../../evaluate/json.ts';
import { isWhollyKnown } from '../../evaluate/value-parts.ts';
import { FunctionError } from '../function.ts';

/** More comparisons of values that are not wholly known would take too long. */
const mostComparisons = 20_000_000;

/** Values that have been met, to be asked whether another is among them. */
export interface Membership {
  add(value: TerraformValue): void;
  /** As `==` has it; undefined when it depends on what is not known. */
  has(value: TerraformValue): boolean | undefined;
}

/** Takes constant time for wholly known values among such, by their JSON text: equal values have equal texts. */
export function membership(values: Iterable<TerraformValue> = []): Membership {
  const known = new Map<string, TerraformValue[]>();
  const partial: TerraformValue[] = [];
  let count = 0;
  let comparisons = 0;
  const compare = (value: TerraformValue, others: Iterable<TerraformValue>, size: number): boolean | undefined => {
    comparisons += size;
    if (comparisons > mostComparisons) throw new FunctionError('there are too many values to compare');
    let answer: boolean | undefined = false;
    for (const other of others) {
      const equal = rawEquals(other, value);
      if (equal === true) return true;
      if (equal === undefined) answer = undefined;
    }
    return answer;
  };
  const add = (value: TerraformValue): void => {
    count++;
    if (!isWhollyKnown(value)) {
      partial.push(value);
      return;
    }
    const key = keyOf(value);
    const bucket = known.get(key);
    if (bucket === undefined) known.set(key, [value]);
    else bucket.push(value);
  };
  for (const value of values) add(value);
  return {
    add,
    has(value) {
      if (!isWhollyKnown(value)) return compare(value, [...known.values()].flat().concat(partial), count);
      const bucket = known.get(keyOf(value)) ?? [];
      if (compare(value, bucket, bucket.length) === true) return true;
      return compare(value, partial, partial.length);
    },
  };
}

function keyOf(value: TerraformValue): string {
  if (value.kind === 'string') return value.value;
  const text = jsonencode(value);
  return text.kind === 'string' ? text.value : '';
}
