import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Started } from './job.ts';
import type { Hosted } from './repository.ts';

const folder = join(import.meta.dirname, 'comments');

/**
 * The comment of a row as people see it, with what differs from one run to another named: `UPDATE=1` writes it down,
 * every other run compares.
 */
export function expectComment(name: string, { bodies, repository, hosted }: Started): void {
  const file = join(folder, `${name}.md`);
  const shown = stable(bodies()[0] ?? '', hosted).replaceAll(repository.name, 'example/shop');
  if (process.env['UPDATE']) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${shown}\n`);
  }
  if (!existsSync(file)) throw new Error(`${file} is missing: UPDATE=1 writes it`);
  expect(`${shown}\n`).toBe(readFileSync(file, 'utf8'));
}

/** Commits by what they are of, as some are made at the time of the run, and times that the run makes. */
function stable(text: string, { base, head, merge, topic }: Hosted): string {
  const names = [
    [base, 'base'],
    [merge, 'merge'],
    [head, 'head'],
    ...topic.slice(0, -1).map((commit, index) => [commit, `earlier-${index + 1}`] as const),
  ] as const;
  const commits = names.flatMap(([commit, name]) => [40, 12, 10, 8, 7].map((size) => [commit.slice(0, size), name]));
  return commits
    .reduce((shown, [commit = '', name = '']) => shown.replaceAll(commit, `<${name}>`), text)
    .replaceAll(/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| UTC)/g, '<time>');
}
