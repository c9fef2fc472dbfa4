import * as z from 'zod/mini';
import { lastSegment } from '../../model/arn.ts';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { anything } from '../scene.ts';
import { exactly, sameName } from '../snapshot/replay.ts';
import { ecsArn, isAbsentFromEcs, resultsPerList } from './ecs-answer.ts';
import { describeServices } from './ecs-describe-services.ts';

/** The ARNs of a cluster's services, in order. A cluster that does not exist is absent. */
export const listServices = defineRead({
  action: 'ecs:ListServices',
  why: 'which services a cluster has (`driftcheck history --cluster`)',
  after: [],
  bucket: apiBuckets.ecsServices,
  isAbsent: isAbsentFromEcs,
  key: () => z.strictObject({ cluster: z.string() }),
  answer: () => z.object({ serviceArns: distinct(text, (arn) => arn), nextToken: page }),
  result: () => z.array(z.string()),
  one: async (calls, { cluster }): Promise<Read<string[]>> => {
    const all = await allPages(
      calls,
      (nextToken) =>
        calls.ask((client, { ListServicesCommand }, options) => {
          const input = { cluster, maxResults: resultsPerList, ...(nextToken && { nextToken }) };
          return client.send(new ListServicesCommand(input), options);
        }),
      ({ serviceArns: items, nextToken: next }) => ({ items, next }),
    );
    return mapFound(all, (arns) => arns.toSorted());
  },
  // As they were listed, else those that were read.
  replay: (own, snapshot) => {
    const listed = exactly(own);
    const services = snapshot.of(describeServices);
    return (key, region) => {
      const found = listed(key, region);
      if (found !== undefined) return found;
      const there = services.filter((one) => one.region === region && sameName(one.key.cluster, key.cluster));
      if (there.length === 0) return undefined;
      const arns = there.flatMap(({ read }) => (read.status === 'found' ? (read.value.serviceArn ?? []) : []));
      return { status: 'found', value: [...new Set(arns)].toSorted() };
    };
  },
  plausible: ({ cluster }, scene, region) => [ecsArn(`service/${lastSegment(cluster)}/${anything}`, scene, region)],
  docs: {
    calls: `\`driftcheck history --cluster\`, for a cluster of N services: \`ceil(N / ${resultsPerList})\``,
    key: '`cluster`',
    result: 'the ARNs of its services',
  },
});
