import type { Shape } from '../../../src/compare/shape.ts';

/*
 * Changes to a model, one at a time, made from what the comparers say of themselves: so a new field is changed without being remembered.
 */

/** A model that differs from the given one in one place. */
export interface Change {
  /** What was done, for the test's name. */
  readonly what: string;
  /** The paths that a comparison must find, and no others. */
  readonly paths: readonly string[];
  readonly model: unknown;
}

/** A field of a model that the given value leaves out. */
class MissingSample extends Error {}

type Replace = (value: unknown) => unknown;

/** Every field changed, every element taken away and every element added. */
export function changes(shape: Shape, value: unknown, path = '', replace: Replace = (model) => model): Change[] {
  const change = (what: string, paths: readonly string[], changed: unknown): Change => ({
    what: `${what} ${paths.join(' ')}`,
    paths,
    model: replace(changed),
  });
  switch (shape.kind) {
    case 'scalar':
      return [change('change', [path], other(value))];
    case 'list':
      return [change('append to', [path], [...list(value), 'zzz'])];
    case 'set': {
      const [first] = list(value);
      const added = other(first);
      return [
        change('add', [`${path}[${added}]`], [...list(value), added]),
        change('take away', [`${path}[${first}]`], list(value).slice(1)),
      ];
    }
    case 'map': {
      const entries = [...entriesOf(value)];
      const [first, ...rest] = entries;
      if (first === undefined) throw new MissingSample(path);
      return [
        change('add', [`${path}[zzz]`], new Map([...entries, ['zzz', 'zzz']])),
        change('change', [`${path}[${first[0]}]`], new Map([[first[0], other(first[1])], ...rest])),
        change('take away', [`${path}[${first[0]}]`], new Map(rest)),
      ];
    }
    case 'record':
      return [...shape.fields].flatMap(([name, field]) => {
        const there = path === '' ? name : `${path}.${name}`;
        const member = memberOf(value, name);
        if (member === undefined) throw new MissingSample(there);
        return changes(field.shape, member, there, (changed) => replace({ ...object(value), [name]: changed }));
      });
    case 'keyed':
      return list(value).flatMap((element, index) => {
        const key = shape.key(element as never);
        const there = `${path}[${key}]`;
        const put = (changed: unknown) => list(value).with(index, changed);
        const rest = list(value).filter((_, at) => at !== index);
        const before = list(value).slice(0, index);
        const members = membersOf(shape.element, element, there, before);
        return [
          ...members.map(({ what, paths, model }): Change => {
            const renamed = shape.key(model as never);
            const element = `${path}[${renamed}]`;
            // Another name is another element, unless the two that are left over are paired.
            const expected = renamed === key ? paths : [`${there}|${element}`, ...paths];
            return { what, paths: expected, model: replace(put(model)) };
          }),
          change('take away', [there], rest),
        ];
      });
  }
}

/** The changes of an element in what no element before it has; of one with a single value, those of the members that do not name it. */
function membersOf(shape: Shape, element: unknown, path: string, before: readonly unknown[]): Change[] {
  if (shape.kind !== 'record') {
    if (before.length > 0) return [];
    return Object.entries(object(element))
      .filter(([name]) => name !== 'name')
      .map(([name, value]) => ({
        what: `change ${path}`,
        paths: [path],
        model: { ...object(element), [name]: other(value) },
      }));
  }
  return [...shape.fields].flatMap(([name, field]) => {
    const member = memberOf(element, name);
    if (member === undefined || before.some((one) => memberOf(one, name) !== undefined)) return [];
    return changes(field.shape, member, `${path}.${name}`, (changed) => ({ ...object(element), [name]: changed }));
  });
}

/** The leaves of a shape: what a list of fields holds. */
export function leaves(shape: Shape, path = ''): string[] {
  switch (shape.kind) {
    case 'record':
      return [...shape.fields].flatMap(([name, field]) => leaves(field.shape, path === '' ? name : `${path}.${name}`));
    case 'keyed':
      return leaves(shape.element, path);
    default:
      return [path];
  }
}

/** The leaves that a value has something at. */
export function sampled(shape: Shape, value: unknown, path = ''): string[] {
  if (value === undefined) return [];
  switch (shape.kind) {
    case 'record':
      return [...shape.fields].flatMap(([name, field]) =>
        sampled(field.shape, memberOf(value, name), path === '' ? name : `${path}.${name}`),
      );
    case 'keyed':
      return list(value).flatMap((element) => sampled(shape.element, element, path));
    default:
      return [path];
  }
}

/** A pair of models that mean the same: `declared` leaves out what `live` has as AWS's default, and the like. */
export interface Neutral {
  readonly what: string;
  readonly declared: unknown;
  readonly live: unknown;
}

/** Defaults left out on either side, empty collections, other orders, repeated elements, and what is left to AWS. */
export function neutralChanges(
  shape: Shape,
  value: unknown,
  omitted: 'absent' | 'unmanaged' = 'absent',
  path = '',
  replace: Replace = (model) => model,
): Neutral[] {
  const pair = (what: string, declared: unknown, live: unknown): Neutral => ({
    what: `${path}: ${what}`,
    declared: replace(declared),
    live: replace(live),
  });
  const own: Neutral[] = [];
  if (omitted === 'unmanaged' && shape.kind === 'scalar') own.push(pair('left to AWS', undefined, other(value)));
  if (shape.kind === 'scalar' && shape.absentAs !== undefined) {
    own.push(
      pair('the default is left out', undefined, shape.absentAs),
      pair('AWS leaves the default out', shape.absentAs, undefined),
    );
  }
  if (shape.kind === 'list' || shape.kind === 'set' || shape.kind === 'keyed') {
    own.push(pair('AWS adds an empty list', undefined, []), pair('AWS leaves an empty list out', [], undefined));
  }
  if (shape.kind === 'set' || (shape.kind === 'keyed' && !shape.inOrder)) {
    own.push(pair('another order', value, list(value).toReversed()));
  }
  if (shape.kind === 'set') own.push(pair('repeated', value, [...list(value), ...list(value)]));
  if (shape.kind === 'map') {
    const entries = [...entriesOf(value)];
    own.push(
      pair('AWS adds an empty map', undefined, new Map()),
      pair('AWS leaves an empty map out', new Map(), undefined),
      pair('another order', value, new Map(entries.toReversed())),
    );
  }
  if (shape.kind === 'record') {
    for (const [name, field] of shape.fields) {
      const member = memberOf(value, name);
      const there = path === '' ? name : `${path}.${name}`;
      if (member === undefined) continue;
      own.push(
        ...neutralChanges(field.shape, member, field.omitted, there, (changed) =>
          replace({ ...object(value), [name]: changed }),
        ),
      );
    }
  }
  if (shape.kind === 'keyed' && shape.element.kind === 'record') {
    for (const [index, element] of list(value).entries()) {
      const there = `${path}[${shape.key(element as never)}]`;
      const put = (changed: unknown) => replace(list(value).with(index, changed));
      own.push(...neutralChanges(shape.element, element, 'absent', there, put));
    }
  }
  return own;
}

function other(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return `${value}x`;
  throw new Error(`no other value for ${typeof value}`);
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw new MissingSample('an empty list');
  return value;
}

function object(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function memberOf(value: unknown, name: string): unknown {
  return Reflect.get(object(value), name);
}

function entriesOf(value: unknown): Map<string, unknown> {
  return value instanceof Map ? value : new Map();
}
