import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { configForm } from '../../src/config/form.ts';
import { configSchema } from '../../src/config/load/form-at.ts';
import { parseConfig } from '../../src/config/load/parse.ts';
import { placesIn } from '../../src/config/load/text.ts';
import { readYaml } from '../../src/config/load/yaml.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { ruleIds } from '../../src/model/rule.ts';
import { problemText } from '../../src/report/message/problem/problem.ts';
import { expectGenerated } from '../generated.ts';

const docs = new URL('../../docs/', import.meta.url);
const schemaFile = new URL('config.schema.json', docs);
const pageFile = new URL('configuration.md', docs);

/** The part of JSON Schema that the reference is made of. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
}

const schema: Schema = configSchema();

/** What a value may be, in words. */
function typeText(form: Schema): string {
  const { type, items, anyOf, additionalProperties, $ref } = form;
  if ($ref !== undefined) return 'any value';
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeText))].join(' or ');
  if (form.const !== undefined) return code(form.const);
  if (form.enum?.some((value) => value === ruleIds[0]) === true) return '[a rule](rules.md)';
  if (form.enum !== undefined) return form.enum.map(code).join(', ');
  switch (type) {
    case 'array':
      return items === undefined ? 'list' : `list: ${typeText(items)}`;
    case 'object':
      return typeof additionalProperties === 'object' ? `map: ${typeText(additionalProperties)}` : 'map';
    case 'string':
      return 'text';
    case 'integer':
      return 'whole number';
    case 'boolean':
      return '`true`, `false`';
    default:
      return type ?? 'any value';
  }
}

const code = (value: unknown): string => `\`${String(value)}\``;

/** A row for each key of a map, and of the maps within it. */
function rowsOf(form: Schema, prefix = ''): readonly string[] {
  return Object.entries(form.properties ?? {}).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    const need = form.required?.includes(key) === true ? 'yes' : '';
    const row = `| ${code(name)} | ${typeText(value)} | ${need} | ${(value.description ?? '').replaceAll('|', '\\|')} |`;
    return [row, ...innerRows(value, name)];
  });
}

function innerRows(form: Schema, name: string): readonly string[] {
  if (form.type === 'array') return form.items === undefined ? [] : innerRows(form.items, `${name}[]`);
  if (form.anyOf !== undefined) return form.anyOf.flatMap((each) => innerRows(each, name));
  return rowsOf(form, `${name}.`);
}

function reference(): string {
  const sections = Object.entries(schema.properties ?? {}).map(([key, form]) => {
    const about = `## \`${key}\`\n\n${form.description ?? ''}`;
    const entry = form.type === 'array' ? (form.items ?? {}) : form;
    const rows = rowsOf(entry);
    if (rows.length === 0) return `${about} It is ${form.anyOf === undefined ? 'one of ' : ''}${typeText(form)}.`;
    const of = form.type === 'array' ? 'A list. Keys of an entry:' : 'A map. Its keys:';
    return `${about}\n\n${of}\n\n| Key | Value | Required | |\n|---|---|---|---|\n${rows.join('\n')}`;
  });
  return sections.join('\n\n');
}

test('docs/config.schema.json is the form of the file', () => {
  expectGenerated(schemaFile, `${JSON.stringify(configSchema(), undefined, 2)}\n`);
});

test('docs/configuration.md describes every key', () => {
  const page = readFileSync(pageFile, 'utf8').replace(
    /<!-- reference:start -->.*<!-- reference:end -->/s,
    () => `<!-- reference:start -->\n\n${reference()}\n\n<!-- reference:end -->`,
  );
  expectGenerated(pageFile, page);
});

test('every key says what it means', () => {
  const silent = Object.entries(schema.properties ?? {}).flatMap(([section, form]) => {
    const rows = rowsOf(form.type === 'array' ? (form.items ?? {}) : form);
    return [
      ...(form.description === undefined ? [section] : []),
      ...rows.filter((row) => row.endsWith('|  |')).map((row) => `${section}: ${row}`),
    ];
  });
  expect(silent).toEqual([]);
});

/** The blocks of YAML in the pages, of which the first key is a section of the file. */
const examples = [...readdirSync(docs).filter((name) => name.endsWith('.md')), '../README.md'].flatMap((page) => {
  const text = readFileSync(new URL(page, docs), 'utf8');
  return [...text.matchAll(/^( *)```yaml\n(.*?)^ *```$/gms)].flatMap(([, indent = '', block = ''], index) => {
    const example = block.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    const first = /^([a-z-]+):/m.exec(example)?.[1];
    return first !== undefined && Object.hasOwn(configForm.shape, first)
      ? [[`${page} ${index + 1}`, example] as const]
      : [];
  });
});

describe('the examples of the pages', () => {
  test('are found', () => {
    expect(examples.length).toBeGreaterThanOrEqual(3);
  });

  test.each(examples)('%s is valid', (name, example) => {
    try {
      parseConfig(Buffer.from(example), name);
    } catch (error) {
      expect(error instanceof ProblemError ? problemText(error.problem) : error).toBe('');
    }
  });

  test.each(examples)('%s is valid for editors', (_, example) => {
    const published = z.fromJSONSchema(z.looseObject({}).parse(JSON.parse(readFileSync(schemaFile, 'utf8'))));
    expect(published.safeParse(readYaml(placesIn(example, '')).root?.value).error).toBeUndefined();
  });
});
