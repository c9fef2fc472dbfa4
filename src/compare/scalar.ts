import {
  isSecret,
  type PartialValue,
  patternOf,
  reasonOf,
  shownDeclared,
  shownLive,
  type UnknownOf,
  type Value,
} from '../model/declared.ts';
import { mayBeNothing } from '../model/distinct.ts';
import { matchesPattern } from '../model/pattern.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import { sameValue } from '../model/secret/same-value.ts';
import { Secret, type Text } from '../model/secret/secret.ts';
import { shownHidden } from '../model/shown-secret.ts';
import type { Unknown } from '../model/value.ts';
import { type Comparer, differs, equal, nothingCompared, undetermined } from './comparison.ts';
import type { Scalar } from './declared.ts';
import { shaped } from './shape.ts';

/** How two scalars are held against each other. */
export interface ScalarOptions<T> {
  /** What AWS takes an omitted value for: absent and this are the same on both sides. */
  readonly absentAs?: T;
  /** The page that says that AWS fills in `absentAs`, for one that is not just empty. */
  readonly source?: string;
  /** Brings different spellings of the same value into one; used on both sides. */
  readonly canonical?: (value: T) => T;
  /** Whether two known values mean the same, where no canonical form exists. */
  readonly same?: (declared: T, live: T) => boolean;
  /**
   * Every way in which the live value may be written in the code, for a declared string of which only a part is known.
   * Needed with `canonical` or `same`: without it such a string is never held to contradict.
   */
  readonly spellings?: (live: T) => readonly string[];
}

/** Compares strings, numbers, bools and `Text`. When one side is secret, neither is shown. */
export function scalar<T extends Scalar>(options: ScalarOptions<T> = {}): Comparer<Value<T>, T> {
  const compare: Comparer<Value<T>, T> = (declared, live, position) => {
    if (declared === undefined) {
      if (live === undefined || isDefault(live, options)) return nothingCompared;
      return differs('extra', position, { absent: true }, shownLive(live), undefined);
    }
    const verdict = judge(declared, live ?? options.absentAs, options);
    const shown = showBoth(declared, live);
    switch (verdict.outcome) {
      case 'equal':
        return equal(position);
      case 'differs':
        return differs(live === undefined ? 'missing' : 'changed', position, shown.declared, shown.live, declared.at);
      case 'undetermined':
        return undetermined('value-unknown', position, verdict.reason, declared.at, shown);
    }
  };
  const { absentAs, source } = options;
  return shaped(compare, {
    kind: 'scalar',
    ...(absentAs === undefined || absentAs instanceof Secret ? {} : { absentAs }),
    ...(source === undefined ? {} : { source }),
  });
}

/** How two texts are held against each other: a secret has but one spelling. */
export interface TextOptions {
  readonly absentAs?: Text;
  readonly source?: string;
  readonly canonical?: (value: string) => string;
  readonly same?: (declared: string, live: string) => boolean;
  readonly spellings?: (live: string) => readonly string[];
}

/** Compares texts that may be secret. */
export const text = (options: TextOptions = {}): Comparer<Value<Text>, Text> => scalar<Text>(textOptions(options));

/** The same for scalars that are texts. */
export function textOptions({ canonical, same, spellings, ...rest }: TextOptions): ScalarOptions<Text> {
  return {
    ...rest,
    ...(canonical && { canonical: (value) => (value instanceof Secret ? value : canonical(value)) }),
    ...(same && {
      same: (declared, live) => !(declared instanceof Secret) && !(live instanceof Secret) && same(declared, live),
    }),
    ...(spellings && { spellings: (live) => (live instanceof Secret ? [] : spellings(live)) }),
  };
}

/** What holding a declared scalar against a live one comes to. `open`: it agrees as far as it is known. */
export type ScalarOutcome =
  | { readonly outcome: 'equal' }
  | { readonly outcome: 'differs' }
  | { readonly outcome: 'undetermined'; readonly reason: ReasonData };

/** Holds a declared scalar against a live one. */
export function judge<T extends Scalar>(
  declared: Value<T>,
  live: T | undefined,
  options: ScalarOptions<T> = {},
): ScalarOutcome {
  if (declared.state !== 'known' && (live === undefined || live === '') && !mayBeNothing(declared)) {
    return { outcome: 'differs' };
  }
  switch (declared.state) {
    case 'unknown':
      if (live !== undefined && couldBe(declared, live, options) === false) return { outcome: 'differs' };
      return { outcome: 'undetermined', reason: reasonOf(declared.because) };
    case 'known': {
      if (live === undefined) return { outcome: 'differs' };
      const same = meansSame(declared.value, live, options);
      return same === undefined
        ? { outcome: 'undetermined', reason: secretReason(declared.value, live) }
        : { outcome: same ? 'equal' : 'differs' };
    }
    case 'partial': {
      // Made of holes alone it may be the empty string, which many arguments take for absent.
      if (live === undefined) return open(declared.parts);
      return couldBe(declared, live, options) === false ? { outcome: 'differs' } : open(declared.parts);
    }
  }
}

function secretReason(...sides: readonly Scalar[]): ReasonData {
  return sides.some((side) => side instanceof Secret && side.lacksKey)
    ? { kind: 'secret', name: 'fingerprint-key' }
    : { kind: 'secret' };
}

/** Whether what is not known, or not wholly, could be what AWS has; undefined when that cannot be told. */
function couldBe<T extends Scalar>(
  declared: PartialValue | UnknownOf,
  live: T,
  options: ScalarOptions<T>,
): boolean | undefined {
  const pattern = patternOf(declared);
  if (live instanceof Secret) return live.matches(pattern);
  const spellings = options.spellings?.(live);
  const respelt = options.canonical !== undefined || options.same !== undefined;
  if (spellings === undefined) return matchesPattern(String(live), pattern) ? true : respelt ? undefined : false;
  return spellings.some((spelling) => matchesPattern(spelling, pattern));
}

function meansSame<T extends Scalar>(declared: T, live: T, options: ScalarOptions<T>): boolean | undefined {
  if (options.same?.(declared, live)) return true;
  const left = options.canonical?.(declared) ?? declared;
  const right = options.canonical?.(live) ?? live;
  const equal = sameValue(left, right);
  // Two spellings of one value may be there, and a secret is in none but its own.
  const isRespelt = options.canonical !== undefined && (left instanceof Secret || right instanceof Secret);
  return equal === false && isRespelt ? undefined : equal;
}

function isDefault<T extends Scalar>(live: T, options: ScalarOptions<T>): boolean {
  return options.absentAs !== undefined && meansSame(options.absentAs, live, options) === true;
}

function open(parts: readonly (string | Unknown)[]): ScalarOutcome {
  return { outcome: 'undetermined', reason: reasonOfParts(parts) };
}

/** Why a text with holes is not known. */
export function reasonOfParts(parts: readonly (string | Unknown)[]): ReasonData {
  const reasons = parts.flatMap((part) => (typeof part === 'string' ? [] : [reasonOf(part)]));
  const [first] = reasons;
  return reasons.length === 1 && first !== undefined ? first : { kind: 'operation', name: 'template', from: reasons };
}

/** Both sides as they may be shown: when one of them is secret, the other could tell it. */
export function showBoth<T extends Scalar>(
  declared: Value<T>,
  live: T | undefined,
): { readonly declared: ShownValue; readonly live: ShownValue } {
  const left = shownDeclared(declared);
  const right = shownLive(live);
  if (isSecret(declared) && live !== undefined) return { declared: left, live: shownHidden(right) };
  if ('secret' in right && declared.state !== 'unknown') return { declared: shownHidden(left), live: right };
  return { declared: left, live: right };
}
