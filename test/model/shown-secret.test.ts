import { describe, expect, it } from 'vitest';
import { showBoth } from '../../src/compare/scalar.ts';
import { showAll, showDeclared } from '../../src/compare/show.ts';
import { shownDeclared, shownLive } from '../../src/model/declared.ts';
import type { ShownValue } from '../../src/model/report/shown-value.ts';
import { fingerprintOf, withFingerprintKey } from '../../src/model/secret/fingerprint.ts';
import { Secret, type Text } from '../../src/model/secret/secret.ts';
import { fingerprintOfShown, shownHidden, shownSecret } from '../../src/model/shown-secret.ts';

const key = 'a long random text';
const under = <T>(work: () => T): T => withFingerprintKey(key, work);
const secret = (text: string): Secret => Secret.of(text);
const digest = secret('mellon').fingerprint(key) ?? '';

describe('a secret value that is shown', () => {
  it.each<[string, () => ShownValue]>([
    ['of AWS', () => shownLive(secret('mellon'))],
    ['of the code', () => shownDeclared({ state: 'known', value: secret('mellon') })],
    ['that Terraform marks', () => shownDeclared({ state: 'known', value: 'mellon', sensitive: true })],
    ['beside a secret one', () => showBoth<Text>({ state: 'known', value: secret('x') }, 'mellon').live],
    ['that the code hides afterwards', () => shownHidden({ value: 'mellon' })],
    ['that is hidden again', () => shownHidden(shownHidden({ value: 'mellon' }))],
  ])('%s: has a fingerprint where there is a key, and none without', (_, show) => {
    expect(show()).toEqual({ secret: true });
    expect(under(show)).toEqual({ secret: true, fingerprint: digest });
    expect(withFingerprintKey('another', show)).not.toEqual(under(show));
  });

  it('of several parts has one of all of them, however it is held', () => {
    const elements = [secret('mellon'), 'friend', 1];
    const [whole, other] = under(() => [shownLive(elements), shownLive([secret('mellon'), 'foe', 1])]);
    expect(whole).toMatchObject({ secret: true, fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(other).not.toEqual(whole);
    const declared = {
      state: 'collection',
      elements: elements.map((value) => ({ state: 'known', value })),
    } as const;
    expect(under(() => showDeclared(declared))).toEqual(whole);
    expect(under(() => showAll(elements, shownLive))).toEqual(whole);
    const members = under(() => [shownLive({ a: secret('x'), b: 1 }), shownLive({ b: 1, a: secret('x') })]);
    expect(members[0]).toEqual(members[1]);
  });

  it.each<[string, () => ShownValue]>([
    ['a text with a hole', () => shownHidden({ template: ['mellon', { kind: 'variable', name: 'x' }] })],
    ['what is not known', () => shownHidden({ unknown: { kind: 'variable', name: 'x' } })],
    ['a list with a hole', () => shownHidden({ list: [{ value: 'a' }, { unknown: { kind: 'variable' } }] })],
    ['a list that may go on', () => shownHidden({ list: [{ value: 'a' }], open: { kind: 'variable' } })],
    ['what only a fingerprint under another key is known of', () => shownSecret(Secret.fromFingerprint('salt', 'ff'))],
  ])('%s has none', (_, show) => {
    expect(under(show)).toEqual({ secret: true });
  });

  it('that is not there is no secret', () => {
    expect(under(() => shownHidden({ absent: true }))).toEqual({ absent: true });
    expect(under(() => fingerprintOfShown({ absent: true }))).toBeUndefined();
  });

  it('keeps its fingerprint over what is awaited, and no other run has it', async () => {
    const later = under(async () => {
      await Promise.resolve();
      return fingerprintOf('mellon');
    });
    expect(fingerprintOf('mellon')).toBeUndefined();
    expect(await later).toBe(digest);
  });
});
