import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { replaySnapshot } from '../../../src/aws/snapshot/snapshot.ts';
import { check } from '../../../src/check/check.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import { entry } from './world.ts';

/* Which half of the connection to Redis is missing in each state of the incident. */

function policyOf(connect: string): Policy {
  return {
    file: 'driftcheck.yaml',
    severity: [],
    owners: [],
    ignore: [],
    expect: [entry({ name: 'the API reaches Redis', connect })],
    trustIgnoreChanges: true,
    source: { file: 'driftcheck.yaml', from: 'checkout' },
  };
}

/** The report of the incident's code beside a recorded AWS. */
async function reportOf(directory: string, live: string, connect: string) {
  const aws = replaySnapshot(readFileSync(live, 'utf8'), live);
  return check({ directory, environment: {}, aws, policy: policyOf(connect) });
}

const service = 'hokusai-api-development';
const named = `${service} -> hokusai-redis-development 6379`;
const ingress = 'ingress[6379/tcp from sg-0a1b00000000000c3]';
const egress = 'egress[all to 0.0.0.0/0]';
const states = ['a', 'b', 'c', 'd', 'e'];

const connect = 'api -> redis 6379';

describe('the connection', () => {
  it.each(states)(
    'is declared and not live in state (%s) without the rule: the ingress of Redis lacks it',
    async (state) => {
      const report = await reportOf(
        'fixtures/incident',
        `fixtures/incident/states/${state}-without-redis-rule/live.json`,
        connect,
      );
      const unmet = report.findings.flatMap((one) => (one.type === 'expectation-unmet' ? [one] : []));
      expect(unmet).toMatchObject([
        {
          rule: 'expect/connection',
          severity: 'error',
          verdict: 'drift',
          address: 'aws_security_group.redis',
          path: `connect[${connect}/tcp]`,
          // Where the rule is declared that AWS lacks.
          at: { file: 'fixtures/incident/network.tf', start: { line: 38 } },
          sides: [
            { side: 'code', state: 'met' },
            { side: 'group', state: 'unmet' },
          ],
          connection: {
            answer: 'declared-not-live',
            source: {
              kind: 'ecs-service',
              name: service,
              groups: [{ address: 'module.api.aws_security_group.tasks' }],
            },
            destination: { kind: 'security-group', name: 'hokusai-redis-development' },
            declared: {
              state: 'allowed',
              egress: {
                state: 'allowed',
                rules: [{ path: egress, address: 'module.api.aws_vpc_security_group_egress_rule.all' }],
              },
              ingress: {
                state: 'allowed',
                rules: [{ path: ingress, address: 'aws_vpc_security_group_ingress_rule.redis_from_data_pipeline_ecs' }],
              },
            },
            live: {
              state: 'lacking',
              egress: { state: 'allowed', rules: [{ path: egress, id: 'sgr-0a100000000000005' }] },
              ingress: { state: 'lacking' },
            },
          },
        },
      ]);
      expect(report.summary.exitCode).toBe(2);
      expect(report.gaps.filter(({ expectation }) => expectation !== undefined)).toEqual([]);
    },
  );

  it.each(states)('is declared and live in state (%s) with the rule', async (state) => {
    const report = await reportOf(
      'fixtures/incident',
      `fixtures/incident/states/${state}-with-redis-rule/live.json`,
      connect,
    );
    expect(report.findings.filter(({ rule }) => rule === 'expect/connection')).toEqual([]);
    expect(report.policy?.expectations).toMatchObject([
      {
        about: 'connection',
        things: 1,
        unmet: 0,
        undetermined: 0,
        connections: [{ answer: 'declared-and-live', live: { ingress: { rules: [{ path: ingress }] } } }],
      },
    ]);
    expect(report.gaps.filter(({ expectation }) => expectation !== undefined)).toEqual([]);
  });

  it('is the same one by the names that AWS has', async () => {
    const live = 'fixtures/incident/states/a-without-redis-rule/live.json';
    const { findings } = await reportOf('fixtures/incident', live, named);
    expect(findings.find(({ rule }) => rule === 'expect/connection')).toMatchObject({
      path: `connect[${named}/tcp]`,
      connection: { answer: 'declared-not-live', live: { ingress: { state: 'lacking' } } },
    });
  });

  it.each([
    ['with', 'declared-and-live'],
    ['without', 'declared-not-live'],
  ])('of the incident behind ignore_changes, %s the rule', async (has, answer) => {
    const code = 'fixtures/incident-ignore-changes';
    const report = await reportOf(code, `${code}/states/b-${has}-redis-rule/live.json`, connect);
    expect(report.policy?.expectations).toMatchObject([
      { connections: [{ answer, live: { ingress: { state: has === 'with' ? 'allowed' : 'lacking' } } }] },
    ]);
  });
});

describe('a name and a port that the code calls secret', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('are in no part of the report, whatever a pattern stands for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'driftcheck-connect-'));
    folders.push(folder);
    cpSync('fixtures/incident', folder, { recursive: true, filter: (path) => !path.includes('states') });
    const network = readFileSync(join(folder, 'network.tf'), 'utf8')
      .replace(/"hokusai-redis-[^"]*"/, 'var.hidden_name')
      .replaceAll(/(from|to)_port( +)= 6379/g, '$1_port$2= var.hidden_port');
    const hidden = `
      variable "hidden_name" {
        sensitive = true
        default   = "hokusai-redis-development"
      }
      variable "hidden_port" {
        sensitive = true
        default   = 6379
      }
    `;
    writeFileSync(join(folder, 'network.tf'), network + hidden);
    const live = 'fixtures/incident/states/a-without-redis-rule/live.json';
    const { findings, policy } = await reportOf(folder, live, 'api -> hokusai-red* 1-65535');
    expect(findings.find(({ rule }) => rule === 'expect/connection')).toMatchObject({
      path: 'connect[api -> (sensitive) 1-65535/tcp]',
      connection: { answer: 'neither', destination: { name: '(sensitive)' } },
    });
    const own = findings.filter(({ rule }) => rule === 'expect/connection');
    expect(JSON.stringify([own, policy])).not.toMatch(/hokusai-redis|6379/);
  });
});
