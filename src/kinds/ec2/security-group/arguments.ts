import { type KnownNames, knownArguments } from '../../known-names.ts';
import { apart, identity, ignored, readOnly, type Treatment } from '../../sdk-members.ts';
import { associationType } from './association.ts';
import { exclusiveType } from './exclusive.ts';

/*
 * The arguments of groups and rules: https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service/ec2
 * (vpc_security_group.go, vpc_default_security_group.go, vpc_security_group_rule.go,
 * vpc_security_group_ingress_rule.go and vpc_security_group_rules_exclusive.go).
 */

type Arguments = Readonly<Record<string, Treatment>>;

const ofRules = ['from_port', 'to_port', 'protocol', 'cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids', 'self'];
const ofInlineRules = ['ingress', 'egress'].flatMap((direction) =>
  [...ofRules, 'security_groups', 'description'].map((name) => `${direction}.${name}`),
);
const timeouts: Arguments = { timeouts: ignored('says how long Terraform waits') };

const ofGroup: Arguments = {
  ...compared(ofInlineRules),
  vpc_id: identity('says where the group is'),
  description: apart,
  tags: apart,
  tags_all: apart,
  revoke_rules_on_delete: ignored('says how Terraform deletes the group'),
  name: identity('names the group'),
  name_prefix: identity('names the group'),
  arn: readOnly('names the group to AWS'),
  owner_id: readOnly('the account of the group'),
};

const ofRule: Arguments = {
  ...compared([...ofRules, 'type', 'source_security_group_id', 'description']),
  security_group_id: identity('names the group'),
  security_group_rule_id: readOnly('names the rule to AWS'),
  ...timeouts,
};

const ofVpcRule: Arguments = {
  ...compared(['from_port', 'to_port', 'ip_protocol', 'cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'description']),
  referenced_security_group_id: apart,
  security_group_id: identity('names the group'),
  tags: apart,
  tags_all: apart,
  arn: readOnly('names the rule to AWS'),
  security_group_rule_id: readOnly('names the rule to AWS'),
};

const ofExclusive: Arguments = {
  ...compared(['ingress_rule_ids', 'egress_rule_ids']),
  security_group_id: identity('names the group'),
};

const ofAssociation: Arguments = {
  vpc_id: apart,
  security_group_id: identity('names the group'),
  state: readOnly('whether the association is made yet'),
  ...timeouts,
};

/** Every resource type that declares groups or rules, with its arguments. */
export const groupArguments: Readonly<Record<string, KnownNames>> = {
  aws_security_group: knownArguments({}, { ...ofGroup, ...timeouts }),
  aws_default_security_group: knownArguments({}, ofGroup),
  aws_security_group_rule: knownArguments({}, ofRule),
  aws_vpc_security_group_ingress_rule: knownArguments({}, ofVpcRule),
  aws_vpc_security_group_egress_rule: knownArguments({}, ofVpcRule),
  [exclusiveType]: knownArguments({}, ofExclusive),
  [associationType]: knownArguments({}, ofAssociation),
};

function compared(names: readonly string[]): Arguments {
  return Object.fromEntries(names.map((name) => [name, apart]));
}
