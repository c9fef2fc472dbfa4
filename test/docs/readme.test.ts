import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCode } from '../../src/exit-code.ts';
import { reporters } from '../../src/report/index.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');

/** The fenced block between two markers. */
function example(name: string): string {
  return (
    new RegExp(`<!-- ${name}:start -->\\n\`\`\`\\w*\\n(.*?)\\n\`\`\`\\n<!-- ${name}:end -->`, 's').exec(readme)?.[1] ??
    ''
  );
}

describe('README.md', () => {
  test('opens with the two commands', () => {
    expect(readme).toMatch(/^# driftcheck\n\n```sh\nnpm ci && npm test\b.*\nnpm ci && npm run demo\b.*\n```\n/);
  });

  test('lists every exit code', () => {
    const rows = readme.split('\n').flatMap((line) => /^\| (\d+(?:, \d+)*) \|/.exec(line)?.[1]?.split(', ') ?? []);
    expect(rows.map(Number).toSorted((a, b) => a - b)).toEqual(Object.values(exitCode).toSorted((a, b) => a - b));
  });

  test('names every format', () => {
    const row = readme.split('\n').find((line) => line.startsWith('| `--format'));
    for (const name of Object.keys(reporters)) expect(row).toContain(`\`${name}\``);
  });

  test('names flags that there are, and no others', () => {
    const flags = [...read('src/program.ts').matchAll(/'(?:-\w, )?(--[a-z-]+)/g)].map(([, flag = '']) => flag);
    const named = [...readme.matchAll(/^\| (`--[^|]*) \|/gm)].flatMap(
      ([, cell = '']) => cell.match(/--[a-z-]+/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((flag) => !flags.includes(flag))).toEqual([]);
  });

  test('shows output that fits 80 columns but for its heading', () => {
    const [, ...lines] = example('demo').split('\n');
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([]);
  });
});

/** Every page, from the project's folder. */
const pages = ['README.md', 'CONTRIBUTING.md', ...markdownBelow('docs')];

function markdownBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}

test.each(pages)('%s links to files that are there', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => target);
  const missing = links.filter((target) => !existsSync(join(root, dirname(page), target)));
  expect(missing).toEqual([]);
});

test('every decision is listed', () => {
  const files = readdirSync(join(root, 'docs/decisions')).filter((file) => /^\d/.test(file));
  const listed = [...read('docs/decisions/README.md').matchAll(/\]\((\d[^)]*)\)/g)].map(([, file = '']) => file);
  expect(listed).toEqual(files.toSorted());
});
