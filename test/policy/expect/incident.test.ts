import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { check } from '../../../src/check/check.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import { entry } from './world.ts';

/* What an expectation says in each state of the incident: which version of the task definition lacks the token. */

const fixture = 'fixtures/incident';
const family = 'hokusai-api-development';
const snapshot = z.looseObject({ reads: z.array(z.json()) });

/** The recorded AWS of a state, with the families that it has listed. */
function recorded(state: string): string {
  const file = join(import.meta.dirname, '../../..', fixture, 'states', `${state}-with-redis-rule/live.json`);
  const { reads, ...rest } = snapshot.parse(JSON.parse(readFileSync(file, 'utf8')));
  const listed = {
    action: 'ecs:ListTaskDefinitionFamilies',
    key: { 'family-prefix': 'hokusai-api-' },
    result: [family],
  };
  return JSON.stringify({ ...rest, reads: [...reads, listed] });
}

const policy: Policy = {
  file: 'driftcheck.yaml',
  severity: [],
  owners: [],
  ignore: [],
  expect: [entry({ name: 'the token', 'task-definition': 'hokusai-api-*', secret: 'HUGGINGFACE_API_KEY' })],
  trustIgnoreChanges: true,
  source: { file: 'driftcheck.yaml', from: 'checkout' },
};

describe('the incident', () => {
  it.each([
    ['a', ['code=met', 'service:150=unmet']],
    ['b', ['code=met', 'service:150=unmet', 'latest-revision:151=met']],
    ['c', ['code=met', 'service:150=unmet', 'latest-revision:151=met']],
    ['d', ['code=met', 'service:151=met', 'task:150=unmet']],
  ])('in state (%s)', async (state, sides) => {
    const aws = replaySnapshot(recorded(state), 'live.json');
    const report = await check({ directory: fixture, environment: {}, aws, policy });
    const unmet = report.findings.flatMap((one) => (one.type === 'expectation-unmet' ? [one] : []));
    expect(unmet).toMatchObject([
      {
        rule: 'expect/secret-absent',
        severity: 'error',
        verdict: 'drift',
        expectation: 'the token',
        address: 'module.api.aws_ecs_task_definition.this',
        path: 'containers[api].secrets[HUGGINGFACE_API_KEY]',
        at: { file: `${fixture}/main.tf` },
        live: { absent: true },
      },
    ]);
    expect(
      unmet[0]?.sides.map(
        ({ side, revision, state: is }) => `${side}${revision === undefined ? '' : `:${revision}`}=${is}`,
      ),
    ).toEqual(sides);
    expect(report.summary.exitCode).toBe(2);
    expect(report.policy?.expectations).toMatchObject([{ name: 'the token', things: 1, unmet: 1, undetermined: 0 }]);
  });

  it('over, in state (e): it is met, and the report says of how many', async () => {
    const aws = replaySnapshot(recorded('e'), 'live.json');
    const report = await check({ directory: fixture, environment: {}, aws, policy });
    expect(report.findings).toEqual([]);
    expect(report.gaps).toEqual([]);
    expect(report.summary).toMatchObject({ exitCode: 0, outcome: 'in-sync' });
    expect(report.policy?.expectations).toMatchObject([{ name: 'the token', things: 1, unmet: 0, undetermined: 0 }]);
  });

  it('says the same of what its owner sets: who sets a value does not decide what is expected', async () => {
    const owner = {
      value: { owner: 'the pipeline', path: 'containers[*].secrets' },
      at: entry({ 'task-definition': '*', secret: 'A' }).at,
    };
    const aws = replaySnapshot(recorded('a'), 'live.json');
    const report = await check({ directory: fixture, environment: {}, aws, policy: { ...policy, owners: [owner] } });
    expect(report.findings.map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual([
      'expect/secret-absent drift',
      'ecs/secret-missing owned',
    ]);
  });

  it('can be ignored, and weighs what the policy says', async () => {
    const { at } = entry({ 'task-definition': '*', secret: 'A' });
    const aws = () => replaySnapshot(recorded('d'), 'live.json');
    const severity = [{ value: { rule: 'expect/*', severity: 'note' as const }, at }];
    const noted = await check({ directory: fixture, environment: {}, aws: aws(), policy: { ...policy, severity } });
    expect(noted.findings.find(({ rule }) => rule.startsWith('expect/'))?.severity).toBe('note');
    const accepted = {
      rule: 'expect/secret-absent',
      address: 'module.api.aws_ecs_task_definition.this',
      path: 'containers[api].secrets[HUGGINGFACE_API_KEY]',
      owner: 'team-api',
      reason: 'the roll-out goes on until tonight',
      expires: '2999-01-01',
    };
    const ignore = [{ value: accepted, at }];
    const ignored = await check({ directory: fixture, environment: {}, aws: aws(), policy: { ...policy, ignore } });
    expect(ignored.findings.find(({ rule }) => rule.startsWith('expect/'))?.verdict).toBe('ignored');
  });
});
