import { afterEach, beforeEach, expect, it } from 'vitest';
import { observeDeployments, observeService } from '../../../../src/kinds/ecs/delivery/observe.ts';
import {
  account,
  ecsService,
  ecsTaskDefinition,
  isolate,
  quickReader,
  type Received,
  region,
  restore,
  serveEcs,
} from '../../../aws/wire.ts';

beforeEach(() => isolate());
afterEach(restore);

const revision = (name: string) => `arn:aws:ecs:${region}:${account}:task-definition/${name}`;
const tasksEach = 60;

/** A cluster of services that have sixty tasks each; every tenth runs revision 1 of its family, the others the latest, 2. */
function serve(): Received[] {
  const runs = (service: string) => revision(`${service}:${service.endsWith('0') ? 1 : 2}`);
  return serveEcs(({ action, body }) => {
    switch (action) {
      case 'DescribeServices':
        return {
          body: {
            services: body.services.map((name: string) => ecsService('main', name, { taskDefinition: runs(name) })),
          },
        };
      case 'DescribeTaskDefinition': {
        const [family = '', number = '2'] = body.taskDefinition
          .slice(body.taskDefinition.lastIndexOf('/') + 1)
          .split(':');
        return { body: { taskDefinition: ecsTaskDefinition(family, Number(number)) } };
      }
      case 'ListTasks': {
        const arn = (index: number) => `arn:aws:ecs:${region}:${account}:task/main/${body.serviceName}-${index}`;
        const all = body.desiredStatus === 'RUNNING' ? Array.from({ length: tasksEach }, (_, index) => arn(index)) : [];
        return { body: { taskArns: all } };
      }
      case 'DescribeTasks':
        return {
          body: {
            tasks: body.tasks.map((taskArn: string) => ({
              taskArn,
              clusterArn: ecsService('main', 'any').clusterArn,
              lastStatus: 'RUNNING',
              startedAt: 1760000000,
              containers: [{ name: 'api', image: 'example/api:1' }],
              taskDefinitionArn: runs(taskArn.slice(taskArn.lastIndexOf('/') + 1, taskArn.lastIndexOf('-'))),
            })),
          },
        };
      default:
        return { body: { serviceDeployments: [] } };
    }
  });
}

it.each([1, 10, 25])('asks of %i services in one cluster what docs/calls.md says', async (services) => {
  const received = serve();
  const aws = quickReader();
  const names = Array.from({ length: services }, (_, index) => `s${index}`);
  const found = await Promise.all(
    names.map(async (service) => {
      const key = { cluster: 'main', service };
      const live = await aws.read('ecs:DescribeServices', key);
      if (live.status !== 'found') throw new Error(live.status);
      return { key, live: live.value };
    }),
  );
  const observed = await Promise.all(
    found.map(async ({ key, live }) => ({ key, observation: await observeService(aws, key, live, key.service) })),
  );
  const behind = names.filter((name) => name.endsWith('0')).length;
  const count = (action: string) => received.filter((one) => one.action === action).length;
  expect({
    services: count('DescribeServices'),
    revisions: count('DescribeTaskDefinition'),
    lists: count('ListTasks'),
  }).toEqual({ services: Math.ceil(services / 10), revisions: services + behind, lists: services });
  expect(count('DescribeTasks')).toBe(Math.ceil((services * tasksEach) / 100));
  expect(received.length).toBe(Math.ceil(services / 10) + services + behind + services + count('DescribeTasks'));
  const running = observed.map(({ observation }) => observation.running);
  expect(running.every((read) => read.status === 'found' && read.value.length === tasksEach)).toBe(true);

  const [first] = observed;
  if (first === undefined) throw new Error('no service');
  await observeDeployments(aws, first.key, true);
  expect(count('ListServiceDeployments')).toBe(1);
  expect(count('ListTasks')).toBe(services + 1);
  expect(aws.calls()).toBe(received.length);
});
