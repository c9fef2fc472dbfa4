import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { compareCodeUnits } from '../order.ts';
import { Secret } from './secret.ts';

/*
 * Fingerprints that stand in reports: under the user's own key they compare across runs. Without a key there are none.
 * The key is bound to a run, so that nobody who shows a secret value needs to know of it.
 */

const keys = new AsyncLocalStorage<string>();

/** Does `work` with secret values shown with their fingerprints under `key`; without any where that is undefined. */
export function withFingerprintKey<T>(key: string | undefined, work: () => T): T {
  return key === undefined ? keys.exit(work) : keys.run(key, work);
}

/** Whether there is a key to make fingerprints with. */
export function hasFingerprintKey(): boolean {
  return keys.getStore() !== undefined;
}

/**
 * The fingerprint of a value under the key of the run: of a text, number or bool that of its text, of a list or record
 * that of its parts'. undefined without a key, or where a part is known by a fingerprint under another key only.
 */
export function fingerprintOf(value: unknown): string | undefined {
  const key = keys.getStore();
  return key === undefined ? undefined : fingerprintUnder(key, value);
}

/** The fingerprint of a list, as {@link fingerprintOf} makes it, of those of its elements. */
export function fingerprintOfAll(elements: readonly (string | undefined)[]): string | undefined {
  const key = keys.getStore();
  return key === undefined ? undefined : joined(key, elements);
}

/** Known to nobody, and gone with the process: nothing can be tried on what is made with it. */
const ownKey = randomBytes(32).toString('hex');

/**
 * The fingerprint of a value, as {@link fingerprintOf} makes it, that holds within the process: for telling values
 * apart, and never for a report.
 */
export function fingerprintOfProcess(value: unknown): string | undefined {
  return fingerprintUnder(ownKey, value);
}

function fingerprintUnder(key: string, value: unknown): string | undefined {
  if (value instanceof Secret) return value.fingerprint(key);
  if (value instanceof Map) return fingerprintUnder(key, Object.fromEntries(value));
  if (Array.isArray(value)) {
    return joined(
      key,
      value.map((element) => fingerprintUnder(key, element)),
    );
  }
  if (typeof value !== 'object' || value === null) return Secret.of(String(value)).fingerprint(key);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => compareCodeUnits(a, b));
  return joined(
    key,
    members.flatMap(([name, member]) => [fingerprintUnder(key, name), fingerprintUnder(key, member)]),
  );
}

function joined(key: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : Secret.of(JSON.stringify(parts)).fingerprint(key);
}
