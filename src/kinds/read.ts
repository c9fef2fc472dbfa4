import type { CollectionOf, MapOf, Members, RecordOf } from '../compare/declared.ts';
import {
  type DeclaredBlock,
  type DeclaredBlocks,
  readList,
  readObject,
  readStringLike,
  readText,
  type Value,
} from '../model/declared.ts';
import type { Text } from '../model/secret/secret.ts';
import type { SourceRange } from '../model/source.ts';
import type { TerraformValue } from '../model/value.ts';

/** Reads a declared value into its form of a model; undefined when it is not declared. */
export type Reader<D> = (value: TerraformValue | undefined) => D | undefined;

/**
 * Reads an object as a record. Keys are matched without regard to case, as the provider decodes the JSON of
 * `container_definitions` (https://pkg.go.dev/encoding/json#Unmarshal); of several that are one the last holds, and keys
 * that the model does not have are ignored, as there.
 *
 * @param read reads the members, each by its key
 */
export function readRecord<M extends object>(
  value: TerraformValue | undefined,
  read: (entry: (key: string) => TerraformValue | undefined) => Members<M>,
): RecordOf<M> | undefined {
  const found = readObject(value);
  if (found === undefined) return undefined;
  if ('unknown' in found)
    return { state: 'unknown', because: found.unknown, ...nullness(found), ...marked(found), ...placed(found.at) };
  const byName = new Map([...found.entries].map(([key, entry]) => [key.toLowerCase(), entry]));
  return {
    state: 'record',
    members: read((key) => byName.get(key.toLowerCase())),
    ...(found.open === undefined ? {} : { open: found.open }),
    ...marked(found),
    ...placed(found.at),
  };
}

/** Reads the blocks of one type as a collection; `at` is where the collection is declared as far as it has a place. */
export function readBlocks<D>(blocks: DeclaredBlocks, read: (block: DeclaredBlock) => D): CollectionOf<D> | undefined {
  if (blocks.blocks.length === 0 && blocks.open === undefined) return undefined;
  const at = blocks.blocks[0]?.at ?? blocks.open?.template[0]?.at;
  return {
    state: 'collection',
    elements: blocks.blocks.map(read),
    ...(blocks.open === undefined ? {} : { open: blocks.open.because }),
    ...marked(blocks),
    ...placed(at),
  };
}

/**
 * Reads a list, set or tuple element by element. Null elements and objects without a member are left out, as the
 * provider leaves them out of `container_definitions`.
 */
export function collectionReader<D>(read: Reader<D>): Reader<CollectionOf<D>> {
  return (value) => {
    const list = readList(value);
    if (list === undefined) return undefined;
    if ('unknown' in list)
      return { state: 'unknown', because: list.unknown, ...nullness(list), ...marked(list), ...placed(list.at) };
    const elements = list.elements.flatMap((element) => {
      if (isZero(element)) return [];
      const one = read(element);
      return one === undefined ? [] : [one];
    });
    return {
      state: 'collection',
      // In the room that it takes: what is declared stays for the whole run.
      elements: elements.slice(),
      ...(list.open === undefined ? {} : { open: list.open }),
      ...marked(list),
      ...placed(list.at),
    };
  };
}

/** Reads a collection of texts as they are. */
export const plainTexts = collectionReader(readStringLike);

/**
 * Reads a text that is sealed when it looks secret. One that Terraform marks keeps the mark instead, so that it can
 * still name an element.
 */
export const readSealed: Reader<Value<Text>> = (value) => {
  const plain = readStringLike(value);
  return plain?.state === 'known' && plain.sensitive ? plain : readText(value);
};

/** Reads a map or object of texts; an entry's key is the name that its value is judged by. */
export const textMapReader: Reader<MapOf<Value<Text>>> = (value) => {
  const read = readObject(value);
  if (read === undefined) return undefined;
  if ('unknown' in read)
    return { state: 'unknown', because: read.unknown, ...nullness(read), ...marked(read), ...placed(read.at) };
  const entries = [...read.entries].flatMap(([key, entry]) => {
    const one = readText(entry, key);
    return one === undefined ? [] : [[key, one] as const];
  });
  return {
    state: 'map',
    entries: new Map(entries),
    ...(read.secretKeys === undefined ? {} : { secretKeys: read.secretKeys }),
    ...(read.open === undefined ? {} : { open: read.open }),
    ...marked(read),
    ...placed(read.at),
  };
};

/** Null, or an object with nothing but nulls. */
function isZero(value: TerraformValue): boolean {
  if (value.kind === 'null') return true;
  if ((value.kind !== 'object' && value.kind !== 'map') || value.open !== undefined) return false;
  return [...value.entries.values()].every((entry) => entry.kind === 'null');
}

function nullness({ notNull }: { readonly notNull?: true }): { readonly notNull?: true } {
  return notNull === undefined ? {} : { notNull };
}

function marked({ sensitive }: { readonly sensitive?: true }): { readonly sensitive?: true } {
  return sensitive === undefined ? {} : { sensitive };
}

function placed(at: SourceRange | undefined): { readonly at?: SourceRange } {
  return at === undefined ? {} : { at };
}
