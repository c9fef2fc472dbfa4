import * as z from 'zod/mini';
import { distinct, page } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { latestRevision } from '../scene.ts';
import { ecsArn, resultsPerList, revision } from './ecs-answer.ts';
import { describeTaskDefinition } from './ecs-describe-task-definition.ts';

/** Revisions of a family by their ARNs, the newest first. `more`: there are, or may be, older ones. */
export interface ListedRevisions {
  arns: string[];
  more: boolean;
}

export interface FamilyKey {
  family: string;
  status: 'ACTIVE' | 'INACTIVE';
  'at-most': number;
}

/**
 * The revisions of a family in one status, the newest first: no more pages are read than it takes to have `at-most` of
 * them. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
 */
export const listTaskDefinitions = defineRead({
  action: 'ecs:ListTaskDefinitions',
  why: 'which revisions a family has (`driftcheck history`)',
  after: [],
  bucket: apiBuckets.ecsTaskDefinitions,
  key: (): z.ZodMiniType<FamilyKey> =>
    z.strictObject({ family: z.string(), status: z.enum(['ACTIVE', 'INACTIVE']), 'at-most': z.number() }),
  answer: () => z.object({ taskDefinitionArns: distinct(revision, (arn) => arn), nextToken: page }),
  result: () => z.strictObject({ arns: z.array(z.string()), more: z.boolean() }),
  one: async (calls, { family, status, 'at-most': atMost }): Promise<Read<ListedRevisions>> => {
    let left = atMost;
    let more = false;
    const all = await allPages(
      calls,
      (nextToken) =>
        calls.ask((client, { ListTaskDefinitionsCommand }, options) => {
          const maxResults = Math.min(left, resultsPerList);
          const input = { familyPrefix: family, status, sort: 'DESC' as const, maxResults };
          return client.send(new ListTaskDefinitionsCommand({ ...input, ...(nextToken && { nextToken }) }), options);
        }),
      ({ taskDefinitionArns: items, nextToken: next }) => {
        left -= items.length;
        more = Boolean(next) || left < 0;
        return { items, next: left > 0 ? next : undefined };
      },
    );
    return mapFound(all, (arns) => ({ arns: arns.slice(0, atMost), more }));
  },
  // As they were listed, when as many or more were asked for; else those that happen to have been read, and then there
  // may be more.
  replay: (own, snapshot) => {
    const revisions = snapshot.of(describeTaskDefinition);
    return ({ family, status, 'at-most': atMost }, region) => {
      const listed = own.find(
        (one) =>
          one.region === region &&
          one.key.family === family &&
          one.key.status === status &&
          (one.read.status !== 'found' || one.key['at-most'] >= atMost || !one.read.value.more),
      )?.read;
      if (listed?.status === 'found') {
        const { arns, more } = listed.value;
        return { status: 'found', value: { arns: arns.slice(0, atMost), more: more || arns.length > atMost } };
      }
      if (listed !== undefined) return listed;
      const here = revisions.filter((one) => one.region === region);
      if (here.length === 0) return undefined;
      const numbers = new Map(
        here.flatMap(({ read }) => {
          if (read.status !== 'found' || read.value.family !== family) return [];
          const { taskDefinitionArn, revision: number = 0, status: is = 'ACTIVE' } = read.value;
          return taskDefinitionArn === undefined || is !== status ? [] : [[taskDefinitionArn, number] as const];
        }),
      );
      const arns = [...numbers].toSorted(([, a], [, b]) => b - a).map(([arn]) => arn);
      return { status: 'found', value: { arns: arns.slice(0, atMost), more: true } };
    };
  },
  plausible: ({ family }, scene, region) => ({
    arns: [ecsArn(`task-definition/${family}:${latestRevision}`, scene, region)],
    more: false,
  }),
  docs: {
    calls: `\`driftcheck history\`: one for each status (ACTIVE, INACTIVE) and ${resultsPerList} of the revisions that are asked for`,
    key: '`family`, `status` (`ACTIVE` or `INACTIVE`), `at-most`',
    result: '`arns`, the newest first, and `more`: whether there are, or may be, older ones',
  },
});
