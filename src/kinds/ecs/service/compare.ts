import { type Comparison, nothingCompared } from '../../../compare/comparison.ts';
import { members } from '../../../compare/record.ts';
import { parseArn } from '../../../model/arn.ts';
import type { ParameterPlace } from '../parameter.ts';
import type { DeclaredService } from './declared.ts';
import type { NewestRevision } from './found.ts';
import { withWhatLaunches } from './launch.ts';
import { type ServiceModel, serviceTable } from './model.ts';
import { comparePointer } from './pointer.ts';

/**
 * Compares a declared service with a live one.
 *
 * @param taskDefinition the revision that the live one runs, as `comparePointer` takes it; undefined when it names none
 * @param newest as `comparePointer` takes it
 */
export function compareService(
  declared: DeclaredService,
  model: ServiceModel,
  taskDefinition: string | undefined,
  newest?: NewestRevision,
): Comparison {
  return [
    ...compareSettings(declared, model, taskDefinition === undefined ? undefined : parseArn(taskDefinition)),
    ...compareTaskDefinition(declared, taskDefinition, newest),
  ];
}

function compareSettings(
  declared: DeclaredService,
  model: ServiceModel,
  place: ParameterPlace | undefined,
): Comparison {
  const { schedulingStrategy } = declared.model.members;
  const isDaemon =
    model.schedulingStrategy === 'DAEMON' ||
    (schedulingStrategy?.state === 'known' && schedulingStrategy.value === 'DAEMON');
  const left = new Set(isDaemon ? ['desiredCount'] : []);
  const comparison = members<ServiceModel>(serviceTable({ isDaemon, place }), left)(declared.model, model, {
    path: [],
  });
  return withWhatLaunches(comparison, declared, model);
}

function compareTaskDefinition(
  declared: DeclaredService,
  live: string | undefined,
  newest: NewestRevision | undefined,
): Comparison {
  const { pointer } = declared.identity;
  if (pointer === undefined || live === undefined) return nothingCompared;
  return comparePointer(pointer, declared.families, live, newest, declared.taskDefinitionAt);
}
