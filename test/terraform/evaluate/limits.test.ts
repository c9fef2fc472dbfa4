import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../src/model/budget.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { errorCode, evaluateText, scopeOf, toJson } from '../case.ts';

const repeated = (count: number, text: (index: number) => string, separator: string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(separator);

function problemCode(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}

describe('large and hostile expressions', () => {
  it('evaluates chains of thousands of operators', () => {
    expect(toJson(evaluateText(repeated(20_000, () => '1', ' + ')))).toBe(20_000);
    expect(toJson(evaluateText(repeated(20_000, () => 'true', ' && ')))).toBe(true);
    expect(toJson(evaluateText(`true || ${repeated(20_000, () => 'false', ' || ')}`))).toBe(true);
    expect(errorCode(`false && ${repeated(20_000, () => 'true', ' && ')} && local.nope`)).toBe('undeclared-local');
  });

  it('evaluates traversals of thousands of steps', () => {
    const steps = repeated(200, () => 'a', '.');
    const nested = `${'{a = '.repeat(200)}1${'}'.repeat(200)}`;
    expect(toJson(evaluateText(`(${nested}).${steps}`))).toBe(1);
    expect(errorCode(`{a = 1}.${repeated(20_000, () => 'a', '.')}`)).toBe('unsupported-attribute');
  });

  it('evaluates expressions nested hundreds deep', () => {
    expect(toJson(evaluateText(`${'('.repeat(200)}1${')'.repeat(200)}`))).toBe(1);
    expect(toJson(evaluateText(`${'true ? '.repeat(200)}1${' : 2'.repeat(200)}`))).toBe(1);
    expect(toJson(evaluateText(`${repeated(200, () => 'false ? 0', ' : ')} : 7`))).toBe(7);
    expect(toJson(evaluateText(`${'[for x in [1] : '.repeat(100)}1${']'.repeat(100)}`))).toBeInstanceOf(Array);
    expect(toJson(evaluateText(`${'try('.repeat(100)}[][0]${', 5)'.repeat(100)}`))).toBe(5);
  });

  it('evaluates large collections', () => {
    const scope = scopeOf('locals {\n  many = range(1024)\n}\n');
    const product = '[for a in local.many : [for b in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : a * b]]';
    const products = Array.from({ length: 10_240 }, (_, index) => Math.floor(index / 10) * ((index % 10) + 1));
    expect(toJson(evaluateText(`length(toset(flatten(${product})))`, scope))).toBe(new Set(products).size);
    expect(toJson(evaluateText(`length({for a in local.many : "k\${a}" => a})`, scope))).toBe(1024);
    expect(toJson(evaluateText('length({for a in local.many : a % 2 => a...}["0"])', scope))).toBe(512);
  });

  it('refuses texts that grow without end', () => {
    const scope = () => scopeOf('locals {\n  long = join("", [for i in range(5) : format("%400000d", i)])\n}\n');
    expect(toJson(evaluateText(`length("\${local.long}.")`, scope()))).toBe(2_000_001);
    expect(errorCode(`"\${local.long}\${local.long}\${local.long}"`, scope())).toBe('text-too-long');
  });

  it.each([
    'upper("a") == lower("A") ? sha256("a") : base64encode("a")',
    '1 / 3',
    'j % 7',
    'range(0, 1, 0.1)',
    'fileset(".", "*")',
    'fileexists("nope")',
    'file("hello.txt")',
    'filesha256("hello.txt")',
    'templatefile("only.tftpl", {n = 1})',
    `rsadecrypt("${'A'.repeat(172)}", file("keys/pkcs1.pem"))`,
  ])('takes for what takes long more than a step: %s', (expression) => {
    const scope = scopeOf('', new URL('../functions/files/', import.meta.url).pathname);
    const budget = createBudget(20_000);
    const costly = { ...scope, functionContext: { ...scope.functionContext, budget } };
    const code = problemCode(() => evaluateText(`[for j in range(1000) : try(${expression}, null)]`, costly));
    expect(code).toBe('too-large');
  });

  it('refuses numbers that cannot be written out', () => {
    expect(errorCode('1e999999999')).toBe('invalid-number');
    expect(errorCode('1e-999999999')).toBe('invalid-number');
    expect(errorCode(`${repeated(10, () => '1e19999', ' * ')}`)).toBe('invalid-operand');
  });
});
