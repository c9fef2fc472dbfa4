import { isDeepStrictEqual } from 'node:util';
import type { ReasonData } from '../../model/report/reason.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';
import { sameSecret } from '../../model/shown-secret.ts';

/**
 * Whether two versions of the code declare the same, as far as it is known; undefined when that cannot be told. What
 * a secret holds counts.
 */
export function sameDeclared(a: ShownValue | undefined, b: ShownValue | undefined): boolean | undefined {
  if (a === undefined || b === undefined) return a === b ? true : undefined;
  if (isUnknown(a) || isUnknown(b)) return isDeepStrictEqual(bare(a), bare(b)) ? true : undefined;
  if ('absent' in a || 'absent' in b) return 'absent' in a && 'absent' in b;
  if ('secret' in a || 'secret' in b) return sameSecret(a, b);
  if ('template' in a || 'template' in b) return sameTexts(a, b);
  if ('list' in a && 'list' in b) {
    if (a.list.length !== b.list.length && a.open === undefined && b.open === undefined) return false;
    const shorter = Math.min(a.list.length, b.list.length);
    return all([
      ...a.list.slice(0, shorter).map((element, index) => sameDeclared(element, b.list[index])),
      a.list.length === b.list.length && a.open === undefined && b.open === undefined ? true : undefined,
    ]);
  }
  if ('members' in a && 'members' in b) return sameMembers(a, b);
  if ('value' in a && 'value' in b) return isDeepStrictEqual(withoutAddress(a.value), withoutAddress(b.value));
  return undefined;
}

function isUnknown(shown: ShownValue): boolean {
  return 'unknown' in shown || 'reference' in shown;
}

function sameMembers(
  a: Extract<ShownValue, { members: unknown }>,
  b: Extract<ShownValue, { members: unknown }>,
): boolean | undefined {
  const names = new Set([...Object.keys(a.members), ...Object.keys(b.members)]);
  return all([
    ...[...names].map((name) => {
      const [left, right] = [a.members[name], b.members[name]];
      const isOpen = (left === undefined ? a.open : b.open) !== undefined;
      return left === undefined || right === undefined ? (isOpen ? undefined : false) : sameDeclared(left, right);
    }),
    a.open === undefined && b.open === undefined ? true : undefined,
  ]);
}

/** Texts of which at least one has holes: what stands before the first hole tells the most. */
function sameTexts(a: ShownValue, b: ShownValue): boolean | undefined {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left === undefined || right === undefined) return undefined;
  if (isDeepStrictEqual(left.map(bareReason), right.map(bareReason))) return true;
  const [before, other] = [headOf(left), headOf(right)];
  const [after, last] = [headOf(left.toReversed()), headOf(right.toReversed())];
  const fitsAtStart = before.startsWith(other) || other.startsWith(before);
  return fitsAtStart && (after.endsWith(last) || last.endsWith(after)) ? undefined : false;
}

type TextPart = string | ReasonData;

function partsOf(shown: ShownValue): readonly TextPart[] | undefined {
  if ('template' in shown) return shown.template;
  return 'value' in shown && typeof shown.value === 'string' ? [shown.value] : undefined;
}

const headOf = ([first]: readonly TextPart[]): string => (typeof first === 'string' ? first : '');

const bareReason = (part: TextPart): unknown => (typeof part === 'string' ? part : bare(part));

/** Without what may change while the value stays the same: where it stands, and what a resource is called. */
function bare(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(bare);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .filter(([key]) => key !== 'at')
      .map(([key, value]) => [key, bare(value)]),
  );
}

/** The peer of a rule is what it is, whatever the code calls it. */
function withoutAddress(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('source' in value)) return value;
  const { source } = value;
  if (typeof source !== 'object' || source === null || !('address' in source)) return value;
  const { address: _address, ...peer } = source;
  return { ...value, source: peer };
}

function all(same: readonly (boolean | undefined)[]): boolean | undefined {
  if (same.includes(false)) return false;
  return same.includes(undefined) ? undefined : true;
}
