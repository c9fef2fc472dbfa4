import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import * as z from 'zod/mini';
import { distinct, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { distribute, mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import type { Sealed } from '../seal.ts';
import { date, sealable } from '../snapshot/recorded-form.ts';
import { deploymentsPerCall, failures, iamPartOfService, isAbsentFromEcs, notFound } from './ecs-answer.ts';

export type KeptServiceDeployment = Pick<
  ServiceDeployment,
  | 'serviceDeploymentArn'
  | 'status'
  | 'statusReason'
  | 'createdAt'
  | 'finishedAt'
  | 'targetServiceRevision'
  | 'rollback'
  | 'deploymentCircuitBreaker'
  | 'lifecycleStage'
  | 'lifecycleHookDetails'
>;
/** A deployment of a service; in a list, without roll-back, circuit breaker and hooks. */
export type LiveServiceDeployment = Sealed<KeptServiceDeployment>;

/** A service deployment, by ARN. */
export const describeServiceDeployments = defineRead({
  action: 'ecs:DescribeServiceDeployments',
  why: 'why a deployment was rolled back, and for whom one waits',
  after: ['ecs:ListServiceDeployments'],
  bucket: apiBuckets.ecsDeployments,
  isAbsent: isAbsentFromEcs,
  key: () => z.strictObject({ 'service-deployment': z.string() }),
  answer: () => z.object({ serviceDeployments: answeredServiceDeployments(), failures }),
  result: recordedServiceDeployment,
  perCall: deploymentsPerCall,
  many: async (calls, keys) => {
    const answer = await calls.ask((client, { DescribeServiceDeploymentsCommand }, options) => {
      const serviceDeploymentArns = keys.map((key) => key['service-deployment']);
      return client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }), options);
    });
    const deployments = mapFound(answer, (value) => value.serviceDeployments);
    return distribute(calls, deployments, keys, {
      fits: (one, key) => one.serviceDeploymentArn === key['service-deployment'],
      found: ([one], key): Read<KeptServiceDeployment> => {
        if (one === undefined) return notFound(answer, key['service-deployment'], calls);
        const { serviceDeploymentArn, status, statusReason, createdAt, finishedAt } = one;
        const { targetServiceRevision, rollback, deploymentCircuitBreaker, lifecycleStage, lifecycleHookDetails } = one;
        const said = { serviceDeploymentArn, status, statusReason, createdAt, finishedAt };
        return {
          status: 'found',
          value: {
            ...said,
            targetServiceRevision,
            rollback,
            deploymentCircuitBreaker,
            ...(lifecycleStage === undefined ? {} : { lifecycleStage }),
            ...(lifecycleHookDetails === undefined ? {} : { lifecycleHookDetails }),
          },
        };
      },
    });
  },
  plausible: (key) => ({ serviceDeploymentArn: key['service-deployment'], status: 'SUCCESSFUL' as const }),
  iamResources: (key) => iamPartOfService(key['service-deployment']),
  docs: {
    calls: `\`ceil(deployments / ${deploymentsPerCall})\`, of the 20 newest of each service that lacks what the latest revision of its family holds, or a deployment of which may wait for somebody`,
    key: '`service-deployment`: an ARN',
    result: "one of the API's `serviceDeployments`",
  },
});

/** Service deployments, described or listed, in an answer. */
export function answeredServiceDeployments() {
  return distinct(z.object({ serviceDeploymentArn: text, status: text }), (one) => one.serviceDeploymentArn);
}

/** A service deployment in a snapshot. */
export function recordedServiceDeployment() {
  const plain = z.optional(z.string());
  return z.looseObject({
    serviceDeploymentArn: z.string(),
    status: z.optional(sealable),
    statusReason: plain,
    createdAt: z.optional(date),
    finishedAt: z.optional(date),
    targetServiceRevision: z.optional(z.looseObject({ arn: plain })),
    lifecycleStage: z.optional(sealable),
    lifecycleHookDetails: z.optional(
      z.array(
        z.looseObject({
          hookId: plain,
          status: z.optional(sealable),
          timeoutAction: z.optional(sealable),
          expiresAt: z.optional(date),
        }),
      ),
    ),
    rollback: z.optional(z.looseObject({ reason: plain, startedAt: z.optional(date), serviceRevisionArn: plain })),
  });
}
