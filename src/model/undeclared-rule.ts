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

/** A live rule of a security group: what it allows, what whoever made it wrote on it, and the group that it is in. */
export interface UndeclaredRule {
  readonly direction: 'ingress' | 'egress';
  /** In canonical form, as the ports are: `tcp`, `-1`. */
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly peer: 'cidr-ipv4' | 'cidr-ipv6' | 'prefix-list' | 'group';
  readonly description?: Text;
  readonly tags: ReadonlyMap<string, Text>;
  readonly group: MadeGroup;
}

/** A security group of a service that ECS Express Mode manages. */
export interface UndeclaredGroup {
  readonly id: string;
  readonly region?: string;
  /** What AWS says of it; absent when it was not asked. */
  readonly made?: MadeGroup | { readonly problem: AwsProblem };
}
