import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type PartResult, remarks, table, untouched, wrong } from '../summary.ts';
import { parts } from './parts.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where each part writes what came of it. */
    mutantResults: string;
  }
}

/** Gathers what came of the parts, and prints it once. */
export default function setup(project: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'driftcheck-mutants-'));
  project.provide('mutantResults', directory);
  return () => {
    const files = readdirSync(directory);
    const results = files.map((file): PartResult => JSON.parse(readFileSync(join(directory, file), 'utf8')));
    rmSync(directory, { recursive: true });
    const tried = results.flatMap((one) => one.tried);
    const missing = files.length < parts ? [] : untouched(tried, results[0]?.fields ?? []);
    for (const line of wrong(tried)) console.log(line);
    for (const field of missing) console.log(`no mutation is told of: ${field}`);
    console.log(`\n${[table(tried), ...remarks(tried)].join('\n')}`);
    if (missing.length > 0) process.exitCode = 1;
  };
}
