import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import * as form from '../../src/model/form.ts';

/** Each form beside what zod has for it. */
const pairs: readonly (readonly [string, form.Form<unknown>, z.ZodType])[] = [
  ['string', form.string(), z.string()],
  ['least', form.string({ least: 2 }), z.string().min(2)],
  [
    'pattern',
    form.string({ least: 1, pattern: /^[a-c]*x$/ }),
    z
      .string()
      .min(1)
      .regex(/^[a-c]*x$/),
  ],
  ['dateTime', form.dateTime(), z.iso.datetime({ offset: true })],
  ['date', form.date(), z.date()],
  ['number', form.number(), z.number()],
  ['int', form.int({ least: 1 }), z.int().min(1)],
  ['boolean', form.boolean(), z.boolean()],
  ['unknown', form.unknown(), z.unknown()],
  ['literal', form.literal('a'), z.literal('a')],
  ['literal', form.literal(true), z.literal(true)],
  ['oneOf', form.oneOf(['a', 'b']), z.enum(['a', 'b'])],
  ['array', form.array(form.int()), z.array(z.int())],
  ['record', form.record(form.string({ least: 1 })), z.record(z.string(), z.string().min(1))],
  [
    'object',
    form.object({ a: form.string(), b: form.number().optional() }),
    z.looseObject({ a: z.string(), b: z.number().optional() }),
  ],
  [
    'strictObject',
    form.strictObject({ a: form.string(), b: form.number().exactOptional() }),
    z.strictObject({ a: z.string(), b: z.number().exactOptional() }),
  ],
  [
    'union',
    form.union([form.string(), form.strictObject({ a: form.string({ least: 2 }) }), form.object({ b: form.int() })]),
    z.union([z.string(), z.strictObject({ a: z.string().min(2) }), z.object({ b: z.int() })]),
  ],
  [
    'refine',
    form.object({ a: form.string({ least: 2 }), b: form.unknown().optional() }).refine(({ a, b }, wrong) => {
      if (b === a) wrong('b');
    }, 'the same'),
    z
      .object({ a: z.string().min(2), b: z.unknown().optional() })
      .refine(({ a, b }) => a !== b, { path: ['b'], error: 'the same' }),
  ],
];

const leaf = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'b',
    'ab',
    'abx',
    '2024-02-29T10:00:00Z',
    '2023-02-29T10:00:00Z',
    '2023-02-28T24:00:00.5+01:00',
  ),
  fc.constantFrom<unknown>(
    0,
    1,
    -1,
    1.5,
    1e20,

    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    false,
    null,
    undefined,
  ),
  fc.constantFrom<unknown>(new Date(0), new Date(Number.NaN), new Map(), Object.create(null)),
);
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
  ),
}));

interface Said {
  readonly path: readonly unknown[];
  readonly message: string;
  readonly options?: readonly (readonly Said[])[];
}

const ours = (issues: readonly form.FormIssue[]): readonly Said[] =>
  issues.map(({ path, message, options }) => ({ path, message, ...(options && { options: options.map(ours) }) }));

/** zod says of a list of another type than a text that it is too short, too. */
const zods = (issues: readonly z.core.$ZodIssue[]): readonly Said[] =>
  issues.flatMap((issue) =>
    issue.code === 'too_small' && issue.origin === 'array'
      ? []
      : {
          path: issue.path,
          message: issue.message,
          ...(issue.code === 'invalid_union' && { options: issue.errors.map(zods) }),
        },
  );

it.each(pairs)('says of %s what zod says', (_, ownForm, schema) => {
  fc.assert(
    fc.property(values, (value) => {
      expect(ours(ownForm.issues(value))).toEqual(zods(schema.safeParse(value).error?.issues ?? []));
      expect(ownForm.is(value)).toBe(schema.safeParse(value).success);
    }),
    { numRuns: 1000 },
  );
});

it('tells all members of a nested value that are wrong', () => {
  const nested = form.object({ list: form.array(form.strictObject({ a: form.string().optional() })) });
  expect(
    nested.issues({ list: [{ a: 1, c: 2 }, { a: 'a' }, 5] }).map(({ path, message }) => [path.join('.'), message]),
  ).toEqual([
    ['list.0.a', 'Invalid input: expected string, received number'],
    ['list.0', 'Unrecognized key: "c"'],
    ['list.2', 'Invalid input: expected object, received number'],
  ]);
});
