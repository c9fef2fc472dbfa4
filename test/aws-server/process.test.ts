import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const credentials = { accessKeyId: 'invented-id', secretAccessKey: 'invented-key' };

/** Runs the program with these options while `use` talks to it, and returns how it ended. */
async function running(options: readonly string[], use: (endpoint: string, client: ECSClient) => Promise<void>) {
  const server = spawn(process.execPath, [program, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface({ input: server.stdout }), 'line');
    const { endpoint }: { endpoint: string } = JSON.parse(line);
    await use(endpoint, new ECSClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 2 }));
  } finally {
    server.kill('SIGTERM');
  }
  return once(server, 'exit');
}

it('runs as a process, with faults, and counts what it is asked', async () => {
  const faults: readonly Fault[] = [{ kind: 'throttled', action: 'ecs:ListServices', times: 1 }];
  writeFileSync(join(folder, 'faults.json'), JSON.stringify(faults));
  const options = ['--services', '7', '--groups', '2', '--seed', '4', '--faults', join(folder, 'faults.json')];
  const ended = await running(options, async (endpoint, client) => {
    const { serviceArns } = await client.send(new ListServicesCommand({ cluster: 'fleet-0' }));
    expect(serviceArns).toHaveLength(7);
    expect(await (await fetch(`${endpoint}/calls`)).json()).toEqual({ 'ecs:ListServices': 2 });
    expect(await (await fetch(`${endpoint}/errors`)).json()).toEqual({ 'ecs:ListServices ThrottlingException': 1 });
  });
  expect(ended).toEqual([0, null]);
});

it('has what a stack declares, writes its code, and gives small pages', async () => {
  const code = join(folder, 'stack');
  const options = ['--stack-services', '5', '--stack-code', code, '--page-size', '2', '--latency-spread', '5'];
  await running([...options, '--buckets'], async (endpoint, client) => {
    const first = await client.send(new ListServicesCommand({ cluster: 'production', maxResults: 100 }));
    expect(first.serviceArns).toHaveLength(2);
    expect(first.nextToken).toBeTypeOf('string');
    // Of 20 at once AWS takes two, and two more in each second.
    const headers = { 'x-amz-target': 'CloudTrail_20131101.LookupEvents' };
    await Promise.all(Array.from({ length: 20 }, () => fetch(endpoint, { method: 'POST', headers, body: '{}' })));
    expect(await (await fetch(`${endpoint}/errors`)).json()).toEqual({
      'cloudtrail:LookupEvents ThrottlingException': expect.any(Number),
    });
  });
  expect(readFileSync(join(code, 'services.tf'), 'utf8')).toContain('service-0004');
});

it('refuses a number that is none', async () => {
  const server = spawn(process.execPath, [program, '--services', 'many'], { stdio: 'ignore' });
  expect(await once(server, 'exit')).toEqual([1, null]);
});
