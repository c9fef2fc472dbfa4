import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import { type Files, stackOf } from '../in-memory.ts';

const root = join(import.meta.dirname, '../configurations');

/** Every whole configuration, as files. */
const configurations: readonly (readonly (readonly [string, string])[])[] = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) =>
    readdirSync(join(root, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(join(root, name).length + 1), readFileSync(path, 'utf8')] as const;
      }),
  );

const words = [
  ...['{', '}', '[', ']', '(', ')', '"', '${', '=', ',', '.', '?', ':', '...', '\n', '<<EOT\n', '[*]', ' for x in '],
  ...['null', '-1', '1e9', 'true', '""', '[]', '{}', 'var.x', 'local.a', 'each.key', 'count.index', 'self', 'module.m'],
  ...[
    'count = 2\n',
    'for_each = ["a"]\n',
    'source = "./m"\n',
    'terraform_data.x',
    'dynamic "b" {}\n',
    'data "a" "b" {}\n',
  ],
];

/** A configuration with stretches of one file taken out, doubled or replaced. */
const mutants: fc.Arbitrary<Files> = fc
  .tuple(
    fc.constantFrom(...configurations),
    fc.nat(),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(30), fc.constantFrom('', 'twice', ...words)), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([files, which, changes]) => {
    const target = which % files.length;
    return Object.fromEntries(
      files.map(([path, text], index) => {
        if (index !== target) return [path, text];
        const changed = changes.reduce((before, [place, length, put]) => {
          const at = Math.floor(place * before.length);
          const cut = before.slice(at, at + length);
          return before.slice(0, at) + (put === 'twice' ? cut + cut : put) + before.slice(at + length);
        }, text);
        return [path, changed];
      }),
    );
  });

it('ends every broken configuration in a stack or a problem', async () => {
  await fc.assert(
    fc.asyncProperty(mutants, async (files) => {
      try {
        const stack = await stackOf(files);
        expect(stack.workspace).not.toBe('');
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});
