import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import type { LiveContainerOverride } from '../../../aws/reads/ecs-describe-tasks.ts';
import { shownLive } from '../../../model/declared.ts';
import { comparePaths, isSamePath, memberAt, type Path } from '../../../model/path.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';
import { sameValue } from '../../../model/secret/same-value.ts';
import { runningRevision } from '../running-revision.ts';
import type { Observation } from './observe.ts';
import { containerAt, variableAt } from './settings.ts';

/** A setting with which running tasks were started instead of what their revision holds. */
export interface Override {
  readonly path: Path;
  /** What the revision holds. */
  readonly declared: ShownValue;
  readonly live: ShownValue;
  /** How many tasks have it. */
  readonly tasks: number;
}

/**
 * The overrides of running tasks that change something, in order of their paths. Two values of one setting are two
 * entries.
 */
export function overriddenBy({ running, revision, others, live }: Observation): readonly Override[] {
  if (running.status !== 'found') return [];
  const own = runningRevision(live);
  const found: { override: Omit<Override, 'tasks'>; value: unknown; tasks: number }[] = [];
  for (const { taskDefinitionArn: arn, overrides } of running.value) {
    const read = arn === own ? revision : others.get(arn ?? '');
    const definition = read?.status === 'found' ? read.value : undefined;
    for (const override of overrides?.containerOverrides ?? []) {
      for (const one of changes(override, definition)) {
        const known = found.find(
          (other) => isSamePath(other.override.path, one.override.path) && sameValue(other.value, one.value) === true,
        );
        if (known === undefined) found.push({ ...one, tasks: 1 });
        else known.tasks += 1;
      }
    }
  }
  return found.map(({ override, tasks }) => ({ ...override, tasks })).toSorted((a, b) => comparePaths(a.path, b.path));
}

function changes(
  { name = '', environment = [], command, cpu, memory, memoryReservation }: LiveContainerOverride,
  definition: LiveTaskDefinition | undefined,
): readonly { readonly override: Omit<Override, 'tasks'>; readonly value: unknown }[] {
  const container = definition?.containerDefinitions?.find((one) => one.name === name);
  const before = new Map(container?.environment?.map((entry) => [entry.name, entry.value]));
  const member = (field: string): Path => memberAt(containerAt(name), field);
  const values: readonly (readonly [Path, unknown, unknown])[] = [
    ...environment.map(
      (entry) =>
        [variableAt(name, 'environment', entry.name ?? ''), before.get(entry.name), entry.value ?? ''] as const,
    ),
    // An empty list is how ECS says that nothing is overridden.
    [member('command'), container?.command, command?.length ? command : undefined],
    [member('cpu'), container?.cpu, cpu],
    [member('memory'), container?.memory, memory],
    [member('memoryReservation'), container?.memoryReservation, memoryReservation],
  ];
  return values.flatMap(([path, was, value]) => {
    if (value === undefined || sameValue(was, value) === true) return [];
    return [{ override: { path, declared: shownLive(was), live: shownLive(value) }, value }];
  });
}
