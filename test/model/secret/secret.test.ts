import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/model/secret/secret.ts';

/** Texts that cannot occur in a redacted form by chance. */
const secretText = fc
  .string({ minLength: 12, maxLength: 60, unit: 'binary' })
  .filter((text) => !'[secret]'.includes(text));

describe('a secret', () => {
  it('is in no form that it can be written in', () => {
    fc.assert(
      fc.property(secretText, (text) => {
        const secret = Secret.of(text);
        const holder = { value: secret, list: [secret], map: new Map([['k', secret]]) };
        const forms = [
          String(secret),
          `${secret}`,
          secret.toString(),
          JSON.stringify(secret),
          JSON.stringify(holder),
          inspect(secret),
          inspect(holder, { depth: 10, showHidden: true, getters: true }),
          format('%s %o %O %j', secret, secret, secret, secret),
          new Error(`failed with ${secret}`).message,
          new Error('failed', { cause: secret }).stack ?? '',
          inspect(new Error('failed', { cause: holder })),
          Object.entries(secret).join(),
          JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
          JSON.stringify(structuredClone(secret)),
          Object.prototype.toString.call(secret),
        ];
        for (const form of forms) expect(form.includes(text)).toBe(false);
      }),
    );
  });

  it('has the same form whatever it holds', () => {
    const forms = ['', 'a', 'a'.repeat(1000)].map((text) => inspect([Secret.of(text), `${Secret.of(text)}`]));
    expect(new Set(forms).size).toBe(1);
  });

  it('equals another one that holds the same', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(Secret.of(a).equals(Secret.of(a))).toBe(true);
        expect(Secret.of(a).equals(Secret.of(b))).toBe(a === b);
      }),
    );
  });

  it('equals a fingerprint of the same text, both ways round', () => {
    const recorded = Secret.fromFingerprint('salt', Secret.of('text').fingerprint('salt') ?? '');
    for (const [text, expected] of [
      ['text', true],
      ['other', false],
    ] as const) {
      expect(recorded.equals(Secret.of(text))).toBe(expected);
      expect(Secret.of(text).equals(recorded)).toBe(expected);
    }
  });

  it('cannot be compared between fingerprints with different salts', () => {
    const one = Secret.fromFingerprint('a', 'digest');
    expect(one.equals(Secret.fromFingerprint('a', 'digest'))).toBe(true);
    expect(one.equals(Secret.fromFingerprint('a', 'another'))).toBe(false);
    expect(one.equals(Secret.fromFingerprint('b', 'digest'))).toBeUndefined();
  });

  it('has a fingerprint for each key, of 32 hex digits', () => {
    const secret = Secret.of('text');
    expect(secret.fingerprint('k')).toMatch(/^[0-9a-f]{32}$/);
    expect(secret.fingerprint('k')).toBe(Secret.of('text').fingerprint('k'));
    expect(secret.fingerprint('k')).not.toBe(secret.fingerprint('l'));
    expect(Secret.fromFingerprint('k', 'd').fingerprint('k')).toBe('d');
    expect(Secret.fromFingerprint('k', 'd').fingerprint('l')).toBeUndefined();
  });

  it('can be held against a template', () => {
    const secret = Secret.of('postgres://u:p@db/app');
    expect(secret.matches(['postgres://u:', {}, '@db/app'])).toBe(true);
    expect(secret.matches(['postgres://u:', {}, '@other/app'])).toBe(false);
    expect(secret.matches(['postgres://u:p@db', '/app'])).toBe(true);
    const recorded = Secret.fromFingerprint('s', secret.fingerprint('s') ?? '');
    expect(recorded.matches(['postgres://u:p@db/app'])).toBe(true);
    expect(recorded.matches(['postgres://u:', {}])).toBeUndefined();
  });
});
