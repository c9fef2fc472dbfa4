import type { KnownRecord } from '../../../compare/declared.ts';
import { attribute, blocks, type DeclaredBody, readStringLike } from '../../../model/declared.ts';
import { onceOf } from '../../../model/once.ts';
import { formatPath, type Path } from '../../../model/path.ts';
import type { SourceRange } from '../../../model/source.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import { type IgnoredChanges, ignoredChanges, ignoredIdentity } from '../../ignore-changes.ts';
import { type ArgumentRow, argumentRows, bodyRecord } from '../../member.ts';
import { instancesAt, ofType } from '../../stack-index.ts';
import { type DeclaredTags, declaredTags, tagRows } from '../../tags.ts';
import { type DeclaredServiceIdentity, serviceIdentity } from '../declared-service.ts';
import { scalerOf } from './autoscaling.ts';
import { type ServiceModel, serviceTable } from './model.ts';
import { type Owners, targetGroupsOf } from './owners.ts';
import type { DeclaredFamily } from './pointer.ts';

/** A service that the code declares. */
export interface DeclaredService {
  readonly identity: DeclaredServiceIdentity;
  readonly model: KnownRecord<ServiceModel>;
  readonly tags: DeclaredTags;
  /**
   * The families of the task definitions that `task_definition` refers to, by address; undefined for one that the stack
   * does not have.
   */
  readonly families: ReadonlyMap<string, DeclaredFamily | undefined>;
  /** Where `task_definition` is written. */
  readonly taskDefinitionAt?: SourceRange;
  /** What `ignore_changes` leaves to others. */
  readonly ignored: IgnoredChanges;
  /** Who else sets what of it, as the code says. */
  readonly owners: Owners;
  readonly notCompared: readonly { readonly path: Path; readonly name: string; readonly at: SourceRange }[];
}

/** The services that `stack` declares, in its order. Read once of each stack. */
export const declaredServices = onceOf((stack: Stack): readonly DeclaredService[] =>
  ofType(stack, 'aws_ecs_service').map((resource) => declaredService(resource, stack)),
);

function declaredService(resource: Resource, stack: Stack): DeclaredService {
  const identity = serviceIdentity(resource, stack);
  const taskDefinition = attribute(resource.body, 'task_definition');
  return {
    identity,
    model: bodyRecord<ServiceModel>(resource.body, table, resource.at),
    tags: declaredTags(resource, stack),
    families: familiesOf(identity, stack),
    ...(taskDefinition?.at === undefined ? {} : { taskDefinitionAt: taskDefinition.at }),
    ignored: ignoredChanges(resource.ignoreChanges, rows),
    owners: ownersOf(identity, resource, stack),
    notCompared: notCompared(resource.body),
  };
}

function ownersOf(identity: DeclaredServiceIdentity, { body }: Resource, stack: Stack): Owners {
  const cluster = attribute(body, 'cluster');
  const scaler = scalerOf(identity, cluster?.kind === 'unknown' ? cluster.because : undefined, stack);
  const targetGroups = targetGroupsOf(identity, stack);
  return {
    ...(scaler === undefined ? {} : { scaler }),
    ...(targetGroups === undefined ? {} : { targetGroups }),
  };
}

/** See {@link DeclaredService}. */
export function familiesOf({ pointer }: DeclaredServiceIdentity, stack: Stack): DeclaredService['families'] {
  return new Map((pointer?.addresses ?? []).map((address) => [address, familyOf(address, stack)] as const));
}

function familyOf(address: string, stack: Stack): DeclaredFamily | undefined {
  const [found] = instancesAt(stack, address);
  const value = found && readStringLike(attribute(found.body, 'family'));
  if (found === undefined || value === undefined) return undefined;
  return { value, isIgnored: ignoredIdentity(found, ['family']) !== undefined };
}

const hookDetails = ['deploymentConfiguration', 'lifecycleHooks', 'hookDetails'].map((field) => ({ field }));

/** The details of a hook are a document of the user's own. */
function notCompared(body: DeclaredBody): DeclaredService['notCompared'] {
  const hooks = blocks(body, 'deployment_configuration').blocks.flatMap(
    (block) => blocks(block.body, 'lifecycle_hook').blocks,
  );
  return hooks.flatMap((hook) => {
    const at = hook.body.attributes.get('hook_details')?.at;
    return at === undefined ? [] : [{ path: hookDetails, name: formatPath(hookDetails), at }];
  });
}

const table = serviceTable();
const rows: readonly ArgumentRow[] = [
  ...argumentRows<ServiceModel>(table),
  { field: 'taskDefinition', path: ['task_definition'], isMap: false },
  ...tagRows,
];
