import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { groupBy } from '../../../src/model/group.ts';
import type { Node } from '../../../src/terraform/syntax/ast.ts';
import { parseExpression } from '../../../src/terraform/syntax/parser.ts';
import { type CaseFile, errorCode, evaluateText, expectAnswer, readCases } from '../case.ts';
import { differences, type Outcome } from './differences.ts';

/*
 * Expressions beside what Terraform 1.11.4 answers to them. Those of this folder are made by `generate.mjs`; the others
 * are written by hand and are tests of their own, so that they are only counted here.
 * `npm run conformance` prints the counts, and asks the Terraform on the PATH (or the one that TERRAFORM names) again.
 */

const isReported = process.env['CONFORMANCE'] !== undefined;
const generated = readCases(new URL('./cases/', import.meta.url));
const written = ['../evaluate/cases/', '../functions/cases/'].flatMap((folder) =>
  readCases(new URL(folder, import.meta.url)),
);
const files = [...generated, ...written];
const all = files.flatMap(({ cases }) => cases);

interface Differing {
  readonly file: string;
  readonly expression: string;
  /** Why that is meant; absent when it is not. */
  readonly because?: string;
  readonly message: string;
}

/** What does not agree, or agrees with what its case says instead. */
function differing(from: readonly CaseFile[]): readonly Differing[] {
  return from.flatMap(({ name: file, cases, scope }) =>
    cases.flatMap((one): Differing[] => {
      const { expression, answer } = one;
      const message = messageOf(() => expectAnswer(one, scope));
      if (message === undefined)
        return one.because === undefined ? [] : [{ file, expression, because: one.because, message: '' }];
      const outcome = outcomeOf(expression, scope);
      const because = differences.find(({ applies }) => applies(expression, answer, outcome))?.because;
      return [{ file, expression, message, ...(because !== undefined && { because }) }];
    }),
  );
}

function messageOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function outcomeOf(expression: string, scope: CaseFile['scope']): Outcome {
  const error = errorCode(expression, scope);
  return error === undefined ? { value: evaluateText(expression, scope) } : { error };
}

it('agrees with Terraform on every generated expression but for the differences that are explained', () => {
  const found = differing(generated);
  expect(found.filter(({ because }) => because === undefined)).toEqual([]);
  const reasons = new Set(found.map(({ because }) => because));
  expect(differences.map(({ because }) => because).filter((because) => !reasons.has(because))).toEqual([]);
});

it('has at least 3,000 expressions, with every function and every operator', () => {
  expect(all.length).toBeGreaterThan(3000);
  const parts = new Set<string>();
  for (const { expression } of all) {
    const parsed = parseExpression(expression, 'case.tf');
    if (parsed.ok) collect(parsed.value, parts);
  }
  const functions: readonly string[] = JSON.parse(readFileSync(new URL('./functions.json', import.meta.url), 'utf8'));
  expect(functions.length).toBeGreaterThan(100);
  const operators = ['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||'].map(
    (sign) => `binary ${sign}`,
  );
  const kinds = ['unary -', 'unary !', 'conditional', 'for', 'splat', 'tuple', 'object', 'if', 'interpolation'];
  const wanted = [...operators, ...kinds, ...functions.map((name) => `call ${name}`)];
  expect(wanted.filter((part) => !parts.has(part))).toEqual([]);
});

/** Notes the kinds of a tree's nodes, with the operator or the name of those that have one. */
function collect(node: unknown, parts: Set<string>): void {
  if (Array.isArray(node)) for (const part of node) collect(part, parts);
  else if (isNode(node)) {
    parts.add(node.kind);
    if ('operator' in node) parts.add(`${node.kind} ${String(node.operator)}`);
    if ('name' in node) parts.add(`${node.kind} ${String(node.name)}`);
    for (const part of Object.values(node)) collect(part, parts);
  } else if (typeof node === 'object' && node !== null) for (const part of Object.values(node)) collect(part, parts);
}

function isNode(value: unknown): value is Node & { readonly kind: string } {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

/** Prints how many agree and differ, and why. */
async function report(): Promise<void> {
  const found = differing(files);
  const unexplained = found.filter(({ because }) => because === undefined);
  const explained = groupBy(found, ({ because }) => because);
  const lines = [
    `${all.length} expressions, with Terraform 1.11.4's answers`,
    `${all.length - found.length} agree`,
    `${found.length - unexplained.length} differ for a reason:`,
    ...[...explained].sort(([a], [b]) => (a < b ? -1 : 1)).map(([because, those]) => `  ${those.length} × ${because}`),
    `${unexplained.length} differ without one`,
    ...unexplained.map(({ file, expression, message }) => `  ${file}: ${expression}: ${message.split('\n')[0]}`),
    ...(await asked()),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  expect(unexplained).toEqual([]);
}

// What is printed is wanted only when it is asked for.
if (isReported) it('is counted', { timeout: 1_200_000 }, report);

/** What has changed since the answers were recorded, where there is a Terraform to ask. */
async function asked(): Promise<readonly string[]> {
  const oracle: string = new URL('./measure.mjs', import.meta.url).href;
  const { remeasured } = await import(/* @vite-ignore */ oracle);
  return remeasured();
}
