import type { KeyedShape, Shape } from '../../../src/compare/shape.ts';
import type { UnknownOf, Value } from '../../../src/model/declared.ts';
import { Secret } from '../../../src/model/secret/secret.ts';
import type { Unknown } from '../../../src/model/value.ts';

/* The places of a model by what the comparers say of themselves, and models as code declares them. */

/** A value of the code that is not known, or not wholly, in the place of a plain one. */
export class Undecided {
  readonly value: Value<never>;
  constructor(value: Value<never>) {
    this.value = value;
  }
}

const of = (value: UnknownOf | { parts: (string | Unknown)[] }): Undecided =>
  new Undecided('parts' in value ? { state: 'partial', parts: value.parts } : value);

/** A variable without a value. */
export const variable = (name: string): Undecided =>
  of({ state: 'unknown', because: { kind: 'variable', module: '', name } });
/** The id of a resource, which only AWS can tell. */
export const idOf = (name: string): Undecided =>
  of({ state: 'unknown', because: { kind: 'resource', address: `aws_x.${name}`, path: ['id'] }, notNull: true });
/** A text of which the beginning is not known. */
export const endingWith = (text: string): Undecided =>
  of({ parts: [{ kind: 'variable', module: '', name: 'prefix' }, text] });

/** A text of which the end is not known. */
export const beginningWith = (text: string): Undecided =>
  of({ parts: [text, { kind: 'variable', module: '', name: 'suffix' }] });

/** A model as code declares it. `isBlock`: its records are nested blocks. */
export function declare(value: unknown, isBlock = false): unknown {
  if (value instanceof Undecided) return value.value;
  if (Array.isArray(value)) return { state: 'collection', elements: value.map((one) => declare(one, isBlock)) };
  if (value instanceof Map) {
    return { state: 'map', entries: new Map([...value].map(([key, entry]) => [key, declare(entry, isBlock)])) };
  }
  if (typeof value !== 'object' || value === null || value instanceof Secret) return { state: 'known', value };
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, declare(member, isBlock)] as const],
  );
  return { state: 'record', members: Object.fromEntries(members), ...(isBlock && { isBlock: true }) };
}

/** A place of a model. */
export interface Place {
  readonly path: string;
  readonly shape: Shape;
  /** What the sample has there. */
  readonly value: unknown;
  /** Whether leaving it out is left to AWS. */
  readonly isOptional: boolean;
  /** The model with something else there. */
  readonly put: (value: unknown) => unknown;
}

/** Every place of a model that has something there. Of a collection, also those of its first element. */
export function placesOf(shape: Shape, value: unknown, path = '', put: Place['put'] = (model) => model): Place[] {
  if (value === undefined) return [];
  const within = (part: Shape, member: unknown, step: string, replace: Place['put'], isOptional = false): Place[] => [
    { path: step, shape: part, value: member, isOptional, put: replace },
    ...placesOf(part, member, step, replace),
  ];
  if (shape.kind === 'record') {
    const model = value as Record<string, unknown>;
    return [...shape.fields].flatMap(([name, field]) => {
      const member = model[name];
      if (member === undefined) return [];
      const step = path === '' ? name : `${path}.${name}`;
      return within(field.shape, member, step, (one) => put({ ...model, [name]: one }), field.omitted === 'unmanaged');
    });
  }
  if (shape.kind === 'keyed' && shape.element.kind === 'record') {
    const [first, ...rest] = value as readonly unknown[];
    if (first === undefined) return [];
    const there = `${path}[${shape.key(first as never)}]`;
    return placesOf(shape.element, first, there, (one) => put([one, ...rest]));
  }
  return [];
}

/** The members that name an element. */
export function namingMembers({ key }: KeyedShape, element: Readonly<Record<string, unknown>>): string[] {
  const name = key(element as never);
  return Object.keys(element).filter((member) => {
    const value = element[member];
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    const other = typeof value === 'number' ? value + 1 : `${value}x`;
    return key({ ...element, [member]: other } as never) !== name;
  });
}
