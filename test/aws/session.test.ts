import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReader } from '../../src/aws/reader.ts';
import { createSession } from '../../src/aws/session.ts';
import { recordSnapshot } from '../../src/aws/snapshot/snapshot.ts';
import {
  account,
  ecsError,
  ecsService,
  ecsTaskDefinition,
  identityXml,
  isolate,
  region,
  restore,
  serveEcs,
  serveQuery,
  taskDefinitionArn,
} from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

const elsewhere = 'eu-west-1';

/** An ECS that has every service and family. */
function fleet(where = region) {
  return serveEcs(
    ({ action, body }) =>
      action === 'DescribeServices'
        ? { body: { services: body.services.map((name: string) => ecsService(body.cluster, name)), failures: [] } }
        : { body: { taskDefinition: ecsTaskDefinition('api', 7) } },
    where,
  );
}

const serviceKey = (service: string) => ({ cluster: 'main', service });

describe('two readers of one session', () => {
  it('ask for the same thing once between them, at once or one after the other', async () => {
    const requests = fleet();
    const session = createSession();
    const [one, two] = [createReader(session), createReader(session)];
    const [first, second] = await Promise.all([
      one.read('ecs:DescribeServices', serviceKey('api')),
      two.read('ecs:DescribeServices', serviceKey('api')),
    ]);
    expect(first).toBe(second);
    expect(await createReader(session).read('ecs:DescribeServices', serviceKey('api'))).toBe(first);
    expect(requests).toHaveLength(1);
  });

  it('have what they ask in the same turn travel together', async () => {
    const requests = fleet();
    const session = createSession();
    const readers = [createReader(session), createReader(session)];
    await Promise.all(readers.map((reader, index) => reader.read('ecs:DescribeServices', serviceKey(`api-${index}`))));
    expect(requests.map(({ body }) => body.services)).toEqual([['api-0', 'api-1']]);
  });

  it('know what the other has found under another name', async () => {
    const requests = fleet();
    const session = createSession();
    await createReader(session).read('ecs:DescribeTaskDefinition', { taskDefinition: 'api' });
    const taskDefinition = taskDefinitionArn('api', 7);
    const read = await createReader(session).read('ecs:DescribeTaskDefinition', { taskDefinition });
    expect(read.status).toBe('found');
    expect(requests).toHaveLength(1);
  });

  it('have no more under way together than one may have', async () => {
    let underWay = 0;
    let most = 0;
    serveEcs(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 20));
      underWay -= 1;
      return ecsError('ClientException', 'Unable to describe task definition.');
    });
    const session = createSession({ concurrency: 3 });
    const readers = [createReader(session), createReader(session)];
    await Promise.all(
      readers.flatMap((reader, one) =>
        Array.from({ length: 6 }, (_, two) =>
          reader.read('ecs:DescribeTaskDefinition', { taskDefinition: `family-${one}-${two}` }),
        ),
      ),
    );
    expect(most).toBe(3);
    expect(session.calls()).toBe(12);
  });

  it('share what answers may hold in all', async () => {
    fleet();
    const session = createSession({ answerLimits: { bytesInAll: 1000 } });
    const reads = await Promise.all(
      ['one', 'two', 'three', 'four'].map((cluster) =>
        createReader(session).read('ecs:DescribeServices', { cluster, service: 'api' }),
      ),
    );
    expect(new Set(reads.map((read) => (read.status === 'unreadable' ? read.problem.code : read.status)))).toEqual(
      new Set(['found', 'AnswerTooLarge']),
    );
  });

  it('each have a region of their own, and record what they asked for themselves', async () => {
    const here = fleet();
    const there = fleet(elsewhere);
    const session = createSession();
    const [one, two] = [createReader(session), createReader(session, { region: elsewhere })];
    await one.read('ecs:DescribeServices', serviceKey('api'));
    await two.read('ecs:DescribeServices', serviceKey('api'));
    await two.read('ecs:DescribeServices', serviceKey('web'), region);
    expect([await one.defaultRegion(), await two.defaultRegion()]).toEqual([region, elsewhere]);
    expect([here.length, there.length]).toEqual([2, 1]);
    const recorded = (reader: typeof one) =>
      reader.recorded().map(({ key, region: where }) => `${where} ${'service' in key ? key.service : ''}`);
    expect(recorded(one)).toEqual([`${region} api`]);
    expect(recorded(two)).toEqual([`${elsewhere} api`, `${region} web`]);
    expect(JSON.parse(await recordSnapshot(two, { salt: 's' }))).toMatchObject({ region: elsewhere });
  });
});

describe('what is the same in every region', () => {
  it('is asked for in one', async () => {
    const requests = serveQuery('sts', () => identityXml());
    const reader = createReader(createSession());
    const one = await reader.read('sts:GetCallerIdentity', {});
    const two = await reader.read('sts:GetCallerIdentity', {}, elsewhere);
    expect(one).toMatchObject({ status: 'found', value: { account } });
    expect(two).toEqual(one);
    expect(requests).toHaveLength(1);
  });

  it('is asked for in another when one does not answer', async () => {
    serveQuery('sts', () => identityXml(), elsewhere);
    serveQuery('sts', () => ({
      status: 403,
      body: '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>',
    }));
    const reader = createReader(createSession());
    expect((await reader.read('sts:GetCallerIdentity', {})).status).toBe('unreadable');
    expect((await reader.read('sts:GetCallerIdentity', {}, elsewhere)).status).toBe('found');
  });
});
