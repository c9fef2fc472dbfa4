import { securityGroup } from './ec2/security-group/index.ts';
import { ecsDelivery } from './ecs/delivery/index.ts';
import { ecsService } from './ecs/service/index.ts';
import { ecsTaskDefinition } from './ecs/task-definition/index.ts';
import type { FamilyStep, Kind } from './kind.ts';

/** Every kind of thing that is compared. A new kind is a folder beside these and a line here. */
export const kinds: readonly Kind[] = [ecsTaskDefinition, ecsService, securityGroup];

/** What is compared over several kinds of a family, in this order. */
export const steps: readonly FamilyStep[] = [ecsDelivery];
