import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replaySnapshot } from '../src/aws/snapshot/snapshot.ts';

/*
 * Every object inherits `constructor`, `toString` and more: a table that is asked by a name from outside is a `Map`, or asks `Object.hasOwn`.
 */

const src = join(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** Tables of single characters, which nothing inherited is called by; and one whose names stand in our own formulas. */
const safe: readonly string[] = ['escapes', 'shortEscapes', 'short', 'filters'];

it('no table of the source is asked by a computed name without a look at whether it is its own', () => {
  const found = files.flatMap((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const tables = [...text.matchAll(/^(?:export )?const (\w+): Readonly<Record<string, /gm)].map(
      ([, name = '']) => name,
    );
    return tables
      .filter((name) => !safe.includes(name) && new RegExp(`\\b${name}\\[(?!['"\\d])`).test(text))
      .map((name) => `${file}: ${name}`);
  });
  expect(files.length).toBeGreaterThan(200);
  expect(found).toEqual([]);
});

it('a member that validation would pass over is refused, however it is written', () => {
  const snapshot = (name: string): string =>
    `{"format":"driftcheck-snapshot","schemaVersion":1,"salt":"x","account":"123456789012","region":"us-east-1","reads":[{"action":"ecs:DescribeTaskDefinition","key":{"taskDefinition":"a"},"result":{"family":"a","revision":1,"containerDefinitions":[{"name":"a","image":"b","dockerLabels":{"${name}":"c"}}]}}]}`;
  for (const name of ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__']) {
    expect(() => replaySnapshot(snapshot(name), 'live.json')).not.toThrow();
  }
  for (const name of ['__proto__', '\\u005f_proto__', '__proto\\u005f\\u005f']) {
    expect(() => replaySnapshot(snapshot(name), 'live.json')).toThrow('snapshot-unreadable');
  }
});
