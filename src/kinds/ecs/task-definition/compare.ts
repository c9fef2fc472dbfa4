import type { Comparison } from '../../../compare/comparison.ts';
import type { KnownRecord } from '../../../compare/declared.ts';
import { members } from '../../../compare/record.ts';
import type { Differing } from '../../../model/leaf.ts';
import type { RuleId } from '../../../model/rule.ts';
import type { ParameterPlace } from '../parameter.ts';
import { type TaskDefinitionModel, taskDefinitionTable } from './model.ts';
import { normaliseDeclared, normaliseLive } from './normalise.ts';

/**
 * Compares a declared task definition with a revision.
 *
 * @param place where the revision is
 */
export function compareTaskDefinition(
  declared: KnownRecord<TaskDefinitionModel>,
  live: TaskDefinitionModel,
  place: ParameterPlace | undefined,
): Comparison {
  return comparerAt(place)(normaliseDeclared(declared, live.networkMode), normaliseLive(live), { path: [] });
}

/** The rows by the place of the revision, of which a run has few. */
const comparers = new Map<string, ReturnType<typeof members<TaskDefinitionModel>>>();

function comparerAt(place: ParameterPlace | undefined): ReturnType<typeof members<TaskDefinitionModel>> {
  const key = place === undefined ? '' : JSON.stringify([place.partition, place.region, place.account]);
  const comparer = comparers.get(key) ?? members<TaskDefinitionModel>(taskDefinitionTable(place));
  comparers.set(key, comparer);
  return comparer;
}

/** The rule that a difference breaks. */
export function ruleOf({ path, change }: Differing): RuleId {
  const [first, second] = path;
  if (first?.field !== 'containers' || first.key === undefined) return 'ecs/task-definition-changed';
  if (second === undefined) {
    return change === 'missing'
      ? 'ecs/container-missing'
      : change === 'extra'
        ? 'ecs/container-extra'
        : 'ecs/container-changed';
  }
  switch (second.field) {
    case 'image':
      return 'ecs/image-changed';
    case 'environment':
      return change === 'missing' ? 'ecs/env-missing' : change === 'extra' ? 'ecs/env-extra' : 'ecs/env-changed';
    case 'secrets':
      return change === 'missing'
        ? 'ecs/secret-missing'
        : change === 'extra'
          ? 'ecs/secret-extra'
          : 'ecs/secret-changed';
    default:
      return 'ecs/container-changed';
  }
}
