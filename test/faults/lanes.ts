import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { vi } from 'vitest';
import type { CallClock } from '../../src/aws/clock.ts';
import { createAwsReader } from '../../src/aws/reader.ts';
import { type CheckOptions, checkLoaded, comparedTypes } from '../../src/check/check.ts';
import { type Declaration, loadDeclaration } from '../../src/check/declaration.ts';
import { runPolicy } from '../../src/commands/policy.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report/report.ts';
import { stubAwsEnvironment } from '../aws/environment.ts';
import type { Fault } from '../aws-server/faults.ts';
import { type AwsServer, startAwsServer } from '../aws-server/server.ts';
import { emptyWorld, type World } from '../aws-server/world.ts';

/*
 * Runs of `check` against accounts whose answers are damaged, several at a time: each lane has a server of its own, to which
 * the credentials of its profile lead.
 */

/** What a run came to. */
export type Outcome =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'crash'; readonly error: unknown }
  | { readonly kind: 'hang' };

export interface Lanes {
  /** Checks the code against an account, when a lane is free. Names each run apart from others by nothing but its arguments. */
  run(world: World, faults: readonly Fault[]): Promise<Outcome>;
  close(): Promise<void>;
}

const directory = 'test/faults/terraform';
const now = new Date('2026-11-29T00:00:00Z');
/** Far more than a run takes that does not hang. */
const hangsMs = 120_000;

/** Bounds of answers that are as a user's, a hundred times as fast. */
const quick = {
  requestTimeout: 1000,
  answerLimits: { time: 1200, slowest: 1000, patience: 400 },
} as const;

/** Opens lanes. The code and its configuration are read once: what is damaged is what AWS answers. */
export async function openLanes(count: number): Promise<Lanes> {
  const servers = await Promise.all(Array.from({ length: count }, () => startAwsServer(emptyWorld())));
  const front = createServer((request, response) => {
    const [, lane = ''] = /Credential=lane-(\d+)\//.exec(request.headers.authorization ?? '') ?? [];
    servers[Number(lane)]?.answer(request, response);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const address = front.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const folder = mkdtempSync(join(tmpdir(), 'driftcheck-lanes-'));
  const profiles = servers.map(
    (_, lane) => `[profile lane-${lane}]\naws_access_key_id = lane-${lane}\naws_secret_access_key = invented-key\n`,
  );
  writeFileSync(join(folder, 'config'), profiles.join(''));
  stubAwsEnvironment({
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${address.port}`,
  });
  const code = { directory, environment: {} };
  const declaration = await loadDeclaration({ ...code, types: comparedTypes() });
  const { policy } = await runPolicy(directory, {}, {});
  if (policy === undefined) throw new Error('the code has no driftcheck.yaml');

  const free = servers.map((server, lane) => ({ server, lane }));
  const waiting: ((one: { server: AwsServer; lane: number }) => void)[] = [];
  const taken = () => {
    const one = free.pop();
    return one === undefined
      ? new Promise<{ server: AwsServer; lane: number }>((resolve) => waiting.push(resolve))
      : Promise.resolve(one);
  };

  return {
    async run(world, faults) {
      const one = await taken();
      one.server.become(world);
      one.server.suffer(faults);
      const outcome = await ended(look({ ...code, policy, now }, declaration, `lane-${one.lane}`));
      const next = waiting.shift();
      if (next === undefined) free.push(one);
      else next(one);
      return outcome;
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      rmSync(folder, { recursive: true });
      vi.unstubAllEnvs();
    },
  };
}

async function look(options: Omit<CheckOptions, 'aws'>, declaration: Declaration, profile: string): Promise<Report> {
  const aws = createAwsReader({
    profile,
    region: 'us-east-1',
    retryStrategy: new ConfiguredRetryStrategy(3, 0),
    clock: instantClock(),
    ...quick,
  });
  const target = { ...options, aws };
  return checkLoaded({ loaded: [{ target, declaration }], failed: [] }, { ...target, who: 'asked' });
}

async function ended(run: Promise<Report>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'hang' }), hangsMs);
  });
  const outcome = run.then(
    (report): Outcome => ({ kind: 'report', report }),
    (error: unknown): Outcome =>
      error instanceof ProblemError ? { kind: 'problem', problem: error.problem } : { kind: 'crash', error },
  );
  const first = await Promise.race([outcome, late]);
  clearTimeout(timer);
  return first;
}

/** A clock by which nothing waits. */
function instantClock(): CallClock {
  let passed = 0;
  return {
    now: () => performance.now() + passed,
    wait: async (ms) => {
      passed += ms;
    },
  };
}
