import { Secret, type Text } from '../../../../model/secret/secret.ts';
import type { RuleAtom, RuleStyle } from '../../../../model/security-group.ts';
import { type BodyLine, quoted } from '../../../../terraform/edit/hcl-text.ts';

/** A rule as arguments of one of the forms in which code declares rules, in the order in which they are written. */
export interface RuleArguments {
  /** By name; an argument without a value is one that is not to be written. */
  readonly values: ReadonlyMap<string, string | undefined>;
  /** A placeholder stands in one. */
  readonly isIncomplete: boolean;
}

/** The rule, and the peer where code has an expression for it. */
export interface RuleToWrite extends RuleAtom {
  readonly description?: Text;
  readonly groupId: string;
  readonly ownerId?: string;
  /** An expression that comes to the id of the peer. */
  readonly peer?: string;
}

/** The arguments of a rule; undefined where a text of it cannot be written in code. */
export function ruleArguments(rule: RuleToWrite, style: RuleStyle): RuleArguments | undefined {
  const described = rule.description === undefined || rule.description === '' ? undefined : rule.description;
  const isIncomplete = described instanceof Secret;
  const description = described === undefined ? undefined : quoted(isIncomplete ? '<description>' : described);
  if (described !== undefined && description === undefined) return undefined;
  const peer = peerCode(rule);
  const values = new Map<string, string | undefined>([['description', description]]);
  switch (style) {
    case 'aws_vpc_security_group_rule': {
      values.set('ip_protocol', quoted(rule.protocol));
      values.set('from_port', rule.fromPort === undefined ? undefined : String(rule.fromPort));
      values.set('to_port', rule.toPort === undefined ? undefined : String(rule.toPort));
      for (const [name, kind] of vpcPeers) values.set(name, kind === rule.sourceKind ? peer : undefined);
      break;
    }
    case 'aws_security_group_rule':
    case 'inline-block':
    case 'inline-attribute': {
      // Ports are required, and 0 for what has none.
      // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group#ingress
      values.set('protocol', quoted(rule.protocol));
      values.set('from_port', String(rule.fromPort ?? 0));
      values.set('to_port', String(rule.toPort ?? 0));
      const isSelf = rule.sourceKind === 'group' && rule.source === rule.groupId;
      const isWhole = style === 'inline-attribute';
      const none = isWhole ? '[]' : undefined;
      if (isWhole && description === undefined) values.set('description', '""');
      for (const [name, kind] of listPeers) values.set(name, kind === rule.sourceKind ? `[${peer}]` : none);
      if (style === 'aws_security_group_rule') {
        values.set('source_security_group_id', rule.sourceKind === 'group' && !isSelf ? peer : undefined);
      } else {
        values.set('security_groups', rule.sourceKind === 'group' && !isSelf ? `[${peer}]` : none);
      }
      values.set('self', isSelf ? 'true' : isWhole ? 'false' : undefined);
      break;
    }
  }
  return { values, isIncomplete };
}

const vpcPeers = [
  ['cidr_ipv4', 'cidr-ipv4'],
  ['cidr_ipv6', 'cidr-ipv6'],
  ['prefix_list_id', 'prefix-list'],
  ['referenced_security_group_id', 'group'],
] as const;
const listPeers = [
  ['cidr_blocks', 'cidr-ipv4'],
  ['ipv6_cidr_blocks', 'cidr-ipv6'],
  ['prefix_list_ids', 'prefix-list'],
] as const;

/** The peer as an expression: a reference, else what AWS calls it. */
export function peerCode(rule: RuleToWrite): string {
  return rule.peer ?? quoted(peerText(rule)) ?? '""';
}

/** A peer as code names it without a reference: a group of another account with that account. */
function peerText({ source, account, ownerId }: RuleToWrite): string {
  return account === undefined || ownerId === undefined || account === ownerId ? source : `${account}/${source}`;
}

/** The arguments that are to be written, as lines. */
export function argumentLines({ values }: RuleArguments): readonly BodyLine[] {
  return [...values].flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/**
 * What an `aws_security_group_rule` is imported by.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/security_group_rule.html.markdown#import
 */
export function importId(rule: RuleToWrite): string {
  const isSelf = rule.sourceKind === 'group' && rule.source === rule.groupId;
  return [
    rule.groupId,
    rule.direction,
    rule.protocol === '-1' ? 'all' : rule.protocol,
    rule.fromPort ?? 0,
    rule.toPort ?? 0,
    isSelf ? 'self' : peerText(rule),
  ].join('_');
}

/** A name that tells the rule: `cache_ingress_6379_tcp_from_10_0_0_0_8`. */
export function ruleName(group: string, { direction, protocol, fromPort, toPort, source }: RuleAtom): string {
  const ports = fromPort === undefined ? [] : fromPort === toPort ? [fromPort] : [fromPort, toPort];
  const traffic = protocol === '-1' ? ['all'] : [...ports, protocol];
  return [group, direction, ...traffic, direction === 'egress' ? 'to' : 'from', source]
    .join('_')
    .replace(/::/g, '_any_')
    .replace(/[^\p{ID_Continue}]+/gu, '_')
    .replace(/_+/g, '_')
    .replace(/_$/, '')
    .replace(/^(?![\p{ID_Start}_])/u, '_');
}
