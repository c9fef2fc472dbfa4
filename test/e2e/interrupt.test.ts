import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsEnvironment, builtCli } from './cli.ts';

/** A signal ends every command, also one that computes or reads and never waits. */

let folder: string;
let live: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'driftcheck-interrupt-'));
  live = join(folder, 'live.json');
  // The budget of a run ends it, but only after seconds.
  const loop = `[for a in range(1000) : sum([for b in range(1000) : length(sha512("\${a}-\${b}"))])]`;
  writeFileSync(
    join(folder, 'main.tf'),
    `resource "aws_ecs_service" "api" {\n  name = "api"\n  cluster = "main"\n  desired_count = sum(${loop})\n}\n`,
  );
  const header = { format: 'driftcheck-snapshot', schemaVersion: 1, salt: 'x', account: '123456789012' };
  writeFileSync(live, JSON.stringify({ ...header, region: 'us-east-1', reads: [] }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  /** As a shell sees it. */
  readonly code: number;
  readonly milliseconds: number;
  readonly stdout: string;
}

async function interrupted(args: readonly string[], signal: 'SIGINT' | 'SIGTERM'): Promise<Ended> {
  const child = spawn(process.execPath, [builtCli, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...awsEnvironment('http://127.0.0.1:9') },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  const ended = new Promise<number>((resolve) =>
    child.once('exit', (code, by) => resolve(by === null ? (code ?? -1) : 128 + constants.signals[by])),
  );
  // While it starts, too, a signal ends it.
  await sleep(700);
  const sent = Date.now();
  child.kill(signal);
  const code = await ended;
  return { code, milliseconds: Date.now() - sent, stdout };
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, expected) => {
  it.each([
    ['a check', () => ['check', folder, '--live', live]],
    ['eval', () => ['eval', folder]],
    ['a trace', () => ['trace', 'api', folder, '--live', live]],
    ['a history', () => ['history', 'api', '--dir', folder, '--live', live]],
    ['a plan from a standard input without an end', () => ['check', '--plan', '-', '--live', live]],
    ['expressions from a standard input without an end', () => ['eval', folder, '--expressions', '-']],
  ] as const)('ends %s within a second, without a report', async (_, args) => {
    const { code, milliseconds, stdout } = await interrupted(args(), signal);
    expect(code).toBe(expected);
    expect(milliseconds).toBeLessThan(1000);
    expect(stdout).toBe('');
  });
});
