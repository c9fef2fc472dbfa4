import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';

const redacted = '[secret]';

const leastUnguessable = 20;

/** A fingerprint, and the salt or the key that it was made with. */
interface RecordedFingerprint {
  readonly salt?: string;
  readonly keyId?: string;
  readonly digest: string;
}

/**
 * A value that must not be shown. Nothing turns it back into text: its string, JSON and inspect forms are redacted, and
 * its content lives in a private field. It can be compared and fingerprinted, no more.
 */
export class Secret {
  readonly #text: string | undefined;
  readonly #recorded: RecordedFingerprint | undefined;

  private constructor(text: string | undefined, recorded: RecordedFingerprint | undefined) {
    this.#text = text;
    this.#recorded = recorded;
  }

  static of(text: string): Secret {
    return new Secret(text, undefined);
  }

  /** A secret of which only the salted fingerprint was recorded (in a snapshot). */
  static fromFingerprint(salt: string, digest: string): Secret {
    return new Secret(undefined, { salt, digest });
  }

  /**
   * A secret of which only the fingerprint under a key that is not at hand is known. It can be told from others of the
   * same key, and from nothing else.
   *
   * @param keyId which key it is
   */
  static underUnknownKey(keyId: string, digest: string): Secret {
    return new Secret(undefined, { keyId, digest });
  }

  /** Whether only a fingerprint is known, under a key that is not at hand. */
  get lacksKey(): boolean {
    return this.#recorded?.keyId !== undefined;
  }

  /** Whether both hold the same text; undefined when that cannot be told (two fingerprints with different salts). */
  equals(other: Secret): boolean | undefined {
    if (this.#text !== undefined && other.#text !== undefined) return this.#text === other.#text;
    if (this.#recorded?.keyId !== undefined && this.#recorded.keyId === other.#recorded?.keyId) {
      return this.#recorded.digest === other.#recorded.digest;
    }
    const salt = this.#recorded?.salt ?? other.#recorded?.salt;
    if (salt === undefined) return undefined;
    const mine = this.fingerprint(salt);
    const theirs = other.fingerprint(salt);
    return mine === undefined || theirs === undefined ? undefined : mine === theirs;
  }

  /**
   * Whether the text could be what `parts` describes: known texts in order, undefined for a hole of any content.
   * undefined when only a fingerprint is known and there is a hole.
   */
  matches(parts: readonly (string | undefined)[]): boolean | undefined {
    if (!parts.includes(undefined)) return this.equals(Secret.of(parts.join('')));
    return this.#text === undefined ? undefined : matchesParts(this.#text, parts);
  }

  /**
   * HMAC-SHA-256 of the text under `key`, in hex, 32 digits; undefined when only a fingerprint under another key is
   * known.
   */
  fingerprint(key: string): string | undefined {
    if (this.#text === undefined) return this.#recorded?.salt === key ? this.#recorded?.digest : undefined;
    return createHmac('sha256', key).update(this.#text, 'utf8').digest('hex').slice(0, 32);
  }

  /**
   * Whether whoever sees which secrets are equal could find out what this one is by trying: it has fewer than 20
   * characters. Of what was recorded with a salt that is not known, and whoever has the record can try anyway.
   */
  get isGuessable(): boolean {
    if (this.#text === undefined) return this.#recorded?.salt === undefined;
    return this.#text.length < leastUnguessable;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }

  get [Symbol.toStringTag](): string {
    return 'Secret';
  }
}

/** A text from AWS or from the code that may be secret. */
export type Text = string | Secret;

/**
 * Whether `text` is made of `parts` in order, with any content (also none) in place of the undefined ones. Linear time.
 */
export function matchesParts(text: string, parts: readonly (string | undefined)[]): boolean {
  if (!parts.includes(undefined)) return parts.join('') === text;
  // Between two texts without a hole there is nothing: they are one.
  const joined = parts.reduce<(string | undefined)[]>((whole, part) => {
    const before = whole.at(-1);
    if (part === undefined || before === undefined) whole.push(part);
    else whole[whole.length - 1] = before + part;
    return whole;
  }, []);
  const first = joined[0];
  const last = joined.at(-1);
  let from = 0;
  let to = text.length;
  if (first !== undefined) {
    if (!text.startsWith(first)) return false;
    from = first.length;
  }
  if (last !== undefined) {
    if (to - last.length < from || !text.endsWith(last)) return false;
    to -= last.length;
  }
  const inner = joined.slice(first === undefined ? 0 : 1, last === undefined ? undefined : -1);
  for (const part of inner) {
    if (part === undefined || part === '') continue;
    const found = text.indexOf(part, from);
    if (found === -1 || found + part.length > to) return false;
    from = found + part.length;
  }
  return true;
}
