import type { Value } from '../model/declared.ts';
import { mayBeNothing, neverSame } from '../model/distinct.ts';
import { sameValue } from '../model/secret/same-value.ts';
import { Secret } from '../model/secret/secret.ts';
import type { CollectionOf, KnownRecord, MapOf, RecordOf, Scalar } from './declared.ts';

/*
 * Whether two declared elements are certainly two. Terraform merges the equal ones of a set, and what is not known may
 * turn out to be equal.
 */

type ModelPart =
  | Value<Scalar>
  | CollectionOf<{ readonly state: string }>
  | MapOf<{ readonly state: string }>
  | RecordOf<object>;

/**
 * Elements of which no two can be the same, in order: as many different ones there are at least. An element that could
 * be one of those before it is not among them.
 */
export function distinctElements<D>(elements: readonly D[], areTwo: (a: D, b: D) => boolean): readonly D[] {
  const distinct: D[] = [];
  for (const element of elements) if (distinct.every((other) => areTwo(element, other))) distinct.push(element);
  return distinct;
}

/** Whether two declared parts of a model are certainly not the same. One that is left out is null. */
export function areNeverSame(a: unknown, b: unknown): boolean {
  if (!isPart(a)) return isPart(b) && isCertainlySomething(b);
  if (!isPart(b)) return isCertainlySomething(a);
  if (isScalar(a) && isScalar(b)) return areNeverSameScalars(a, b);
  if (a.state === 'record' && b.state === 'record') return areNeverSameRecords(a, b);
  if (a.state === 'map' && b.state === 'map') {
    if (a.open !== undefined || b.open !== undefined) return false;
    const [left, right] = [a.entries, b.entries];
    return (
      [...left].some(([key, entry]) => !right.has(key) || areNeverSame(entry, right.get(key))) ||
      [...right.keys()].some((key) => !left.has(key))
    );
  }
  if (a.state === 'collection' && b.state === 'collection') {
    if (a.open !== undefined || b.open !== undefined) return false;
    const hasOther = (elements: readonly unknown[], others: readonly unknown[]) =>
      elements.some((element) => others.every((other) => areNeverSame(element, other)));
    return hasOther(a.elements, b.elements) || hasOther(b.elements, a.elements);
  }
  return false;
}

function areNeverSameRecords(a: KnownRecord<object>, b: KnownRecord<object>): boolean {
  if (a.open !== undefined || b.open !== undefined) return false;
  const [left, right] = [new Map<string, unknown>(Object.entries(a.members)), new Map(Object.entries(b.members))];
  return [...new Set([...left.keys(), ...right.keys()])].some((name) => areNeverSame(left.get(name), right.get(name)));
}

function areNeverSameScalars(a: Value<Scalar>, b: Value<Scalar>): boolean {
  if (a.state === 'known' && b.state === 'known') return sameValue(a.value, b.value) === false;
  return neverSame(a, b);
}

/** To the provider, an empty string, 0 and false are as good as nothing. */
function isCertainlySomething(part: ModelPart): boolean {
  if (!isScalar(part)) return false;
  if (part.state !== 'known') return !mayBeNothing(part);
  return part.value instanceof Secret || (part.value !== '' && part.value !== 0 && part.value !== false);
}

function isScalar(part: ModelPart): part is Value<Scalar> {
  return part.state === 'known' || part.state === 'partial' || part.state === 'unknown';
}

function isPart(part: unknown): part is ModelPart {
  return typeof part === 'object' && part !== null && 'state' in part;
}
