import { describe, expect, test } from 'vitest';
import { type LimitName, limits } from '../../src/model/budget.ts';
import { ProblemError, type TooLargePlace } from '../../src/model/problem.ts';
import type { Stack } from '../../src/model/stack.ts';
import { evaluateConfiguration } from '../../src/terraform/stack/evaluate-modules.ts';
import { load } from '../terraform/in-memory.ts';
import {
  doubled,
  doubledModules,
  largeValues,
  locals,
  longLoops,
  loopFiles,
  multipliedModules,
} from './hostile-code.ts';

/** What code may not take more of than a run gives. Each case ends soon, and says what was too large and where. */

async function evaluated(files: Readonly<Record<string, string>>): Promise<Stack> {
  return evaluateConfiguration(await load(files), new Map());
}

async function refusal(
  files: Readonly<Record<string, string>>,
): Promise<{ limit: LimitName; where: TooLargePlace | undefined } | undefined> {
  try {
    await evaluated(files);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'too-large') throw error;
    return { limit: error.problem.limit, where: error.problem.where };
  }
}

const limitsOfLoops: readonly (LimitName | undefined)[] = ['steps', 'elements', 'texts'];
const codes = ({ diagnostics }: Stack): readonly string[] => diagnostics.map(({ code }) => code);

describe('one value', () => {
  test.each(largeValues)('is a gap where it is too large: %s', async (_, text, code) => {
    const stack = await evaluated({ 'main.tf': `${text}output "known" { value = local.a1 }\n` });
    expect(codes(stack)).toContain(code);
    expect(stack.diagnostics.find((diagnostic) => diagnostic.code === code)?.at?.file).toBe('main.tf');
    expect(stack.outputs?.get('known')?.kind).not.toBe('unknown');
  });

  test('with holes that double is refused too', async () => {
    const text = doubled('"$' + '{var.x}-"', (a) => `"$\{${a}}$\{${a}}"`);
    expect(codes(await evaluated({ 'main.tf': `variable "x" {}\n${text}` }))).toContain('value-too-large');
  });

  test('is refused whoever would catch an error', async () => {
    const text = `${doubled('[1, 2]', (a) => `[${a}, ${a}]`)}output "caught" { value = try([local.a19, local.a19, local.a19], 1) }\n`;
    expect((await evaluated({ 'main.tf': text })).outputs?.get('caught')?.kind).toBe('unknown');
  });
});

test('a default that many elements lack is large as a whole', async () => {
  const type = `list(object({ a = optional(list(number), [${'1, '.repeat(1000)}]) }))`;
  const code = `variable "x" {\n  type = ${type}\n  default = [${'{}, '.repeat(2000)}]\n}\n`;
  await expect(evaluated({ 'main.tf': code })).rejects.toThrow('terraform-invalid');
});

describe('the work of a run', () => {
  test.each(longLoops)(
    'ends: %s',
    async (_, expression) => {
      const refused = await refusal(loopFiles(expression));
      expect(limitsOfLoops).toContain(refused?.limit);
      expect(refused?.where).toBeDefined();
    },
    120_000,
  );

  test('ends in a default, which is a constant', async () => {
    const list = `[${'1, '.repeat(300)}]`;
    const loops = `[for a in ${list} : [for b in ${list} : [for c in ${list} : 1][0]][0]]`;
    const refused = await refusal({ 'main.tf': `variable "x" {\n  default = ${loops}\n}\n` });
    expect(limitsOfLoops).toContain(refused?.limit);
  }, 120_000);
});

describe('what one evaluation makes', () => {
  test('are elements and texts up to a limit', async () => {
    const lists = Array.from({ length: 5 }, (_, n) => `a${n} = [for a in range(1000) : [for b in range(700) : ${n}]]`);
    expect(await refusal({ 'main.tf': locals(lists) })).toMatchObject({
      limit: 'elements',
      where: { at: { file: 'main.tf' } },
    });
    const texts = Array.from({ length: 9 }, (_, n) => `a${n} = join("", [for i in range(5) : format("%400000d", i)])`);
    expect(await refusal({ 'main.tf': locals(texts) })).toMatchObject({ limit: 'texts' });
  }, 120_000);

  test('are instances up to a limit, with the address', async () => {
    const refused = await refusal(multipliedModules);
    expect(refused?.limit).toBe('instances');
    expect(refused?.where).toMatchObject({ address: expect.stringMatching(/^module\.a\[\d+\]\.module\.b$/) });
  }, 120_000);

  test('are blocks up to a limit', async () => {
    const dynamic = (name: string, content: string): string =>
      `dynamic "${name}" {\n  for_each = range(1000)\n  content {\n${content}\n  }\n}\n`;
    const files = { 'main.tf': `resource "a" "b" {\n${dynamic('x', dynamic('y', 'a = 1'))}}\n` };
    expect((await refusal(files))?.limit).toBe('elements');
  }, 120_000);
});

describe('code', () => {
  test('of modules that each call the next twice', async () => {
    const refused = await refusal(doubledModules());
    expect(refused?.limit).toBe('modules');
    expect(refused?.where).toMatchObject({ address: expect.stringContaining('module.a.module.') });
  });

  test('of too many bytes', async () => {
    const file = `# ${'x'.repeat(limits.code.most / 4)}\n`;
    const files = Object.fromEntries(['a.tf', 'b.tf', 'c.tf', 'd.tf', 'e.tf'].map((name) => [name, file]));
    expect(await refusal({ ...files })).toEqual({ limit: 'code', where: { file: 'd.tf' } });
  });

  test.each([
    ['main.tf', `locals {\n  x = [${'1,'.repeat(limits.tokens.most / 2)}]\n}\n`],
    ['main.tf.json', `{"locals":{"x":[${'1,'.repeat(limits.tokens.most / 3)}1]}}`],
  ])('of too many words and signs: %s', async (name, text) => {
    await expect(evaluated({ [name]: text })).rejects.toThrow(ProblemError);
  });
});
