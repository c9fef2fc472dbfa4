import { defineKind, type Kind } from '../../kind.ts';
import { knownArguments } from '../../known-names.ts';
import { readService } from '../read-service.ts';
import { uncoveredArgumentsOfService } from './arguments.ts';
import { declareServices, type LiveServices, type ServiceOfRoot } from './declare.ts';
import { foundService } from './found.ts';
import { learn } from './learn.ts';
import { compareServices } from './leaves.ts';
import { type ServiceModel, serviceTable } from './model.ts';
import { servicesOfState } from './state.ts';

/**
 * Services of ECS, found by cluster and name. What the revision they run holds is compared by `ecs-task-definition`.
 */
export const ecsService: Kind = defineKind<ServiceOfRoot, LiveServices>({
  name: 'ecs-service',
  resourceTypes: { aws_ecs_service: knownArguments<ServiceModel>(serviceTable(), uncoveredArgumentsOfService) },
  declare: declareServices,
  read: async (declared, aws) =>
    new Map(
      await Promise.all(
        declared.map(async (one) => [one, foundService(await readService(one.identity, aws))] as const),
      ),
    ),
  compare: compareServices,
  learn: (declared, live, { stack }) => learn(declared, live, stack),
  liveOfState: servicesOfState,
});
