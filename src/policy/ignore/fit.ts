import type { IgnoreForm } from '../../config/sections/ignore.ts';
import { isSameJson } from '../../model/json.ts';
import type { DifferingLeaf } from '../../model/leaf.ts';
import type { Persistence, PersistenceQuestion } from '../../model/persistence.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';
import { fingerprintOfShown } from '../../model/shown-secret.ts';
import { matchesAddress, matchesPath, matchesRule } from '../pattern.ts';
import { knownPart } from './known-part.ts';

/*
 * Whether an entry covers a difference: it names it, the values are those that were accepted, and it is still the same
 * one.
 */

/** Whether an entry names a difference, whatever its values are. */
export function namesLeaf(entry: IgnoreForm, { rule, subject, path }: DifferingLeaf): boolean {
  const isNamed = entry.path === '' ? path.length === 0 : matchesPath(entry.path, path);
  return (
    isNamed &&
    matchesRule(entry.rule, rule) &&
    matchesAddress(entry.address, subject.address) &&
    (entry.target === undefined || entry.target === subject.target)
  );
}

/**
 * How an entry that names a difference fits it. `value`: it has another value. `not-comparable`: of a secret value only
 * a fingerprint is known, and there is no key for it. `came-back`: it went away in between. `not-followed`: whether it
 * did cannot be told.
 */
export type Fit = 'fits' | 'value' | 'not-comparable' | 'came-back' | 'not-followed';

/** How an entry fits a difference that it names. */
export function fitOf(entry: IgnoreForm, leaf: DifferingLeaf, persistence: Persistence): Fit {
  const values = valuesFit(entry, leaf);
  return values === 'fits' ? seenFit(entry, leaf, persistence) : values;
}

/** Whether the values are those of the entry. */
function valuesFit(entry: IgnoreForm, { declared, live }: DifferingLeaf): 'fits' | 'value' | 'not-comparable' {
  const sides = [
    exactFit(entry.declared, declared),
    exactFit(entry.live, live),
    fingerprintFit(entry['declared-fingerprint'], declared),
    fingerprintFit(entry['live-fingerprint'], live),
    partFit(entry['declared-partly'], declared),
  ];
  if (sides.includes('value')) return 'value';
  return sides.includes('not-comparable') ? 'not-comparable' : 'fits';
}

type SideFit = ReturnType<typeof valuesFit>;

/** `null` in the file is what is not there. */
function exactFit(expected: IgnoreForm['live'], shown: ShownValue = { absent: true }): SideFit {
  if (expected === undefined) return 'fits';
  if ('absent' in shown) return expected === null ? 'fits' : 'value';
  return 'value' in shown && isSameJson(shown.value, expected) ? 'fits' : 'value';
}

function fingerprintFit(expected: string | undefined, shown: ShownValue = { absent: true }): SideFit {
  if (expected === undefined) return 'fits';
  const found = fingerprintOfShown(shown);
  if (found !== undefined) return found === expected ? 'fits' : 'value';
  return 'secret' in shown || 'value' in shown ? 'not-comparable' : 'value';
}

function partFit(expected: string | undefined, shown: ShownValue = { absent: true }): SideFit {
  return expected === undefined || knownPart(shown) === expected ? 'fits' : 'value';
}

function seenFit({ seen }: IgnoreForm, leaf: DifferingLeaf, persistence: Persistence): Fit {
  if (seen === undefined || leaf.seen === seen) return 'fits';
  if (leaf.seen === undefined) return 'not-followed';
  switch (persistence({ leaf, seen })) {
    case 'stood':
      return 'fits';
    case 'unread':
      return 'not-followed';
    default:
      return 'came-back';
  }
}

/** What an entry would have to know of a difference that it covers but for what AWS tells of it now. */
export function questionOf(entry: IgnoreForm, leaf: DifferingLeaf): PersistenceQuestion | undefined {
  const { seen } = entry;
  if (seen === undefined || leaf.seen === undefined || leaf.seen === seen) return undefined;
  return namesLeaf(entry, leaf) && valuesFit(entry, leaf) === 'fits' ? { leaf, seen } : undefined;
}
