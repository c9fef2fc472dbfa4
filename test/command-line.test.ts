import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { inOurSpelling } from '../src/command-line.ts';
import { refusalText } from '../src/refusal.ts';

function program(): Command {
  const program = new Command('tool')
    .version('1')
    .configureOutput({ outputError: () => {}, writeOut: () => {} })
    .exitOverride();
  program
    .command('check', { isDefault: true })
    .argument('[dir]')
    .option('--var <name=value>')
    .option('--var-file <file>')
    .option('--state <file>')
    .option('-o, --output <file>')
    .option('--json')
    .option('--no-color')
    .addOption(new Option('--fail-on <severity>').choices(['error', 'warning']))
    .addOption(
      new Option('--limit <count>').argParser(() => {
        throw new InvalidArgumentError('It must be a number.');
      }),
    )
    .action(() => {});
  return program;
}

describe('options in the spelling of Terraform', () => {
  test.each([
    [
      ['-var=a=b', '-var-file=x.tfvars', '-state=s'],
      ['--var=a=b', '--var-file=x.tfvars', '--state=s'],
    ],
    [
      ['-var', 'a=b', '-var-file', 'x.tfvars'],
      ['--var', 'a=b', '--var-file', 'x.tfvars'],
    ],
    [
      ['-no-color', '-json', '-help', '-version'],
      ['--no-color', '--json', '--help', '--version'],
    ],
    [
      ['--var', '-json', 'dir', '-json'],
      ['--var', '-json', 'dir', '--json'],
    ],
    [
      ['-var', '-json', '-o', '-json'],
      ['--var', '-json', '-o', '-json'],
    ],
    [['-var=-json'], ['--var=-json']],
    [
      ['--', '-var'],
      ['--', '-var'],
    ],
    [
      ['-variable=x', '-o', '-', '-x', '-1', '-'],
      ['-variable=x', '-o', '-', '-x', '-1', '-'],
    ],
    [
      ['dir', '-state'],
      ['dir', '--state'],
    ],
  ])('%j', (given, expected) => {
    expect(inOurSpelling(given, program())).toEqual(expected);
  });
});

describe('refused arguments', () => {
  const value = ['k9Zq', '3LmP', 'x7Vd'].join('');
  test.each([
    [[`--pasword=${value}`], '--pasword'],
    [[`--vra=${value}`], '--vra'],
    [[`-p${value}`], '-…'],
    [[`--${value}`], '--…'],
    [[`--x' is invalid. ${value}`], '--x'],
    [[`-target=${value}`], '-target'],
    [[`-chdir=${value}`], 'argument'],
    [['--fail-on', value], '--fail-on'],
    [['--fail-on', `' is invalid. ${value}`], 'warning'],
    [['--limit', value], 'number'],
    [[value, value], 'check'],
    [['--state'], '--state'],
  ])('%j: none of their values is repeated', (args, named) => {
    let text: string | undefined;
    try {
      program().parse(inOurSpelling(args, program()), { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      text = refusalText(error);
    }
    expect(text).toContain(named);
    expect(text).not.toContain(value);
  });

  test('a wrong spelling of an option is answered with the right one', () => {
    expect(() => program().parse(['--vra', 'x'], { from: 'user' })).toThrow(CommanderError);
    try {
      program().parse(['--vra', 'x'], { from: 'user' });
    } catch (error) {
      expect(error instanceof CommanderError && refusalText(error)).toContain('--var');
    }
  });
});
