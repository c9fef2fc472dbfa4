import * as z from 'zod/mini';
import { lastSegment } from '../../model/arn.ts';
import { compareCodeUnits } from '../../model/order.ts';
import { page } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { anything } from '../scene.ts';
import { ecsArn, iamService, isAbsentFromEcs, resultsPerList } from './ecs-answer.ts';
import {
  answeredServiceDeployments,
  type KeptServiceDeployment,
  recordedServiceDeployment,
} from './ecs-describe-service-deployments.ts';

/**
 * The deployments of a service that ECS still knows, the newest first. An empty list is no evidence that there was
 * none: ECS forgets them, and not every API has them.
 */
export const listServiceDeployments = defineRead({
  action: 'ecs:ListServiceDeployments',
  why: 'whether a revision was deployed and rolled back',
  after: ['ecs:DescribeServices'],
  bucket: apiBuckets.ecsDeployments,
  isAbsent: isAbsentFromEcs,
  key: () => z.strictObject({ cluster: z.string(), service: z.string() }),
  answer: () => z.object({ serviceDeployments: answeredServiceDeployments(), nextToken: page }),
  result: () => z.array(recordedServiceDeployment()),
  one: async (calls, { cluster, service }): Promise<Read<KeptServiceDeployment[]>> => {
    const all = await allPages(
      calls,
      (nextToken) =>
        calls.ask((client, { ListServiceDeploymentsCommand }, options) => {
          const input = { cluster, service, maxResults: resultsPerList, ...(nextToken && { nextToken }) };
          return client.send(new ListServiceDeploymentsCommand(input), options);
        }),
      ({ serviceDeployments: items, nextToken: next }) => ({ items, next }),
    );
    return mapFound(all, (deployments) =>
      deployments
        .map(({ serviceDeploymentArn, status, statusReason, targetServiceRevisionArn, createdAt, finishedAt }) => ({
          ...{ serviceDeploymentArn, status, statusReason, createdAt, finishedAt },
          ...(targetServiceRevisionArn && { targetServiceRevision: { arn: targetServiceRevisionArn } }),
        }))
        .toSorted(
          (a, b) =>
            (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0) ||
            compareCodeUnits(a.serviceDeploymentArn, b.serviceDeploymentArn),
        ),
    );
  },
  plausible: ({ cluster, service }, scene, region) => {
    const id = `${lastSegment(cluster)}/${lastSegment(service)}/${anything}`;
    return [
      {
        serviceDeploymentArn: ecsArn(`service-deployment/${id}`, scene, region),
        status: 'SUCCESSFUL' as const,
        targetServiceRevision: { arn: ecsArn(`service-revision/${id}`, scene, region) },
      },
    ];
  },
  iamResources: (key) => [iamService(key)],
  docs: {
    calls: `one for each page of ${resultsPerList} deployments, for each service that lacks what the latest revision of its family holds, or a deployment of which may wait for somebody`,
    key: '`cluster`, `service`',
    result: 'the API\'s `serviceDeployments`; the target as `targetServiceRevision: { "arn" }`',
  },
});
