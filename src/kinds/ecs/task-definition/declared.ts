import type { KnownRecord } from '../../../compare/declared.ts';
import { attribute, readStringLike, type Value } from '../../../model/declared.ts';
import { onceOf } from '../../../model/once.ts';
import type { Place } from '../../../model/place.ts';
import { isWhollyHidden } from '../../../model/secret/secrecy.ts';
import type { SourceRange } from '../../../model/source.ts';
import type { Resource, Stack } from '../../../model/stack.ts';
import type { TerraformValue, Unknown } from '../../../model/value.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { type IgnoredChanges, ignoredChanges, ignoredIdentity } from '../../ignore-changes.ts';
import { argumentRows, bodyRecord } from '../../member.ts';
import { ofType } from '../../stack-index.ts';
import { type DeclaredTags, declaredTags, tagRows } from '../../tags.ts';
import type { UnknownKey } from '../../unknown-keys.ts';
import { unknownContainerKeys } from './containers.ts';
import { type TaskDefinitionModel, taskDefinitionTable } from './model.ts';

/** A task definition that the code declares. */
export interface DeclaredTaskDefinition {
  readonly address: string;
  readonly at: SourceRange;
  readonly family: Value<string> | undefined;
  /** `ignore_changes` lets it be of another family. */
  readonly isFamilyIgnored: boolean;
  readonly place: Place;
  readonly model: KnownRecord<TaskDefinitionModel>;
  readonly tags: DeclaredTags;
  /** The keys of `container_definitions` that ECS does not know. */
  readonly unknownKeys: readonly UnknownKey[];
  /**
   * The whole text of `container_definitions` is called secret, as a plan and a state do for one secret in it: what is
   * meant is not known. Its values are all hidden then, and its names are shown.
   */
  readonly opaque: boolean;
  /** What `ignore_changes` leaves to others. */
  readonly ignored: IgnoredChanges;
  /** How many instances there are is not known. */
  readonly expansion?: Unknown;
}

/** The task definitions that `stack` declares, in its order. Read once of each stack. */
export const declaredTaskDefinitions = onceOf((stack: Stack): readonly DeclaredTaskDefinition[] =>
  ofType(stack, 'aws_ecs_task_definition').map((resource) => declaredTaskDefinition(resource, stack)),
);

function declaredTaskDefinition(resource: Resource, stack: Stack): DeclaredTaskDefinition {
  return {
    address: resource.address,
    at: resource.at,
    family: readStringLike(attribute(resource.body, 'family')),
    isFamilyIgnored: ignoredIdentity(resource, ['family']) !== undefined,
    place: placeOf(resource, stack),
    model: bodyRecord<TaskDefinitionModel>(resource.body, table, resource.at),
    unknownKeys: unknownContainerKeys(attribute(resource.body, 'container_definitions')),
    opaque: isOpaque(attribute(resource.body, 'container_definitions')),
    tags: declaredTags(resource, stack),
    ignored: ignoredChanges(resource.ignoreChanges, rows),
    ...(resource.expansion === undefined ? {} : { expansion: resource.expansion }),
  };
}

function isOpaque(text: TerraformValue | undefined): boolean {
  return text?.kind === 'string' && text.encoded === undefined && isWhollyHidden(text);
}

const table = taskDefinitionTable(undefined);
const rows = [...argumentRows<TaskDefinitionModel>(table), ...tagRows];
