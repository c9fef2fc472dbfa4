import { shownLive } from '../../../model/declared.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';
import { Secret } from '../../../model/secret/secret.ts';

/** A way to show values of AWS. */
export type Show = (value: unknown) => ShownValue;

/**
 * Shows values: a secret by its fingerprint or, without a key, by a number that two equal ones share. One that could be
 * guessed has no number, since that would tell when the guess is right.
 */
export function createShow(key: string | undefined): Show {
  const known: Secret[] = [];
  return (value) => {
    if (!(value instanceof Secret)) return shownLive(value);
    const fingerprint = key === undefined ? undefined : value.fingerprint(key);
    if (fingerprint !== undefined) return { secret: true, fingerprint: fingerprint.slice(0, 12) };
    if (value.isGuessable) return { secret: true };
    const before = known.findIndex((one) => one.equals(value) === true);
    if (before === -1) known.push(value);
    return { secret: true, fingerprint: `#${before === -1 ? known.length : before + 1}` };
  };
}
