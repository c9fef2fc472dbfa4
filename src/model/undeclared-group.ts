import type { AwsProblem } from './report/aws-problem.ts';
import type { Text } from './secret/secret.ts';

/*
 * What AWS has and no code declares, with what tells whose it is. Is for policy to judge: holds what a report may not
 * show.
 */

/** A security group as who made it calls and tags it. */
export interface MadeGroup {
  readonly name: string;
  readonly tags: ReadonlyMap<string, Text>;
}

/** A security group of a service that ECS Express Mode manages. */
export interface UndeclaredGroup {
  readonly id: string;
  readonly region?: string;
  /** What AWS says of it; absent when it was not asked. */
  readonly made?: MadeGroup | { readonly problem: AwsProblem };
}
