import type { ServiceRevision } from '@aws-sdk/client-ecs';
import * as z from 'zod/mini';
import { distinct, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { distribute, mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { runningRevision } from '../scene.ts';
import { date, sealable } from '../snapshot/recorded-form.ts';
import {
  deploymentsPerCall,
  ecsArn,
  failures,
  iamPartOfService,
  isAbsentFromEcs,
  notFound,
  revision,
} from './ecs-answer.ts';

type KeptServiceRevision = Pick<
  ServiceRevision,
  'serviceRevisionArn' | 'taskDefinition' | 'containerImages' | 'createdAt'
>;

/** A service revision, by ARN. */
export const describeServiceRevisions = defineRead({
  action: 'ecs:DescribeServiceRevisions',
  why: 'which task definition a deployment was of',
  after: ['ecs:ListServiceDeployments'],
  bucket: apiBuckets.ecsDeployments,
  isAbsent: isAbsentFromEcs,
  key: () => z.strictObject({ 'service-revision': z.string() }),
  answer: () =>
    z.object({
      serviceRevisions: distinct(
        z.object({ serviceRevisionArn: text, taskDefinition: revision }),
        (one) => one.serviceRevisionArn,
      ),
      failures,
    }),
  result: () => {
    const plain = z.optional(z.string());
    const image = z.looseObject({ containerName: plain, image: z.optional(sealable), imageDigest: plain });
    return z.looseObject({
      serviceRevisionArn: z.string(),
      taskDefinition: plain,
      containerImages: z.optional(z.array(image)),
      createdAt: z.optional(date),
    });
  },
  perCall: deploymentsPerCall,
  many: async (calls, keys) => {
    const answer = await calls.ask((client, { DescribeServiceRevisionsCommand }, options) => {
      const serviceRevisionArns = keys.map((key) => key['service-revision']);
      return client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }), options);
    });
    const revisions = mapFound(answer, (value) => value.serviceRevisions);
    return distribute(calls, revisions, keys, {
      fits: (one, key) => one.serviceRevisionArn === key['service-revision'],
      found: ([one], key): Read<KeptServiceRevision> => {
        if (one === undefined) return notFound(answer, key['service-revision'], calls);
        const { serviceRevisionArn, taskDefinition, containerImages, createdAt } = one;
        return { status: 'found', value: { serviceRevisionArn, taskDefinition, containerImages, createdAt } };
      },
    });
  },
  plausible: (key, scene, region) => {
    const [, cluster = '', service = ''] = key['service-revision'].split('/');
    const name = `${scene.familyOf(cluster, service)}:${runningRevision}`;
    return {
      serviceRevisionArn: key['service-revision'],
      taskDefinition: ecsArn(`task-definition/${name}`, scene, region),
    };
  },
  iamResources: (key) => iamPartOfService(key['service-revision']),
  docs: {
    calls: `\`ceil(deployments / ${deploymentsPerCall})\`, of the 20 newest of each service of which they are described`,
    key: '`service-revision`: an ARN',
    result: "one of the API's `serviceRevisions`",
  },
});
