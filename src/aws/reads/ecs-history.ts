import { ask, type Session } from '../ask.ts';
import { resultsPerList } from '../limits.ts';
import { allPages, toPage } from '../pages.ts';
import type { ListedRevisions, Read, Reads } from '../reads.ts';

/* What ECS tells of the revisions of a family, and of the services that run them. */

/**
 * The revisions of a family in one status, the newest first: no more pages are read than it takes to have `at-most` of them.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
 */
export async function listTaskDefinitions(
  session: Session,
  region: string,
  { family, status, 'at-most': atMost }: Reads['ecs:ListTaskDefinitions']['key'],
): Promise<Read<ListedRevisions>> {
  const action = 'ecs:ListTaskDefinitions';
  let left = atMost;
  let more = false;
  const all = await allPages(action, region, async (nextToken) => {
    const answer = await ask(session, action, region, async (options) => {
      const client = await session.clients.ecs(region);
      const { ListTaskDefinitionsCommand } = await import('../sdk/ecs.ts');
      const maxResults = Math.min(left, resultsPerList);
      const input = {
        familyPrefix: family,
        status,
        sort: 'DESC' as const,
        maxResults,
        ...(nextToken && { nextToken }),
      };
      return client.send(new ListTaskDefinitionsCommand(input), options);
    });
    if (answer.status !== 'found') return answer;
    const { taskDefinitionArns, nextToken: token } = answer.value;
    left -= taskDefinitionArns.length;
    more = Boolean(token) || left < 0;
    return { status: 'found', value: { items: taskDefinitionArns, next: left > 0 ? token : undefined } };
  });
  return all.status === 'found' ? { status: 'found', value: { arns: all.value.slice(0, atMost), more } } : all;
}

/** The ARNs of a cluster's services, in order. A cluster that does not exist is absent. */
export async function listServices(
  session: Session,
  region: string,
  { cluster }: Reads['ecs:ListServices']['key'],
): Promise<Read<string[]>> {
  const action = 'ecs:ListServices';
  const all = await allPages(action, region, async (nextToken) => {
    const answer = await ask(session, action, region, async (options) => {
      const client = await session.clients.ecs(region);
      const { ListServicesCommand } = await import('../sdk/ecs.ts');
      const input = { cluster, maxResults: resultsPerList, ...(nextToken && { nextToken }) };
      return client.send(new ListServicesCommand(input), options);
    });
    return toPage(answer, ({ serviceArns, nextToken: next }) => ({ items: serviceArns, next }));
  });
  return all.status === 'found' ? { status: 'found', value: all.value.toSorted() } : all;
}
