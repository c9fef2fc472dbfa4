import type { FieldShape, KeyedShape, RecordShape, Shape } from '../../src/compare/shape.ts';
import type { Value } from '../../src/model/declared.ts';
import type { RulesChange } from './rules-told.ts';

/*
 * Every single change to the live side of a model that its table allows, with what has to be told of it. What is expected follows
 * from the table (what a field is called, what leaving it out means) and from whether the code declares it, and never from comparing.
 */

/** What has to be told of a change. */
export interface Told {
  readonly path: string;
  readonly change: 'changed' | 'missing' | 'extra';
  /** Where that does not follow from the path and the change. */
  readonly type?: string;
  /** Default: the resource of the mutation. */
  readonly address?: string;
  /** Default: what the mutation says of it. */
  readonly rule?: string;
}

/** What a run has to say of a change. */
export type Expected =
  /** Exactly one of these, and nothing else. `open`: or else that it cannot be told there. */
  | { readonly kind: 'told'; readonly either: readonly (readonly Told[])[]; readonly open?: string }
  /** The code leaves it open, at least in part: something at this place, or that it cannot be told there. Nothing elsewhere. */
  | { readonly kind: 'open'; readonly path: string }
  /** It is told there already, and still is: of that place, and of nothing else. */
  | { readonly kind: 'still'; readonly path: string }
  /** Which rules a group has is another, where some differ already. */
  | { readonly kind: 'rules'; readonly change: RulesChange }
  /** Nothing: the code leaves it to AWS. */
  | { readonly kind: 'left' }
  /** Nothing: it means the same. */
  | { readonly kind: 'same' };

/** A model that differs in one place. */
export interface TableChange {
  readonly what: string;
  /** The place in the table: a path without the names of elements. */
  readonly field: string;
  readonly path: string;
  readonly model: unknown;
  readonly expected: Expected;
  /** Where another element is there, or one is not: the names of those that AWS has without it. */
  readonly names?: readonly string[];
  /** It is a value that the code certainly does not have, whatever AWS had before. */
  readonly isForeign?: boolean;
}

/** A place in a model. */
interface Place {
  readonly shape: Shape;
  readonly path: string;
  readonly field: string;
  readonly live: unknown;
  /** What the code declares there; undefined where it declares nothing. */
  readonly declared: unknown;
  /** What another thing has there, where this one has nothing. */
  readonly sample: unknown;
  /** Whose it is: of somebody else, or what is around it is not known. */
  readonly standing: 'compared' | 'left' | 'open';
  /** The model with something else there. */
  readonly put: (value: unknown) => unknown;
}

const same: Expected = { kind: 'same' };

/**
 * @param sample a model that has something at every place
 */
export function tableChanges(
  shape: RecordShape,
  live: unknown,
  declared: unknown,
  sample: unknown,
): readonly TableChange[] {
  return membersOf(shape, {
    ...{ shape, path: '', field: '', live, declared, sample },
    standing: 'compared',
    put: (model) => model,
  });
}

function membersOf(shape: RecordShape, place: Place): TableChange[] {
  return [...shape.fields].flatMap(([name, field]) => changesAt(memberPlace(name, field, place)));
}

function memberPlace(name: string, field: FieldShape, { declared, live, put, ...place }: Place): Place {
  const own = memberOf(memberOf(declared, 'members'), name);
  const isOpen = memberOf(declared, 'open') !== undefined || memberOf(declared, 'state') === 'unknown';
  const standing =
    own !== undefined ? 'compared' : isOpen ? 'open' : field.omitted === 'unmanaged' ? 'left' : 'compared';
  return {
    shape: field.shape,
    path: place.path === '' ? name : `${place.path}.${name}`,
    field: place.field === '' ? name : `${place.field}.${name}`,
    live: memberOf(live, name),
    declared: own,
    sample: memberOf(place.sample, name),
    standing: place.standing === 'compared' ? standing : place.standing,
    put: (value) => put({ ...object(live), [name]: value }),
  };
}

function changesAt(place: Place): TableChange[] {
  const { shape } = place;
  switch (shape.kind) {
    case 'scalar':
      return scalarChanges(place, shape.absentAs);
    case 'list':
      return listChanges(place);
    case 'set':
      return setChanges(place);
    case 'map':
      return mapChanges(place);
    case 'record':
      return recordChanges(place, shape);
    case 'keyed':
      return keyedChanges(place, shape);
  }
}

/** @param told what has to be told where the code declares all of it; none where it means the same */
function change(place: Place, what: string, value: unknown, ...told: readonly Told[]): TableChange {
  return {
    what: `${what} ${place.path}`,
    field: place.field,
    path: place.path,
    model: place.put(value),
    expected: expectedOf(place, told),
  };
}

function expectedOf({ standing, declared, path }: Place, told: readonly Told[]): Expected {
  if (standing === 'left') return { kind: 'left' };
  if (told.length === 0) return same;
  return standing === 'open' || !isKnown(declared) ? { kind: 'open', path } : { kind: 'told', either: [told] };
}

function scalarChanges(place: Place, absentAs: unknown): TableChange[] {
  const { path, live, sample, declared } = place;
  const differs = (kind: Told['change']): Told => ({ path, change: kind });
  if (live === undefined) {
    const added = sample !== undefined && sample !== absentAs ? [change(place, 'add', sample, differs('extra'))] : [];
    return [...added, ...(absentAs === undefined ? [] : [change(place, 'write out the default of', absentAs)])];
  }
  const isDefault = live === absentAs || (declared === undefined && place.standing === 'compared');
  return [
    {
      ...change(place, 'change', other(live, path), differs(declared === undefined ? 'extra' : 'changed')),
      isForeign: isForeign(declared, other(live, path)),
    },
    change(place, 'take away', undefined, ...(isDefault ? [] : [differs('missing')])),
  ];
}

function listChanges(place: Place): TableChange[] {
  const { path, live, sample } = place;
  const own = list(live);
  const told: Told = { path, change: 'changed' };
  if (own.length === 0) {
    return [
      change(
        place,
        live === undefined ? 'write out the empty' : 'leave out the empty',
        live === undefined ? [] : undefined,
      ),
      change(place, 'add', list(sample), told),
    ];
  }
  const reversed = own.toReversed();
  return [
    change(place, 'append to', [...own, 'zzz'], told),
    change(place, 'shorten', own.slice(0, -1), told),
    change(place, 'take away', undefined, told),
    ...own.map((one, index) => change(place, `change word ${index} of`, own.with(index, other(one, path)), told)),
    ...(isSame(reversed, own) ? [] : [change(place, 'turn round', reversed, told)]),
  ];
}

function setChanges(place: Place): TableChange[] {
  const { path, live, sample } = place;
  const own = list(live);
  const extra = (value: unknown): Told => ({ path: `${path}[${String(value)}]`, change: 'extra' });
  const missing = (value: unknown): Told => ({ path: `${path}[${String(value)}]`, change: 'missing' });
  if (own.length === 0) {
    const [first] = list(sample);
    return [
      change(
        place,
        live === undefined ? 'write out the empty' : 'leave out the empty',
        live === undefined ? [] : undefined,
      ),
      change(place, 'add to', [first], extra(first)),
    ];
  }
  const added = other(own[0], path);
  return [
    change(place, 'add to', [...own, added], extra(added)),
    ...own.map((one) =>
      change(
        place,
        `take ${String(one)} from`,
        own.filter((value) => value !== one),
        missing(one),
      ),
    ),
    change(place, 'replace one of', [added, ...own.slice(1)], missing(own[0]), extra(added)),
    change(place, 'turn round', own.toReversed()),
    change(place, 'repeat', [...own, ...own]),
  ];
}

function mapChanges(place: Place): TableChange[] {
  const { path, live } = place;
  const own = entriesOf(live);
  const at = (key: string, kind: Told['change']): Told => ({ path: `${path}[${key}]`, change: kind });
  const put = (what: string, entries: readonly (readonly [string, unknown])[], ...told: readonly Told[]) =>
    change(place, what, new Map(entries), ...told);
  if (own.length === 0) {
    return [
      live === undefined ? put('write out the empty', []) : change(place, 'leave out the empty', undefined),
      put('add to', [['zzz', 'zzz']], at('zzz', 'extra')),
    ];
  }
  return [
    put('add to', [...own, ['zzz', 'zzz']], at('zzz', 'extra')),
    ...own.flatMap(([key, value], index) => [
      {
        ...put(`change ${key} of`, own.with(index, [key, other(value, path)]), at(key, 'changed')),
        isForeign: isForeign(new Map(entriesOf(memberOf(place.declared, 'entries'))).get(key), other(value, path)),
      },
      ...(value === '' ? [] : [put(`take ${key} from`, own.toSpliced(index, 1), at(key, 'missing'))]),
    ]),
    put('turn round', own.toReversed()),
  ];
}

/** A record that only one side has is one difference, and one of nothing but defaults is none. */
function recordChanges(place: Place, shape: RecordShape): TableChange[] {
  const { path, field, live, declared, sample } = place;
  const told = (kind: Told['change']): Told => ({ path, change: kind });
  if (isEmpty(live)) {
    if (sample === undefined || declared !== undefined) return [];
    return [change(place, 'add', sample, told('extra'))];
  }
  const members = membersOf(shape, place).map((one): TableChange => {
    // Another member than defaults makes the whole something that nobody declares.
    if (one.expected.kind !== 'told' || declared !== undefined) return one;
    return { ...one, expected: expectedOf(place, [told('extra')]) };
  });
  const named = [...shape.fields].filter(([name]) => memberOf(live, name) !== undefined);
  const [only] = named;
  const isOnly = named.length === 1 && only !== undefined;
  const within = isOnly ? `${field}.${only[0]}` : undefined;
  return [
    // Without its only member it is not there.
    ...members.map(
      (one): TableChange =>
        one.field === within && one.what.startsWith('take away ') && one.expected.kind === 'told'
          ? { ...one, expected: expectedOf(place, [told('missing')]) }
          : one,
    ),
    change(place, 'take away', undefined, ...(isNothing(shape, live, declared) ? [] : [told('missing')])),
  ];
}

/** Whether a live value is as good as none: nothing but defaults, and what the code leaves to AWS. */
function isNothing(shape: Shape, live: unknown, declared: unknown): boolean {
  if (live === undefined) return true;
  switch (shape.kind) {
    case 'scalar':
      return live === shape.absentAs;
    case 'record':
      return [...shape.fields].every(([name, field]) => {
        const own = memberOf(memberOf(declared, 'members'), name);
        return (
          (own === undefined && field.omitted === 'unmanaged') || isNothing(field.shape, memberOf(live, name), own)
        );
      });
    case 'map':
      return entriesOf(live).length === 0;
    default:
      return list(live).length === 0;
  }
}

function keyedChanges(place: Place, shape: KeyedShape): TableChange[] {
  const { path, live, declared, sample } = place;
  const own = list(live);
  const nameOf = (element: unknown) => shape.key(element as never);
  const keys = own.map(nameOf);
  const at = (key: string, kind: Told['change']): Told => ({ path: `${path}[${key}]`, change: kind });
  // As long as the code has one of which the name is not known, any may be it.
  const all: Place = {
    ...place,
    standing: place.standing === 'compared' && !areNamed(shape, declared) ? 'open' : place.standing,
  };
  const known = (what: string, value: unknown, ...told: readonly Told[]): TableChange => {
    const made = change(place, what, value, ...told);
    return { ...made, expected: elementExpectation(all, told), names: keys };
  };
  const changesOf = own.flatMap((element, index) => {
    const key = keys[index] ?? '';
    if (keys.indexOf(key) !== index || keys.lastIndexOf(key) !== index) return [];
    const put = (value: unknown) => place.put(own.with(index, value));
    const inner = elementChanges({ ...place, live: element, put }, shape, key, keys);
    return [
      ...inner,
      ...(isDropped(shape, element) ? [] : [known(`take ${key} from`, own.toSpliced(index, 1), at(key, 'missing'))]),
    ];
  });
  const another = list(sample).at(-1) ?? own.at(-1);
  const added = another === undefined ? undefined : renamed(shape, another, keys);
  const reversed = own.toReversed();
  const isTurned = new Set(keys).size > 1;
  return [
    ...changesOf,
    ...(added === undefined ? [] : [known('add to', [...own, added], at(nameOf(added), 'extra'))]),
    ...(own.length === 0
      ? [
          change(
            place,
            live === undefined ? 'write out the empty' : 'leave out the empty',
            live === undefined ? [] : undefined,
          ),
        ]
      : []),
    ...(!isTurned
      ? []
      : [change(place, 'turn round', reversed, ...(shape.inOrder ? [{ path, change: 'changed' } as const] : []))]),
  ];
}

/** ECS does not store a variable that is empty, so that it says nothing that it is not there. */
function isDropped({ element }: KeyedShape, live: unknown): boolean {
  return element.kind !== 'record' && memberOf(live, 'value') === '';
}

function elementExpectation(all: Place, told: readonly Told[]): Expected {
  if (all.standing === 'left') return { kind: 'left' };
  return all.standing === 'open' ? { kind: 'open', path: all.path } : { kind: 'told', either: [told] };
}

/** The changes within one element. */
function elementChanges(place: Place, shape: KeyedShape, key: string, keys: readonly string[]): TableChange[] {
  const declared = declaredElement(shape, place.declared, key);
  const there = `${place.path}[${key}]`;
  const own: Place = {
    ...place,
    path: there,
    declared,
    standing: place.standing === 'compared' && declared === undefined ? 'open' : place.standing,
  };
  const naming = namingMembers(shape, place.live);
  const made =
    shape.element.kind === 'record'
      ? membersOf(shape.element, { ...own, sample: elementSample(place.sample, shape) })
      : Object.keys(object(place.live))
          .filter((name) => !naming.includes(name))
          .map((name) => {
            const value = { ...object(place.live), [name]: other(memberOf(place.live, name), name) };
            return change(own, 'change', value, { path: there, change: 'changed' });
          });
  const renames =
    shape.element.kind === 'record'
      ? []
      : naming.map((name) => {
          const value = { ...object(place.live), [name]: other(memberOf(place.live, name), name) };
          return change(own, `rename by ${name}`, value, { path: there, change: 'changed' });
        });
  return [...made, ...renames].flatMap((one) => {
    const name = nameIn(one.model, place, shape);
    if (name === undefined || name === key) return [one];
    if (keys.includes(name) || one.expected.kind !== 'told') {
      return one.expected.kind === 'told'
        ? []
        : [{ ...one, path: place.path, expected: widened(one.expected, place.path) }];
    }
    // Another name is another element, unless the two that are left over are taken for one.
    if (!areNamed(shape, place.declared))
      return [{ ...one, path: place.path, expected: { kind: 'open', path: place.path } }];
    const apart: readonly Told[] = [
      ...(isDropped(shape, place.live) ? [] : [{ path: there, change: 'missing' } as const]),
      { path: `${place.path}[${name}]`, change: 'extra' },
    ];
    return [{ ...one, path: place.path, expected: { kind: 'told', either: [...one.expected.either, apart] } }];
  });
}

function widened(expected: Expected, path: string): Expected {
  return expected.kind === 'open' || expected.kind === 'same' ? { kind: 'open', path } : expected;
}

/** What the element is called in a model that was changed in it. */
function nameIn(model: unknown, place: Place, shape: KeyedShape): string | undefined {
  const marker = Symbol('element');
  const found = locate(place.put(marker), model, marker);
  return found === undefined ? undefined : shape.key(found as never);
}

/** What stands in a model where another one has the marker. */
function locate(marked: unknown, model: unknown, marker: symbol): unknown {
  if (marked === marker) return model;
  if (typeof marked !== 'object' || marked === null) return undefined;
  for (const [name, value] of Object.entries(marked)) {
    const found = locate(value, memberOf(model, name), marker);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What the code declares of an element, where exactly one has the name. */
function declaredElement(shape: KeyedShape, declared: unknown, key: string): unknown {
  const found = list(memberOf(declared, 'elements')).filter((element) => {
    const name = declaredName(shape, element);
    return name?.state === 'known' && name.value === key;
  });
  return found.length === 1 ? found[0] : undefined;
}

function declaredName(shape: KeyedShape, element: unknown): Value<string> | undefined {
  return memberOf(element, 'state') === 'record' ? shape.declaredKey(element as never) : undefined;
}

/** Whether the code has no element of which the name is not known. */
function areNamed(shape: KeyedShape, declared: unknown): boolean {
  if (declared === undefined) return true;
  if (memberOf(declared, 'state') !== 'collection' || memberOf(declared, 'open') !== undefined) return false;
  return list(memberOf(declared, 'elements')).every((element) => declaredName(shape, element)?.state === 'known');
}

/** What elements of another thing have, each member of the first that has it. */
function elementSample(sample: unknown, { element }: KeyedShape): unknown {
  if (element.kind !== 'record') return undefined;
  return Object.fromEntries(
    [...element.fields.keys()].map((name) => [
      name,
      list(sample)
        .map((one) => memberOf(one, name))
        .find((value) => value !== undefined),
    ]),
  );
}

function namingMembers(shape: KeyedShape, element: unknown): string[] {
  const name = shape.key(element as never);
  return Object.entries(object(element)).flatMap(([member, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number' && !Array.isArray(value)) return [];
    const changed = Array.isArray(value) ? [...value, 'zzz'] : other(value, member);
    return shape.key({ ...object(element), [member]: changed } as never) === name ? [] : [member];
  });
}

/** An element with a name that none of the others has. */
function renamed(shape: KeyedShape, element: unknown, keys: readonly string[]): unknown {
  if (!keys.includes(shape.key(element as never))) return element;
  const [member] = namingMembers(shape, element);
  if (member === undefined) return undefined;
  const value = memberOf(element, member);
  const changed = { ...object(element), [member]: Array.isArray(value) ? [...value, 'zzz'] : other(value, member) };
  return keys.includes(shape.key(changed as never)) ? undefined : changed;
}

/** Whether all that the code says is known. */
function isKnown(declared: unknown): boolean {
  if (declared === undefined) return true;
  if (memberOf(declared, 'open') !== undefined) return false;
  switch (memberOf(declared, 'state')) {
    case 'known':
      return true;
    case 'collection':
      return list(memberOf(declared, 'elements')).every(isKnown);
    case 'map':
      return entriesOf(memberOf(declared, 'entries')).every(([, value]) => isKnown(value));
    case 'record':
      return Object.values(object(memberOf(declared, 'members'))).every(isKnown);
    default:
      return false;
  }
}

/** Another value that means something else. */
function other(value: unknown, path: string): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') {
    // To ECS everything but `udp` is TCP.
    if (/protocol$/.test(path)) return value === 'udp' ? 'tcp' : 'udp';
    // With another ending an id of AWS's is none.
    if (/^[a-z]+-[0-9a-f]{8,}$/.test(value)) return value.slice(0, -1) + (value.endsWith('0') ? '1' : '0');
    return /^\d+$/.test(value) ? String(Number(value) + 1) : `${value}x`;
  }
  const fingerprint = memberOf(value, '$secret');
  if (typeof fingerprint === 'string') return { $secret: [...fingerprint].toReversed().join('') };
  throw new Error(`no other value for ${typeof value} at ${path}`);
}

function isForeign(declared: unknown, value: unknown): boolean {
  return memberOf(declared, 'state') === 'known' && memberOf(declared, 'value') !== value;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isEmpty(value: unknown): boolean {
  return Object.values(object(value)).every((member) => member === undefined);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function object(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

export function memberOf(value: unknown, name: string): unknown {
  return Reflect.get(object(value), name);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return value instanceof Map ? [...value] : [];
}
