import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { inputPieces } from '../../src/commands/input.ts';
import { limits } from '../../src/model/budget.ts';
import { readPlan } from '../../src/terraform/plan-and-state/plan.ts';
import { readState } from '../../src/terraform/plan-and-state/state.ts';

/* Large files that are legitimate are read, and of hostile ones no more than shows that they are. */

const types = new Set(['aws_security_group']);

/** The pieces of a document, and how many of them were asked for. */
function counted(make: () => Generator<string>): {
  readonly pieces: Iterable<Uint8Array>;
  readonly asked: () => number;
} {
  let asked = 0;
  const pieces = (function* () {
    for (const text of make()) {
      asked += 1;
      yield Buffer.from(text);
    }
  })();
  return { pieces, asked: () => asked };
}

const values = (index: number): object => ({ id: `sg-${index}`, name: `g${index}`, tags: { text: 'x'.repeat(2_500) } });
const entry = (index: number, type: string): object => ({
  address: `${type}.g${index}`,
  mode: 'managed',
  type,
  name: `g${index}`,
  values: values(index),
});

describe('what is legitimate', () => {
  test('a plan of 50 MB', () => {
    const [compared, others] = [4_000, 14_000];
    const all = Array.from({ length: compared + others }, (_, index) =>
      JSON.stringify(entry(index, index < compared ? 'aws_security_group' : 'aws_ssm_parameter')),
    );
    const { pieces } = counted(function* () {
      yield '{"format_version":"1.2","planned_values":{"root_module":{"resources":[';
      for (const [index, text] of all.entries()) yield index === 0 ? text : `,${text}`;
      yield ']}}}';
    });
    const plan = readPlan(pieces, 'plan.json', types);
    expect(all.join().length).toBeGreaterThan(45 * 1024 * 1024);
    expect(plan.resources).toHaveLength(compared);
    expect(plan.leftOut).toEqual(new Map([['aws_ssm_parameter', others]]));
    expect(plan.addresses.size).toBe(compared + others);
  });

  test('a state of 5 MB', () => {
    const resources = Array.from({ length: 2_000 }, (_, index) => ({
      mode: 'managed',
      type: 'aws_security_group',
      name: `g${index}`,
      instances: [{ attributes: values(index) }],
    }));
    const text = JSON.stringify({ version: 4, serial: 1, lineage: 'x', resources });
    expect(text.length).toBeGreaterThan(5 * 1024 * 1024);
    expect(readState(text, 'x').resources).toHaveLength(2_000);
  });
});

describe('what is hostile ends early', () => {
  test.each([
    ['a plan', (pieces: Iterable<Uint8Array>) => readPlan(pieces, 'x', types), '{"planned_values":'],
    ['a state', (pieces: Iterable<Uint8Array>) => readState(pieces, 'x'), '{"resources":'],
    ['a snapshot', (pieces: Iterable<Uint8Array>) => replaySnapshot(pieces, 'x'), '{"reads":'],
  ])('%s that nests without an end', (_, read, start) => {
    const { pieces, asked } = counted(function* () {
      yield start;
      for (;;) yield '[{"a":'.repeat(100);
    });
    expect(() => read(pieces)).toThrow('too-large');
    expect(asked()).toBeLessThan(10);
  });

  test('a file that is too large is not read at all', () => {
    const folder = mkdtempSync(join(tmpdir(), 'driftcheck-test-'));
    try {
      const file = join(folder, 'plan.json');
      writeFileSync(file, '');
      truncateSync(file, limits.inputFile.most + 1);
      expect(() => readPlan(inputPieces(file), file, types)).toThrow('too-large');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
