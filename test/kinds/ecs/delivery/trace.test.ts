import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaySnapshot } from '../../../../src/aws/snapshot/snapshot.ts';
import { runPolicy } from '../../../../src/commands/policy.ts';
import { followService } from '../../../../src/commands/trace.ts';
import { ProblemError } from '../../../../src/model/problem.ts';
import type { Hop } from '../../../../src/model/report/delivery.ts';
import { traceJson, traceText } from '../../../../src/report/trace.ts';
import { chosenFixtures } from '../../../fixture-folder.ts';

/*
 * A fixture with a `trace.json` is traced as that file asks, and comes to what it expects. UPDATE=1 writes what came out.
 */

interface Asked {
  readonly service: string;
  readonly cluster?: string;
  readonly env?: string;
  readonly field?: string;
  /** False: without the code. */
  readonly terraform?: boolean;
}
interface Case extends Asked {
  readonly expected: {
    readonly verdict: string;
    readonly brokenAt?: string;
    readonly exitCode: number;
    hops: string[];
  };
}

const root = join(import.meta.dirname, '../../../../fixtures');

const folders = readdirSync(root, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name === 'trace.json')
  .map((entry) => relative(root, entry.parentPath))
  .sort();

async function trace(folder: string, asked: Asked) {
  const live = join(root, folder, 'live.json');
  const own = join(root, folder, 'main.tf');
  const directory = relative(process.cwd(), existsSync(own) ? join(root, folder) : join(root, folder, '../..'));
  const { cluster, env, field, terraform = true } = asked;
  const flags = {
    inputs: [],
    color: false,
    terraform,
    ...(cluster === undefined ? {} : { cluster }),
    ...(env === undefined ? {} : { env }),
    ...(field === undefined ? {} : { field }),
  };
  const { policy } = await runPolicy(relative(process.cwd(), join(root, folder)), {}, {});
  const aws = replaySnapshot(readFileSync(live, 'utf8'), live);
  const read = await followService(asked.service, directory, flags, aws, policy === undefined ? {} : { policy });
  if (read.status !== 'found') throw new Error(`${folder}: ${read.status}`);
  return read.value;
}

const inShort = ({ hop, state, revision, tasks, status, value }: Hop): string =>
  [
    hop,
    ...(revision === undefined ? [] : [String(revision)]),
    ...(tasks === undefined ? [] : [`x${tasks}`]),
    state,
    ...(status === undefined ? [] : [status]),
    ...(value === undefined ? [] : [JSON.stringify(value)]),
  ].join(' ');

function casesOf(folder: string): readonly Case[] {
  return JSON.parse(readFileSync(join(root, folder, 'trace.json'), 'utf8'));
}

describe.each(folders)('%s', (folder) => {
  const file = join(root, folder, 'trace.json');
  const cases = casesOf(folder);

  it('is traced as expected', async () => {
    const traced = await Promise.all(
      cases.map(async ({ expected: _, ...asked }): Promise<Case> => {
        const { verdict, brokenAt, exitCode, hops } = await trace(folder, asked);
        const where = brokenAt === undefined ? {} : { brokenAt };
        return { ...asked, expected: { verdict, ...where, exitCode, hops: hops.map(inShort) } };
      }),
    );
    if (process.env['UPDATE'] === '1') writeFileSync(file, `${JSON.stringify(traced, null, 2)}\n`);
    expect(traced).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });
});

const chosen = chosenFixtures(folders, (folder) => join(root, folder));

describe.each(chosen)('%s', (folder) => {
  it('is written the same each time, with nothing unprintable', async () => {
    for (const { expected: _, ...asked } of casesOf(folder)) {
      const [first, second] = [await trace(folder, asked), await trace(folder, asked)];
      const context = { color: false, width: 80 };
      expect(traceText(second, context)).toBe(traceText(first, context));
      expect(traceJson(second)).toBe(traceJson(first));
    }
  });
});

describe('a service that cannot be told', () => {
  const asking = (asked: Asked) => trace('incident/states/a-with-redis-rule', asked);

  it('is asked for', async () => {
    for (const asked of [
      { service: 'hokusai-api-development', terraform: false },
      { service: 'nobody', terraform: true },
    ]) {
      await expect(asking(asked)).rejects.toThrow(ProblemError);
    }
  });
});

it('tells every state of the incident by its verdict', async () => {
  const verdicts = await Promise.all(
    ['a', 'b', 'c', 'd', 'e'].map(async (state) => {
      const folder = `incident/states/${state}-without-redis-rule`;
      return (await trace(folder, { service: 'hokusai-api-development', env: 'HUGGINGFACE_API_KEY' })).verdict;
    }),
  );
  expect(verdicts).toEqual(['not-registered', 'not-deployed', 'rolled-back', 'tasks-outdated', 'delivered']);
});
