import { describe, expect, it, test } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import { environmentArguments } from '../../../src/terraform/load/command-arguments.ts';
import { loadConfiguration } from '../../../src/terraform/load/load.ts';
import { memoryFiles } from '../in-memory.ts';

describe('arguments in the environment', () => {
  test.each([
    [
      '-var a=1 --var=b=2 -var-file x.tfvars -var-file="y z.tfvars"',
      ['var a=1', 'var b=2', 'var-file x.tfvars', 'var-file y z.tfvars'],
      [],
    ],
    ['-lock=false -var a=1 -target aws_x.y -no-color', ['var a=1'], ['-lock', '-target', '-no-color']],
    ['-var -target=x', ['var -target=x'], []],
    ['-variable a=1 -var-files=x', [], ['-…']],
    ['-target=a -target=b', [], ['-target']],
    ['', [], []],
  ])('%s', (text, inputs, flags) => {
    const read = environmentArguments({ TF_CLI_ARGS_plan: text });
    expect(read.inputs.map(({ input }) => `${input.kind} ${input.value}`)).toEqual(inputs);
    expect(read.ignored).toEqual(flags.length === 0 ? [] : [{ origin: 'TF_CLI_ARGS_plan', flags }]);
  });

  test.each(['-var', '-var a=1 -var-file', '-var "a=1'])('%s is refused', (text) => {
    expect(() => environmentArguments({ TF_CLI_ARGS: text })).toThrow(ProblemError);
  });

  it('that mean nothing here are a warning that names the flags, not their values', async () => {
    const environment = { TF_CLI_ARGS: '-lock=false', TF_CLI_ARGS_plan: '-target=module.hidden -var a=1' };
    const files = memoryFiles({ 'main.tf': 'variable "a" {}' });
    const { diagnostics, variables } = await loadConfiguration({ directory: '.', environment }, files);
    expect(variables.get('a')).toMatchObject({ value: '1' });
    expect(diagnostics).toMatchObject([
      { severity: 'warning', code: 'command-line-ignored' },
      { severity: 'warning', code: 'command-line-ignored' },
    ]);
    const text = JSON.stringify(diagnostics);
    for (const part of ['TF_CLI_ARGS_plan', '-target', '-lock']) expect(text).toContain(part);
    expect(text).not.toContain('module.hidden');
  });
});
