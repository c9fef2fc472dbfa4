import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Compares a committed file with what it is generated from; with UPDATE=1 in the environment it is written instead. */
export function expectGenerated(file: URL, text: string): void {
  if (process.env['UPDATE'] === '1') writeFileSync(file, text);
  expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(text);
}
