import * as z from 'zod/mini';
import { lastSegment } from '../../model/arn.ts';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { ecsArn, isAbsentFromEcs } from './ecs-answer.ts';

export interface TasksKey {
  cluster: string;
  service: string;
  'desired-status': 'RUNNING' | 'STOPPED';
}

/** The ARNs of a service's tasks, in order. A service or cluster that does not exist has none. */
export const listTasks = defineRead({
  action: 'ecs:ListTasks',
  why: 'which tasks a service has',
  after: ['ecs:DescribeServices'],
  bucket: apiBuckets.ecsClusterResources,
  isAbsent: isAbsentFromEcs,
  key: (): z.ZodMiniType<TasksKey> =>
    z.strictObject({ cluster: z.string(), service: z.string(), 'desired-status': z.enum(['RUNNING', 'STOPPED']) }),
  answer: () => z.object({ taskArns: distinct(text, (arn) => arn), nextToken: page }),
  result: () => z.array(z.string()),
  one: async (calls, { cluster, service, 'desired-status': desiredStatus }): Promise<Read<string[]>> => {
    const all = await allPages(
      calls,
      (nextToken) =>
        calls.ask((client, { ListTasksCommand }, options) => {
          const input = { cluster, serviceName: service, desiredStatus, ...(nextToken && { nextToken }) };
          return client.send(new ListTasksCommand(input), options);
        }),
      ({ taskArns: items, nextToken: next }) => ({ items, next }),
    );
    return mapFound(all, (arns) => arns.toSorted());
  },
  // The id of the task says which service it is of.
  plausible: ({ cluster, service }, scene, region) => [
    ecsArn(`task/${lastSegment(cluster)}/${lastSegment(service)}`, scene, region),
  ],
  docs: {
    calls:
      'for each service one for each page of 100 tasks; one more, of the stopped tasks, for each service that lacks what the latest revision of its family holds, whose deployment fails, or a deployment of which may wait for somebody',
    key: '`cluster`, `service`, `desired-status`: `RUNNING` or `STOPPED`',
    result: "the ARNs of the service's tasks",
  },
});
