import type { Resource, Stack } from '../../src/model/stack.ts';
import type { TerraformValue } from '../../src/model/value.ts';
import type { JsonObject } from './scene.ts';
import type { Told } from './table-changes.ts';

/* The changes to tags, which AWS answers with in two spellings. */

export interface TagChange {
  readonly what: string;
  readonly tags: readonly JsonObject[];
  /** Absent where it means the same. */
  readonly key?: string;
  readonly change: Told['change'];
}

/** Every change to some tags, of which the members are called `keyed` and `valued`. */
export function tagChanges(tags: readonly JsonObject[], keyed: string, valued: string): readonly TagChange[] {
  const own = tags.filter((tag) => !String(tag[keyed]).startsWith('aws:'));
  const tag = (key: string): JsonObject => ({ [keyed]: key, [valued]: 'zzz' });
  return [
    { what: 'add a tag', tags: [...tags, tag('zzz')], key: 'zzz', change: 'extra' },
    { what: 'add a tag of AWS', tags: [...tags, tag('aws:zzz')], change: 'extra' },
    { what: 'turn the tags round', tags: tags.toReversed(), change: 'changed' },
    ...own.flatMap((one): TagChange[] => {
      const key = String(one[keyed]);
      const changed = tags.map((other) => (other === one ? { ...one, [valued]: `${String(one[valued])}x` } : other));
      return [
        { what: `change the tag ${key}`, tags: changed, key, change: 'changed' },
        { what: `take the tag ${key} away`, tags: tags.filter((other) => other !== one), key, change: 'missing' },
      ];
    }),
  ];
}

/**
 * Whether the provider of a resource keeps Terraform from seeing a tag.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs#ignore_tags-configuration-block
 */
export function ignoresTag(stack: Stack, { provider }: Resource, key: string): boolean {
  const body = provider === undefined ? undefined : stack.providers[provider]?.body;
  const ignored = body?.blocks.get('ignore_tags')?.blocks ?? [];
  return ignored.some(
    ({ body: { attributes } }) =>
      textsOf(attributes.get('keys')?.value).includes(key) ||
      textsOf(attributes.get('key_prefixes')?.value).some((prefix) => key.startsWith(prefix)),
  );
}

/** The texts of a list. */
export function textsOf(value: TerraformValue | undefined): readonly string[] {
  if (value?.kind !== 'tuple' && value?.kind !== 'list' && value?.kind !== 'set') return [];
  return value.elements.flatMap((one) => (one.kind === 'string' ? [one.value] : []));
}
