import type { AwsReader } from '../../../aws/reader.ts';
import { defineKind, type Kind, type Root } from '../../kind.ts';
import { knownArguments } from '../../known-names.ts';
import { type DeclaredServiceIdentity, declaredServiceIdentities, serviceKey } from '../declared-service.ts';
import { activeService, readService } from '../read-service.ts';
import { readTasks } from '../read-tasks.ts';
import { uncoveredArgumentsOfService } from './arguments.ts';
import { declareServices, type LiveServices, type ServiceOfRoot } from './declare.ts';
import { familiesOf } from './declared.ts';
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
  ahead: {
    arguments: {
      aws_ecs_service: ['name', 'cluster', 'task_definition', 'region'],
      aws_ecs_cluster: ['name', 'region'],
      aws_ecs_task_definition: ['family', 'region'],
    },
    ask: askForServices,
  },
  declare: declareServices,
  read: async (declared, aws) =>
    new Map(await Promise.all(declared.map(async (one) => [one, await readFound(one, aws)] as const))),
  compare: compareServices,
  learn: (declared, live, { stack }) => learn(declared, live, stack),
  liveOfState: servicesOfState,
});

/** Asks for the services that are known by name, and for the tasks of those that are there. */
async function askForServices({ stack }: Root, read: AwsReader['read']): Promise<void> {
  // How many there are may turn out to be none.
  const certain = declaredServiceIdentities(stack).filter(({ expansion }) => expansion === undefined);
  await Promise.all(
    certain.map(async (identity) => {
      const isActive = activeService(await readService(identity, { read })) !== undefined;
      if (isActive && isFollowed(familiesOf(identity, stack))) await readRunningTasks(identity, { read });
    }),
  );
}

async function readFound(one: ServiceOfRoot, aws: AwsReader): Promise<FoundService> {
  const found = foundService(await readService(one.identity, aws));
  if (found.status !== 'active') return found;
  // The way to the tasks is followed later: what of it is asked here is asked while task definitions and groups are.
  const [newest] = await Promise.all([
    readNewest(one, aws),
    isFollowed(one.families) ? readRunningTasks(one.identity, aws) : undefined,
  ]);
  return newest === undefined ? found : { ...found, newest };
}

/** Whether its task definition is declared beside it, so that it is followed to its tasks when it exists. */
function isFollowed(families: ServiceOfRoot['families']): boolean {
  return [...families.values()].some((family) => family !== undefined);
}

async function readRunningTasks(identity: DeclaredServiceIdentity, aws: Pick<AwsReader, 'read'>): Promise<void> {
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
