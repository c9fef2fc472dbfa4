import type { AwsReader } from '../../../aws/reader.ts';
import { defineKind, type Kind } from '../../kind.ts';
import { knownArguments } from '../../known-names.ts';
import { serviceKey } from '../declared-service.ts';
import { readService } from '../read-service.ts';
import { readTasks } from '../read-tasks.ts';
import { uncoveredArgumentsOfService } from './arguments.ts';
import { declareServices, type LiveServices, type ServiceOfRoot } from './declare.ts';
import { type FoundService, foundService, type NewestRevision } from './found.ts';
import { learn } from './learn.ts';
import { compareServices } from './leaves.ts';
import { type ServiceModel, serviceTable } from './model.ts';
import { pointedFamily } from './pointer.ts';
import { servicesOfState } from './state.ts';

/**
 * Services of ECS, found by cluster and name. What the revision they run holds is compared by `ecs-task-definition`.
 */
export const ecsService: Kind = defineKind<ServiceOfRoot, LiveServices>({
  name: 'ecs-service',
  resourceTypes: { aws_ecs_service: knownArguments<ServiceModel>(serviceTable(), uncoveredArgumentsOfService) },
  declare: declareServices,
  read: async (declared, aws) =>
    new Map(await Promise.all(declared.map(async (one) => [one, await readFound(one, aws)] as const))),
  compare: compareServices,
  learn: (declared, live, { stack }) => learn(declared, live, stack),
  liveOfState: servicesOfState,
});

async function readFound(one: ServiceOfRoot, aws: AwsReader): Promise<FoundService> {
  const found = foundService(await readService(one.identity, aws));
  if (found.status !== 'active') return found;
  // The way to the tasks is followed later: what of it is asked here is asked while task definitions and groups are.
  const [newest] = await Promise.all([readNewest(one, aws), isFollowed(one) ? readRunningTasks(one, aws) : undefined]);
  return newest === undefined ? found : { ...found, newest };
}

/** Whether its task definition is declared beside it, so that it is followed to its tasks when it exists. */
function isFollowed({ families }: ServiceOfRoot): boolean {
  return [...families.values()].some((family) => family !== undefined);
}

async function readRunningTasks({ identity }: ServiceOfRoot, aws: AwsReader): Promise<void> {
  const key = serviceKey(identity);
  const { region } = identity.place;
  if (key !== undefined) await readTasks(aws, { ...key, ...(region === undefined ? {} : { region }) }, 'RUNNING');
}

/** Asks for the newest revision of a family only where the code points at it. */
async function readNewest({ identity, families }: ServiceOfRoot, aws: AwsReader): Promise<NewestRevision | undefined> {
  const { pointer, place } = identity;
  const family = pointer?.newest === undefined ? undefined : pointedFamily(pointer, families);
  if (family === undefined) return undefined;
  const read = await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: family }, place.region);
  if (read.status === 'unreadable') return { problem: read.problem };
  const arn = read.status === 'found' ? read.value.taskDefinitionArn : undefined;
  return arn === undefined ? undefined : { arn };
}
