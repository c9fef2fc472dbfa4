import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const src = join(import.meta.dirname, '../src');

/** As wide as the formatter keeps code, which leaves comments alone. */
const widest = 120;

it('keeps comments to the width of the code, but for addresses', () => {
  const tooWide = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      readFileSync(join(src, file), 'utf8')
        .split('\n')
        .filter((line) => /^\s*(?:\/\*|\*|\/\/)/.test(line) && [...line].length > widest && !line.includes('https://'))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(tooWide).toEqual([]);
});

it('names files and folders in comments that there are', () => {
  const root = join(src, '..');
  const below = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `/${folder}/${name}`);
  const known = ['src', 'docs', 'test', 'build', 'rules'].flatMap(below);
  const unknown = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const comments = readFileSync(join(src, file), 'utf8').match(/\/\*[\s\S]*?\*\/|\/\/.*$/gm) ?? [];
      const named = comments.flatMap((comment) => [...comment.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)]);
      return named
        .flatMap(([, name = '']) =>
          /\.(?:ts|md)$|^(?:src|docs|test|check|model|report|terraform)\//.test(name) ? [name] : [],
        )
        .filter((name) => !known.some((path) => path.endsWith(`/${name.replace(/\/$/, '')}`)))
        .map((name) => `${file}: ${name}`);
    });
  expect(unknown).toEqual([]);
});
