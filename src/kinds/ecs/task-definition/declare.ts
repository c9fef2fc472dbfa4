import type { Root } from '../../kind.ts';
import { type DeclaredServiceIdentity, declaredServiceIdentities } from '../declared-service.ts';
import { servicesThatMayRun } from '../linked.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from './declared.ts';
import type { FoundRevision } from './found.ts';

/** A task definition that the code of a target declares. */
export interface TaskDefinitionOfRoot extends DeclaredTaskDefinition {
  readonly target: string;
  /** The services of the same code that may run it: those that point there, and those of which that is not known. */
  readonly services: readonly DeclaredServiceIdentity[];
}

/**
 * The revisions of each declared task definition that are compared: those that its services run, else the latest one.
 * One that is not in it has none.
 */
export type LiveTaskDefinitions = ReadonlyMap<TaskDefinitionOfRoot, readonly FoundRevision[]>;

/** The task definitions that a root declares. */
export function declareTaskDefinitions({ target, stack }: Root): readonly TaskDefinitionOfRoot[] {
  const servicesOf = servicesThatMayRun(declaredServiceIdentities(stack));
  return declaredTaskDefinitions(stack).map((definition) => ({
    ...definition,
    target,
    services: servicesOf(definition),
  }));
}
