import type { CoveringRule } from './report/covered-by.ts';
import type { Text } from './secret/secret.ts';

/*
 * Security groups and their rules, as AWS has them and as code comes down to.
 */

export type Direction = 'ingress' | 'egress';
export type SourceKind = 'cidr-ipv4' | 'cidr-ipv6' | 'prefix-list' | 'group';

/**
 * One rule with one peer, in canonical form: the smallest thing that EC2 allows or denies, and what every way to
 * declare rules comes down to. `source` is the peer of either direction (EC2's own word for egress is destination).
 */
export interface RuleAtom {
  readonly direction: Direction;
  /** `-1` (all), `tcp`, `udp`, `icmp`, `icmpv6` or a protocol number in decimal. */
  readonly protocol: string;
  /**
   * Ports of tcp and udp; type (`fromPort`) and code (`toPort`) of icmp and icmpv6, -1 for all; absent for every other
   * protocol.
   */
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly sourceKind: SourceKind;
  /** A canonical CIDR block, `pl-…` or `sg-…` (without an account). */
  readonly source: string;
  /** The account of a group, where it is told. */
  readonly account?: string;
}

/** A rule as AWS has it. */
export interface LiveRule extends RuleAtom {
  readonly description?: Text;
  /** `sgr-…` */
  readonly id?: string;
  /** Absent where they are not told. */
  readonly tags?: ReadonlyMap<string, Text>;
  /** The group that it names, or the peering to its VPC, is gone: it lets nothing through. */
  readonly isStale?: true;
}

/** A security group as AWS has it. */
export interface LiveGroup {
  readonly id: string;
  readonly name: string;
  readonly description: Text;
  readonly vpcId?: string;
  readonly ownerId?: string;
  readonly arn?: string;
  readonly tags: ReadonlyMap<string, Text>;
  /** `tags` is empty because nothing tells them. */
  readonly hasUntoldTags?: true;
}

/** A rule that code declares, of which all is known that makes it what it is to EC2. */
export interface DeclaredAtom extends RuleAtom {
  /** Absent where there is none, or it is not known. */
  readonly description?: Text;
  /** It has a description that is not known. */
  readonly isUndescribed?: true;
  readonly tags?: ReadonlyMap<string, Text>;
}

/** In which form code declares a rule. */
export type RuleStyle = 'inline-block' | 'inline-attribute' | 'aws_security_group_rule' | 'aws_vpc_security_group_rule';

/** A rule on the other side of a difference, and how a report names it. */
export interface OtherRule {
  readonly atom: RuleAtom;
  readonly named: CoveringRule;
}

/**
 * A rule on each side that has it, in the group that it is in: what tells how much a difference weighs and what to do
 * about it. Holds what a report may not show.
 */
export interface ComparedRule {
  /** Absent where no code declares it, or not all of it is known. */
  readonly declared?: DeclaredAtom;
  /** All of a declared rule but its peer, where that is not known or secret. */
  readonly undeterminedPeer?: Omit<DeclaredAtom, 'source'>;
  readonly live?: LiveRule;
  readonly group: LiveGroup;
  /** Where the group was looked for; absent for the region of the run. */
  readonly region?: string;
  /** In which form it is declared; absent where no code does. */
  readonly style?: RuleStyle;
  /**
   * Rules on the side that lacks it that let all its traffic through, each from addresses of its own, where it depends
   * on those of prefix lists whether that makes them the same in effect.
   */
  readonly perhapsBy?: readonly OtherRule[];
}
