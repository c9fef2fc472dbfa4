import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const src = join(import.meta.dirname, '../src');

/** The types that a text declares, exported or not. */
function typesIn(text: string): readonly string[] {
  const declarations = text.matchAll(
    /^\s*(?:export )?(?:declare )?(?:interface|type|(?:abstract )?class) (\w+)(?:[<\s=]|$)/gm,
  );
  return [...declarations].flatMap(([, name]) => name ?? []);
}

it('finds types however they are declared', () => {
  expect(
    typesIn('export interface A<T> {\ntype B = A;\n  export type C =\nexport class D extends E {\nimport type { F };'),
  ).toEqual(['A', 'B', 'C', 'D']);
});

it('gives a name of a type one meaning in all of src', () => {
  const files = new Map<string, string[]>();
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
    for (const name of typesIn(readFileSync(join(src, file), 'utf8'))) {
      files.set(name, [...(files.get(name) ?? []), file]);
    }
  }
  expect(files.size).toBeGreaterThan(200);
  expect([...files].filter(([, all]) => all.length > 1)).toEqual([]);
});
