import { type Comparison, nothingCompared } from '../compare/comparison.ts';
import type { MapOf } from '../compare/declared.ts';
import { map } from '../compare/map.ts';
import { text } from '../compare/scalar.ts';
import type { Shape } from '../compare/shape.ts';
import { attribute, blocks, type DeclaredBody, readList, readStringLike, type Value } from '../model/declared.ts';
import type { Text } from '../model/secret/secret.ts';
import type { Resource, Stack } from '../model/stack.ts';
import type { ArgumentRow } from './member.ts';
import { textMapReader } from './read.ts';

/** A tag as AWS answers with it. */
interface TagOfAws {
  readonly key?: string | undefined;
  readonly value?: Text | undefined;
}

/** The tags that a resource declares, and which ones are not its business. */
export interface DeclaredTags {
  /** Its own over those of its provider's `default_tags`; undefined when there are none. */
  readonly tags: MapOf<Value<Text>> | undefined;
  /** Keys, and what keys begin with, that its provider's `ignore_tags` keeps Terraform from seeing. */
  readonly ignored: IgnoredTags;
}

interface IgnoredTags {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
}

/**
 * Reads the tags of a resource. A plan and a state hold them whole in `tags_all`; code holds them in two places.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging
 */
export function declaredTags(resource: Resource, stack: Stack): DeclaredTags {
  const provider = resource.provider === undefined ? undefined : stack.providers[resource.provider]?.body;
  const own = textMapReader(attribute(resource.body, 'tags'));
  const all = textMapReader(attribute(resource.body, 'tags_all'));
  const tags = all?.state === 'map' ? all : merged(defaultTags(provider), own);
  return { tags, ignored: ignoredTags(provider) };
}

/** The tags that a resource has when all that it declares is there, as in a state; undefined when that is not known. */
export function knownTags({ tags }: DeclaredTags): { readonly key: string; readonly value: Text }[] | undefined {
  if (tags === undefined) return [];
  if (tags.state === 'unknown' || tags.open !== undefined) return undefined;
  const known = [...tags.entries].flatMap(([key, value]) =>
    value.state === 'known' ? [{ key, value: value.value }] : [],
  );
  return known.length === tags.entries.size ? known : undefined;
}

/**
 * Compares tags; `live` undefined means that AWS was not asked for them. Tags of AWS itself are nobody's to declare.
 */
export function compareTags({ tags, ignored }: DeclaredTags, live: readonly TagOfAws[] | undefined): Comparison {
  if (live === undefined) return nothingCompared;
  const counts = (key: string) =>
    !key.startsWith('aws:') &&
    !ignored.keys.includes(key) &&
    !ignored.prefixes.some((prefix) => key.startsWith(prefix));
  const there = new Map(
    live.flatMap(({ key, value = '' }) => (key !== undefined && counts(key) ? [[key, value] as const] : [])),
  );
  const declared =
    tags?.state === 'map' ? { ...tags, entries: new Map([...tags.entries].filter(([key]) => counts(key))) } : tags;
  return tagMap(declared, there, { path: [{ field: 'tags' }] });
}

/** What names the tags of a resource, and which of them. */
export const tagRows: readonly ArgumentRow[] = ['tags', 'tags_all'].map((name) => ({
  field: 'tags',
  path: [name],
  isMap: true,
}));

const tagMap = map<Value<Text>, Text>(text());

/** What {@link compareTags} says of itself. */
export const tagShape: Shape = { kind: 'map' };

function defaultTags(provider: DeclaredBody | undefined): MapOf<Value<Text>> | undefined {
  const block = provider && blocks(provider, 'default_tags').blocks[0];
  return block && textMapReader(attribute(block.body, 'tags'));
}

/** What is not known of either may hold any key, and overrule any other. */
function merged(
  defaults: MapOf<Value<Text>> | undefined,
  own: MapOf<Value<Text>> | undefined,
): MapOf<Value<Text>> | undefined {
  if (defaults === undefined || own === undefined) return own ?? defaults;
  if (own.state === 'unknown') return own;
  if (defaults.state === 'unknown') {
    return { ...own, open: defaults.because, ...(defaults.sensitive ? { sensitive: true } : {}) };
  }
  const open = own.open ?? defaults.open;
  return {
    ...own,
    ...(defaults.sensitive ? { sensitive: true } : {}),
    entries: new Map([...defaults.entries, ...own.entries]),
    secretKeys: new Set([...(defaults.secretKeys ?? []), ...(own.secretKeys ?? [])]),
    ...(open === undefined ? {} : { open }),
  };
}

function ignoredTags(provider: DeclaredBody | undefined): IgnoredTags {
  const block = provider && blocks(provider, 'ignore_tags').blocks[0];
  if (block === undefined) return { keys: [], prefixes: [] };
  return { keys: textsOf(block.body, 'keys'), prefixes: textsOf(block.body, 'key_prefixes') };
}

function textsOf(body: DeclaredBody, name: string): readonly string[] {
  const read = readList(attribute(body, name));
  if (read === undefined || 'unknown' in read) return [];
  return read.elements.flatMap((element) => {
    const one = readStringLike(element);
    return one?.state === 'known' ? [one.value] : [];
  });
}
