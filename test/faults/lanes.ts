import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { vi } from 'vitest';
import type { CallClock } from '../../src/aws/clock.ts';
import { createAwsReader, type LiveReader } from '../../src/aws/reader.ts';
import { type CheckOptions, checkLoaded, comparedTypes } from '../../src/check/check.ts';
import { type Declaration, loadDeclaration } from '../../src/check/declaration.ts';
import { runPolicy } from '../../src/commands/policy.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report/report.ts';
import { stubAwsEnvironment } from '../aws/environment.ts';
import type { Fault } from '../aws-server/faults.ts';
import { type AwsServer, type Call, type Manner, startAwsServer } from '../aws-server/server.ts';
import { emptyWorld, type World } from '../aws-server/world.ts';

/*
 * Runs of `check` against accounts whose answers are damaged, several at a time: each lane has a server of its own, to which
 * the credentials of its profile lead.
 */

/** What a run came to, and what was called. */
export interface Run {
  readonly outcome: Outcome;
  readonly calls: readonly Call[];
  /** What the run was told: the actions of which it has an answer, and that is in time. */
  readonly answered: readonly string[];
}

export type Outcome =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'crash'; readonly error: unknown }
  | { readonly kind: 'hang' };

export interface Lanes {
  /** Checks the code against an account, when a lane is free. Names each run apart from others by nothing but its arguments. */
  run(world: World, faults: readonly Fault[], manner: Manner): Promise<Run>;
  close(): Promise<void>;
}

const directory = 'test/faults/terraform';
const now = new Date('2026-11-29T00:00:00Z');
/** Far more than a run takes that does not hang. */
const hangsMs = 120_000;

/** Bounds of answers that are as a user's, many times as fast, and far more than an answer takes that is not damaged. */
const quick = {
  requestTimeout: 2000,
  answerLimits: { time: 2400, slowest: 1000, patience: 800 },
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
    async run(world, faults, manner) {
      const one = await taken();
      one.server.become(world, manner);
      one.server.suffer(faults);
      const aws = readerOf(`lane-${one.lane}`, faults.length > 0 ? quick : {});
      const outcome = await ended(look({ ...code, policy, now, aws }, declaration));
      const answered = aws.recorded().flatMap(({ action, read }) => (read.status === 'found' ? [action] : []));
      const calls = one.server.calls();
      const next = waiting.shift();
      if (next === undefined) free.push(one);
      else next(one);
      return { outcome, calls, answered };
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

/** @param bounds of answers; without them they are as a user's: what nothing damages is waited for, however busy the machine is */
function readerOf(profile: string, bounds: Partial<typeof quick>): LiveReader {
  return createAwsReader({
    profile,
    region: 'us-east-1',
    retryStrategy: new ConfiguredRetryStrategy(3, 0),
    clock: instantClock(),
    ...bounds,
  });
}

async function look(target: CheckOptions, declaration: Declaration): Promise<Report> {
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
