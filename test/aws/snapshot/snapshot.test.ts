import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Read } from '../../../src/aws/read.ts';
import type { AwsReader } from '../../../src/aws/reader.ts';
import type { ReadName, Reads } from '../../../src/aws/reads/index.ts';
import { recordSnapshot, replaySnapshot, snapshotLines } from '../../../src/aws/snapshot/snapshot.ts';
import { judge } from '../../../src/compare/scalar.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { awsProblem } from '../../../src/model/report/aws-problem.ts';
import { Secret } from '../../../src/model/secret/secret.ts';
import {
  account,
  ec2Error,
  ecsError,
  ecsService,
  filterValues,
  groupsXml,
  identityXml,
  isolate,
  quickReader,
  region,
  restore,
  rulesXml,
  serveEcs,
  serveQuery,
  serviceArn,
} from '../wire.ts';

beforeEach(() => isolate());
afterEach(restore);

const salt = 'a salt of the test';
const revisionArn = `arn:aws:ecs:${region}:${account}:task-definition/api:7`;
const planted = ['correct-horse-battery', `xoxb-${'1234567890'.repeat(3)}`];

/** What the kinds ask; what data sources ask is in `lookups.test.ts`. */
type AskedByKinds = Extract<
  ReadName,
  | 'ecs:DescribeServices'
  | 'ecs:DescribeTaskDefinition'
  | 'ec2:DescribeSecurityGroups'
  | 'ec2:DescribeSecurityGroupRules'
  | `sts:${string}`
>;

/** Everything of that, in every outcome. */
const questions: { [N in AskedByKinds]: Reads[N]['key'][] } = {
  'sts:GetCallerIdentity': [{}],
  'ecs:DescribeTaskDefinition': [
    { taskDefinition: 'api' },
    { taskDefinition: revisionArn },
    { taskDefinition: 'none' },
    { taskDefinition: 'denied' },
  ],
  'ecs:DescribeServices': [
    { cluster: 'one', service: 'api' },
    { cluster: 'one', service: 'gone' },
    { cluster: 'none', service: 'api' },
  ],
  'ec2:DescribeSecurityGroups': [
    { 'group-id': 'sg-1' },
    { 'group-id': 'sg-none' },
    { 'group-name': 'redis' },
    { 'group-name': 'redis', 'vpc-id': 'vpc-a' },
    { 'group-name-prefix': 'red' },
  ],
  'ec2:DescribeSecurityGroupRules': [{ 'group-id': 'sg-1' }, { 'group-id': 'sg-denied' }],
};

function serve(): void {
  serveQuery('sts', () => identityXml());
  serveEcs(({ action, body }) => {
    if (action === 'DescribeServices') {
      if (body.cluster === 'none') return ecsError('ClusterNotFoundException', 'Cluster not found.');
      return {
        body: {
          services: body.services
            .filter((name: string) => name !== 'gone')
            .map((name: string) => ({
              ...ecsService('one', name),
              createdAt: 1750000000,
              deployments: [
                {
                  id: 'ecs-svc/1',
                  status: 'PRIMARY',
                  createdAt: 1750000001.25,
                  serviceConnectConfiguration: {
                    enabled: true,
                    logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': planted[0] } },
                  },
                },
              ],
              events: [{ id: 'e', createdAt: 1750000002, message: `cannot pull with ${planted[1]}` }],
            })),
          failures: body.services
            .filter((name: string) => name === 'gone')
            .map((name: string) => ({ arn: serviceArn('one', name), reason: 'MISSING' })),
        },
      };
    }
    if (body.taskDefinition === 'none') return ecsError('ClientException', 'Unable to describe task definition.');
    if (body.taskDefinition === 'denied') return ecsError('AccessDeniedException', `not with ${planted[1]}`);
    return {
      body: {
        taskDefinition: {
          taskDefinitionArn: revisionArn,
          family: 'api',
          revision: 7,
          status: 'ACTIVE',
          registeredAt: 1760000000.5,
          containerDefinitions: [
            {
              name: 'api',
              image: 'example/api:1',
              cpu: 0,
              environment: [
                { name: 'createdAt', value: '2026-01-02T03:04:05.000Z' },
                { name: 'DB_PASSWORD', value: planted[0] },
              ],
              dockerLabels: { createdAt: '2026-01-02T03:04:05.000Z', $secret: '0'.repeat(32), SLACK: planted[1] },
              command: ['--token', planted[0], 'serve'],
            },
          ],
        },
      },
    };
  });
  serveQuery('ec2', ({ action, body }) => {
    const ids = filterValues(body, 'group-id');
    if (action === 'DescribeSecurityGroupRules') {
      return ids.includes('sg-denied')
        ? ec2Error('UnauthorizedOperation', 'You are not authorized.', 403)
        : rulesXml([{ id: 'sgr-1', group: 'sg-1' }]);
    }
    const groups = [
      { id: 'sg-1', name: 'redis', vpc: 'vpc-a' },
      { id: 'sg-2', name: 'redis', vpc: 'vpc-b' },
    ];
    const vpcs = filterValues(body, 'vpc-id');
    return groupsXml(
      groups.filter(
        ({ id, vpc }) => (ids.length === 0 || ids.includes(id)) && (vpcs.length === 0 || vpcs.includes(vpc)),
      ),
    );
  });
}

/** All answers, with fingerprints in place of secrets so that they can be compared. */
async function ask(aws: AwsReader): Promise<unknown[]> {
  const one = async <N extends AskedByKinds>(name: N) =>
    Promise.all(questions[name].map((key): Promise<Read<Reads[N]['result']>> => aws.read(name, key)));
  return [
    await one('sts:GetCallerIdentity'),
    await one('ecs:DescribeTaskDefinition'),
    await one('ecs:DescribeServices'),
    await one('ec2:DescribeSecurityGroups'),
    await one('ec2:DescribeSecurityGroupRules'),
  ].map(comparable);
}

function comparable(value: unknown): unknown {
  if (value instanceof Secret) return `fingerprint ${value.fingerprint(salt)}`;
  if (value instanceof Date) return `date ${value.toISOString()}`;
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, comparable(member)]));
}

async function recorded(options: Parameters<typeof recordSnapshot>[1] = { salt }): Promise<string> {
  serve();
  const aws = quickReader();
  await ask(aws);
  return recordSnapshot(aws, options);
}

describe('a recorded snapshot', () => {
  it('answers every read as AWS did', async () => {
    serve();
    const live = quickReader();
    const expected = await ask(live);
    const statuses = JSON.stringify(expected);
    for (const status of ['found', 'absent', 'unreadable']) expect(statuses).toContain(`"status":"${status}"`);
    const text = await recordSnapshot(live, { salt });
    restore();
    const replay = replaySnapshot(text, 'live.json');
    expect(await ask(replay)).toEqual(expected);
    expect(replay.source).toBe('snapshot');
    expect(await replay.defaultRegion()).toBe(region);
  });

  it('says what it was recorded of', async () => {
    const text = await recorded({ salt, recordedAt: '2026-10-21T09:00:00.000Z' });
    expect(replaySnapshot(text, 'f').header).toEqual({
      recordedAt: '2026-10-21T09:00:00.000Z',
      account,
      region,
      partition: 'aws',
    });
  });

  it('is the same bytes for the same reads and salt, in whatever order they were made', async () => {
    const one = await recorded();
    serve();
    const aws = quickReader();
    await aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': 'sg-denied' });
    await aws.read('ecs:DescribeServices', { service: 'gone', cluster: 'one' });
    await ask(aws);
    expect(await recordSnapshot(aws, { salt })).toBe(one);
  });

  it('has a salt of its own', async () => {
    const salts = [await recorded({}), await recorded({})].map((text) => JSON.parse(text).salt);
    expect(salts[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(salts[0]).not.toBe(salts[1]);
  });

  it('holds no secret, and ordinary values plainly', async () => {
    const text = await recorded();
    for (const secret of planted) expect(text).not.toContain(secret);
    expect(text).toContain('2026-01-02T03:04:05.000Z');
    expect(text).toContain('"Value": "ml"');
  });

  it('still tells equal secrets from different ones', async () => {
    const read = await replaySnapshot(await recorded(), 'f').read('ecs:DescribeTaskDefinition', {
      taskDefinition: 'api',
    });
    const value = read.status === 'found' ? read.value.containerDefinitions?.[0]?.environment?.[1]?.value : undefined;
    if (!(value instanceof Secret)) throw new Error('not a secret');
    expect(value.equals(Secret.of(planted[0] ?? ''))).toBe(true);
    expect(value.equals(Secret.of('another'))).toBe(false);
  });

  it('names the region of a read only where it is not the default one', async () => {
    serveEcs(() => ({ body: { services: [], failures: [{ arn: 'x/a', reason: 'MISSING' }] } }), 'eu-west-1');
    serveEcs(() => ({ body: { services: [ecsService('c', 'a')], failures: [] } }));
    const aws = quickReader();
    await aws.read('ecs:DescribeServices', { cluster: 'c', service: 'a' });
    await aws.read('ecs:DescribeServices', { cluster: 'c', service: 'a' }, 'eu-west-1');
    const text = await recordSnapshot(aws, { salt });
    expect(JSON.parse(text).reads.map((read: { region?: string }) => read.region)).toEqual(['eu-west-1', undefined]);
    const replay = replaySnapshot(text, 'f');
    expect((await replay.read('ecs:DescribeServices', { cluster: 'c', service: 'a' })).status).toBe('found');
    expect((await replay.read('ecs:DescribeServices', { cluster: 'c', service: 'a' }, 'eu-west-1')).status).toBe(
      'absent',
    );
  });
});

describe('a snapshot in pieces', () => {
  const inPieces = (text: string, size: number): Uint8Array[] => {
    const bytes = Buffer.from(text);
    const count = Math.ceil(bytes.length / size);
    return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
  };

  it('is written read by read: the bytes that all of it has as one JSON text', async () => {
    serve();
    const aws = quickReader();
    await ask(aws);
    const pieces = [...(await snapshotLines(aws, { salt }))];
    const text = pieces.join('');
    const { reads } = JSON.parse(text) as { reads: object[] };
    expect(reads.length).toBeGreaterThan(1);
    // One for what stands before the reads, and what closes the list belongs to the last of them.
    expect(pieces).toHaveLength(reads.length + 1);
    expect(pieces.every((piece) => piece.endsWith('\n'))).toBe(true);
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  });

  it('is written without any read', async () => {
    const none = { recorded: () => [], defaultRegion: async () => 'us-east-1' };
    const text = await recordSnapshot(none, { salt });
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    expect(JSON.parse(text)).toMatchObject({ region: 'us-east-1', reads: [] });
  });

  it('is replayed from pieces, and asks for each once', async () => {
    const text = await recorded();
    let asked = 0;
    const pieces = inPieces(text, 100);
    const counted = (function* () {
      for (const piece of pieces) {
        asked += 1;
        yield piece;
      }
    })();
    const key = { taskDefinition: 'api' };
    const [whole, piecewise] = [replaySnapshot(text, 'f'), replaySnapshot(counted, 'f')];
    expect(await piecewise.read('ecs:DescribeTaskDefinition', key)).toEqual(
      await whole.read('ecs:DescribeTaskDefinition', key),
    );
    expect(asked).toBe(pieces.length);
  });

  it('that is broken off is one problem, wherever it ends', async () => {
    const text = await recorded();
    for (const part of [0.1, 0.5, 0.9]) {
      const cut = inPieces(text.slice(0, text.length * part), 64);
      expect(() => replaySnapshot(cut, 'f')).toThrow('snapshot-unreadable');
    }
  });
});

describe('a snapshot made with a key', () => {
  const fingerprintKey = 'a key of the test';
  const password = async (text: string, key?: string): Promise<Secret> => {
    const read = await replaySnapshot(text, 'f', key).read('ecs:DescribeTaskDefinition', {
      taskDefinition: 'api',
    });
    const value = read.status === 'found' ? read.value.containerDefinitions?.[0]?.environment?.[1]?.value : undefined;
    if (!(value instanceof Secret)) throw new Error('not a secret');
    return value;
  };
  const same = Secret.of(planted[0] ?? '');

  it('has no salt, and not the key', async () => {
    const text = await recorded({ fingerprintKey, salt });
    expect(JSON.parse(text)).not.toHaveProperty('salt');
    expect(text).not.toContain(fingerprintKey);
    expect(text).not.toContain(salt);
    expect(text).toBe(await recorded({ fingerprintKey }));
  });

  it('tells equal secrets from different ones to who has the key', async () => {
    const value = await password(await recorded({ fingerprintKey }), fingerprintKey);
    expect(value.equals(same)).toBe(true);
    expect(value.equals(Secret.of('another'))).toBe(false);
    expect(value.lacksKey).toBe(false);
  });

  it.each([[undefined], ['another key']])('cannot be compared with %s', async (key) => {
    const text = await recorded({ fingerprintKey });
    const value = await password(text, key);
    expect(value.equals(same)).toBeUndefined();
    expect(value.lacksKey).toBe(true);
    const verdict = judge({ state: 'known', value: same }, value);
    expect(verdict).toEqual({ outcome: 'undetermined', reason: { kind: 'secret', name: 'fingerprint-key' } });
    // Its own secrets can be told apart.
    expect(value.equals(await password(text))).toBe(true);
    expect(value.equals(await password(await recorded({ fingerprintKey: 'a third' })))).toBeUndefined();
  });

  it.each([[{}], [{ salt: 's', keyId: '0'.repeat(16) }], [{ keyId: 'short' }]])('says which key with %o', (header) => {
    const text = JSON.stringify({ format: 'driftcheck-snapshot', schemaVersion: 1, ...header, reads: [] });
    expect(() => replaySnapshot(text, 'f')).toThrow(ProblemError);
  });
});

describe('what the code says is secret', () => {
  it('is a fingerprint in a snapshot, and a read that is found by it is left out', async () => {
    const withheld: string[] = [];
    const isSecret = (text: string) => text === 'ml' || text === 'redis';
    const text = await recorded({ salt, isSecret, onWithheld: ({ action }) => withheld.push(action) });
    expect(text).not.toMatch(/"(?:ml|redis)"/);
    expect(withheld.length).toBeGreaterThan(0);
    expect(new Set(withheld)).toEqual(new Set(['ec2:DescribeSecurityGroups']));
    const replay = replaySnapshot(text, 'f');
    const rules = await replay.read('ec2:DescribeSecurityGroupRules', { 'group-id': 'sg-1' });
    expect(rules.status).toBe('found');
    const group = await replay.read('ec2:DescribeSecurityGroups', { 'group-name': 'redis' });
    expect(group.status === 'unreadable' && group.problem.kind).toBe('not-recorded');
  });
});

/** A hand-written snapshot. */
function written(reads: object[], header: object = {}): AwsReader {
  const text = JSON.stringify({ format: 'driftcheck-snapshot', schemaVersion: 1, salt: 's', region, ...header, reads });
  return replaySnapshot(text, 'live.json');
}

describe('a hand-written snapshot', () => {
  it('is read as the documentation shows it', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/snapshot.md'), 'utf8');
    const aws = replaySnapshot(/```json\n(.*?)```/s.exec(page)?.[1] ?? '', 'docs/snapshot.md');
    const statuses = await Promise.all([
      aws.read('sts:GetCallerIdentity', {}),
      aws.read('ecs:DescribeServices', { cluster: 'development', service: 'api' }),
      aws.read('ecs:DescribeServices', { cluster: 'development', service: 'worker' }),
      aws.read('ecs:DescribeServices', { cluster: 'development', service: 'api' }, 'eu-west-1'),
      aws.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api:7' }),
      aws.read('ec2:DescribeSecurityGroups', { 'group-id': 'sg-0a1b2c3d4e5f60718' }),
      aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': 'sg-0a1b2c3d4e5f60718' }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([
      'found',
      'found',
      'absent',
      'unreadable',
      'found',
      'found',
      'found',
    ]);
  });

  it('takes the documented problems for all there are', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/snapshot.md'), 'utf8');
    for (const kind of awsProblem.shape.kind.options) expect(page).toContain(`\`${kind}\``);
  });

  it('seals plain secrets', async () => {
    const aws = written([
      {
        action: 'ecs:DescribeTaskDefinition',
        key: { taskDefinition: 'api' },
        result: {
          containerDefinitions: [
            {
              environment: [
                { name: 'API_KEY', value: 'plain' },
                { name: 'A', value: 'b' },
              ],
            },
          ],
        },
      },
    ]);
    expect(await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api' })).toMatchObject({
      value: { containerDefinitions: [{ environment: [{ value: expect.any(Secret) }, { value: 'b' }] }] },
    });
  });

  it('answers who is asking from the account in its header', async () => {
    expect(await written([], { account }).read('sts:GetCallerIdentity', {}, 'eu-west-1')).toEqual({
      status: 'found',
      value: { account, arn: `arn:aws:iam::${account}:root` },
    });
    expect(await written([]).read('sts:GetCallerIdentity', {})).toMatchObject({ problem: { kind: 'not-recorded' } });
  });

  it('gives a problem as AWS would have', async () => {
    const aws = written([
      { action: 'ec2:DescribeSecurityGroupRules', key: { 'group-id': 'sg-1' }, problem: { kind: 'denied', code: 'X' } },
    ]);
    expect(await aws.read('ec2:DescribeSecurityGroupRules', { 'group-id': 'sg-1' })).toEqual({
      status: 'unreadable',
      problem: { kind: 'denied', action: 'ec2:DescribeSecurityGroupRules', region, code: 'X' },
    });
  });

  it('does not know what it does not hold', async () => {
    expect(await written([]).read('ecs:DescribeServices', { cluster: 'c', service: 's' })).toEqual({
      status: 'unreadable',
      problem: { kind: 'not-recorded', action: 'ecs:DescribeServices', region },
    });
  });
});

describe('the same entity under another name', () => {
  const revision = { taskDefinitionArn: revisionArn, family: 'api', revision: 7 };
  const cluster = `arn:aws:ecs:${region}:${account}:cluster/one`;
  const status = async (read: Promise<Read<unknown>>) => {
    const { status: outcome } = await read;
    return outcome;
  };

  it.each([
    ['api', 'api:7', 'found'],
    ['api', revisionArn, 'found'],
    ['api', 'api:6', 'unreadable'],
    [revisionArn, 'api:7', 'found'],
    [revisionArn, 'api', 'unreadable'],
    ['api:7', revisionArn, 'found'],
    ['api:7', revisionArn.replace(account, '210987654321'), 'unreadable'],
    [revisionArn, revisionArn.replace(':7', ':8'), 'unreadable'],
  ])('a task definition recorded as %s and asked for as %s', async (key, asked, expected) => {
    const aws = written([{ action: 'ecs:DescribeTaskDefinition', key: { taskDefinition: key }, result: revision }]);
    expect(await status(aws.read('ecs:DescribeTaskDefinition', { taskDefinition: asked }))).toBe(expected);
  });

  it('the first of several reads with the same key, and each revision for itself', async () => {
    const read = (taskDefinition: string, number: number) => ({
      action: 'ecs:DescribeTaskDefinition',
      key: { taskDefinition },
      result: { taskDefinitionArn: revisionArn.replace(/7$/, String(number)), family: 'api', revision: number },
    });
    const aws = written([read('api', 7), read('api', 8), read('api:6', 6), read(revisionArn, 7)]);
    const revisionOf = async (taskDefinition: string) => {
      const answer = await aws.read('ecs:DescribeTaskDefinition', { taskDefinition });
      return answer.status === 'found' ? answer.value.revision : answer.status;
    };
    expect(await Promise.all(['api', 'api:6', 'api:7', 'api:8', 'api:9'].map(revisionOf))).toEqual([
      7,
      6,
      7,
      8,
      'unreadable',
    ]);
  });

  it('an absent revision recorded by ARN', async () => {
    const aws = written([{ action: 'ecs:DescribeTaskDefinition', key: { taskDefinition: revisionArn }, absent: true }]);
    expect(await status(aws.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api:7' }))).toBe('absent');
  });

  it.each([
    ['one', 'api', cluster, serviceArn('one', 'api'), 'found'],
    [cluster, serviceArn('one', 'api'), 'one', 'api', 'found'],
    ['one', serviceArn('one', 'api'), 'one', `arn:aws:ecs:${region}:${account}:service/api`, 'found'],
    ['one', 'api', 'two', 'api', 'unreadable'],
    [cluster, 'api', cluster.replace(account, '210987654321'), 'api', 'unreadable'],
  ])(
    'a service recorded as %s %s and asked for as %s %s',
    async (inCluster, service, askedCluster, askedService, expected) => {
      const aws = written([
        { action: 'ecs:DescribeServices', key: { cluster: inCluster, service }, result: { status: 'ACTIVE' } },
      ]);
      expect(await status(aws.read('ecs:DescribeServices', { cluster: askedCluster, service: askedService }))).toBe(
        expected,
      );
    },
  );

  const redis = { GroupId: 'sg-1', GroupName: 'redis', VpcId: 'vpc-a' };
  it.each([
    [{ 'group-name': 'redis', 'vpc-id': 'vpc-a' }, { 'group-id': 'sg-1' }, 'found'],
    [{ 'group-name': 'redis', 'vpc-id': 'vpc-a' }, { 'group-id': 'sg-2' }, 'unreadable'],
    [{ 'group-name': 'redis', 'vpc-id': 'vpc-a' }, { 'group-name': 'redis' }, 'unreadable'],
    [{ 'group-name': 'redis' }, { 'group-name': 'redis', 'vpc-id': 'vpc-a' }, 'found'],
    [{ 'group-name': 'redis' }, { 'group-name': 'redis', 'vpc-id': 'vpc-b' }, 'absent'],
    [{ 'group-id': 'sg-1' }, { 'group-name': 'redis', 'vpc-id': 'vpc-a' }, 'found'],
    [{ 'group-id': 'sg-1' }, { 'group-name': 'redis', 'vpc-id': 'vpc-b' }, 'unreadable'],
    [{ 'group-id': 'sg-1' }, { 'group-name': 'redis' }, 'unreadable'],
    [{ 'group-name': 'redis' }, { 'group-name-prefix': 'red' }, 'unreadable'],
    [{ 'group-name-prefix': 'red' }, { 'group-name': 'redis' }, 'unreadable'],
    [{ 'group-name-prefix': 'red' }, { 'group-id': 'sg-1' }, 'found'],
    [{ 'group-name-prefix': 'red' }, { 'group-name-prefix': 'red', 'vpc-id': 'vpc-a' }, 'found'],
    [{ 'group-name-prefix': 'red' }, { 'group-name-prefix': 'red', 'vpc-id': 'vpc-b' }, 'absent'],
    [{ 'group-name-prefix': 're' }, { 'group-name-prefix': 'red', 'vpc-id': 'vpc-a' }, 'unreadable'],
  ])('a group recorded by %j and asked for by %j', async (key, asked, expected) => {
    const aws = written([{ action: 'ec2:DescribeSecurityGroups', key, result: [redis] }]);
    expect(await status(aws.read('ec2:DescribeSecurityGroups', asked))).toBe(expected);
  });

  it('a role and the caller in another region: they have none', async () => {
    const role = { Arn: `arn:aws:iam::${account}:role/task`, RoleName: 'task' };
    const identity = { account, arn: `arn:aws:iam::${account}:user/reader` };
    const aws = written([
      { action: 'iam:GetRole', region: 'eu-west-1', key: { 'role-name': 'task' }, problem: { kind: 'denied' } },
      { action: 'iam:GetRole', key: { 'role-name': 'task' }, result: role },
      { action: 'sts:GetCallerIdentity', key: {}, result: identity },
    ]);
    const ask = (where: string) => aws.read('iam:GetRole', { 'role-name': 'task' }, where);
    expect(await Promise.all([region, 'eu-west-1', 'eu-north-1'].map((where) => status(ask(where))))).toEqual([
      'found',
      'unreadable',
      'found',
    ]);
    expect(await aws.read('sts:GetCallerIdentity', {}, 'eu-north-1')).toEqual({ status: 'found', value: identity });
  });

  it('nothing in another region', async () => {
    const aws = written([{ action: 'ec2:DescribeSecurityGroups', key: { 'group-id': 'sg-1' }, result: [redis] }]);
    expect(await status(aws.read('ec2:DescribeSecurityGroups', { 'group-id': 'sg-1' }, 'eu-west-1'))).toBe(
      'unreadable',
    );
  });
});

describe('what is no snapshot', () => {
  const detail = (text: string): string => {
    try {
      replaySnapshot(text, 'live.json');
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'snapshot-unreadable') throw error;
      expect(error.problem.file).toBe('live.json');
      return error.problem.detail;
    }
    throw new Error('it was read');
  };
  const snapshot = (members: object) =>
    JSON.stringify({ format: 'driftcheck-snapshot', schemaVersion: 1, salt: 's', reads: [], ...members });

  it('is told by what it is', () => {
    const details = [
      '',
      'not json',
      '{"format":"driftcheck-snapshot","reads":[',
      '{"format": nonsense}',
      '[]',
      '{}',
      'null',
      '{"version":4,"terraform_version":"1.11.4","serial":3,"lineage":"x","outputs":{},"resources":[]}',
      '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{},"resource_changes":[]}',
      '{"format_version":"1.0","terraform_version":"1.11.4","values":{}}',
      '{"services":[],"failures":[]}',
      '{"schemaVersion":1,"tool":{"name":"driftcheck"},"findings":[]}',
      snapshot({ schemaVersion: 2 }),
      snapshot({ schemaVersion: 'one' }),
    ].map(detail);
    // An empty object and a list are told apart from each other only by their being no snapshot.
    expect(new Set(details).size).toBe(details.length - 1);
    expect(detail(snapshot({ schemaVersion: 2 }))).toContain('2');
  });

  it.each([
    ['an unknown member', { extra: 1 }, 'extra'],
    ['an account that is none', { account: '12' }, 'account'],
    ['an unknown action', { reads: [{ action: 'ecs:DeleteService', key: {}, absent: true }] }, 'reads[0].action'],
    [
      'a key of another action',
      { reads: [{ action: 'ecs:DescribeServices', key: { 'group-id': 'x' }, absent: true }] },
      'reads[0].key',
    ],
    ['no outcome', { reads: [{ action: 'sts:GetCallerIdentity', key: {} }] }, 'reads[0]'],
    [
      'two outcomes',
      { reads: [{ action: 'sts:GetCallerIdentity', key: {}, absent: true, problem: { kind: 'denied' } }] },
      'reads[0]',
    ],
    [
      'a member of the wrong shape',
      {
        reads: [
          {
            action: 'ecs:DescribeTaskDefinition',
            key: { taskDefinition: 'a' },
            result: { containerDefinitions: [{ environment: [{ name: 'A', value: 5 }] }] },
          },
        ],
      },
      'reads[0].result.containerDefinitions[0].environment[0].value',
    ],
    [
      'a group without an id',
      { reads: [{ action: 'ec2:DescribeSecurityGroups', key: { 'group-name': 'a' }, result: [{ GroupName: 'a' }] }] },
      'reads[0].result[0].GroupId',
    ],
  ])('says where %s is', (_, members, place) => {
    expect(detail(snapshot(members))).toContain(place);
  });

  it('quotes no value of the file', () => {
    const secret = 'hunter2-hunter2';
    const result = { containerDefinitions: [{ environment: secret, command: secret }] };
    const reads = [{ action: 'ecs:DescribeTaskDefinition', key: { taskDefinition: 'a' }, result }];
    expect(detail(snapshot({ reads }))).not.toContain(secret);
    expect(detail(`{"format":"driftcheck-snapshot","x":"${secret}" oops}`)).not.toContain(secret);
  });

  it('may begin with a byte order mark', () => {
    expect(replaySnapshot(`\uFEFF${snapshot({})}`, 'f').source).toBe('snapshot');
  });

  it('is never anything but a problem: cut off anywhere, or any JSON at all', async () => {
    const text = await recorded();
    const attempt = (candidate: string) => {
      try {
        replaySnapshot(candidate, 'f');
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
      }
    };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), (end) => attempt(text.slice(0, end))),
      { numRuns: 200 },
    );
    fc.assert(fc.property(fc.json(), attempt), { numRuns: 200 });
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (key, result) =>
        attempt(
          snapshot({
            reads: [
              { action: 'ecs:DescribeTaskDefinition', key: { taskDefinition: 'a' }, result },
              { action: 'ecs:DescribeServices', key, result },
            ],
          }),
        ),
      ),
      { numRuns: 200 },
    );
  });
});
