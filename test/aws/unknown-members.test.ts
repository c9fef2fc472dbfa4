import { afterEach, beforeEach, expect, it } from 'vitest';
import { unknownMemberGaps } from '../../src/check/unknown-members.ts';
import { account, ecsError, ecsService, isolate, quickReader, region, restore, serveEcs } from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

const arn = `arn:aws:ecs:${region}:${account}:task-definition/api:7`;
const planted = ['correct', 'horse', 'battery'].join('-');

it('names each member that the SDK does not know once, and keeps the rest of the answer as it is', async () => {
  serveEcs(() => ({
    body: {
      taskDefinition: {
        taskDefinitionArn: arn,
        family: 'api',
        revision: 7,
        status: 'ACTIVE',
        quantumMode: planted,
        containerDefinitions: [
          {
            name: 'api',
            image: 'a:1',
            environment: [{ name: 'A', value: 'ü', origin: planted }],
            dockerLabels: { odd: 'x' },
          },
          { name: 'web', image: 'b:1', sidecarOf: planted, environment: [{ name: 'B', value: '1', origin: planted }] },
        ],
      },
      tags: [],
      requestCost: 3,
    },
  }));
  const reader = quickReader();
  const read = await reader.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api' });
  expect(read).toMatchObject({
    status: 'found',
    value: { family: 'api', containerDefinitions: [{ environment: [{ name: 'A', value: 'ü' }] }, { name: 'web' }] },
  });
  expect(reader.unknownMembers?.()).toEqual([
    { shape: 'ContainerDefinition', member: 'sidecarOf' },
    { shape: 'DescribeTaskDefinitionResponse', member: 'requestCost' },
    { shape: 'KeyValuePair', member: 'origin' },
    { shape: 'TaskDefinition', member: 'quantumMode' },
  ]);
  const gaps = unknownMemberGaps(reader);
  expect(gaps.map(({ code, scope, path }) => `${code}/${scope} ${path}`)).toEqual([
    'unknown-member/leaf ContainerDefinition.sidecarOf',
    'unknown-member/leaf DescribeTaskDefinitionResponse.requestCost',
    'unknown-member/leaf KeyValuePair.origin',
    'unknown-member/leaf TaskDefinition.quantumMode',
  ]);
  expect(JSON.stringify(gaps)).not.toContain(planted);
});

it('names those of the deployments and revisions of a service as well', async () => {
  const ofService = (kind: string): string => `arn:aws:ecs:${region}:${account}:service-${kind}/main/api/1`;
  const [deployment, revision] = [ofService('deployment'), ofService('revision')];
  serveEcs(({ action }) => ({
    body:
      action === 'DescribeServiceRevisions'
        ? {
            serviceRevisions: [
              {
                serviceRevisionArn: revision,
                taskDefinition: arn,
                monitoring: { mode: planted },
                quantumMode: planted,
                networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], ipMode: planted } },
              },
            ],
            failures: [],
          }
        : {
            serviceDeployments: [{ serviceDeploymentArn: deployment, status: 'SUCCESSFUL', quantumMode: planted }],
            failures: [],
          },
  }));
  const reader = quickReader();
  const reads = [
    await reader.read('ecs:DescribeServiceRevisions', { 'service-revision': revision }),
    await reader.read('ecs:DescribeServiceDeployments', { 'service-deployment': deployment }),
  ];
  expect(reads.map(({ status }) => status)).toEqual(['found', 'found']);
  expect(unknownMemberGaps(reader).map(({ code, path }) => `${code} ${path}`)).toEqual([
    'unknown-member AwsVpcConfiguration.ipMode',
    'unknown-member MonitoringConfiguration.mode',
    'unknown-member ServiceDeployment.quantumMode',
    'unknown-member ServiceRevision.quantumMode',
  ]);
});

it('says nothing of errors, and of answers that are all known', async () => {
  serveEcs(({ action }) =>
    action === 'DescribeServices'
      ? {
          body: {
            services: [ecsService('main', 'api', { events: [] })],
            failures: [],
          },
        }
      : ecsError('AccessDeniedException', 'no', 400),
  );
  const reader = quickReader();
  const service = await reader.read('ecs:DescribeServices', { cluster: 'main', service: 'api' });
  const denied = await reader.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api' });
  expect([service.status, denied.status]).toEqual(['found', 'unreadable']);
  expect(reader.unknownMembers?.()).toEqual([]);
});

it('leaves a body that is no JSON to the SDK', async () => {
  serveEcs(() => ({ body: '<html></html>' }));
  const reader = quickReader();
  const read = await reader.read('ecs:DescribeTaskDefinition', { taskDefinition: 'api' });
  expect(read).toMatchObject({ status: 'unreadable', problem: { kind: 'unexpected-answer' } });
});
