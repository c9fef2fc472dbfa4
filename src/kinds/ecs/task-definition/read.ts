import type { Read } from '../../../aws/read.ts';
import type { AwsReader } from '../../../aws/reader.ts';
import type { LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { parseArn } from '../../../model/arn.ts';
import { attribute, patternOf, readStringLike, type Value } from '../../../model/declared.ts';
import { groupBy } from '../../../model/group.ts';
import type { IdentityOf } from '../../../model/identity.ts';
import { matchesPattern } from '../../../model/pattern.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import type { Root } from '../../kind.ts';
import { ofType } from '../../stack-index.ts';
import { parseRevision } from '../arn.ts';
import { isRunBy, knownFamily } from '../declared-service.ts';
import { activeService, type ReadService, readService } from '../read-service.ts';
import { runningRevision } from '../running-revision.ts';
import { readSecretSources } from '../secret-sources.ts';
import { unseenRevision } from '../unseen-revision.ts';
import type { LiveTaskDefinitions, TaskDefinitionOfRoot } from './declare.ts';
import { declaredIdentity, type FoundRevision, revisionIdentity } from './found.ts';
import { liveTaskDefinition } from './live.ts';
import { secretReferences } from './secret-references.ts';

/** Reads the revisions that declared task definitions are compared with. */
export async function readTaskDefinitions(
  declared: readonly TaskDefinitionOfRoot[],
  aws: AwsReader,
): Promise<LiveTaskDefinitions> {
  return new Map(await Promise.all(declared.map(async (one) => [one, await readRevisions(one, aws)] as const)));
}

/** Asks for the newest revision of each family that is known. */
export async function askForNewest({ stack }: Root, read: AwsReader['read']): Promise<void> {
  const families = ofType(stack, 'aws_ecs_task_definition').flatMap((resource) => {
    const { region, doubt } = placeOf(resource, stack);
    const taskDefinition = knownFamily({ family: readStringLike(attribute(resource.body, 'family')) });
    // How many there are may turn out to be none.
    const isAsked = taskDefinition !== undefined && doubt === undefined && resource.expansion === undefined;
    return isAsked ? [{ taskDefinition, region }] : [];
  });
  await Promise.all(
    families.map(({ taskDefinition, region }) => read('ecs:DescribeTaskDefinition', { taskDefinition }, region)),
  );
}

async function readRevisions(declared: TaskDefinitionOfRoot, aws: AwsReader): Promise<readonly FoundRevision[]> {
  const identity = declaredIdentity(declared);
  const { region, doubt } = declared.place;
  if (doubt !== undefined) return [{ status: 'unidentified', identity }];
  const read = (taskDefinition: string) => aws.read('ecs:DescribeTaskDefinition', { taskDefinition }, region);
  const family = knownFamily(declared);
  const [newest, services] = await Promise.all([
    family === undefined ? undefined : read(family),
    Promise.all(declared.services.map((service) => readService(service, aws))),
  ]);
  const linked = services.filter((service) => isRunBy(service.declared, declared, revisionOf(service)));
  const latest = newest?.status === 'found' && isActive(newest.value) ? newest.value : undefined;

  const running = groupByRevision(linked, declared);
  if (running.size > 0) {
    return Promise.all(
      [...running].map(async ([arn, [user]]) => {
        const newer = parseRevision(arn)?.family === latest?.family ? latest : undefined;
        return foundRevision(declared, await read(arn), revisionIdentity(arn, newer, user && keyOf(user)), aws);
      }),
    );
  }
  if (family === undefined) return [{ status: 'unidentified', identity: {} }];
  const hidden = linked.map((service) => service.read).find((one) => one.status === 'unreadable');
  // Which revision runs is not known, and the latest one may not be it.
  if (hidden?.status === 'unreadable') return [{ status: 'unreadable', identity, problem: hidden.problem }];
  if (newest?.status === 'unreadable') return [{ status: 'unreadable', identity, problem: newest.problem }];
  if (latest === undefined) return [{ status: 'absent', identity }];
  return [await registered(declared, latest, revisionIdentity(latest.taskDefinitionArn ?? ''), aws)];
}

/** A revision that a service runs. */
async function foundRevision(
  declared: TaskDefinitionOfRoot,
  read: Read<LiveTaskDefinition>,
  identity: IdentityOf<'ecs-task-definition'>,
  aws: AwsReader,
): Promise<FoundRevision> {
  if (read.status === 'found') return registered(declared, read.value, identity, aws);
  return { status: 'unreadable', identity, problem: read.status === 'unreadable' ? read.problem : unseenRevision };
}

async function registered(
  declared: TaskDefinitionOfRoot,
  live: LiveTaskDefinition,
  identity: IdentityOf<'ecs-task-definition'>,
  aws: AwsReader,
): Promise<FoundRevision> {
  const model = liveTaskDefinition(live);
  const place = live.taskDefinitionArn === undefined ? undefined : parseArn(live.taskDefinitionArn);
  const sources = place && (await readSecretSources(secretReferences(declared, model), place, aws));
  return {
    status: 'registered',
    identity,
    model,
    ...(live.tags === undefined ? {} : { tags: live.tags }),
    ...(sources === undefined ? {} : { sources }),
  };
}

function isActive({ status }: LiveTaskDefinition): boolean {
  return status === undefined || status === 'ACTIVE';
}

function revisionOf(service: ReadService): string | undefined {
  const live = activeService(service);
  return live && runningRevision(live);
}

interface RunningService {
  readonly service: ReadService;
  readonly live: LiveService;
}

function keyOf({ service, live }: RunningService): Pick<IdentityOf<'ecs-task-definition'>, 'service' | 'cluster'> {
  const { cluster } = service.declared;
  return {
    ...(live.serviceName === undefined ? {} : { service: live.serviceName }),
    ...(cluster.state === 'known' ? { cluster: cluster.value } : {}),
  };
}

/**
 * The revisions of the family that services run, by ARN; the services of each in order of their addresses. Where the
 * family may be another one, it is that of the services that refer to the task definition.
 */
function groupByRevision(
  services: readonly ReadService[],
  { family, isFamilyIgnored }: TaskDefinitionOfRoot,
): ReadonlyMap<string, readonly RunningService[]> {
  const running = services.flatMap((service) => {
    const live = activeService(service);
    return live === undefined ? [] : [{ service, live }];
  });
  return groupBy(running, ({ service: { declared }, live }) => {
    const arn = runningRevision(live);
    if (arn === undefined) return undefined;
    const refers = (declared.pointer?.addresses ?? []).length > 0;
    return isOfFamily(arn, isFamilyIgnored && refers ? undefined : family) ? arn : undefined;
  });
}

function isOfFamily(arn: string, family: Value<string> | undefined): boolean {
  const name = parseRevision(arn)?.family;
  if (name === undefined) return false;
  if (family?.state === 'known') return family.value === name;
  return family === undefined || matchesPattern(name, patternOf(family));
}
