import { attribute, readStringLike, type Value } from '../../model/declared.ts';
import { onceOf } from '../../model/once.ts';
import { isSamePlace, type Place } from '../../model/place.ts';
import type { SourceRange } from '../../model/source.ts';
import type { Resource, Stack } from '../../model/stack.ts';
import type { Unknown } from '../../model/value.ts';
import { placeOf } from '../../terraform/stack/place.ts';
import { ignoredAs, ignoredIdentity } from '../ignore-changes.ts';
import { instancesAt, ofType } from '../stack-index.ts';
import { clusterName, parseRevision } from './arn.ts';
import { isOpen, type Pointer, pointerOf, pointsAt } from './pointer.ts';

/** How a service that the code declares is found in AWS, and what it points at. */
export interface DeclaredServiceIdentity {
  readonly address: string;
  readonly at: SourceRange;
  readonly name: Value<string> | undefined;
  /** The cluster's name. */
  readonly cluster: Value<string>;
  readonly place: Place;
  /** undefined when no task definition is declared (an external deployment controller). */
  readonly pointer?: Pointer;
  /** `ignore_changes` leaves the revision that it runs to others. */
  readonly leavesRevision?: true;
  readonly expansion?: Unknown;
  /** The argument that it is found by and that `ignore_changes` lets be another one. */
  readonly ignored?: string;
}

/** The services that `stack` declares, in its order. Made once of each stack. */
export const declaredServiceIdentities = onceOf((stack: Stack): readonly DeclaredServiceIdentity[] =>
  ofType(stack, 'aws_ecs_service').map((resource) => serviceIdentity(resource, stack)),
);

/** See {@link DeclaredServiceIdentity}. `resource` is an `aws_ecs_service`. */
export function serviceIdentity(resource: Resource, stack: Stack): DeclaredServiceIdentity {
  const taskDefinition = attribute(resource.body, 'task_definition');
  const ignored = ignoredIdentity(resource, ['name', 'cluster']);
  return {
    address: resource.address,
    at: resource.at,
    name: readStringLike(attribute(resource.body, 'name')),
    cluster: declaredCluster(resource, stack),
    place: placeOf(resource, stack),
    ...(taskDefinition === undefined ? {} : { pointer: pointerOf(taskDefinition, stack) }),
    ...(ignoredAs(resource, 'task_definition') !== undefined && { leavesRevision: true }),
    ...(resource.expansion === undefined ? {} : { expansion: resource.expansion }),
    ...(ignored === undefined ? {} : { ignored }),
  };
}

/** A service is found by the names of its cluster and its own, when both are wholly known. */
export function serviceKey(
  service: DeclaredServiceIdentity,
): { readonly cluster: string; readonly service: string } | undefined {
  if (service.name?.state !== 'known' || service.cluster.state !== 'known') return undefined;
  return { cluster: service.cluster.value, service: service.name.value };
}

/** As much of a declared task definition as tells whether a service is to run it. */
export interface Runnable {
  readonly address: string;
  readonly family: Value<string> | undefined;
  readonly place: Place;
}

/**
 * Whether a declared service may run a task definition: its argument points there or does not tell. A family of that
 * name in another place is another one.
 */
export function mayRun({ pointer, place }: DeclaredServiceIdentity, definition: Runnable): boolean {
  if (pointer === undefined || !isSamePlace(place, definition.place)) return false;
  return isOpen(pointer) || pointsAt(pointer, definition.address, knownFamily(definition));
}

/**
 * Whether a service that may run a task definition does: its argument points there or, where that is not known, it runs
 * its family.
 *
 * @param revision the ARN of the revision that the service runs
 */
export function isRunBy(
  { pointer }: DeclaredServiceIdentity,
  definition: Runnable,
  revision: string | undefined,
): boolean {
  if (pointer === undefined) return false;
  const family = knownFamily(definition);
  if (pointsAt(pointer, definition.address, family)) return true;
  return (
    isOpen(pointer) && revision !== undefined && family !== undefined && parseRevision(revision)?.family === family
  );
}

/** The family of a declared task definition, where it is wholly known. */
export function knownFamily({ family }: Pick<Runnable, 'family'>): string | undefined {
  return family?.state === 'known' ? family.value : undefined;
}

/**
 * The name of the cluster: given by name or ARN, or a reference to a cluster of the stack. Without the argument it is
 * `default`.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
function declaredCluster(resource: Resource, stack: Stack): Value<string> {
  const declared = readStringLike(attribute(resource.body, 'cluster'));
  if (declared === undefined) return { state: 'known', value: 'default' };
  switch (declared.state) {
    case 'known':
      return { ...declared, value: clusterName(declared.value) };
    case 'partial': {
      // `arn:aws:ecs:${region}:${account}:cluster/main`: the name is what counts.
      const last = declared.parts.at(-1);
      const name = typeof last === 'string' ? /:cluster\/([A-Za-z0-9_-]+)$/.exec(last)?.[1] : undefined;
      return name === undefined ? declared : { state: 'known', value: name, ...placed(declared.at) };
    }
    case 'unknown': {
      const name = clusterOf(declared.because, stack);
      return name?.state === 'known' ? { ...name, ...placed(declared.at) } : (name ?? declared);
    }
  }
}

/** The name that the referenced cluster (or data source of one) declares. */
function clusterOf(because: Unknown, stack: Stack): Value<string> | undefined {
  if (because.kind !== 'resource' && because.kind !== 'data') return undefined;
  const found = instancesAt(stack, because.address).find(({ address }) => address === because.address);
  if (found?.type !== 'aws_ecs_cluster') return undefined;
  return readStringLike(attribute(found.body, found.mode === 'data' ? 'cluster_name' : 'name'));
}

function placed(at: SourceRange | undefined): { readonly at?: SourceRange } {
  return at === undefined ? {} : { at };
}
