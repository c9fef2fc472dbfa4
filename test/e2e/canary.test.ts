import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandLines, shapesFor, wrongs } from '../canary/broken.ts';
import { leakFinder } from '../canary/leaks.ts';
import { secretMaker } from '../canary/secrets.ts';
import { builtCli } from './cli.ts';

/*
 * A sample of the inputs in error that `test/canary` runs in its own process, each as a process of the built program: with its arguments
 * as the system gives them, and all that Node itself may print.
 */

const every = 6;
// A defect cannot be brought about from outside.
const sample = wrongs.filter(({ make }) => make('').crash === undefined).filter((_, index) => index % every === 0);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-canary-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], cwd: string, environment: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...environment };
    execFile(process.execPath, [builtCli, ...args], { cwd, env }, (_, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
}

it.each(sample.map((wrong, index) => [wrong.place, wrong, index] as const))(
  'no secret comes out: %s',
  async (place, wrong, index) => {
    const shapes = shapesFor(wrong);
    const secret = secretMaker(3000 + index)(shapes[(index * 5) % shapes.length] ?? 'password');
    const made = wrong.make(secret.text);
    const directory = join(folder, String(index));
    mkdirSync(directory);
    for (const [file, text] of Object.entries(made.files ?? {})) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
    const outputs = commandLines(made).map((args) => run(args, directory, made.environment ?? {}));
    const output = (await Promise.all(outputs)).join('\n');
    expect(output).toMatch(wrong.proof);
    expect(leakFinder([{ where: place, secret }])(output)).toEqual([]);
  },
);
