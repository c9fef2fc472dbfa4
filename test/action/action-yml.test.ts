import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { inputForms } from '../../src/action/inputs.ts';
import { noReport } from '../../src/action/outputs.ts';

/** `action.yml`, what the code reads and writes, and the pages that describe them say the same. */

interface Metadata {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default?: string; readonly required?: boolean }>
  >;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '../..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const metadata: Metadata = parse(text('action.yml'));
const inputs = Object.entries(metadata.inputs);

it('names the inputs that are read', () => {
  expect(Object.keys(metadata.inputs)).toEqual(Object.keys(inputForms));
});

it('names the outputs that are written', () => {
  expect(Object.keys(metadata.outputs)).toEqual(['verdict', ...Object.keys(noReport), 'exit-code']);
});

it('names every choice of an input, and none is required', () => {
  for (const [name, form] of Object.entries(inputForms)) {
    const choices: readonly string[] = 'choices' in form ? form.choices : [];
    const input = metadata.inputs[name];
    for (const choice of choices) expect(input?.description).toMatch(new RegExp(`\\b${choice}\\b`));
    expect(choices.length === 0 || input?.default === undefined || choices.includes(input.default)).toBe(true);
    expect(input?.required).toBeUndefined();
  }
});

it('runs files that are in the repository, and nothing before or after', () => {
  expect(metadata.runs).toEqual({ using: 'node24', main: 'dist/action/index.js' });
  for (const file of [metadata.runs['main'] ?? '', 'dist/action/package.json', 'dist/action/THIRD_PARTY_NOTICES']) {
    expect([file, existsSync(join(root, file))]).toEqual([file, true]);
  }
});

it('has expressions only where the runner evaluates them', () => {
  const withExpressions = inputs.filter(([, input]) => input.default?.includes('${{')).map(([name]) => name);
  expect(withExpressions).toEqual(['token', 'matrix']);
  const { inputs: _, ...others } = metadata;
  expect(JSON.stringify([others, inputs.map(([, { description }]) => description)])).not.toContain('${{');
});

it.each(['docs/action.md', 'README.md'])('%s lists the inputs and the outputs', (page) => {
  const named = (heading: string): readonly string[] => {
    const table =
      new RegExp(`\\n\\| ${heading} \\|[^\\n]*\\n\\|[-|]+\\n((?:\\|[^\\n]*\\n)+)`).exec(text(page))?.[1] ?? '';
    return table
      .split('\n')
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  };
  expect(named('Input').toSorted()).toEqual(Object.keys(metadata.inputs).toSorted());
  expect(named('Output').toSorted()).toEqual(Object.keys(metadata.outputs).toSorted());
});

it.each(['docs/action.md', 'README.md'])('%s says what is the default of a choice', (page) => {
  for (const [name, { default: value }] of inputs) {
    if (value === undefined || value.includes('${{') || name === 'strict') continue;
    expect(
      text(page)
        .split('\n')
        .filter((row) => row.startsWith('| ') && row.includes(`\`${name}\``) && row.includes(`\`${value}\``)),
    ).not.toEqual([]);
  }
});
