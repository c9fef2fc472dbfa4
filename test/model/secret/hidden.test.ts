import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concealName,
  formsOf,
  hiddenBy,
  hiddenText,
  hideIn,
  leastHidden,
  namesHidden,
  revealNames,
} from '../../../src/model/secret/hidden.ts';
import { Secret } from '../../../src/model/secret/secret.ts';

const secrets = fc.array(fc.string({ minLength: leastHidden, maxLength: 40 }), { minLength: 1, maxLength: 8 });
/** Few letters, so that secrets overlap, hold one another and stand in texts by chance. */
const narrow = fc.array(
  fc.string({ unit: fc.constantFrom('a', 'b', '(', 'sensitive', ')'), minLength: leastHidden, maxLength: 20 }),
  { minLength: 1, maxLength: 6 },
);

/** Plain data as reports have it, with some of the texts in it. */
function dataWith(texts: readonly string[]) {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(...texts),
    fc.tuple(fc.string(), fc.constantFrom(...texts), fc.string()).map((parts) => parts.join('')),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.constant(null),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(text, tie('tree'), { maxKeys: 4 }),
      tie('tree').map((value) => ({ value })),
      fc.array(text, { maxLength: 3 }).map((template) => ({ template })),
    ),
  }));
  return tree;
}

function textsIn(data: unknown): string[] {
  if (typeof data === 'string') return [data];
  if (data instanceof Map) return [...data].flatMap(textsIn);
  if (Array.isArray(data)) return data.flatMap(textsIn);
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, member]) => [name, ...textsIn(member)]);
}

describe.each([
  ['any secrets', secrets],
  ['secrets that overlap', narrow],
])('hiding %s', (_, some) => {
  const given = some.chain((texts) => fc.tuple(fc.constant(texts), dataWith(texts)));

  it('leaves no text that holds one', () => {
    fc.assert(
      fc.property(given, ([texts, data]) => {
        const shown = textsIn(hideIn(data, hiddenBy(texts)));
        for (const text of shown) for (const secret of texts) expect(text.includes(secret)).toBe(false);
      }),
    );
  });

  it('changes nothing that holds none', () => {
    fc.assert(
      fc.property(given, ([texts, data]) => {
        const isClean = textsIn(data).every((text) => !texts.some((secret) => text.includes(secret)));
        fc.pre(isClean);
        expect(hideIn(data, hiddenBy(texts))).toBe(data);
      }),
    );
  });

  it('tells what it would change', () => {
    fc.assert(
      fc.property(some, fc.string(), (texts, text) => {
        const hidden = hiddenBy(texts);
        const whole = `${text}${texts[0] ?? ''}`;
        for (const one of [text, whole]) {
          expect(hidden.hides(one)).toBe(texts.some((secret) => one.includes(secret)));
          expect(hidden.hide(one) === one).toBe(!hidden.hides(one));
        }
      }),
    );
  });

  it('hides twice what it hides once', () => {
    fc.assert(
      fc.property(given, ([texts, data]) => {
        const hidden = hiddenBy(texts);
        const once = hideIn(data, hidden);
        expect(hideIn(once, hidden)).toEqual(once);
      }),
    );
  });
});

describe('what is hidden of a report', () => {
  const secret = 'correct-horse-battery';
  const hidden = hiddenBy([secret]);

  it('is the whole of a shown value, and the stretch of every other text', () => {
    const report = {
      message: `AWS says that ${secret} is wrong`,
      declared: { value: `x${secret}` },
      live: { value: [{ name: 'a', values: [secret] }] },
      template: { template: ['https://', { kind: 'variable', name: 'host' }, `/${secret}`] },
      path: ['a', secret, 0],
      map: new Map([[secret, `${secret}${secret}`]]),
      plain: { value: 'correct-horse' },
    };
    expect(hideIn(report, hidden)).toEqual({
      message: `AWS says that ${hiddenText} is wrong`,
      declared: { secret: true },
      live: { secret: true },
      template: { secret: true },
      path: ['a', hiddenText, 0],
      map: new Map([[hiddenText, hiddenText]]),
      plain: { value: 'correct-horse' },
    });
  });

  it('is no word of our own, though the code calls it secret', () => {
    const report = { type: 'element-missing', path: 'element-missing', declared: { value: 'element-missing' } };
    expect(hideIn(report, hiddenBy(['element-missing']))).toEqual({
      type: 'element-missing',
      path: hiddenText,
      declared: { secret: true },
    });
  });

  it('keeps two members apart of which both names are hidden', () => {
    const one = { [secret]: 1, [`${secret}${secret}`]: 2, ['__proto__']: 3 };
    expect(Object.entries(hideIn(one, hidden))).toEqual([
      [hiddenText, 1],
      [`${hiddenText} #2`, 2],
      ['__proto__', 3],
    ]);
  });

  it('is a secret of any length under a concealed name, and no shorter one in another text', () => {
    const path = `containers[${concealName('api')}].environment[LOG]`;
    for (const each of [namesHidden, hiddenBy(['api']), hidden]) {
      expect(hideIn({ path, image: 'api:1' }, each)).toEqual({
        path: `containers[${hiddenText}].environment[LOG]`,
        image: 'api:1',
      });
    }
    expect(revealNames(path)).toBe('containers[api].environment[LOG]');
    // A name may hold the delimiters itself.
    expect(namesHidden.hide(concealName(concealName('api')))).toBe(hiddenText);
    expect(namesHidden.hide(`${concealName('a')}\ufdd0b`)).toBe(`${hiddenText}${hiddenText}`);
  });

  it('is no secret object, which shows nothing', () => {
    const value = Secret.of(secret);
    expect(hideIn({ value }, hidden).value).toBe(value);
  });
});

it('finds long secrets, and any long stretch of one', () => {
  const long = Array.from({ length: 400 }, (_, index) => `line ${index * 7919}`).join('\n');
  const hidden = hiddenBy([long]);
  expect(hidden.hide(`before ${long} after`)).toBe(`before ${hiddenText} after`);
  expect(hidden.hides(long.slice(300, 300 + 1200))).toBe(true);
});

it('finds a secret in the forms that texts are made of it in', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 16, unit: 'grapheme' }), fc.string(), fc.string(), (secret, before, after) => {
      const hidden = hiddenBy(formsOf(secret));
      const text = `${before}${secret}${after}`;
      expect(hidden.hides(JSON.stringify(text))).toBe(true);
      expect(hidden.hides(Buffer.from(text, 'utf8').toString('base64'))).toBe(true);
      expect(hidden.hides(encodeURIComponent(text))).toBe(true);
    }),
  );
});

it('comes to an end for thousands of texts beside thousands of secrets', () => {
  const texts = Array.from({ length: 20_000 }, (_, index) => `arn:aws:ecs:us-east-1:123456789012:service/s${index}`);
  const others = texts.map((text) => text.replace('ecs', 'ec2'));
  const hidden = hiddenBy(others);
  expect(texts.filter((text) => hidden.hides(text))).toEqual([]);
});
