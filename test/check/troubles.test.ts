import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Read } from '../../src/aws/read.ts';
import type { AwsReader } from '../../src/aws/reader.ts';
import type { ReadName } from '../../src/aws/reads/index.ts';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import type { AwsProblem } from '../../src/model/report/aws-problem.ts';
import type { Report } from '../../src/model/report/report.ts';

/** The incident's code against an AWS that does not answer everything. */

const live = 'fixtures/incident/states/e-with-redis-rule/live.json';

/** The snapshot, with some reads answered otherwise. */
function reader(
  answer: (name: ReadName, key: Readonly<Record<string, unknown>>) => Read<never> | undefined,
): AwsReader {
  const recorded = replaySnapshot(readFileSync(live, 'utf8'), live);
  return {
    source: 'aws',
    defaultRegion: () => recorded.defaultRegion(),
    read: async (name, key, region) => answer(name, { ...key }) ?? recorded.read(name, key, region),
  };
}

const unreadable = (kind: AwsProblem['kind'], action: string): Read<never> => ({
  status: 'unreadable',
  problem: { kind, action },
});
const absent: Read<never> = { status: 'absent' };

async function run(aws: AwsReader): Promise<Report | Problem> {
  try {
    return await check({ directory: 'fixtures/incident', environment: {}, aws });
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

const isReport = (result: Report | Problem): result is Report => 'summary' in result;

describe('one API does not answer: the rest is reported, exit code 3', () => {
  it.each([
    ['ec2:DescribeSecurityGroupRules', 'denied'],
    ['ec2:DescribeSecurityGroups', 'denied'],
    ['ecs:DescribeServices', 'expired'],
    ['ecs:DescribeTaskDefinition', 'throttled'],
    ['ecs:DescribeServices', 'timeout'],
    ['ec2:DescribeSecurityGroups', 'not-implemented'],
  ] as const)('%s: %s', async (action, kind) => {
    const result = await run(reader((name) => (name === action ? unreadable(kind, name) : undefined)));
    expect(isReport(result)).toBe(true);
    if (!isReport(result)) return;
    expect(result.findings).toEqual([]);
    const gaps = result.gaps.filter((gap) => gap.reason.problem?.kind === kind);
    expect(gaps.length).toBeGreaterThan(0);
    // What hangs on it and is only a part of a resource, such as a delivery that cannot be followed, is a leaf beside it.
    expect(gaps.some((gap) => gap.scope !== 'leaf')).toBe(true);
    expect(result.summary.resources.inSync).toBeGreaterThan(0);
    expect(result.summary.exitCode).toBe(3);
  });

  it('does not mind when only the account cannot be told', async () => {
    const result = await run(reader((name) => (name.startsWith('sts:') ? unreadable('denied', name) : undefined)));
    expect(isReport(result) && result.targets[0]?.account).toBe(undefined);
    expect(isReport(result) && result.findings).toEqual([]);
  });
});

it.each(['no-credentials', 'expired', 'denied', 'network', 'unknown-region'] as const)(
  'nothing answers (%s): it stops',
  async (kind) => {
    expect(await run(reader((name) => unreadable(kind, name)))).toMatchObject({ code: 'aws', problem: { kind } });
  },
);

it('nothing of it exists: it stops and tells where it looked', async () => {
  const result = await run(reader((name) => (name.startsWith('sts:') ? undefined : absent)));
  expect(result).toMatchObject({ code: 'wrong-place', account: '123456789012', region: 'us-east-1' });
});

describe('a thing that does not exist is one finding', () => {
  it.each([
    ['ecs:DescribeServices', {}, ['ecs/service-missing']],
    [
      'ec2:DescribeSecurityGroups',
      { 'group-name': 'hokusai-redis-development', 'vpc-id': 'vpc-0a1b2c3d4e5f60718' },
      ['sg/group-missing'],
    ],
  ] as const)('%s %j', async (action, key, rules) => {
    const fits = (asked: Readonly<Record<string, unknown>>) =>
      Object.entries(key).every(([name, value]) => asked[name] === value);
    const result = await run(reader((name, asked) => (name === action && fits(asked) ? absent : undefined)));
    expect(isReport(result)).toBe(true);
    if (!isReport(result)) return;
    expect(result.findings.map((finding) => finding.rule)).toEqual(rules);
    expect(result.summary.exitCode).toBe(2);
  });
});
