import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Read } from '../../../src/aws/read.ts';
import { recordSnapshot, replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { Secret } from '../../../src/model/secret/secret.ts';
import { isolate, quickReader, region, restore } from '../wire.ts';
import { askEverything, plantedSecrets, serveEverything } from './every-read.ts';

/*
 * Snapshots of version 1 as they were when it came out. Whatever changes, they are read, and answer what they answered:
 * the files in `version-1/` are never written again.
 */

beforeEach(() => isolate());
afterEach(restore);

const salt = 'a salt of the test';
const recordedAt = '2026-10-21T09:00:00.000Z';
const read = (file: string): string => readFileSync(join(import.meta.dirname, 'version-1', file), 'utf8');

/** As JSON: a secret as its fingerprint, a date as one. */
function plain(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.fingerprint(salt) };
  if (value instanceof Date) return { date: value.toISOString() };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

const asJson = (answers: ReadonlyMap<string, Read<unknown>>): unknown =>
  JSON.parse(JSON.stringify(plain(Object.fromEntries(answers))));

describe('a snapshot of version 1', () => {
  it.each([
    ['recorded.json', 'recorded-answers.json'],
    ['hand-written.json', 'hand-written-answers.json'],
  ])('in %s answers what it answered', async (file, answers) => {
    const aws = replaySnapshot(read(file), file);
    expect(asJson(await askEverything(aws))).toEqual(JSON.parse(read(answers)));
  });

  it('has an entry of each action in each of the two', () => {
    for (const file of ['recorded.json', 'hand-written.json']) {
      const text = read(file);
      const { reads } = JSON.parse(text);
      expect(new Set(reads.map(({ action }: { action: string }) => action)).size, file).toBe(20);
      for (const outcome of ['result', 'absent', 'problem', 'region']) expect(text).toContain(`"${outcome}"`);
      expect(text).toMatch(/"\$secret": ?"[0-9a-f]{32}"/);
    }
  });

  it.each([
    ['recorded.json', '8ddd4f5a7e4a183f5418aa9874ecf7451723d7adf0f317c29ca06219d816e1ff'],
    ['recorded-answers.json', 'd1c02acd06ca7389a38f8831f42c443cc9cb0242a58503276fab17b67380bbc0'],
    ['hand-written.json', '612af47cbad22466207e6fd8a36ba8acbebee923c80a7d4ef9e02e47e2d64d13'],
    ['hand-written-answers.json', 'f5192283d816976368cc6107433ca31bac7339d5b5474ef93f4ac9a75bd05075'],
  ])('in %s is the one that was committed', (file, digest) => {
    expect(createHash('sha256').update(read(file)).digest('hex')).toBe(digest);
  });
});

it('is still what is written', async () => {
  serveEverything();
  const aws = quickReader();
  const answers = await askEverything(aws);
  const text = await recordSnapshot(aws, { salt, recordedAt });
  expect(text).toBe(read('recorded.json'));
  for (const secret of plantedSecrets) expect(text).not.toContain(secret);
  restore();
  expect(await replaySnapshot(text, 'live.json').defaultRegion()).toBe(region);
  expect(asJson(await askEverything(replaySnapshot(text, 'live.json')))).toEqual(asJson(answers));
});
