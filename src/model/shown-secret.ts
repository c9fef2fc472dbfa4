import type { ShownValue } from './report/shown-value.ts';
import { fingerprintOf, fingerprintOfAll } from './secret/fingerprint.ts';

/*
 * Values that may not be shown, as reports hold them: with a fingerprint where the run has a key for them.
 */

/** A secret value, of which the content is known here: a scalar, `Text`, a list or record of them. */
export function shownSecret(content: unknown): ShownValue {
  return withFingerprint(fingerprintOf(content));
}

/** The same value with nothing of it shown. What is not there has nothing to hide. */
export function shownHidden(shown: ShownValue): ShownValue {
  return 'absent' in shown ? shown : withFingerprint(fingerprintOfShown(shown));
}

/** The fingerprint of a value as it is shown; undefined where not all of it is known, or there is no key. */
export function fingerprintOfShown(shown: ShownValue): string | undefined {
  if ('secret' in shown) return shown.fingerprint;
  if ('value' in shown) return fingerprintOf(shown.value);
  if ('list' in shown && shown.open === undefined) return fingerprintOfAll(shown.list.map(fingerprintOfShown));
  return undefined;
}

function withFingerprint(fingerprint: string | undefined): ShownValue {
  return fingerprint === undefined ? { secret: true } : { secret: true, fingerprint };
}
