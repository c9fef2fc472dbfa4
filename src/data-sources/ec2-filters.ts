import type { Ec2Filters } from '../aws/reads/ec2-filters.ts';
import { blocks } from '../model/declared.ts';
import { filterFor } from '../model/filter-value.ts';
import { hasHidden } from '../model/secret/secrecy.ts';
import type { Resource } from '../model/stack.ts';
import { textArguments, textOf } from './arguments.ts';

/**
 * The filters that an EC2 data source sends: those of its own arguments, one `tag:…` for each of its `tags`, and its
 * `filter` blocks. undefined when not all of them are known, or when two have one name (EC2 takes both, and a question
 * of ours holds one).
 *
 * @param byArgument the filter that an argument is sent as, by the argument's name
 */
export function ec2Filters(resource: Resource, byArgument: Readonly<Record<string, string>>): Ec2Filters | undefined {
  const entries: [string, readonly string[]][] = [];
  const given = textArguments(resource, Object.keys(byArgument));
  if (given === undefined) return undefined;
  for (const [argument, filter] of Object.entries(byArgument)) {
    const text = given[argument];
    // The provider sends `default` and `default_for_az` only when they are true, and an id as an id.
    if (text !== undefined && text !== 'false') entries.push([filter, [argument === 'id' ? filterFor(text) : text]]);
  }
  const tags = tagFilters(resource);
  const blocks = filterBlocks(resource);
  if (tags === undefined || blocks === undefined) return undefined;
  entries.push(...tags, ...blocks);
  const names = new Set(entries.map(([name]) => name));
  return names.size === entries.length ? Object.fromEntries(entries) : undefined;
}

function tagFilters({ body }: Resource): [string, readonly string[]][] | undefined {
  const tags = body.attributes.get('tags')?.value;
  if (tags === undefined || tags.kind === 'null') return [];
  if ((tags.kind !== 'map' && tags.kind !== 'object') || tags.open !== undefined || tags.sensitive || hasHidden(tags))
    return undefined;
  const entries: [string, readonly string[]][] = [];
  for (const [key, value] of tags.entries) {
    const text = textOf(value);
    if (text === undefined) return undefined;
    entries.push([`tag:${key}`, [text]]);
  }
  return entries;
}

function filterBlocks({ body }: Resource): [string, readonly string[]][] | undefined {
  const written = blocks(body, 'filter');
  if (written.open !== undefined) return undefined;
  const entries: [string, readonly string[]][] = [];
  for (const block of written.blocks) {
    const name = block.body.attributes.get('name')?.value;
    const values = block.body.attributes.get('values')?.value;
    if (name?.kind !== 'string' || values === undefined || !('elements' in values)) return undefined;
    if (values.open !== undefined || values.sensitive || hasHidden(values)) return undefined;
    const texts = values.elements.map(textOf);
    if (!texts.every((text) => text !== undefined)) return undefined;
    entries.push([name.value, texts]);
  }
  return entries;
}
