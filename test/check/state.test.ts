import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { json } from '../../src/report/json.ts';

/* Variations of the fixture in which code, state and AWS agree. */

const folder = join(import.meta.dirname, '../../fixtures/state/neither');
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface Change {
  readonly state?: (text: string) => string;
  readonly live?: (text: string) => string;
}

async function run({ state = same, live = same }: Change) {
  return check({
    directory: relative(process.cwd(), folder),
    environment: {},
    aws: replaySnapshot(live(text('live.json')), 'live.json'),
    state: { text: state(text('state.json')), file: 'state.json' },
  });
}
const same = (value: string): string => value;

async function causes(change: Change): Promise<Record<string, string | undefined>> {
  const { findings } = await run(change);
  return Object.fromEntries(findings.map(({ address, path, cause }) => [`${address} ${path}`.trim(), cause]));
}

/** The state without a resource. */
const without = (type: string, name: string) => (state: string) => {
  const parsed = JSON.parse(state) as { resources: { type: string; name: string }[] };
  return JSON.stringify({
    ...parsed,
    resources: parsed.resources.filter((one) => one.type !== type || one.name !== name),
  });
};
/** The snapshot with another answer to an action. */
const answer = (action: string, change: (result: object) => unknown) => (live: string) => {
  const parsed = JSON.parse(live) as { reads: { action: string; result: object }[] };
  const reads = parsed.reads.map((read) => (read.action === action ? { ...read, result: change(read.result) } : read));
  return JSON.stringify({ ...parsed, reads });
};

describe('what is missing', () => {
  const gone = answer('ecs:DescribeServices', (result) => ({ ...result, status: 'INACTIVE' }));

  it('was removed by hand when the state has it', async () => {
    expect(await causes({ live: gone })).toEqual({ 'aws_ecs_service.shop': 'changed-by-hand' });
  });

  it('was never applied when the state does not have it', async () => {
    expect(await causes({ live: gone, state: without('aws_ecs_service', 'shop') })).toEqual({
      'aws_ecs_service.shop': 'never-applied',
    });
  });

  it('was never applied when the state has no such rule resource', async () => {
    const live = (value: string) => value.replaceAll('"FromPort": 6379', '"FromPort": 6380');
    const state = without('aws_vpc_security_group_ingress_rule', 'redis_from_tasks');
    const found = await causes({ state, live });
    expect(Object.values(found)).not.toContain('changed-by-hand');
    expect(Object.keys(found)[0]).toMatch(/^aws_vpc_security_group_ingress_rule.redis_from_tasks /);
  });

  it('was removed by hand when the state has the rule under another address', async () => {
    const state = (value: string) => value.replace('"name": "redis_from_tasks"', '"name": "redis_from_all_tasks"');
    const live = (value: string) => value.replaceAll('"FromPort": 6379', '"FromPort": 6380');
    expect(state(text('state.json'))).not.toBe(text('state.json'));
    const found = await causes({ state, live });
    expect(Object.values(found)).toContain('changed-by-hand');
    expect(Object.keys(found)[0]).toMatch(/^aws_vpc_security_group_ingress_rule.redis_from_tasks /);
  });
});

describe('what differs', () => {
  const more = answer('ecs:DescribeServices', (result) => ({ ...result, desiredCount: 9 }));

  it('has a cause that is not known when the state does not have the resource', async () => {
    expect(await causes({ live: more, state: without('aws_ecs_service', 'shop') })).toEqual({
      'aws_ecs_service.shop desiredCount': 'unknown',
    });
  });

  it('is not a change by hand when an older revision runs than the one that was applied', async () => {
    const live = (value: string) => value.replaceAll('\\"info\\"', '\\"warn\\"').replaceAll('"info"', '"warn"');
    const state = (value: string) => value.replace('"revision": 7', '"revision": 8').replaceAll('/shop:7', '/shop:8');
    const path = 'aws_ecs_task_definition.shop containers[shop].environment[LOG_LEVEL]';
    expect((await causes({ live }))[path]).toBe('changed-by-hand');
    expect((await causes({ live, state }))[path]).toBe('unknown');
  });

  it('is told of a value that may not be shown, without showing it', async () => {
    const live = (value: string) => value.replaceAll('invented-one', 'invented-two');
    const report = await run({ live });
    expect(report.findings.map(({ cause }) => cause)).toEqual(['changed-by-hand']);
    expect(json(report, { color: false, width: 80 })).not.toMatch(/invented-(one|two)/);
  });

  it('is the same with what "terraform show -json" prints of the state', async () => {
    const state = (value: string) => {
      const { resources } = JSON.parse(value) as {
        resources: { mode: string; type: string; name: string; instances: { attributes: object }[] }[];
      };
      const shown = resources.map(({ mode, type, name, instances: [instance] }) => ({
        address: `${type}.${name}`,
        mode,
        type,
        name,
        values: instance?.attributes,
        sensitive_values: {},
      }));
      return JSON.stringify({ format_version: '1.0', values: { root_module: { resources: shown } } });
    };
    expect(await causes({ live: more, state })).toEqual({ 'aws_ecs_service.shop desiredCount': 'changed-by-hand' });
  });
});

describe('a state that is not of now', () => {
  it('does not hide that the live group is another one', async () => {
    // The group was made again after the state was written: it is found by name, and its new id wins.
    const state = (value: string) => value.replaceAll('sg-0a000000000000002', 'sg-0d000000000000009');
    const report = await run({ state });
    expect(report.findings).toEqual([]);
    expect(report.gaps).toEqual([]);
  });

  it('may be empty', async () => {
    const report = await run({ state: () => '{"version":4,"serial":0,"lineage":"x","resources":[]}' });
    expect(report.summary.exitCode).toBe(0);
  });

  it('is refused before AWS is asked when it is no state', async () => {
    await expect(run({ state: () => '{}' })).rejects.toThrow(ProblemError);
  });
});

describe('a group without a name of its own', () => {
  const code = 'resource "aws_security_group" "a" {\n  name_prefix = "web-"\n  ingress = []\n}\n';
  const group = (id: string, suffix: string) => ({
    GroupId: id,
    GroupName: `web-20261101120000000${suffix}00000001`,
    Description: 'Managed by Terraform',
    VpcId: 'vpc-1',
  });
  const live = JSON.stringify({
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt: 'test',
    account: '123456789012',
    region: 'us-east-1',
    reads: [
      {
        action: 'ec2:DescribeSecurityGroups',
        key: { 'group-name-prefix': 'web-' },
        result: [group('sg-1', '0'), group('sg-2', '1')],
      },
      { action: 'ec2:DescribeSecurityGroupRules', key: { 'group-id': 'sg-2' }, result: [] },
    ],
  });
  const stateWith = (id: string) =>
    JSON.stringify({
      version: 4,
      serial: 1,
      lineage: 'x',
      resources: [
        { mode: 'managed', type: 'aws_security_group', name: 'a', instances: [{ attributes: { id, name: 'web-x' } }] },
      ],
    });
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'driftcheck-state-'));
    writeFileSync(join(directory, 'main.tf'), code);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it.each([
    ['the one of the state', 'sg-2', 'in-sync'],
    ['not to be told when the state names none of them', 'sg-3', 'unidentified'],
  ])('is %s', async (_, id, status) => {
    const report = await check({
      directory,
      environment: {},
      aws: replaySnapshot(live, 'live.json'),
      state: { text: stateWith(id), file: 'state.json' },
    });
    expect(report.checked.map((one) => one.status)).toEqual([status]);
  });
});
