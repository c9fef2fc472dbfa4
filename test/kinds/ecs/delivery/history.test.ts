import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveService } from '../../../../src/aws/reads/ecs-describe-services.ts';
import { recordSnapshot, replaySnapshot } from '../../../../src/aws/snapshot/snapshot.ts';
import { familyHistory, type HistoryOptions } from '../../../../src/kinds/ecs/delivery/history.ts';
import type { FamilyHistory } from '../../../../src/model/history.ts';
import { historyJson, historyText } from '../../../../src/report/history.ts';
import { account, ecsError, isolate, quickReader, region, restore, serveEcs } from '../../../aws/wire.ts';

beforeEach(() => isolate());
afterEach(restore);

const arn = (revision: number): string => `arn:aws:ecs:${region}:${account}:task-definition/api:${revision}`;
const planted = ['correct', 'horse', 'battery'].join('-');

/** A revision as ECS describes it: KEY stands in it from 3 to 6, TOKEN has another secret value from 5 on. */
function described(revision: number): object {
  return {
    taskDefinitionArn: arn(revision),
    family: 'api',
    revision,
    status: revision > 4 ? 'ACTIVE' : 'INACTIVE',
    registeredAt: 1_790_000_000 + revision * 3600,
    registeredBy: `arn:aws:sts::${account}:assumed-role/deploy/run-${revision}`,
    ...(revision > 4 ? {} : { deregisteredAt: 1_790_000_000 + (revision + 1) * 3600 }),
    containerDefinitions: [
      {
        name: 'api',
        image: `api:v${revision}`,
        environment: [
          { name: 'TOKEN', value: `${planted}-${revision < 5 ? 1 : 2}` },
          ...(revision === 6 ? [{ name: 'MODE', value: 'fast' }] : []),
        ],
        secrets: revision >= 3 && revision <= 6 ? [{ name: 'KEY', valueFrom: '/api/key' }] : [],
      },
    ],
  };
}

/** A family with these revisions, the newest first in pages as ECS gives them. */
function serve(newest: number, unreadable: readonly number[] = []) {
  return serveEcs(({ action, body }) => {
    if (action === 'ListTaskDefinitions') {
      const all = Array.from({ length: newest }, (_, index) => newest - index)
        .filter((revision) => (revision > 4 ? 'ACTIVE' : 'INACTIVE') === body.status)
        .map(arn);
      const from = Number(body.nextToken ?? 0);
      const to = from + body.maxResults;
      return {
        body: { taskDefinitionArns: all.slice(from, to), ...(to < all.length ? { nextToken: String(to) } : {}) },
      };
    }
    const revision = Number(/:(\d+)$/.exec(body.taskDefinition)?.[1]);
    return unreadable.includes(revision)
      ? ecsError('AccessDeniedException', 'no')
      : { body: { taskDefinition: described(revision) } };
  });
}

const options: HistoryOptions = { family: 'api', region, limit: 20, services: [] };
const inShort = ({ revisions }: FamilyHistory): string[] =>
  revisions.flatMap(({ revision, changes }) =>
    changes === undefined
      ? [`${revision} oldest`]
      : changes.map(({ change, path }) => `${revision} ${change} ${path.replace('containers[api].', '')}`),
  );

describe('what is read', () => {
  it('is one list for each status and each revision once', async () => {
    const received = serve(40);
    const reader = quickReader();
    const history = await familyHistory(options, reader);
    expect(history.revisions.map(({ revision }) => revision)).toEqual(Array.from({ length: 20 }, (_, at) => 40 - at));
    expect(history.more).toBe(true);
    expect(received.filter(({ action }) => action === 'ListTaskDefinitions')).toHaveLength(2);
    expect(received.filter(({ action }) => action === 'DescribeTaskDefinition')).toHaveLength(20);
    expect(reader.calls()).toBe(22);
  });

  it('is as many pages as the limit takes', async () => {
    const received = serve(300);
    await familyHistory({ ...options, limit: 150 }, quickReader());
    const lists = received.filter(({ action, body }) => action === 'ListTaskDefinitions' && body.status === 'ACTIVE');
    expect(lists.map(({ body }) => body.maxResults)).toEqual([100, 50]);
    expect(lists[0]?.body).toMatchObject({ familyPrefix: 'api', sort: 'DESC' });
  });

  it('is nothing of a family that there is not', async () => {
    serve(0);
    const history = await familyHistory(options, quickReader());
    expect(history).toMatchObject({ revisions: [], more: false, problems: [] });
  });

  it('leaves out a revision that may not be read, and compares with the next older one', async () => {
    serve(7, [6]);
    const history = await familyHistory(options, quickReader());
    expect(history.revisions.map(({ problem }) => problem?.kind)).toEqual([
      undefined,
      'denied',
      ...Array.from({ length: 5 }, () => undefined),
    ]);
    expect(inShort(history).filter((line) => line.startsWith('7'))).toEqual([
      '7 changed image',
      '7 removed secrets[KEY]',
    ]);
  });
});

describe('what is told', () => {
  it('is what changed in each revision', async () => {
    serve(7);
    const history = await familyHistory(options, quickReader());
    expect(inShort(history)).toEqual([
      '7 removed environment[MODE]',
      '7 changed image',
      '7 removed secrets[KEY]',
      '6 added environment[MODE]',
      '6 changed image',
      '5 changed environment[TOKEN]',
      '5 changed image',
      '4 changed image',
      '3 changed image',
      '3 added secrets[KEY]',
      '2 changed image',
      '1 oldest',
    ]);
    expect(history.revisions[0]).toMatchObject({
      status: 'ACTIVE',
      registeredAt: new Date((1_790_000_000 + 7 * 3600) * 1000).toISOString(),
      registeredBy: `arn:aws:sts::${account}:assumed-role/deploy/run-7`,
    });
    expect(history.revisions[3]).toMatchObject({ status: 'INACTIVE' });
  });

  it('is that a variable left, also where a file of the environment may set it from then on', async () => {
    const environment = (name: string) => [{ name, value: 'same' }];
    const environmentFiles = [{ value: 'arn:aws:s3:::invented/api.env', type: 's3' }];
    const containers = [
      { name: 'api', image: 'api:v1', environment: environment('OLD') },
      { name: 'api', image: 'api:v1', environment: environment('NEW'), environmentFiles },
    ];
    serveEcs(({ action, body }) => {
      if (action === 'ListTaskDefinitions') {
        return { body: { taskDefinitionArns: body.status === 'ACTIVE' ? [arn(2), arn(1)] : [] } };
      }
      const revision = Number(/:(\d+)$/.exec(body.taskDefinition)?.[1]);
      const containerDefinitions = [containers[revision - 1]];
      return {
        body: {
          taskDefinition: {
            taskDefinitionArn: arn(revision),
            family: 'api',
            revision,
            status: 'ACTIVE',
            containerDefinitions,
          },
        },
      };
    });
    expect(inShort(await familyHistory(options, quickReader()))).toEqual([
      '2 added environmentFiles[arn:aws:s3:::invented/api.env]',
      '2 added environment[NEW]',
      '2 removed environment[OLD]',
      '1 oldest',
    ]);
  });

  it('is when a name came, changed and went', async () => {
    serve(7);
    const key = await familyHistory({ ...options, name: 'KEY' }, quickReader());
    expect(key.events?.map(({ event, revision }) => `${event} ${revision}`)).toEqual(['went 7', 'came 3']);
    const token = await familyHistory({ ...options, name: 'TOKEN' }, quickReader());
    expect(token.events).toMatchObject([
      { event: 'changed', revision: 5, value: { secret: true, fingerprint: '#2' } },
      { event: 'there', revision: 1, value: { secret: true, fingerprint: '#1' } },
    ]);
    const none = await familyHistory({ ...options, name: 'NONE' }, quickReader());
    expect(none.events).toEqual([]);
  });

  it('names the services that run a revision, also while it is being replaced', async () => {
    serve(7);
    const services: LiveService[] = [
      {
        serviceName: 'web',
        taskDefinition: arn(7),
        deployments: [
          { taskDefinition: arn(7), runningCount: 1 },
          { taskDefinition: arn(6), runningCount: 2 },
          { taskDefinition: arn(5), runningCount: 0 },
        ],
      },
      { serviceName: 'batch', taskDefinition: arn(7) },
    ];
    const history = await familyHistory({ ...options, services }, quickReader());
    expect(history.revisions.slice(0, 3).map(({ usedBy }) => usedBy)).toEqual([['batch', 'web'], ['web'], []]);
  });

  it('holds no secret, in no form; with a key its fingerprints are the same in every run', async () => {
    serve(7);
    const keyed = { ...options, name: 'TOKEN', fingerprintKey: 'a key of the test' };
    const first = await familyHistory(keyed, quickReader());
    const second = await familyHistory(keyed, quickReader());
    expect(historyJson(second)).toBe(historyJson(first));
    for (const text of [historyJson(first), historyText(first, { color: false, width: 80 })]) {
      expect(text).not.toContain(planted);
    }
    expect(first.events?.[0]?.value).toMatchObject({
      secret: true,
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });
});

describe('from a snapshot', () => {
  it('is the same as it was', async () => {
    serve(40);
    const reader = quickReader();
    const live = await familyHistory({ ...options, name: 'TOKEN' }, reader);
    const replayed = replaySnapshot(await recordSnapshot(reader, { salt: 'a salt of the test' }), 'live.json');
    const again = await familyHistory({ ...options, name: 'TOKEN' }, replayed);
    expect(again).toEqual(live);
    const fewer = await familyHistory({ ...options, limit: 5 }, replayed);
    expect(fewer.revisions.map(({ revision }) => revision)).toEqual([40, 39, 38, 37, 36]);
    expect(fewer.more).toBe(true);
  });

  it('is what happens to have been read, when no list was recorded', async () => {
    serve(7);
    const reader = quickReader();
    for (const revision of [7, 3]) await reader.read('ecs:DescribeTaskDefinition', { taskDefinition: arn(revision) });
    const replayed = replaySnapshot(await recordSnapshot(reader, { salt: 'a salt of the test' }), 'live.json');
    const history = await familyHistory(options, replayed);
    expect(history.revisions.map(({ revision }) => revision)).toEqual([7, 3]);
    expect(history.more).toBe(true);
  });
});
