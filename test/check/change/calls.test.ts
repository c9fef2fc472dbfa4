import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import type { AwsReader } from '../../../src/aws/reader.ts';
import { replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { check } from '../../../src/check/check.ts';
import type { TargetOptions } from '../../../src/check/target.ts';
import { changeOf } from './fixture.ts';

const folder = join(import.meta.dirname, '../../../fixtures/pull-request/incident-merged');

/** What a run asks AWS for, each question once: a reader asks for the same thing only once. */
async function questions(isChange: boolean): Promise<ReadonlySet<string>> {
  const live = join(folder, 'live.json');
  const snapshot = replaySnapshot(readFileSync(live, 'utf8'), live);
  const asked = new Set<string>();
  const aws: AwsReader = {
    ...snapshot,
    read: (name, key, region) => {
      asked.add(JSON.stringify([name, key, region]));
      return snapshot.read(name, key, region);
    },
  };
  const target: TargetOptions = { directory: relative(process.cwd(), join(folder, 'head')), environment: {}, aws };
  await check({ ...target, ...(isChange ? changeOf(folder, target) : {}) });
  return asked;
}

it('asks AWS for nothing more because of a base that declares the same things', async () => {
  const [alone, change] = [await questions(false), await questions(true)];
  expect(alone.size).toBeGreaterThan(10);
  expect([...change].filter((question) => !alone.has(question))).toEqual([]);
});
