import { describe, expect, it } from 'vitest';
import type { LiveSecret } from '../../../src/aws/reads/secretsmanager-describe-secret.ts';
import type { LiveParameter } from '../../../src/aws/reads/ssm-describe-parameters.ts';
import { secretSource } from '../../../src/kinds/ecs/secret-source.ts';
import { ecsTaskDefinition } from '../../../src/kinds/ecs/task-definition/index.ts';
import { type Plain, resource, template, variable } from '../resources.ts';
import { inShort, json, liveRevision, runKind, type World } from './world.ts';

const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
const ssm = (name: string, region = 'us-east-1', account = '123456789012') =>
  `arn:aws:ssm:${region}:${account}:parameter/${name}`;
const manager = (name: string, region = 'us-east-1', account = '123456789012') =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}`;
const db = manager('db-AbCdEf');

describe('what a valueFrom means', () => {
  it.each([
    ['token', { names: ['token'] }],
    ['/api/token', { names: ['/api/token'] }],
    ['/api/token:3', { names: ['/api/token'], version: 3 }],
    ['/api/token:live', { names: ['/api/token'], label: 'live' }],
    [ssm('api/token'), { names: ['/api/token'] }],
    [ssm('token'), { names: ['token', '/token'] }],
    [ssm('token', 'eu-west-1'), { names: ['token', '/token'], region: 'eu-west-1' }],
  ])('%s is a parameter', (valueFrom, expected) => {
    const common = { kind: 'parameter', region: 'us-east-1', account: '123456789012' };
    expect(secretSource(valueFrom, place)).toEqual({ ...common, ...expected });
  });

  it.each([
    [db, {}],
    [`${db}:password::`, { jsonKey: 'password' }],
    [`${db}::AWSPREVIOUS:`, { stage: 'AWSPREVIOUS' }],
    [`${db}:::v-1`, { versionId: 'v-1' }],
  ])('%s is a secret', (valueFrom, expected) => {
    const common = { kind: 'secret', id: db, region: 'us-east-1', account: '123456789012' };
    expect(secretSource(valueFrom, place)).toEqual({ ...common, ...expected });
  });

  it.each(['', `${db}:password`, `${db}:a:b`, `${db}:a:b:c:d`, 'arn:aws:s3:::bucket'])('%j is neither', (valueFrom) => {
    expect(secretSource(valueFrom, place)).toBeUndefined();
  });
});

const parameters: LiveParameter[] = [
  { Name: '/api/token', Version: 4 },
  { Name: 'token', Version: 1 },
];
const secrets: LiveSecret[] = [
  { ARN: db, VersionIdsToStages: { 'v-2': ['AWSCURRENT'], 'v-1': ['AWSPREVIOUS'] } },
  { ARN: manager('once-AbCdEf'), VersionIdsToStages: { 'v-1': ['AWSCURRENT'] } },
];

/** What is said of a container that takes KEY from there, in the code and in AWS. */
async function check(valueFrom: string, world: World = { parameters, secrets }, declared: Plain = valueFrom) {
  const containers = json([{ name: 'api', image: 'a:1', secrets: [{ name: 'KEY', valueFrom: declared }] }]);
  const definition = resource('aws_ecs_task_definition.api', { family: 'api', container_definitions: containers });
  const live = liveRevision('api', 7, [{ name: 'api', image: 'a:1', secrets: [{ name: 'KEY', valueFrom }] }]);
  const run = await runKind(ecsTaskDefinition, [definition], { revisions: [live], ...world });
  return inShort(run).map((line) => line.replace('containers[api].secrets[KEY].valueFrom', 'KEY'));
}

describe('sources', () => {
  it.each([
    ['/api/token'],
    [ssm('api/token')],
    [ssm('token')],
    ['/api/token:4'],
    [db],
    [`${db}::AWSPREVIOUS:`],
    [`${db}:::v-1`],
  ])('%s is there', async (valueFrom) => {
    expect(await check(valueFrom)).toEqual([]);
  });

  it.each([
    ['/api/none', 'ecs/secret-source-missing KEY'],
    [ssm('api/none'), 'ecs/secret-source-missing KEY'],
    [manager('none-AbCdEf'), 'ecs/secret-source-missing KEY'],
    ['/api/token:5', 'ecs/secret-version-missing KEY'],
    [`${manager('once-AbCdEf')}::AWSPREVIOUS:`, 'ecs/secret-version-missing KEY'],
  ])('%s is not: %s', async (valueFrom, expected) => {
    expect(await check(valueFrom)).toEqual([expected]);
  });

  it.each([
    ['the JSON key', `${db}:password::`],
    ['a version without a stage', `${db}:::v-9`],
    ['a label', '/api/token:live'],
    ['a parameter of another account', ssm('api/token', 'us-east-1', '210987654321')],
    ['a secret of another account', manager('db-AbCdEf', 'us-east-1', '210987654321')],
    ['a public parameter', '/aws/service/x'],
    ['a wrong suffix', `${db}:password`],
  ])('leaves %s open', async (_, valueFrom) => {
    expect(await check(valueFrom)).toEqual(['not-compared/leaf KEY']);
  });

  it('names another region', async () => {
    expect(await check(ssm('api/token', 'eu-west-1'))).toEqual(['ecs/secret-source-region KEY']);
  });

  it('is a gap without permission, and nothing in a snapshot that holds no such read', async () => {
    const denied = { kind: 'denied', action: 'ssm:DescribeParameters' } as const;
    expect(await check('/api/token', { problems: { 'ssm:DescribeParameters': denied } })).toEqual([
      'unreadable/leaf KEY',
    ]);
    expect(await check('/api/none', {})).toEqual([]);
    expect(await check(ssm('api/token', 'eu-west-1'), {})).toEqual([]);
  });

  it('looks for the declared source where it is known, else for the live one', async () => {
    expect(await check('/api/token', undefined, '/api/none')).toEqual([
      'ecs/secret-changed containers[api].secrets[KEY]',
      'ecs/secret-source-missing KEY',
    ]);
    const open = template('/api/', variable('name'));
    expect(await check('/api/none', undefined, open)).toEqual([
      'ecs/secret-source-missing KEY',
      'value-unknown/leaf containers[api].secrets[KEY]',
    ]);
  });
});

describe('environment files', () => {
  it('hide nothing of what the code lists', async () => {
    const containers = json([
      {
        name: 'api',
        image: 'a:1',
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: '1' },
        ],
      },
    ]);
    const definition = resource('aws_ecs_task_definition.api', { family: 'api', container_definitions: containers });
    const live = liveRevision('api', 7, [
      {
        name: 'api',
        image: 'a:1',
        environment: [
          { name: 'B', value: '2' },
          { name: 'C', value: '3' },
        ],
        environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::bucket/api.env' }],
      },
    ]);
    const run = await runKind(ecsTaskDefinition, [definition], { revisions: [live] });
    expect(inShort(run)).toEqual([
      'ecs/env-changed containers[api].environment[B]',
      'ecs/env-missing containers[api].environment[A]',
      'ecs/env-extra containers[api].environment[C]',
      'ecs/container-changed containers[api].environmentFiles[arn:aws:s3:::bucket/api.env]',
    ]);
    expect(run.checked[0]?.attributes).toMatchObject({ drifted: 4, undetermined: 0 });
  });
});
