import { typeOfAddress, withoutKeys } from './address.ts';
import { isAlwaysSetAttribute } from './always-set.ts';
import type { PartialValue, UnknownOf, Value } from './declared.ts';
import { mayBeEmpty } from './pattern.ts';
import type { Unknown } from './value.ts';

/*
 * What a declared value that is not known says all the same: whether it may turn out to be nothing, and whether two of
 * them may turn out to be the same.
 */

/** Whether a declared value may be null, which to Terraform is the same as leaving it out. */
export function mayBeNull(value: Value<unknown> | UnknownOf): boolean {
  return value.state === 'unknown' && value.notNull !== true && !isAlwaysSetAttribute(value.because);
}

/**
 * Whether a declared value may be null or an empty string, which the provider sends to AWS no more than null. Of a
 * known one only what it holds can tell, so it is held to be something.
 */
export function mayBeNothing(value: Value<unknown>): boolean {
  switch (value.state) {
    case 'known':
      return false;
    case 'partial':
      return !value.parts.some((part) => isSomething(part));
    case 'unknown':
      return !isSomething(value.because) && value.notEmpty !== true;
  }
}

function isSomething(part: PartialValue['parts'][number]): boolean {
  if (typeof part === 'string') return part !== '';
  const filling = 'filledBy' in part ? part.filledBy : undefined;
  return isAlwaysSetAttribute(part) || (filling !== undefined && !mayBeEmpty(filling));
}

/** The attributes that no two resources of a type have in common. */
const unique: ReadonlySet<string> = new Set([
  'id',
  'arn',
  'unique_id',
  'arn_suffix',
  'dns_name',
  'key_id',
  'resource_id',
]);

/**
 * Types that are a part or a setting of another resource: what identifies them may be what identifies that one, so two
 * of them may have the same. The `arn` of a version is that of its secret, the `id` of a policy that of its bucket.
 */
const isAspect =
  /_(?:acl|association|attachment|configuration|lifecycle|permission|policy|rotation|settings?|validation|version|versioning)$/;

/** What adopts something that is there, as all instances of it for one VPC do. */
const isAdopted = /^aws_default_/;

/**
 * Whether two unknowns are certainly not the same value: ids and ARNs of two managed resources. Variables, data sources
 * and what is computed may be anything.
 */
export function neverEqual(a: Unknown, b: Unknown): boolean {
  if (a.kind !== 'resource' || b.kind !== 'resource') return false;
  const [attribute, ...rest] = a.path;
  if (typeof attribute !== 'string' || !unique.has(attribute) || rest.length > 0) return false;
  if (b.path.length !== 1 || b.path[0] !== attribute) return false;
  const [left, right] = [typeOfAddress(a.address), typeOfAddress(b.address)];
  if (isAspect.test(left) || isAspect.test(right) || (isAdopted.test(left) && isAdopted.test(right))) return false;
  if (left !== right) return isIdentity(attribute) && !extendsType(left, right) && !extendsType(right, left);
  if (withoutKeys(a.address) !== withoutKeys(b.address)) return true;
  if (a.instance === undefined && b.instance === undefined) return a.address !== b.address;
  // Instances of which it is not known whether they are there are told apart by their keys.
  const keys = [a.instance?.key, b.instance?.key];
  return a.address === b.address && keys.every((key) => key !== undefined) && keys[0] !== keys[1];
}

/** Whether an attribute is what identifies a resource of any type. */
export const isIdentity = (attribute: string): boolean => attribute === 'id' || attribute === 'arn';

/** `aws_s3_bucket_notification` has the id of its `aws_s3_bucket`. */
const extendsType = (type: string, other: string): boolean => type.startsWith(`${other}_`);

/** Whether two unknowns are certainly the same value: one attribute of one instance. */
export function alwaysEqual(a: Unknown, b: Unknown): boolean {
  if ((a.kind !== 'resource' && a.kind !== 'data') || a.kind !== b.kind) return false;
  const known = (one: typeof a): boolean => one.kind === 'data' || one.instance === undefined;
  if (!known(a) || !known(b)) return false;
  return a.address === b.address && JSON.stringify(a.path) === JSON.stringify(b.path);
}

/** Whether two declared values are certainly not the same, as far as that does not depend on what is live. */
export function neverSame(a: Value<unknown>, b: Value<unknown>): boolean {
  if (a.state === 'known' && b.state === 'known') return false;
  const [one, another] = [identityIn(a), identityIn(b)];
  if (one !== undefined && another !== undefined && neverEqual(one, another)) return true;
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left === undefined || right === undefined) return false;
  return contradictAtEnds(left, right) || differInOneHole(left, right) || holdTwo(left, right);
}

/** The attribute that a value is as a whole. */
function identityIn(value: Value<unknown>): Unknown | undefined {
  return value.state === 'unknown' ? value.because : value.identityOf;
}

type Parts = PartialValue['parts'];

function partsOf(value: Value<unknown>): Parts | undefined {
  if (value.state === 'partial') return value.parts;
  if (value.state === 'unknown') return [value.because];
  return typeof value.value === 'string' ? [value.value] : undefined;
}

/** Whether the known beginnings, or the known ends, are of two texts. */
function contradictAtEnds(a: Parts, b: Parts): boolean {
  const [head, otherHead] = [textOf(a[0]), textOf(b[0])];
  if (!head.startsWith(otherHead) && !otherHead.startsWith(head)) return true;
  const [tail, otherTail] = [textOf(a.at(-1)), textOf(b.at(-1))];
  return !tail.endsWith(otherTail) && !otherTail.endsWith(tail);
}

function textOf(part: Parts[number] | undefined): string {
  return typeof part === 'string' ? part : '';
}

/** Two texts that are the same but for one hole, which is never the same. */
function differInOneHole(a: Parts, b: Parts): boolean {
  if (a.length !== b.length) return false;
  let differing = 0;
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return false;
    if (typeof part === 'string' || typeof other === 'string') {
      if (part !== other) return false;
    } else if (neverEqual(part, other)) differing += 1;
    else if (!alwaysEqual(part, other)) return false;
  }
  return differing === 1;
}

/**
 * Two texts that each hold one id, of two resources: what stands around an id does not make it another one's. (The name
 * in an ARN may be a variable's, and AWS's own part behind it is that of the resource.)
 */
function holdTwo(a: Parts, b: Parts): boolean {
  const [left, ...others] = a.filter((part) => typeof part !== 'string' && neverEqual(part, other(part)));
  const [right, ...more] = b.filter((part) => typeof part !== 'string' && neverEqual(part, other(part)));
  if (left === undefined || right === undefined || others.length > 0 || more.length > 0) return false;
  return typeof left !== 'string' && typeof right !== 'string' && neverEqual(left, right);
}

/** The same attribute of another resource of the type. */
function other(unknown: Unknown): Unknown {
  if (unknown.kind !== 'resource') return unknown;
  const { instance: _instance, ...rest } = unknown;
  return { ...rest, address: `${withoutKeys(unknown.address)}_` };
}
