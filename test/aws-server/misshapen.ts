import type { Fault } from './faults.ts';

/*
 * Answers that are not of the form that AWS gives them.
 */

/** The answer with the unknown member in it. `answer` is not changed. */
export function withUnknownMember(answer: object, fault: Extract<Fault, { kind: 'unknown-member' }>): object {
  const path = fault.within === undefined ? [] : fault.within.split('.');
  return insert(answer, path, { [fault.name]: fault.value }) as object;
}

function insert(value: unknown, path: readonly string[], member: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((one) => insert(one, path, member));
  if (typeof value !== 'object' || value === null) return value;
  const [first, ...rest] = path;
  if (first === undefined) return { ...value, ...member };
  return first in value ? { ...value, [first]: insert(Reflect.get(value, first), rest, member) } : value;
}

/** The answer with a text in the place of each of its members. */
export function misshapen(answer: object): { readonly [member: string]: string } {
  return Object.fromEntries(Object.keys(answer).map((member) => [member, 'an invented text']));
}
