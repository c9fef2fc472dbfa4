import { afterEach, beforeEach, expect, it } from 'vitest';
import { ecsError, isolate, quickReader, region, restore, scalableTarget, serveJson } from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

const action = 'application-autoscaling:DescribeScalableTargets';
const id = (service: string) => ({ 'resource-id': `service/main/${service}` });
const found = (service: string) => ({
  status: 'found',
  value: { ResourceId: `service/main/${service}`, MinCapacity: 2, MaxCapacity: 8 },
});

it('asks for services together, by their dimension, and keeps no more than the bounds', async () => {
  const received = serveJson(`application-autoscaling.${region}`, ({ body }) => ({
    body: { ScalableTargets: body.ResourceIds.filter((one: string) => !one.endsWith('none')).map(scalableTarget) },
  }));
  const aws = quickReader();
  const reads = await Promise.all(['api', 'web', 'none'].map((service) => aws.read(action, id(service))));
  expect(reads).toEqual([found('api'), found('web'), { status: 'absent' }]);
  expect(received.map(({ action: name, body }) => [name, body])).toEqual([
    [
      'DescribeScalableTargets',
      {
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceIds: ['service/main/api', 'service/main/web', 'service/main/none'],
        MaxResults: 50,
      },
    ],
  ]);
});

it('turns the page', async () => {
  serveJson(`application-autoscaling.${region}`, ({ body }) =>
    body.NextToken === undefined
      ? { body: { ScalableTargets: [scalableTarget('service/main/api')], NextToken: 'more' } }
      : { body: { ScalableTargets: [scalableTarget('service/main/web')] } },
  );
  const aws = quickReader();
  expect(await Promise.all(['api', 'web'].map((service) => aws.read(action, id(service))))).toEqual([
    found('api'),
    found('web'),
  ]);
});

it.each([
  ['is denied', () => ecsError('AccessDeniedException', 'no'), { kind: 'denied', action }],
  [
    'has no bounds',
    () => ({ body: { ScalableTargets: [{ ...scalableTarget('service/main/api'), MaxCapacity: undefined }] } }),
    { kind: 'unexpected-answer', action },
  ],
] as const)('says nothing of what %s', async (_name, answer, problem) => {
  serveJson(`application-autoscaling.${region}`, answer);
  expect(await quickReader().read(action, id('api'))).toMatchObject({ status: 'unreadable', problem });
});
