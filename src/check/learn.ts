import { regionOf } from '../kinds/region.ts';
import type { KnownAttributes, Resource, Stack } from '../model/stack.ts';
import type { TerraformValue } from '../model/value.ts';
import { isWhollyKnown } from '../terraform/evaluate/value.ts';
import { accountOf } from '../terraform/predicted/predict.ts';
import type { Place } from './place.ts';

/**
 * Joins what several parties know. Returns the first map itself when the others add nothing to it. What is known first stays, and only what
 * is known better takes its place: so the rounds of a run come to an end.
 */
export function mergeKnown(sources: readonly KnownAttributes[]): KnownAttributes {
  const [first = new Map<string, ReadonlyMap<string, TerraformValue>>(), ...others] = sources;
  const merged = new Map<string, Map<string, TerraformValue>>();
  for (const [address, attributes] of first) merged.set(address, new Map(attributes));
  let grown = false;
  for (const source of others) {
    for (const [address, attributes] of source) {
      const target = merged.get(address) ?? new Map<string, TerraformValue>();
      for (const [name, value] of attributes) {
        const before = target.get(name);
        if (before !== undefined && certainty(before) >= certainty(value)) continue;
        target.set(name, value);
        grown = true;
      }
      if (target.size > 0) merged.set(address, target);
    }
  }
  return grown ? merged : first;
}

/** Not known (perhaps with the reason), known in part, known. */
function certainty(value: TerraformValue): 0 | 1 | 2 {
  if (value.kind === 'unknown') return 0;
  return isWhollyKnown(value) ? 2 : 1;
}

/** The data sources that the place itself answers: `aws_caller_identity`, `aws_region` and `aws_partition`. */
export function learnPlace(stack: Stack, place: Place): KnownAttributes {
  const known = new Map<string, ReadonlyMap<string, TerraformValue>>();
  for (const resource of stack.resources) {
    if (resource.mode !== 'data') continue;
    const attributes = placeAttributes(resource, stack, place);
    if (attributes.size > 0) known.set(resource.address, attributes);
  }
  return known;
}

function placeAttributes(resource: Resource, stack: Stack, place: Place): ReadonlyMap<string, TerraformValue> {
  const known = new Map<string, TerraformValue>();
  const tell = (names: readonly string[], value: string | undefined) => {
    if (value !== undefined) for (const name of names) known.set(name, { kind: 'string', value });
  };
  switch (resource.type) {
    case 'aws_caller_identity':
      tell(['account_id', 'id'], accountOf(resource, stack, place));
      break;
    case 'aws_region':
      tell(['name', 'id', 'region'], regionOf(resource, stack) ?? place.region);
      break;
    case 'aws_partition':
      tell(['partition', 'id'], place.partition);
      tell(['dns_suffix'], place.partition === undefined ? undefined : dnsSuffix(place.partition));
      break;
  }
  return known;
}

/** The suffix of AWS's host names. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function dnsSuffix(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
