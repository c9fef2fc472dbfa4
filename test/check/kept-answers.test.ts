import { expect, it } from 'vitest';
import type { AnyReadDefinition } from '../../src/aws/read.ts';
import type { AwsReader } from '../../src/aws/reader.ts';
import { ruleCount } from '../../src/aws/reads/ec2-describe-security-groups.ts';
import { reads } from '../../src/aws/reads/index.ts';
import { check } from '../../src/check/check.ts';
import { createFleet } from '../aws-server/fleet.ts';
import { quickReader, serve } from '../aws-server/start.ts';
import { chosenFixtures, fixtureFolders, fixtureOptions } from '../fixture-folder.ts';

/* A run that records nothing keeps less of answers: what is left out is read by nobody. */

const definitions = new Map<string, AnyReadDefinition>(reads.map((definition) => [definition.action, definition]));

it('is less where nothing is recorded, and all where something is', async () => {
  await serve(createFleet({ seed: 1, services: 1, groups: 3 }));
  const groups = async (options: { readonly isRecorded?: boolean }) => {
    const reader = quickReader(options);
    const read = await reader.read('ec2:DescribeSecurityGroups', { filters: {} });
    if (read.status !== 'found') throw new Error('no groups');
    return { reader, groups: read.value };
  };
  const whole = await groups({});
  const less = await groups({ isRecorded: false });
  const permissions = (all: typeof whole.groups) => all.flatMap((one) => one.IpPermissions ?? []);
  expect(permissions(whole.groups).length).toBeGreaterThan(0);
  expect(permissions(whole.groups).every(({ IpProtocol }) => IpProtocol !== undefined)).toBe(true);
  expect(permissions(less.groups).every(({ IpProtocol }) => IpProtocol === undefined)).toBe(true);
  expect(less.groups.map(ruleCount)).toEqual(whole.groups.map(ruleCount));
  expect(whole.reader.recorded()).toHaveLength(1);
  expect(() => less.reader.recorded()).toThrow(TypeError);
});

/** A reader that answers with what is kept. `less` is told each action whose answer was more. */
function keeping(aws: AwsReader, less: Set<string>): AwsReader {
  const read: AwsReader['read'] = async (name, key, region) => {
    const whole = await aws.read(name, key, region);
    const kept = definitions.get(name)?.kept;
    if (kept === undefined || whole.status !== 'found') return whole;
    // What it makes of a result is one.
    const value = kept(whole.value) as typeof whole.value;
    if (JSON.stringify(value) !== JSON.stringify(whole.value)) less.add(name);
    return { status: 'found', value };
  };
  return { ...aws, read, ahead: read };
}

it('comes to the same with what is kept of answers', async () => {
  const less = new Set<string>();
  for (const folder of chosenFixtures(fixtureFolders(), (one) => one)) {
    const outcome = async (readerOf: (aws: AwsReader) => AwsReader) => {
      const options = await fixtureOptions(folder);
      return check({ ...options, aws: readerOf(options.aws) }).catch((error: unknown) => error);
    };
    const whole = await outcome((aws) => aws);
    expect(await outcome((aws) => keeping(aws, less)), folder).toEqual(whole);
  }
  // Each that keeps less was tried with an answer that had more.
  expect([...less].sort()).toEqual(reads.flatMap(({ action, kept }) => (kept === undefined ? [] : [action])).sort());
}, 300_000);
