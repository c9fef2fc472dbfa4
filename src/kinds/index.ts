import { securityGroup } from './ec2/security-group/index.ts';
import { ecsService } from './ecs/service/index.ts';
import { ecsTaskDefinition } from './ecs/task-definition/index.ts';
import type { Kind } from './kind.ts';
import type { RunKind } from './run-kind.ts';

/** Every kind of thing that is compared. A new kind is a folder beside these and a line here. */
export const kinds: readonly (Kind | RunKind)[] = [ecsTaskDefinition, ecsService, securityGroup];
