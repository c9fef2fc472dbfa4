import * as z from 'zod/mini';
import { distinct, page, text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { allPages, mapFound } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { anything } from '../scene.ts';
import { resultsPerList } from './ecs-answer.ts';

/**
 * The families with an ACTIVE revision whose names begin with a text, in order; all of them where it is empty. What a
 * snapshot has not listed is not known: that a family was not read does not mean that there is none.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitionFamilies.html
 */
export const listTaskDefinitionFamilies = defineRead({
  action: 'ecs:ListTaskDefinitionFamilies',
  why: 'which families an expectation of `driftcheck.yaml` is about',
  after: [],
  bucket: apiBuckets.ecsTaskDefinitions,
  key: () => z.strictObject({ 'family-prefix': z.string() }),
  answer: () => z.object({ families: distinct(text, (family) => family), nextToken: page }),
  result: () => z.array(z.string()),
  one: async (calls, { 'family-prefix': prefix }): Promise<Read<string[]>> => {
    const all = await allPages(
      calls,
      (nextToken) =>
        calls.ask((client, { ListTaskDefinitionFamiliesCommand }, options) => {
          const input = { status: 'ACTIVE' as const, maxResults: resultsPerList, ...(nextToken && { nextToken }) };
          return client.send(
            new ListTaskDefinitionFamiliesCommand({ ...input, ...(prefix !== '' && { familyPrefix: prefix }) }),
            options,
          );
        }),
      ({ families: items, nextToken: next }) => ({ items, next }),
    );
    return mapFound(all, (families) => families.filter((family) => family.startsWith(prefix)).toSorted());
  },
  // A list of more families has these among them.
  replay:
    (own) =>
    ({ 'family-prefix': prefix }, region) => {
      const here = own.filter((one) => one.region === region && prefix.startsWith(one.key['family-prefix']));
      const listed = here.find(({ key }) => key['family-prefix'] === prefix) ?? here.find(isFound);
      return listed && mapFound(listed.read, (families) => families.filter((family) => family.startsWith(prefix)));
    },
  plausible: ({ 'family-prefix': prefix }, scene) => [
    ...new Set([...scene.expectedNames('task-definition', prefix), `${prefix}${anything}`]),
  ],
  docs: {
    calls: `one for each ${resultsPerList} families that begin as the pattern of an expectation does, in each region of it; none without expectations about task definitions`,
    key: '`family-prefix`: what they begin with, `""` for all',
    result: 'the names of the families with an ACTIVE revision',
  },
});

function isFound({ read }: { readonly read: Read<unknown> }): boolean {
  return read.status === 'found';
}
