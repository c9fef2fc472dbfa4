import type { CollectionOf, Declared, KnownRecord, MapOf, Members, RecordOf } from '../compare/declared.ts';
import {
  attribute,
  type DeclaredBlock,
  type DeclaredBlocks,
  type DeclaredBody,
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

/** How every member of a record is read. */
export type Readers<M> = { readonly [K in keyof M]-?: Reader<Declared<NonNullable<M[K]>>> };

/**
 * Reads an object as a record. Keys are matched without regard to case, as the provider decodes the JSON of `container_definitions`
 * (https://pkg.go.dev/encoding/json#Unmarshal); keys that the model does not have are ignored, as there.
 */
export function recordReader<M extends object>(readers: Readers<M>): Reader<RecordOf<M>> {
  return (value) => {
    const read = readObject(value);
    if (read === undefined) return undefined;
    if ('unknown' in read) return { state: 'unknown', because: read.unknown, ...marked(read), ...placed(read.at) };
    const byName = new Map([...read.entries].map(([key, entry]) => [key.toLowerCase(), entry]));
    const members = readMembers(readers, (name) => read.entries.get(name) ?? byName.get(name.toLowerCase()));
    return {
      state: 'record',
      members,
      ...(read.open === undefined ? {} : { open: read.open }),
      ...marked(read),
      ...placed(read.at),
    };
  };
}

/** Reads a block as a record: `argument` tells what the argument of a member is called. */
export function readBlock<M extends object>(
  block: { readonly body: DeclaredBody; readonly at: SourceRange },
  readers: Readers<M>,
  argument: Readonly<Record<Extract<keyof M, string>, string>>,
): KnownRecord<M> {
  const members = readMembers(readers, (name) => attribute(block.body, argument[name]));
  return { state: 'record', members, at: block.at };
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
 * Reads a list, set or tuple element by element. Null elements and objects without a member are left out, as the provider leaves
 * them out of `container_definitions`.
 */
export function collectionReader<D>(read: Reader<D>): Reader<CollectionOf<D>> {
  return (value) => {
    const list = readList(value);
    if (list === undefined) return undefined;
    if ('unknown' in list) return { state: 'unknown', because: list.unknown, ...marked(list), ...placed(list.at) };
    const elements = list.elements.flatMap((element) => {
      if (isZero(element)) return [];
      const one = read(element);
      return one === undefined ? [] : [one];
    });
    return {
      state: 'collection',
      elements,
      ...(list.open === undefined ? {} : { open: list.open }),
      ...marked(list),
      ...placed(list.at),
    };
  };
}

/** Reads a text that is sealed when it looks secret. One that Terraform marks keeps the mark instead, so that it can still name an element. */
export const readSealed: Reader<Value<Text>> = (value) => {
  const plain = readStringLike(value);
  return plain?.state === 'known' && plain.sensitive ? plain : readText(value);
};

/** Reads a map or object of texts; an entry's key is the name that its value is judged by. */
export const textMapReader: Reader<MapOf<Value<Text>>> = (value) => {
  const read = readObject(value);
  if (read === undefined) return undefined;
  if ('unknown' in read) return { state: 'unknown', because: read.unknown, ...marked(read), ...placed(read.at) };
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

function readMembers<M extends object>(
  readers: Readers<M>,
  argument: (name: Extract<keyof M, string>) => TerraformValue | undefined,
): Members<M> {
  const members: { -readonly [K in keyof M]?: Declared<NonNullable<M[K]>> | undefined } = {};
  const readMember = <K extends Extract<keyof M, string>>(name: K) => {
    const read: Reader<Declared<NonNullable<M[K]>>> = readers[name];
    const member = read(argument(name));
    if (member !== undefined) members[name] = member;
  };
  for (const name in readers) readMember(name);
  return members;
}

/** Null, or an object with nothing but nulls. */
function isZero(value: TerraformValue): boolean {
  if (value.kind === 'null') return true;
  if ((value.kind !== 'object' && value.kind !== 'map') || value.open !== undefined) return false;
  return [...value.entries.values()].every((entry) => entry.kind === 'null');
}

function marked({ sensitive }: { readonly sensitive?: true }): { readonly sensitive?: true } {
  return sensitive === undefined ? {} : { sensitive };
}

function placed(at: SourceRange | undefined): { readonly at?: SourceRange } {
  return at === undefined ? {} : { at };
}
