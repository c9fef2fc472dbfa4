import { dnsSuffixOf } from '../model/partition.ts';
import type { KnownAttributes, Resource, Stack } from '../model/stack.ts';
import type { StringValue, TemplateValue, TerraformValue } from '../model/value.ts';
import { string } from '../terraform/evaluate/value.ts';
import { isWhollyKnown } from '../terraform/evaluate/value-parts.ts';
import { placeUnknowns, placeValues } from '../terraform/stack/place.ts';

/**
 * Joins what several parties know. Returns the first map itself when the others add nothing to it. What is known first
 * stays, and only what is known better takes its place: so the rounds of a run come to an end.
 */
export function mergeKnown(sources: readonly KnownAttributes[]): KnownAttributes {
  const [first = new Map<string, ReadonlyMap<string, TerraformValue>>(), ...others] = sources;
  // Most of what is known stays as it was, so that only what grows is copied.
  let merged: Map<string, ReadonlyMap<string, TerraformValue>> | undefined;
  for (const source of others) {
    for (const [address, attributes] of source) {
      const before = (merged ?? first).get(address);
      const grown = mergeAttributes(before, attributes);
      if (grown === undefined) continue;
      merged ??= new Map(first);
      merged.set(address, grown);
    }
  }
  return merged ?? first;
}

/** What is known of one address by either; undefined when the second adds nothing. */
function mergeAttributes(
  first: ReadonlyMap<string, TerraformValue> | undefined,
  second: ReadonlyMap<string, TerraformValue>,
): ReadonlyMap<string, TerraformValue> | undefined {
  if (first === undefined) return second.size === 0 ? undefined : second;
  let merged: Map<string, TerraformValue> | undefined;
  for (const [name, value] of second) {
    const before = first.get(name);
    if (before !== undefined && certainty(before) >= certainty(value)) continue;
    merged ??= new Map(first);
    merged.set(name, value);
  }
  return merged;
}

/** Not known (perhaps with the reason), known by its form, known in part, known. */
function certainty(value: TerraformValue): 0 | 1 | 2 | 3 {
  if (value.kind === 'unknown') return 'filledBy' in value.because ? 1 : 0;
  return isWhollyKnown(value) ? 3 : 2;
}

/** The data sources that the place itself answers: `aws_caller_identity`, `aws_region` and `aws_partition`. */
export function learnPlace(stack: Stack): KnownAttributes {
  const known = new Map<string, ReadonlyMap<string, TerraformValue>>();
  for (const resource of stack.resources) {
    if (resource.mode !== 'data') continue;
    const attributes = placeAttributes(resource, stack);
    if (attributes.size > 0) known.set(resource.address, attributes);
  }
  return known;
}

/** A data source does not tell where the code wrote it. */
function unplaced({ at: _at, ...value }: StringValue | TemplateValue): TerraformValue {
  return value;
}

function placeAttributes(resource: Resource, stack: Stack): ReadonlyMap<string, TerraformValue> {
  const known = new Map<string, TerraformValue>();
  const tell = (names: readonly string[], value: TerraformValue | undefined) => {
    if (value !== undefined) for (const name of names) known.set(name, value);
  };
  // What is told first stays, so nothing is told of a place that a data source may still change.
  if (placeUnknowns(resource, stack).some(({ kind }) => kind === 'data')) return known;
  const { account, region, partition } = placeValues(resource, stack);
  switch (resource.type) {
    case 'aws_caller_identity':
      tell(['account_id', 'id'], account);
      break;
    case 'aws_region':
      tell(['name', 'id', 'region'], region === undefined || region.kind === 'unknown' ? undefined : unplaced(region));
      break;
    case 'aws_partition': {
      const suffix = partition === undefined ? undefined : dnsSuffixOf(partition.value);
      tell(['partition', 'id'], partition);
      tell(['dns_suffix'], suffix === undefined ? undefined : string(suffix));
      tell(['reverse_dns_prefix'], suffix === undefined ? undefined : string(suffix.split('.').reverse().join('.')));
      break;
    }
  }
  return known;
}
