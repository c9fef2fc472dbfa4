import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fault } from './faults.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftcheck-'));
const program = join(folder, 'aws-server.mjs');

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'main.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'warning',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

it('runs as a process, with faults, and counts what it is asked', async () => {
  const faults: readonly Fault[] = [{ kind: 'throttled', action: 'ecs:ListServices', times: 1 }];
  writeFileSync(join(folder, 'faults.json'), JSON.stringify(faults));
  const options = ['--services', '7', '--groups', '2', '--seed', '4', '--faults', join(folder, 'faults.json')];
  const server = spawn(process.execPath, [program, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface({ input: server.stdout }), 'line');
    const { endpoint }: { endpoint: string } = JSON.parse(line);
    const client = new ECSClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'invented-id', secretAccessKey: 'invented-key' },
    });
    const { serviceArns } = await client.send(new ListServicesCommand({ cluster: 'fleet-0' }));
    expect(serviceArns).toHaveLength(7);
    expect(await (await fetch(`${endpoint}/calls`)).json()).toEqual({ 'ecs:ListServices': 2 });
  } finally {
    server.kill('SIGTERM');
  }
  expect(await once(server, 'exit')).toEqual([0, null]);
});

it('refuses a number that is none', async () => {
  const server = spawn(process.execPath, [program, '--services', 'many'], { stdio: 'ignore' });
  expect(await once(server, 'exit')).toEqual([1, null]);
});
