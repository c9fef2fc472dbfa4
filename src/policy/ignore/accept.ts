import type { IgnoreForm } from '../../config/sections/ignore.ts';
import { type Compared, type DifferingLeaf, isFailing, type Leaf } from '../../model/leaf.ts';
import { formatPath, isSamePath, parsePath } from '../../model/path.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';
import type { RuleId } from '../../model/rule.ts';
import { hasFingerprintKey } from '../../model/secret/fingerprint.ts';
import { type Hidden, hideIn } from '../../model/secret/hidden.ts';
import { fingerprintOfShown } from '../../model/shown-secret.ts';
import { isDelivery, isSaidBy, knownByIt } from './deliveries.ts';
import { knownPart } from './known-part.ts';

/*
 * Entries for what was found: each covers one difference in the values that it has now, and in what AWS tells of it
 * now. Run in the context of the check, where secret values have their fingerprints.
 */

/** Why a difference has no entry. */
export type RefusedBecause =
  /** A value is secret, and there is no key for its fingerprint. */
  | 'no-key'
  /** A value is secret, and not all of it is known. */
  | 'no-fingerprint'
  /** Its path or address holds what the code calls secret. */
  | 'secret-name'
  /** No code declares the thing, so that no entry can name it. */
  | 'no-address'
  /** Its path is no text that stands for it alone. */
  | 'path';

/** A difference that has no entry, fit to be shown. */
export interface RefusedDifference {
  readonly rule: RuleId;
  readonly target: string;
  readonly address: string;
  readonly path: string;
  readonly why: RefusedBecause;
}

/** Entries for differences, and those that have none. */
export interface Acceptance {
  readonly entries: readonly IgnoreForm[];
  readonly refused: readonly RefusedDifference[];
}

/** What is the same in all entries. */
export interface AcceptedBy extends Pick<IgnoreForm, 'owner' | 'reason' | 'expires'> {
  /** Whether entries name their target. */
  readonly namesTarget: boolean;
}

/**
 * Entries for all differences that count.
 *
 * @param compared with what is secret concealed
 * @param wanted which of them
 */
export function acceptanceOf(
  compared: Compared,
  by: AcceptedBy,
  hidden: Hidden,
  wanted: (leaf: DifferingLeaf) => boolean,
): Acceptance {
  const results = toAccept(compared, wanted).map((leaf) => entryOf(leaf, by, hidden));
  const entries = results.flatMap((result) => ('why' in result ? [] : [result]));
  return {
    // Two elements that look the same have one entry.
    entries: entries.filter((entry, index) => index === entries.findIndex((one) => isSameEntry(one, entry))),
    refused: results.flatMap((result) => ('why' in result ? [result] : [])),
  };
}

function isSameEntry(a: IgnoreForm, b: IgnoreForm): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What counts; what is lost by a broken delivery by itself, and what else is said of its service not. */
function toAccept(compared: Compared, wanted: (leaf: DifferingLeaf) => boolean): readonly DifferingLeaf[] {
  const counts = (leaf: Leaf): leaf is DifferingLeaf => leaf.outcome === 'differs' && isFailing(leaf.verdict);
  const failing = compared.leaves.filter(counts);
  const deliveries = failing.filter(isDelivery);
  const own = failing.filter((leaf) => !deliveries.some((delivery) => isSaidBy(leaf, delivery)));
  const further = deliveries.filter(wanted).flatMap((delivery) => knownByIt(delivery, compared));
  return [...own.filter(wanted), ...further];
}

function entryOf(leaf: DifferingLeaf, by: AcceptedBy, hidden: Hidden): IgnoreForm | RefusedDifference {
  const { rule, subject, seen, declared, live } = leaf;
  const { target, address } = subject;
  const path = formatPath(leaf.path);
  const refused = (why: RefusedBecause): RefusedDifference => {
    const { hide } = hidden;
    return { rule, target: hide(target), address: hide(address), path: hide(path), why };
  };
  if ([target, address, path, seen ?? ''].some(hidden.hides)) return refused('secret-name');
  if (address === '') return refused('no-address');
  if (!isSamePath(parsePath(path), leaf.path)) return refused('path');
  const sides = { declared: sideOf(declared, hidden), live: sideOf(live, hidden) };
  for (const side of Object.values(sides)) if (typeof side === 'string') return refused(side);
  const { owner, reason, expires, namesTarget } = by;
  return {
    rule,
    ...(namesTarget ? { target } : {}),
    address,
    path,
    ...valueKeys('declared', sides.declared),
    ...valueKeys('live', sides.live),
    ...(seen === undefined ? {} : { seen }),
    owner,
    reason,
    expires,
  };
}

/** A side of a difference as an entry can hold it. */
interface AcceptedSide {
  readonly exact?: NonNullable<IgnoreForm['live']> | null;
  readonly fingerprint?: string;
  readonly partly?: string;
}

function sideOf(shown: ShownValue | undefined, hidden: Hidden): AcceptedSide | 'no-key' | 'no-fingerprint' {
  if (shown === undefined) return {};
  if ('absent' in shown) return { exact: null };
  if ('value' in shown && !('secret' in hideIn<ShownValue>(shown, hidden))) return { exact: shown.value };
  const partly = knownPart(shown);
  if (partly !== undefined && !hidden.hides(partly)) return { partly };
  const fingerprint = fingerprintOfShown(shown);
  if (fingerprint !== undefined) return { fingerprint };
  return hasFingerprintKey() ? 'no-fingerprint' : 'no-key';
}

function valueKeys(side: 'declared' | 'live', value: AcceptedSide | string): Partial<IgnoreForm> {
  if (typeof value === 'string') return {};
  const { exact, fingerprint, partly } = value;
  if (fingerprint !== undefined) return { [`${side}-fingerprint`]: fingerprint };
  if (partly !== undefined) return { 'declared-partly': partly };
  return exact === undefined ? {} : { [side]: exact };
}
