import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { families, rule, rules } from '../../src/model/catalogue.ts';
import { ruleIds } from '../../src/model/rule.ts';
import { expectGenerated } from '../generated.ts';

const root = new URL('../../', import.meta.url);

/** A text of the catalogue: whole sentences in plain words, nothing left to fill in by us. */
const prose = z
  .string()
  .min(40)
  .regex(/^[A-Z]/, 'begins with a capital')
  .regex(/[.:]\n?$|^ {4}\S.*\n?$/m, 'ends a sentence')
  .refine((text) => !/\b(TODO|FIXME|TBD|XXX)\b/.test(text), 'is finished')
  .refine((text) => !/\b(please|simply|just|obviously|easily|basically|very|we|our|us)\b/i.test(text), 'is plain')
  .refine((text) => !/[—–!“”’\t]| {2,}\S/.test(text.replace(/^ {4}\S.*$/gm, '')), 'has plain punctuation')
  .refine((text) => !/\d{12}|AKIA|(^|[^-])\barn:/.test(text), 'holds no values');

const entry = z.strictObject({
  title: z
    .string()
    .max(72)
    .regex(/^[A-Z][^\n]*[^.\n]$/)
    .refine((text) => !/[<>[\]{}]/.test(text), 'holds no values'),
  finding: z
    .string()
    .regex(/^[A-Z{][^\n]*[^.\n]$/)
    .refine((text) => !/[<>[\]]/.test(text), 'holds no values'),
  severity: z.enum(['error', 'warning', 'note']),
  why: prose,
  remedy: prose,
  links: z
    .array(
      z.url({
        protocol: /^https$/,
        hostname: /^(docs\.aws\.amazon\.com|registry\.terraform\.io|developer\.hashicorp\.com)$/,
      }),
    )
    .min(1),
});

describe('the catalogue', () => {
  test('has a file per family', () => {
    const files = readdirSync(new URL('rules/', root));
    expect(files.toSorted()).toEqual(
      Object.keys(families)
        .map((name) => `${name}.yaml`)
        .toSorted(),
    );
  });

  test('describes exactly the rules that findings can name', () => {
    const described = Object.entries(families).flatMap(([family, data]) =>
      Object.keys(z.record(z.string(), z.unknown()).parse(data)).map((name) => `${family}/${name}`),
    );
    expect(described.toSorted()).toEqual([...ruleIds].toSorted());
    expect(rules.map(({ id }) => id)).toEqual(ruleIds);
  });

  test.each(Object.entries(families))('keeps to its form: %s', (_, data) => {
    expect(z.record(z.string(), entry).safeParse(data).error?.issues ?? []).toEqual([]);
  });

  test('says why a rule is as severe as it is', () => {
    const silent = rules.filter(({ severity, why }) => !new RegExp(`\\b${severity}\\b`).test(why));
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  test('has no title twice', () => {
    expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
  });

  test('is the page docs/rules.md', () => {
    expectGenerated(new URL('docs/rules.md', root), rulesPage());
  });
});

describe('rule', () => {
  test('gives the entry of an id', () => {
    expect(rule('ecs/service-desired-count')).toMatchObject({ id: 'ecs/service-desired-count', severity: 'error' });
    expect(rule('sg/rule-missing').severity).toBe('error');
  });
});

/** The catalogue as a page: a table, then every rule. */
function rulesPage(): string {
  const rows = rules.map(
    ({ id, severity, title }) => `| [\`${id}\`](#${id.replace('/', '')}) | ${severity} | ${title} |`,
  );
  const sections = rules.map(({ id, severity, title, why, remedy, links }) =>
    [
      `## ${id}`,
      `**${title}.** Severity: ${severity}.`,
      paragraphs(why),
      `### What to do`,
      paragraphs(remedy),
      links.map((link) => `- <${link}>`).join('\n'),
    ].join('\n\n'),
  );
  return `# Rules

Every finding names a rule. \`driftcheck explain <rule>\` shows the same text in a terminal. This page is generated from \`rules/*.yaml\`.

| Rule | Severity | What is the case |
|---|---|---|
${rows.join('\n')}

${sections.join('\n\n')}
`;
}

/** Lines joined into paragraphs; commands as code, names to fill in kept from being read as HTML. */
function paragraphs(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => {
      const lines = paragraph.split('\n');
      if (!lines.every((line) => line.startsWith('    '))) return lines.join(' ').replaceAll('<', '\\<');
      return ['```sh', ...lines.map((line) => line.trim()), '```'].join('\n');
    })
    .join('\n\n');
}
