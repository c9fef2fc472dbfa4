import { describe, expect, it } from 'vitest';
import { sameDeclared } from '../../../src/check/change/same-declared.ts';
import type { ShownValue } from '../../../src/model/report/shown-value.ts';
import { shownHidden, shownSecret, shownSecretTemplate } from '../../../src/model/shown-secret.ts';

const unknown: ShownValue = { unknown: { kind: 'variable', name: 'tag', address: '' } };
const absent: ShownValue = { absent: true };
const template = (...template: (string | { kind: 'variable'; name: string })[]): ShownValue => ({ template });
const tag = { kind: 'variable', name: 'tag' } as const;

describe('two declared values', () => {
  const rows: readonly (readonly [string, ShownValue, ShownValue, boolean | undefined])[] = [
    ['the same text', { value: 'a' }, { value: 'a' }, true],
    ['two texts', { value: 'a' }, { value: 'b' }, false],
    ['a text and nothing', { value: 'a' }, absent, false],
    ['nothing twice', absent, absent, true],
    ['a text and what is not known', { value: 'a' }, unknown, undefined],
    ['what is not known for the same reason', unknown, unknown, true],
    ['one secret', shownSecret('s3cret'), shownSecret('s3cret'), true],
    ['two secrets', shownSecret('s3cret'), shownSecret('other'), false],
    ['a secret and its text', shownSecret('s3cret'), { value: 's3cret' }, true],
    ['a secret and another text', shownHidden({ value: 'a' }), { value: 'b' }, false],
    ['hidden twice', shownHidden(shownSecret('s3cret')), shownSecret('s3cret'), true],
    ['secret texts with the same known parts', shownSecretTemplate(['a', tag]), shownSecretTemplate(['a', tag]), true],
    ['secret texts with other known parts', shownSecretTemplate(['a', tag]), shownSecretTemplate(['b', tag]), false],
    ['a secret of which nothing is known here', { secret: true }, shownSecret('s3cret'), undefined],
    ['a text that another fits', template('api:', tag), { value: 'api:7' }, undefined],
    ['a text that another does not fit', template('api:', tag), { value: 'web:7' }, false],
    ['the same text with a hole', template('api:', tag), template('api:', tag), true],
    ['lists of other lengths', { list: [absent] }, { list: [] }, false],
    ['objects of other members', { members: { a: unknown } }, { members: { b: unknown } }, false],
    [
      'a rule under other names of its peer',
      { value: { protocol: 'tcp', source: { kind: 'group', value: 'sg-1', address: 'aws_security_group.a' } } },
      { value: { protocol: 'tcp', source: { kind: 'group', value: 'sg-1', address: 'aws_security_group.b' } } },
      true,
    ],
  ];
  it.each(rows)('%s', (_, a, b, expected) => {
    expect(sameDeclared(a, b)).toBe(expected);
    expect(sameDeclared(b, a)).toBe(expected);
  });

  it('tell of secrets nothing that could be read', () => {
    expect(JSON.stringify([shownSecret('s3cret'), shownHidden({ value: 's3cret' })])).not.toContain('s3cret');
    expect(Object.getOwnPropertyNames(shownSecret('s3cret'))).toEqual(['secret']);
  });
});
