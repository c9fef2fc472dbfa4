import type { Text } from './secret/secret.ts';

/*
 * A live rule of a security group with what tells whose it is: what it allows, what whoever made it wrote on it, and
 * the group that it is in.
 */

/** The group that a rule is in. */
export interface GroupOfRule {
  readonly name: string;
  readonly tags: ReadonlyMap<string, Text>;
}

/** A live rule that no code declares, for policy to judge. Holds what a report may not show. */
export interface UndeclaredRule {
  readonly direction: 'ingress' | 'egress';
  /** In canonical form, as the ports are: `tcp`, `-1`. */
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly peer: 'cidr-ipv4' | 'cidr-ipv6' | 'prefix-list' | 'group';
  readonly description?: Text;
  readonly tags: ReadonlyMap<string, Text>;
  readonly group: GroupOfRule;
}
