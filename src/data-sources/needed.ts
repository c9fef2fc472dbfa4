import { typeOfAddress } from '../model/address.ts';
import type { ResolvedBlock, ResolvedBody, Resource, Stack } from '../model/stack.ts';
import type { TerraformValue, Unknown } from '../model/value.ts';
import { unknownsIn } from '../terraform/evaluate/value-parts.ts';
import { placeUnknowns } from '../terraform/stack/place.ts';

/**
 * Which attributes of which data sources, or resources that are asked about alike, something depends on, by address;
 * `''` stands for one as a whole.
 */
export type NeededData = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The data sources that decide something compared: those that the unknown parts of resources of these types come from,
 * and those that the arguments of such a data source come from.
 *
 * What a service's `task_definition` comes from is not among them: it is followed in the code, to the family.
 *
 * @param made the types of resources that are asked about as data sources are
 */
export function neededData(stack: Stack, types: ReadonlySet<string>, made: ReadonlySet<string>): NeededData {
  const needed = new Map<string, Set<string>>();
  const byAddress = new Map(stack.resources.map((resource) => [resource.address, resource]));
  const waiting: Unknown[] = [];
  const need = (resource: Resource, without?: string): void => {
    waiting.push(...bodyUnknowns(resource.body, without));
    if (resource.expansion !== undefined) waiting.push(resource.expansion);
    waiting.push(...placeUnknowns(resource, stack));
  };
  for (const resource of stack.resources) {
    if (resource.mode !== 'managed' || !types.has(resource.type)) continue;
    need(resource, resource.type === 'aws_ecs_service' ? 'task_definition' : undefined);
  }
  for (const hole of stack.holes) if ('because' in hole) waiting.push(hole.because);
  for (let unknown = waiting.pop(); unknown !== undefined; unknown = waiting.pop()) {
    if (unknown.kind === 'operation' || unknown.kind === 'expansion') waiting.push(...unknown.from);
    if (unknown.kind !== 'data' && unknown.kind !== 'resource') continue;
    if (unknown.kind === 'resource' && !made.has(typeOfAddress(unknown.address))) continue;
    const [attribute = ''] = unknown.path;
    const before = needed.get(unknown.address);
    if (before === undefined) {
      const source = byAddress.get(unknown.address);
      if (source !== undefined) need(source);
    }
    needed.set(unknown.address, new Set([...(before ?? []), String(attribute)]));
  }
  return needed;
}

function bodyUnknowns({ attributes, blocks }: ResolvedBody, without?: string): Unknown[] {
  const nested = (all: readonly ResolvedBlock[]) => all.flatMap(({ body }) => bodyUnknowns(body));
  const values: TerraformValue[] = [...attributes].flatMap(([name, { value }]) => (name === without ? [] : [value]));
  return [
    ...values.flatMap(unknownsIn),
    ...[...blocks.values()].flatMap(({ blocks: written, open }) => [
      ...nested(written),
      ...(open === undefined ? [] : [open.because, ...nested(open.template)]),
    ]),
  ];
}
