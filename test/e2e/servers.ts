import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The endpoint of moto. */
    moto: string;
    /** The endpoint of MiniStack. */
    ministack: string;
  }
}

const venv = process.env['DRIFTCHECK_E2E_VENV'] ?? '.venv';

/** Starts both AWS servers on free loopback ports for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const ports = [await freePort(), await freePort()] as const;
  const servers = [
    start('moto_server', ['-H', '127.0.0.1', '-p', String(ports[0])], {
      // So that a deployment is complete.
      MOTO_ECS_SERVICE_RUNNING: '2',
    }),
    start('ministack', [], {
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(ports[1]),
      MINISTACK_ACCOUNT_ID: '123456789012',
    }),
  ];
  const stop = async () => {
    await Promise.all(servers.map((server) => ended(server)));
  };
  try {
    const endpoints = ports.map((port) => `http://127.0.0.1:${port}`) as [string, string];
    await Promise.all(endpoints.map((endpoint, index) => answering(endpoint, servers[index])));
    project.provide('moto', endpoints[0]);
    project.provide('ministack', endpoints[1]);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

function start(program: string, args: readonly string[], environment: Record<string, string>): ChildProcess {
  const path = join(venv, 'bin', program);
  if (!existsSync(path)) {
    throw new Error(`${path} is missing: python3 -m venv ${venv} && ${venv}/bin/pip install 'moto[server]' ministack`);
  }
  return spawn(path, args, { stdio: 'ignore', env: { ...process.env, ...environment } });
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  const force = setTimeout(() => server.kill('SIGKILL'), 3000);
  await exit;
  clearTimeout(force);
}

async function answering(endpoint: string, server: ChildProcess | undefined): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (server?.exitCode !== null && server?.exitCode !== undefined) throw new Error(`${endpoint}: the server ended`);
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(2000) });
      return;
    } catch {
      // Not listening yet: asked again below, and reported when it never does.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`${endpoint} did not answer within 30 seconds`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
