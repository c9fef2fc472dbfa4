import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { ProblemError } from '../../../src/model/problem.ts';
import { loadConfiguration } from '../../../src/terraform/load/load.ts';
import { evaluateConfiguration } from '../../../src/terraform/stack/evaluate-modules.ts';

/*
 * Configurations that Terraform rejects (`terraform` holds its words, written by `regenerate.mjs`) are rejected or
 * reported here: `code` is a diagnostic's or a hole's.
 */

const schema = z.array(
  z.strictObject({
    name: z.string(),
    code: z.string(),
    terraform: z.array(z.string()).min(1),
    files: z.record(z.string(), z.string()),
  }),
);
const cases = schema.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'rejected.json'), 'utf8')));

async function codesOf(directory: string): Promise<string[]> {
  try {
    const stack = evaluateConfiguration(await loadConfiguration({ directory, environment: {} }), new Map());
    const errors = stack.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    return [...errors, ...stack.holes.map(({ kind }) => kind)];
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'terraform-invalid') throw error;
    return error.problem.diagnostics.map(({ diagnostic }) => diagnostic.code);
  }
}

it.each(cases)('$name', async ({ code, files }) => {
  const directory = mkdtempSync(join(tmpdir(), 'rejected-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    expect(await codesOf(directory)).toContain(code);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
