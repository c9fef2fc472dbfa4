import type { ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import * as z from 'zod/mini';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, distribute } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import type { Sealed } from '../seal.ts';

type KeptTarget = Pick<ScalableTarget, 'ResourceId' | 'MinCapacity' | 'MaxCapacity'>;
export type LiveScalableTarget = Sealed<KeptTarget>;

/**
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html: up to 50 resource
 * ids, and as many results in a page.
 */
const perCall = 50;

const dimension = 'ecs:service:DesiredCount';

/** Between what Application Auto Scaling keeps the number of tasks of a service: `service/<cluster>/<service>`. */
export const describeScalableTargets = defineRead({
  action: 'application-autoscaling:DescribeScalableTargets',
  why: 'between what an autoscaler that `driftcheck.yaml` names keeps the number of tasks of a service',
  after: [],
  bucket: apiBuckets.scaling,
  key: () => z.strictObject({ 'resource-id': z.string() }),
  answer: () =>
    z.object({
      ScalableTargets: distinct(
        z.object({ ResourceId: text, MinCapacity: z.number(), MaxCapacity: z.number() }),
        ({ ResourceId }) => ResourceId,
      ),
      NextToken: page,
    }),
  result: () => z.looseObject({ ResourceId: z.string(), MinCapacity: z.number(), MaxCapacity: z.number() }),
  perCall,
  many: async (calls, keys) => {
    const ResourceIds = keys.map((key) => key['resource-id']);
    const answer = await allPages(
      calls,
      (NextToken) =>
        calls.ask((client, { DescribeScalableTargetsCommand }, options) => {
          const input = {
            ServiceNamespace: 'ecs',
            ScalableDimension: dimension,
            ResourceIds,
            MaxResults: perCall,
          } as const;
          return client.send(
            new DescribeScalableTargetsCommand({ ...input, ...(NextToken && { NextToken }) }),
            options,
          );
        }),
      ({ ScalableTargets: items, NextToken: next }) => ({ items, next }),
    );
    return distribute(calls, answer, keys, {
      fits: ({ ResourceId }, key) => ResourceId === key['resource-id'],
      found: ([target]): Read<KeptTarget> => {
        if (target === undefined) return { status: 'absent' };
        const { ResourceId, MinCapacity, MaxCapacity } = target;
        return { status: 'found', value: { ResourceId, MinCapacity, MaxCapacity } };
      },
    });
  },
  plausible: ({ 'resource-id': ResourceId }) => ({ ResourceId, MinCapacity: 0, MaxCapacity: 1 }),
  docs: {
    calls: `\`ceil(services / ${perCall})\`, for services of which an entry of \`owners\` with \`by: autoscaling\` is and of which the number of tasks is not the code's, unless the code has the bounds`,
    key: '`resource-id`',
    result: "one of the API's `ScalableTargets`",
  },
});
