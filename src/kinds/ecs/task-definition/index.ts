import type { KnownAttributes } from '../../../model/stack.ts';
import type { TerraformValue } from '../../../model/value.ts';
import { defineKind, type Kind } from '../../kind.ts';
import { knownArguments } from '../../known-names.ts';
import { parseRevision } from '../arn.ts';
import { uncoveredArgumentsOfTaskDefinition } from './arguments.ts';
import { declareTaskDefinitions, type LiveTaskDefinitions, type TaskDefinitionOfRoot } from './declare.ts';
import { compareTaskDefinitions } from './leaves.ts';
import { type TaskDefinitionModel, taskDefinitionTable } from './model.ts';
import { askForNewest, readTaskDefinitions } from './read.ts';
import { taskDefinitionsOfState } from './state.ts';

/**
 * Task definitions. A family is compared as the revision that a service of the stack runs; when no service does, as its
 * latest ACTIVE revision.
 */
export const ecsTaskDefinition: Kind = defineKind<TaskDefinitionOfRoot, LiveTaskDefinitions>({
  name: 'ecs-task-definition',
  resourceTypes: {
    aws_ecs_task_definition: knownArguments<TaskDefinitionModel>(
      taskDefinitionTable(undefined),
      uncoveredArgumentsOfTaskDefinition,
    ),
  },
  ahead: { arguments: { aws_ecs_task_definition: ['family', 'region'] }, ask: askForNewest },
  declare: declareTaskDefinitions,
  read: readTaskDefinitions,
  compare: compareTaskDefinitions,
  learn,
  liveOfState: taskDefinitionsOfState,
});

/**
 * What the live side tells of the resources: not `arn` and `revision`, which are those of a revision that the code may
 * not have registered yet.
 */
function learn(declared: readonly TaskDefinitionOfRoot[], live: LiveTaskDefinitions): KnownAttributes {
  const learnt = new Map<string, ReadonlyMap<string, TerraformValue>>();
  for (const one of declared) {
    const arn = live.get(one)?.[0]?.identity.arn;
    const family = arn === undefined ? undefined : parseRevision(arn)?.family;
    if (arn === undefined || family === undefined || one.expansion !== undefined) continue;
    learnt.set(
      one.address,
      new Map([
        ['family', text(family)],
        ['id', text(family)],
        ['arn_without_revision', text(arn.replace(/:\d+$/, ''))],
      ]),
    );
  }
  return learnt;
}

function text(value: string): TerraformValue {
  return { kind: 'string', value };
}
