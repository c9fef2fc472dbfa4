import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyOfProject, type Edit, edit, run } from './copy.ts';
import { recipes } from './recipes.ts';

/*
 * CONTRIBUTING.md says which places an addition touches. Each is made here in a copy, at just those places: then types, lint and the tests that it
 * concerns must hold there, and what was added must work.
 */

const page = readFileSync(join(import.meta.dirname, '../../CONTRIBUTING.md'), 'utf8');

/** The files that the items of a section begin with; `<name>` stands for any. */
function filesOf(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0];
  if (section === undefined) throw new Error(`CONTRIBUTING.md has no section "${heading}"`);
  return [...section.matchAll(/^(?:\d+\.|-) `([^`]+)`/gm)].map(([, file = '']) => file);
}

/** Whether a file is the one that the page names. */
function isNamedBy(written: string, file: string): boolean {
  const pieces = written.split(/<\w+>/).map((piece) => piece.replace(/[.\\+*?()[\]{}^$|]/g, '\\$&'));
  return new RegExp(`^${pieces.join('[\\w-]+')}$`).test(file);
}

const placesOf = (edits: readonly Edit[], folder: string | undefined): string[] => [
  ...new Set(edits.map(({ file }) => (folder !== undefined && file.startsWith(folder) ? folder : file))),
];

describe.each(recipes)(
  '$heading',
  ({ heading, most, edits, folder, laidBy, given = [], generated = [], tests = [], probe }) => {
    const copy = copyOfProject();
    afterAll(() => rmSync(copy, { recursive: true, force: true }));

    it('touches what the page says, and no more than it may', () => {
      const places = [...placesOf(edits, folder), ...(folder === undefined ? [] : [folder])];
      const files = filesOf(heading);
      expect(files).toHaveLength(places.length);
      for (const place of places)
        expect(
          files.some((file) => isNamedBy(file, place)),
          place,
        ).toBe(true);
      expect(places.filter((place) => place !== folder).length).toBeLessThanOrEqual(most);
    });

    it('passes types, lint and tests, and works', () => {
      edit(copy, given);
      if (laidBy !== undefined) {
        const laid = spawnSync(process.execPath, [...laidBy], { cwd: copy, encoding: 'utf8' });
        expect(laid.status, laid.stderr).toBe(0);
      }
      edit(copy, edits);
      writeFileSync(join(copy, 'test/probe.test.ts'), probe);
      const types = run(copy, 'tsc', ['--noEmit']);
      expect(types.output).toBe('');
      const lint = run(copy, 'biome', ['ci', '--vcs-enabled=false', 'src', 'test/architecture.test.ts']);
      expect(lint.status, lint.output).toBe(0);
      if (generated.length > 0) run(copy, 'vitest', ['run', ...generated], { UPDATE: '1' });
      const all = ['test/probe.test.ts', 'test/architecture.test.ts', ...generated, ...tests];
      const result = run(copy, 'vitest', ['run', '--maxWorkers=1', ...all]);
      expect(result.status, result.output).toBe(0);
    });
  },
);
