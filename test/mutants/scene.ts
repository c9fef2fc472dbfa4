import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { parseSnapshot } from '../../src/aws/snapshot/format.ts';
import { replayData, replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { type CheckOptions, checkLoaded, comparedTypes } from '../../src/check/check.ts';
import { loadDeclaration } from '../../src/check/declaration.ts';
import type { Leaf } from '../../src/model/leaf.ts';
import { onceOf } from '../../src/model/once.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report/report.ts';
import { withRedaction } from '../../src/model/secret/redaction.ts';
import type { Stack } from '../../src/model/stack.ts';
import { fixtureOptions, fixtures } from '../fixture-folder.ts';
import { memoryFiles } from '../terraform/in-memory.ts';
import { openedOnce } from './opened-once.ts';

/* Code with an AWS side, of which every answer can be replaced. */

/** Plain data, as a snapshot holds it. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** A read as a snapshot's file holds it. */
export interface RecordedAnswer {
  readonly action: string;
  readonly region?: string | undefined;
  readonly key: JsonObject;
  readonly result?: Json;
  readonly absent?: true;
  readonly problem?: JsonObject;
}

const json = z.custom<Json>();
const object = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const recording = z.looseObject({
  region: z.string().optional(),
  account: z.string().optional(),
  reads: z.array(
    z.strictObject({
      action: z.string(),
      region: z.string().exactOptional(),
      key: object,
      result: json.exactOptional(),
      absent: z.literal(true).exactOptional(),
      problem: object.exactOptional(),
    }),
  ),
});
type Recording = z.infer<typeof recording>;

export interface Scene {
  readonly name: string;
  readonly reads: readonly RecordedAnswer[];
  /** Where its AWS side is. */
  readonly account: string | undefined;
  /** What comes of it as it is. */
  readonly report: Report;
  readonly stack: Stack;
  readonly leaves: readonly Leaf[];
  /** What the reviewed configuration says of differences. */
  readonly policy: CheckOptions['policy'];
  /** A reviewed configuration judges what differs, or a state tells where things are. */
  readonly isJudged: boolean;
  /** What comes of it with other answers. */
  run(reads: readonly RecordedAnswer[]): Promise<Report>;
}

/** The scene of a run; undefined where it stops. */
async function sceneOf(name: string, options: CheckOptions, text: string): Promise<Scene | undefined> {
  const data: Recording = recording.parse(JSON.parse(text));
  const { change: _, grace: __, ...withoutChange } = options;
  const declaration = await loadDeclaration({ types: comparedTypes(), ...withoutChange });
  const open = openedOnce();
  // Most reads are those of the runs before.
  const validHeader = parseSnapshot(JSON.stringify({ ...data, reads: [] }), name);
  const validated = onceOf((read: RecordedAnswer) => parseSnapshot(JSON.stringify({ ...data, reads: [read] }), name));
  const run = (reads: readonly RecordedAnswer[], onExamined?: CheckOptions['onExamined']) => {
    const parsed = reads.map(validated);
    const aws = replayData({ ...validHeader, reads: parsed.flatMap((one) => one.reads) });
    const target = { ...withoutChange, aws };
    const work = () =>
      checkLoaded(
        { loaded: [{ target, declaration }], failed: [] },
        { ...withoutChange, open, ...(onExamined && { onExamined }) },
      );
    return options.redaction === undefined ? work() : withRedaction(options.redaction, work);
  };
  let seen: { readonly stack: Stack; readonly leaves: readonly Leaf[] } | undefined;
  try {
    const report = await run(data.reads, ({ examined: [one] }) => {
      seen = one && { stack: one.stack, leaves: one.compared.leaves };
    });
    if (seen === undefined) throw new Error(`${name}: nothing was examined`);
    const { account } = data;
    const isJudged = options.policy !== undefined || options.state !== undefined;
    const { policy } = options;
    return { name, reads: data.reads, account, report, ...seen, policy, isJudged, run };
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

/** The scene of a fixture's folder; undefined where its run stops. */
export async function fixtureScene(folder: string): Promise<Scene | undefined> {
  return sceneOf(
    relative(fixtures, folder),
    await fixtureOptions(folder),
    readFileSync(join(folder, 'live.json'), 'utf8'),
  );
}

/** A scene that was made: code in memory, and the reads of its AWS side. */
export async function madeScene(
  name: string,
  files: Readonly<Record<string, string>>,
  reads: readonly RecordedAnswer[],
): Promise<Scene> {
  const text = JSON.stringify({
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt: name,
    account: '123456789012',
    region: 'us-east-1',
    partition: 'aws',
    reads,
  });
  const scene = await sceneOf(
    name,
    { directory: '.', environment: {}, files: memoryFiles(files), aws: replaySnapshot(text, name) },
    text,
  );
  if (scene === undefined) throw new Error(`${name} could not be run`);
  return scene;
}
