import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordSnapshot, replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { Secret } from '../../src/model/secret/secret.ts';
import {
  account,
  ecsError,
  isolate,
  quickReader,
  region,
  restore,
  serveEcs,
  serveJson,
  taskDefinitionArn,
} from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

const taskArn = `arn:aws:ecs:${region}:${account}:task/main/1`;
const planted = 'correct-horse-battery';

it('seals what tasks were started with, also through a snapshot', async () => {
  serveEcs(({ body }) => ({
    body: {
      tasks: body.tasks.map((arn: string) => ({
        taskArn: arn,
        clusterArn: `arn:aws:ecs:${region}:${account}:cluster/main`,
        taskDefinitionArn: taskDefinitionArn('api', 7),
        containers: [],
        lastStatus: 'STOPPED',
        startedAt: 1760000000.5,
        stoppedReason: `cannot pull with password=${planted}`,
        attachments: [{ id: 'x' }],
        overrides: {
          containerOverrides: [
            {
              name: 'api',
              environment: [
                { name: 'DB_PASSWORD', value: planted },
                { name: 'LOG_LEVEL', value: 'debug' },
              ],
            },
          ],
        },
      })),
    },
  }));
  const aws = quickReader();
  const key = { cluster: 'main', task: taskArn };
  const read = await aws.read('ecs:DescribeTasks', key);
  if (read.status !== 'found') throw new Error(read.status);
  const [password, level] = read.value.overrides?.containerOverrides?.[0]?.environment ?? [];
  expect(password?.value).toBeInstanceOf(Secret);
  expect(level).toEqual({ name: 'LOG_LEVEL', value: 'debug' });
  expect(read.value).not.toHaveProperty('attachments');
  const text = await recordSnapshot(aws, { salt: 'test' });
  expect(text + JSON.stringify(read)).not.toContain(planted);
  const again = await replaySnapshot(text, 'live.json').read('ecs:DescribeTasks', key, region);
  expect(again).toMatchObject({ status: 'found', value: { startedAt: new Date('2025-10-09T08:53:20.500Z') } });
});

it('reads every page of tasks and takes a missing service for one without', async () => {
  serveEcs(({ body }) => {
    if (body.serviceName === 'none') return ecsError('ServiceNotFoundException', 'no such service');
    return { body: body.nextToken === 'more' ? { taskArns: ['a'] } : { taskArns: ['b'], nextToken: 'more' } };
  });
  const aws = quickReader();
  const list = (service: string) =>
    aws.read('ecs:ListTasks', { cluster: 'main', service, 'desired-status': 'RUNNING' });
  expect(await list('api')).toEqual({ status: 'found', value: ['a', 'b'] });
  expect(await list('none')).toEqual({ status: 'absent' });
});

it('asks for all tags of a repository together, and tells what an index lists', async () => {
  const received = serveJson(`api.ecr.${region}`, ({ action, body }) => {
    if (action === 'BatchGetImage') {
      const imageManifest = JSON.stringify({ manifests: [{ digest: 'sha256:child' }] });
      return { body: { images: [{ imageId: { imageDigest: 'sha256:v1' }, imageManifest }] } };
    }
    return {
      body: {
        imageDetails: body.imageIds.map(({ imageTag }: { imageTag: string }) => ({
          imageDigest: `sha256:${imageTag}`,
          imageTags: [imageTag, 'other'],
        })),
      },
    };
  });
  const aws = quickReader();
  const tags = await Promise.all(
    ['v1', 'v2'].map((tag) => aws.read('ecr:DescribeImages', { repository: 'api', 'image-tag': tag })),
  );
  expect(tags.map((read) => read.status === 'found' && read.value.imageDigest)).toEqual(['sha256:v1', 'sha256:v2']);
  expect(received).toHaveLength(1);
  expect(await aws.read('ecr:BatchGetImage', { repository: 'api', 'image-digest': 'sha256:v1' })).toEqual({
    status: 'found',
    value: { images: ['sha256:child'] },
  });
});
