import { Command, CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { inOurSpelling } from '../src/command-line.ts';
import { asksForVersion } from '../src/version.ts';

/** Whether commander prints the version, of a program such as ours. */
function printsVersion(args: readonly string[]): boolean {
  const program = new Command('tool')
    .version('1', '-V, --version')
    .configureOutput({ outputError: () => {}, writeOut: () => {} })
    .exitOverride();
  program
    .command('check', { isDefault: true })
    .argument('[dir]')
    .option('--var <value>')
    .action(() => {});
  program.command('demo').action(() => {});
  try {
    program.parse(inOurSpelling(args, program), { from: 'user' });
    return false;
  } catch (error) {
    if (error instanceof CommanderError) return error.code === 'commander.version';
    throw error;
  }
}

it.each([
  [['--version'], true],
  [['-V'], true],
  [['demo', '--version'], true],
  [['--version', 'demo', '--nothing'], true],
  [['--help', '-V'], true],
  [['--var', '--version'], true],
  [['.', '-V', '--', 'x'], true],
  [[], false],
  [['--', '--version'], false],
  [['check', '--', '-V'], false],
  [['--version=1'], false],
  [['version'], false],
  [['-v'], false],
])('%j asks for the version as commander says: %s', (args, expected) => {
  expect([asksForVersion(args), printsVersion(args)]).toEqual([expected, expected]);
});
