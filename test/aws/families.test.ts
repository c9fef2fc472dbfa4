import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordSnapshot, replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { ecsError, isolate, quickReader, region, restore, serveEcs } from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

it('lists the ACTIVE families that begin with a text, page by page, through a snapshot too', async () => {
  const received = serveEcs(({ body }) =>
    body.nextToken === 'more'
      ? { body: { families: ['api-a', 'other'] } }
      : { body: { families: ['api-b'], nextToken: 'more' } },
  );
  const aws = quickReader();
  const all = { status: 'found', value: ['api-a', 'api-b'] };
  expect(await aws.read('ecs:ListTaskDefinitionFamilies', { 'family-prefix': 'api-' })).toEqual(all);
  expect(received.map(({ body }) => body)).toEqual([
    { familyPrefix: 'api-', status: 'ACTIVE', maxResults: 100 },
    { familyPrefix: 'api-', status: 'ACTIVE', maxResults: 100, nextToken: 'more' },
  ]);
  const again = replaySnapshot(await recordSnapshot(aws, { salt: 'test' }), 'live.json');
  const ask = (prefix: string) => again.read('ecs:ListTaskDefinitionFamilies', { 'family-prefix': prefix }, region);
  expect(await ask('api-')).toEqual(all);
  expect(await ask('api-b')).toEqual({ status: 'found', value: ['api-b'] });
  // What is not among them was not listed.
  expect(await ask('ap')).toMatchObject({ status: 'unreadable', problem: { kind: 'not-recorded' } });
  expect(await ask('')).toMatchObject({ status: 'unreadable', problem: { kind: 'not-recorded' } });
});

it('asks for all families without a prefix, which AWS does not take empty', async () => {
  const received = serveEcs(() => ({ body: { families: ['b', 'a'] } }));
  const read = await quickReader().read('ecs:ListTaskDefinitionFamilies', { 'family-prefix': '' });
  expect(read).toEqual({ status: 'found', value: ['a', 'b'] });
  expect(received[0]?.body).toEqual({ status: 'ACTIVE', maxResults: 100 });
});

it('does not take a refusal, or an answer without families, for none', async () => {
  serveEcs(({ body }) =>
    body.familyPrefix === 'denied' ? ecsError('AccessDeniedException', 'not you') : { body: { families: null } },
  );
  const aws = quickReader();
  const ask = (prefix: string) => aws.read('ecs:ListTaskDefinitionFamilies', { 'family-prefix': prefix });
  expect(await ask('denied')).toMatchObject({ status: 'unreadable', problem: { kind: 'denied' } });
  expect(await ask('api')).toMatchObject({ status: 'unreadable', problem: { kind: 'unexpected-answer' } });
});
