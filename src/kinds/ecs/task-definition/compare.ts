import type { Comparison, Difference } from '../../../compare/comparison.ts';
import type { KnownRecord } from '../../../compare/declared.ts';
import { members } from '../../../compare/record.ts';
import type { RuleId } from '../../../model/rule.ts';
import type { ParameterPlace } from '../parameter.ts';
import { taskDefinitionFields } from './fields.ts';
import type { TaskDefinitionModel } from './model.ts';
import { normaliseDeclared, normaliseLive } from './normalise.ts';

/**
 * Compares a declared task definition with a revision.
 *
 * @param ignored members that are left to others
 * @param place where the revision is
 */
export function compareTaskDefinition(
  declared: KnownRecord<TaskDefinitionModel>,
  live: TaskDefinitionModel,
  ignored: ReadonlySet<string>,
  place: ParameterPlace | undefined,
): Comparison {
  const compare = members(taskDefinitionFields(place), ignored);
  return compare(normaliseDeclared(declared, live.networkMode), normaliseLive(live), { path: [] });
}

/** The rule that a difference breaks. */
export function ruleOf({ path, kind }: Difference): RuleId {
  const [first, second] = path;
  if (first?.field !== 'containers' || first.key === undefined) return 'ecs/task-definition-changed';
  if (second === undefined) {
    return kind === 'missing'
      ? 'ecs/container-missing'
      : kind === 'extra'
        ? 'ecs/container-extra'
        : 'ecs/container-changed';
  }
  switch (second.field) {
    case 'image':
      return 'ecs/image-changed';
    case 'environment':
      return kind === 'missing' ? 'ecs/env-missing' : kind === 'extra' ? 'ecs/env-extra' : 'ecs/env-changed';
    case 'secrets':
      return kind === 'missing' ? 'ecs/secret-missing' : kind === 'extra' ? 'ecs/secret-extra' : 'ecs/secret-changed';
    default:
      return 'ecs/container-changed';
  }
}
