import { Secret } from '../model/secret/secret.ts';
import type { KnownRecord, RecordOf } from './declared.ts';

/**
 * The model that a declared record is when all of it is known, so that what one declares can take the place of what is
 * live. What is not known is left out.
 */
export function knownModel<M extends object>(declared: RecordOf<M>): M {
  const model = knownPart(declared);
  // `Declared<M>` is made from M member by member, and `knownPart` undoes just that.
  return (model ?? {}) as M;
}

/**
 * A model as code that declares all of it: what {@link knownModel} undoes. So two live things can be compared with each
 * other.
 */
export function declaredModel<M extends object>(model: M): KnownRecord<M> {
  // Made member by member, as `Declared<M>` is.
  return declaredPart(model) as KnownRecord<M>;
}

function declaredPart(value: unknown): unknown {
  if (Array.isArray(value)) return { state: 'collection', elements: value.map(declaredPart) };
  if (value instanceof Map) {
    return { state: 'map', entries: new Map([...value].map(([key, entry]) => [key, declaredPart(entry)])) };
  }
  if (typeof value !== 'object' || value === null || value instanceof Secret) return { state: 'known', value };
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, declaredPart(member)] as const],
  );
  return { state: 'record', members: Object.fromEntries(members) };
}

type DeclaredPart =
  | { readonly state: 'known'; readonly value: unknown }
  | { readonly state: 'record'; readonly members: object }
  | { readonly state: 'collection'; readonly elements: readonly unknown[] }
  | { readonly state: 'map'; readonly entries: ReadonlyMap<string, unknown> }
  | { readonly state: 'partial' | 'unknown' };

function knownPart(part: DeclaredPart): unknown {
  switch (part.state) {
    case 'known':
      return part.value;
    case 'record': {
      const members = Object.entries(part.members).flatMap(([name, member]) => {
        const known = isPart(member) ? knownPart(member) : undefined;
        return known === undefined ? [] : [[name, known] as const];
      });
      return Object.fromEntries(members);
    }
    case 'collection':
      return part.elements.flatMap((element) => (isPart(element) ? [knownPart(element)] : [])).filter(isDefined);
    case 'map':
      return new Map(
        [...part.entries].flatMap(([key, entry]) => {
          const known = isPart(entry) ? knownPart(entry) : undefined;
          return known === undefined ? [] : [[key, known] as const];
        }),
      );
    case 'partial':
    case 'unknown':
      return undefined;
  }
}

const isDefined = (value: unknown): boolean => value !== undefined;

function isPart(value: unknown): value is DeclaredPart {
  return typeof value === 'object' && value !== null && 'state' in value;
}
