import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { matchesPattern, type TextPattern } from '../pattern.ts';
import { portOfUrl } from './endpoint.ts';

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
 * its content lives in a private field. It can be compared and fingerprinted, and asked
 * for the port of a URL, no more.
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
   * Whether the text could be what `pattern` describes; undefined when only a fingerprint is known and there is a hole.
   */
  matches(pattern: TextPattern): boolean | undefined {
    if (pattern.every((part) => typeof part === 'string')) return this.equals(Secret.of(pattern.join('')));
    return this.#text === undefined ? undefined : matchesPattern(this.#text, pattern);
  }

  /**
   * The port of the service that the text is a URL of, and nothing else of it: which port a database is reached on is
   * no secret. undefined for every other text, and where only a fingerprint is known.
   */
  get port(): number | undefined {
    return this.#text === undefined ? undefined : portOfUrl(this.#text);
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
