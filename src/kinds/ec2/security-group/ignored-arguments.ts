import type { SourceKind } from '../../../model/security-group.ts';
import type { Resource } from '../../../model/stack.ts';
import { ignoredAs } from '../../ignore-changes.ts';

type IgnoringResource = Pick<Resource, 'ignoreChanges'>;

/** The arguments of `aws_vpc_security_group_ingress_rule` and its like that hold a peer. */
export const vpcArguments = [
  { name: 'cidr_ipv4', kind: 'cidr-ipv4' },
  { name: 'cidr_ipv6', kind: 'cidr-ipv6' },
  { name: 'prefix_list_id', kind: 'prefix-list' },
  { name: 'referenced_security_group_id', kind: 'group' },
] as const;

/** The arguments that hold lists of peers. */
export const listArguments = [
  { name: 'cidr_blocks', kind: 'cidr-ipv4' },
  { name: 'ipv6_cidr_blocks', kind: 'cidr-ipv6' },
  { name: 'prefix_list_ids', kind: 'prefix-list' },
  { name: 'security_groups', kind: 'group' },
] as const;

/** All arguments that hold peers. */
const peerArguments: readonly { readonly name: string; readonly kind: SourceKind }[] = [
  ...vpcArguments,
  ...listArguments,
  { name: 'source_security_group_id', kind: 'group' },
  { name: 'self', kind: 'group' },
];

/** What of a rule `ignore_changes` leaves to others: each part with what is written there, an argument or `all`. */
export interface IgnoredParts {
  /** All of it: the group's rules of that direction. */
  readonly whole?: string;
  readonly group?: string;
  readonly direction?: string;
  readonly protocol?: string;
  readonly fromPort?: string;
  readonly toPort?: string;
  readonly description?: string;
  /** The peer may be another one of these kinds. `isList`: and there may be more or fewer of them. */
  readonly source?: { readonly argument: string; readonly kinds: readonly SourceKind[]; readonly isList: boolean };
}

/** What `ignore_changes` leaves to others of the rules of a resource, but for their peers. */
export function ignoredParts(resource: IgnoringResource & { readonly type: string }): IgnoredParts {
  const named = (name: string) => ignoredAs(resource, name);
  const group = named('security_group_id');
  const direction = resource.type === 'aws_security_group_rule' ? named('type') : undefined;
  const protocol = named('protocol') ?? named('ip_protocol');
  const fromPort = named('from_port');
  const toPort = named('to_port');
  const description = named('description');
  return {
    // What is nowhere is made anew, whatever is left to others.
    ...(group === undefined || group === 'all' ? {} : { group }),
    ...(direction === undefined ? {} : { direction }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(fromPort === undefined ? {} : { fromPort }),
    ...(toPort === undefined ? {} : { toPort }),
    ...(description === undefined ? {} : { description }),
  };
}

/**
 * Of a peer whose own argument is left to others, what it may have become.
 *
 * @param name the argument that holds the peer
 */
export function ignoredSource(
  resource: IgnoringResource,
  name: string | undefined,
): IgnoredParts['source'] | undefined {
  const argument = name === undefined ? undefined : ignoredAs(resource, name);
  if (argument === undefined) return undefined;
  const kinds = peerArguments.filter((one) => ignoredAs(resource, one.name) !== undefined).map(({ kind }) => kind);
  return { argument, kinds: [...new Set(kinds)], isList: listArguments.some((one) => one.name === name) };
}
