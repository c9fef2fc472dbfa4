import { isSecret, type Value } from '../model/declared.ts';
import { elementAt, formatPath, isWithin, type Path } from '../model/path.ts';
import { concealName } from '../model/secret/hidden.ts';
import { isRedactedName } from '../model/secret/redaction.ts';
import type { CollectionOf, KnownRecord, MapOf, RecordOf } from './declared.ts';
import type { KeyedShape, Shape } from './shape.ts';

/*
 * What of a declared thing may not be shown, by where it stands. What AWS has in the same place may not be shown
 * either, whatever it is: it may be the value from before, or the one that somebody set by hand.
 */

/** The secret places of one declared thing. */
export interface Marks {
  /** Where values are secret, with all that is in them. */
  readonly values: readonly MarkedValue[];
  readonly names: readonly MarkedNames[];
}

/** A value, or a set of values, that may not be shown. */
interface MarkedValue {
  readonly path: Path;
  /** It is secret only because a provider says so: ids, ARNs and blocks of addresses may be shown. */
  readonly bySchema?: true;
  /** The elements of a collection that may be shown. */
  readonly allBut?: ReadonlySet<string>;
}

/** Names of elements or entries that may not be shown. */
interface MarkedNames {
  /** The collection. */
  readonly within: Path;
  /** One name, or all but some. */
  readonly names: string | { readonly allBut: ReadonlySet<string> };
}

export const noMarks: Marks = { values: [], names: [] };

/** The marks of several things, or of several parts of one, as one. */
export function joinMarks(all: readonly Marks[]): Marks {
  const some = all.filter((marks) => marks.values.length > 0 || marks.names.length > 0);
  const [first] = some;
  if (first === undefined) return noMarks;
  if (some.length === 1) return first;
  return { values: some.flatMap(({ values }) => values), names: some.flatMap(({ names }) => names) };
}

type Part = { readonly state: string } | undefined;

/**
 * Where a declared value is secret, by Terraform's mark or by what it is.
 *
 * @param declared the declared form of a model, or of a part of one
 * @param shape what its comparer says of itself: elements are named as there
 */
export function marksOf(declared: Part, shape: Shape, path: Path = []): Marks {
  if (declared === undefined) return noMarks;
  if (isScalar(declared)) {
    const bySchema = declared.state === 'unknown' && declared.bySchema;
    return isSecret(declared) ? { values: [{ path, ...(bySchema && { bySchema }) }], names: [] } : noMarks;
  }
  if ('sensitive' in declared && declared.sensitive === true) {
    return { values: [{ path }], names: [{ within: path, names: { allBut: new Set() } }] };
  }
  switch (shape.kind) {
    case 'scalar':
      return isEntry(declared) ? { values: [{ path }], names: [] } : noMarks;
    case 'list':
      return isCollection(declared) && declared.elements.some(isSecretPart)
        ? { values: [{ path }], names: [] }
        : noMarks;
    case 'set':
      return isCollection(declared) ? marksOfSet(declared.elements, path) : noMarks;
    case 'map':
      return isMap(declared) ? marksOfMap(declared, path) : noMarks;
    case 'record':
      return isRecord(declared) ? marksOfRecord(declared, shape, path) : noMarks;
    case 'keyed':
      return isCollection(declared) ? marksOfKeyed(declared.elements, shape, path) : noMarks;
  }
}

/** An entry with a name and one value, which is secret: what differs is the entry, not a member of it. */
function isEntry(declared: Part): boolean {
  return (
    isRecord(declared) &&
    Object.entries(declared.members).some(([name, member]) => name !== 'name' && isPart(member) && isSecretPart(member))
  );
}

const scalarShape: Shape = { kind: 'scalar' };

function marksOfMap({ entries, secretKeys = new Set() }: KnownMapOf, path: Path): Marks {
  const own = [...entries].map(([key, entry]) => entryMarks(entry, path, key));
  const names = [...secretKeys].map((key) => ({ within: path, names: key }));
  return joinMarks([...own, { values: [], names }]);
}

function entryMarks(entry: Part, path: Path, key: string): Marks {
  return marksOf(entry, scalarShape, elementAt(path, key));
}

function marksOfRecord(
  { members }: KnownRecord<Readonly<Record<string, unknown>>>,
  { fields }: Extract<Shape, { kind: 'record' }>,
  path: Path,
): Marks {
  return joinMarks(
    Object.entries(members).map(([field, member]) =>
      isPart(member) ? marksOf(member, fields.get(field)?.shape ?? scalarShape, [...path, { field }]) : noMarks,
    ),
  );
}

/** A secret element is named by its value; so is whatever else stands there and is none of those that may be shown. */
function marksOfSet(elements: readonly Part[], path: Path): Marks {
  if (!elements.some(isSecretPart)) return noMarks;
  const plain = elements.flatMap((element) =>
    isScalar(element) && element.state === 'known' && !isSecret(element) ? [String(element.value)] : [],
  );
  const allBut = new Set(plain);
  return { values: [{ path, allBut }], names: [{ within: path, names: { allBut } }] };
}

function marksOfKeyed(elements: readonly Part[], shape: KeyedShape, path: Path): Marks {
  // The comparer that has made the shape takes elements of just this kind.
  const keyOf = shape.declaredKey as (declared: KnownRecord<object>) => Value<string> | undefined;
  const keys = elements.map((element) => (isRecord(element) ? keyOf(element) : undefined));
  const isSecretKey = (index: number): boolean => {
    const key = keys[index];
    return key === undefined ? isSecretPart(elements[index]) : isSecret(key);
  };
  const allBut = new Set(keys.flatMap((key) => (key?.state === 'known' && !isSecret(key) ? [key.value] : [])));
  // What AWS has besides may be what stood under the secret name before.
  const declared = new Set(keys.flatMap((key) => (key?.state === 'known' ? [key.value] : [])));
  const others: Marks = { values: [{ path, allBut: declared }], names: [{ within: path, names: { allBut } }] };
  return joinMarks([
    ...(elements.some((_, index) => isSecretKey(index)) ? [others] : []),
    ...elements.map((element, index): Marks => {
      const key = keys[index];
      if (key?.state !== 'known') return noMarks;
      const own = marksOf(element, shape.element, elementAt(path, key.value));
      return isSecret(key) ? joinMarks([own, { values: [], names: [{ within: path, names: key.value }] }]) : own;
    }),
  ]);
}

/** Whether a scalar, or a whole composite, is secret. */
function isSecretPart(part: Part): boolean {
  if (part === undefined) return false;
  return isScalar(part) ? isSecret(part) : 'sensitive' in part && part.sensitive === true;
}

function isPart(value: unknown): value is NonNullable<Part> {
  return typeof value === 'object' && value !== null && 'state' in value;
}
function isScalar(part: Part): part is Value<unknown> {
  return part?.state === 'known' || part?.state === 'partial' || part?.state === 'unknown';
}
function isCollection(part: Part): part is Exclude<CollectionOf<NonNullable<Part>>, { state: 'unknown' }> {
  return part?.state === 'collection';
}
type KnownMapOf = Exclude<MapOf<NonNullable<Part>>, { state: 'unknown' }>;
function isMap(part: Part): part is KnownMapOf {
  return part?.state === 'map';
}
function isRecord(part: Part): part is Exclude<RecordOf<Readonly<Record<string, unknown>>>, { state: 'unknown' }> {
  return part?.state === 'record';
}

/** Applies marks to paths. */
export interface Concealer {
  /** Whether what stands at a path, or a part of it, is secret. */
  isSecret(path: Path): boolean;
  /** The path with its secret names concealed. */
  path(path: Path): Path;
  /** Whether a name is secret in any place. */
  isSecretName(name: string): boolean;
}

export function concealer(marks: Marks): Concealer {
  const single = new Set<string>();
  const all = new Set<string>();
  const others = new Map<string, ReadonlySet<string>[]>();
  for (const { within, names } of marks.names) {
    const collection = formatPath(within);
    if (typeof names === 'string') {
      single.add(formatPath(elementAt(within, names)));
      all.add(names);
    } else others.set(collection, [...(others.get(collection) ?? []), names.allBut]);
  }
  const isMarked = (collection: Path, name: string): boolean =>
    single.has(formatPath(elementAt(collection, name))) ||
    others.get(formatPath(collection))?.some((shown) => !shown.has(name)) === true;
  return {
    isSecretName: (name) => all.has(name),
    isSecret: (path) =>
      isRedactedPath(path) ||
      marks.values.some(({ path: marked, allBut }) => {
        if (isWithin(marked, path)) return true;
        if (!isWithin(path, marked)) return false;
        const name = allBut === undefined ? undefined : elementKey(path, marked);
        return name === undefined || allBut?.has(name) !== true;
      }),
    path: (path) => {
      if (single.size === 0 && others.size === 0) return path;
      return path.map((step, index) => {
        if (step.key === undefined) return step;
        const collection = [...path.slice(0, index), ...(step.field === '' ? [] : [{ field: step.field }])];
        // Elements of one name are numbered.
        const [, plain = step.key, number = ''] = /^(.*)(#\d+)$/s.exec(step.key) ?? [];
        const isSecretKey = isMarked(collection, step.key) || isMarked(collection, plain);
        return isSecretKey ? { ...step, key: `${concealName(plain)}${number}` } : step;
      });
    },
  };
}

/** Members that hold where a secret is, under the name that it is given to. */
const references: ReadonlySet<string> = new Set(['secrets', 'secretOptions']);

/** Whether the configuration calls the values under the name that a path ends in secret. */
function isRedactedPath(path: Path): boolean {
  const last = path.at(-1);
  if (last === undefined) return false;
  const { field, key } = last;
  if (key !== undefined) return !references.has(field) && isRedactedName(key.replace(/#\d+$/, ''));
  // A member is named as AWS has it or as Terraform has it.
  return isRedactedName(field) || isRedactedName(field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** The name of the element of `collection` that `path` leads to. */
function elementKey(path: Path, collection: Path): string | undefined {
  const last = collection.length - 1;
  return collection[last]?.key === undefined ? path[last]?.key : path[last + 1]?.key;
}
