import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hiddenBy } from '../../src/model/secret/hidden.ts';
import type { TerraformValue } from '../../src/model/value.ts';
import { jsonencode } from '../../src/terraform/evaluate/json.ts';
import { withMark } from '../../src/terraform/evaluate/marks.ts';
import { object, set, string, stringType, template, tuple, unknown } from '../../src/terraform/evaluate/value.ts';
import { fingerprinter, hasSecret, sealValue } from '../../src/understanding/seal.ts';
import { countLeaves } from '../../src/understanding/understand.ts';

const options = () => ({ fingerprint: fingerprinter(undefined) });
/** All that can be shown of a sealed value. */
const printed = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (part instanceof Map ? [...part] : part));

const planted = 'mellon-4711-x';
const hole = unknown({ kind: 'variable', module: '', name: 'tag' }, stringType);

/** A value with the planted text in it, where it is secret by a name, a mark or a pair. */
const secretly: fc.Arbitrary<TerraformValue> = fc.letrec<{ value: TerraformValue; plain: TerraformValue }>((tie) => ({
  plain: fc.constantFrom<TerraformValue>(
    string('plain'),
    string(planted),
    template([planted, hole]),
    template([hole, planted]),
  ),
  value: fc.oneof(
    { maxDepth: 4 },
    tie('plain').map((inner) => object([['db_password', inner]])),
    tie('plain').map((inner) => withMark(inner)),
    tie('plain').map((inner) =>
      object([
        ['name', string('API_TOKEN')],
        ['value', inner],
      ]),
    ),
    tie('plain').map((inner) => tuple([string('--password'), inner])),
    tie('plain').map((inner) => object([['credentials', object([['any', tuple([inner])]])]])),
    tie('value').map((inner) => object([['nested', inner]])),
    tie('value').map((inner) => tuple([string('before'), inner])),
    tie('value').map((inner) => jsonencode(inner)),
    tie('value').map((inner) => withMark(inner)),
  ),
})).value;

describe('what is sealed', () => {
  it('shows a secret nowhere, whatever it stands in', () => {
    fc.assert(
      fc.property(secretly, (value) => {
        expect(printed(sealValue(value, undefined, options()))).not.toContain(planted);
      }),
      { numRuns: 500 },
    );
  });

  it('hides a text that holds a secret of elsewhere, and what stands beside it does not matter', () => {
    const value = tuple([string(`see ${planted}!`), template([hole, planted]), string('other')]);
    const sealed = sealValue(value, undefined, { ...options(), hidden: hiddenBy([planted]) });
    expect(printed(sealed)).not.toContain(planted);
    expect(printed(sealed)).toContain('other');
  });

  it('keeps the holes of a secret, and counts every leaf once', () => {
    const value = object([
      ['password', template(['a', hole, 'b'])],
      ['list', tuple([string('x'), hole])],
      ['none', tuple([])],
    ]);
    const sealed = sealValue(value, undefined, options());
    expect(sealed).toMatchObject({ kind: 'object' });
    const { known, unknown: missing } = countLeaves(sealed);
    expect(known).toBe(2);
    expect(missing.map(({ path }) => path)).toEqual([['list', 1], ['password']]);
    expect(missing.map(({ because }) => because)).toEqual([
      [{ kind: 'variable', name: 'tag', address: '' }],
      [{ kind: 'variable', name: 'tag', address: '' }],
    ]);
  });

  test.each<[string, TerraformValue, boolean]>([
    [
      'an ARN under `secrets`',
      object([['secrets', object([['DB', string('arn:aws:ssm:us-east-1:123456789012:parameter/db')]])]]),
      false,
    ],
    [
      'an ARN with a hole',
      object([['secrets', object([['DB', template(['arn:aws:ssm:us-east-1:', hole, ':parameter/db'])]])]]),
      false,
    ],
    ['names below `secrets`', object([['secrets', tuple([string('DB_PASSWORD'), string('/app/db/password')])]]), false],
    ['a value below `secrets`', object([['secrets', object([['DB', string('letmein')]])]]), true],
    ['a pointer', object([['valueFrom', string('/app/db/password')]]), false],
    ['a pointer that is none', object([['valueFrom', string('let me in, please')]]), true],
    ['a URL with a hole for its password', string('postgres://u:p@h'), true],
    ['a URL with a hole as its password', template(['postgres://u:', hole, '@h']), false],
    ['a set with a mark', set([string('a')], stringType, { sensitive: true }), true],
  ])('%s', (_, value, secret) => {
    expect(hasSecret(sealValue(value, undefined, options()))).toBe(secret);
  });
});

describe('fingerprints', () => {
  it('without a key are numbers: equal for equal texts, the same for the same order', () => {
    const first = fingerprinter(undefined);
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(20));
    expect([a, b, a, c].map((text) => first(text ?? ''))).toEqual(['#1', '#2', '#1', '#3']);
    expect([a, b].map((text) => fingerprinter('')(text ?? ''))).toEqual(['#1', '#1']);
  });

  it('without a key tell nothing of a text that could be guessed, not even that two are equal', () => {
    const first = fingerprinter(undefined);
    expect(['a', 'a', 'a'.repeat(19), 'b'.repeat(20)].map(first)).toEqual([undefined, undefined, undefined, '#1']);
    expect(fingerprinter('k')('a')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('under a key depend on text and key alone', () => {
    expect(fingerprinter('k')('a')).toBe(fingerprinter('k')('a'));
    expect(new Set([fingerprinter('k')('a'), fingerprinter('k')('b'), fingerprinter('l')('a')]).size).toBe(3);
  });
});
