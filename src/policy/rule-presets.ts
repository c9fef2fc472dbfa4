import type { OwnerForm } from '../config/sections/owners.ts';
import type { RuleAtom } from '../model/security-group.ts';

/*
 * Those who are known to add rules to security groups, by what tells their rules from all others. A preset covers no
 * more than its owner adds: what somebody else adds to the same group still counts.
 */

/** What tells rules: all that is named must hold. Texts are patterns with `*`. */
export interface RulePredicate {
  readonly description?: string;
  /** Tags of the rule, or of its group. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Tags of its group. */
  readonly groupTags?: Readonly<Record<string, string>>;
  /** The names that its group may have. */
  readonly groupNames?: readonly string[];
  /** What the rule allows: one of these. */
  readonly allows?: readonly Traffic[];
}

type Traffic = Partial<Pick<RuleAtom, 'direction' | 'protocol' | 'fromPort' | 'toPort' | 'sourceKind'>>;

type Preset = NonNullable<OwnerForm['preset']>;

const ofCluster = { 'elbv2.k8s.aws/cluster': '*' };

/** What the controller tags what it makes with: for an Ingress, for a Service, for a Gateway of either kind. */
const controllerTags = ['ingress.k8s.aws', 'service.k8s.aws', 'gateway.k8s.aws.alb', 'gateway.k8s.aws.nlb'];

/**
 * The controller describes each rule that it adds to the groups of nodes and pods, and takes no other rule of them
 * away:
 * https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/pkg/targetgroupbinding/networking_manager.go
 * The groups that it makes for load balancers are its own with all their rules:
 * https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/pkg/networking/backend_sg_provider.go and
 * https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/pkg/deploy/tracking/provider.go
 */
const loadBalancerController: readonly RulePredicate[] = [
  { description: 'elbv2.k8s.aws/targetGroupBinding=shared', allows: [{ direction: 'ingress' }] },
  { groupTags: { ...ofCluster, 'elbv2.k8s.aws/resource': 'backend-sg' } },
  ...controllerTags.map((prefix) => ({
    groupTags: { ...ofCluster, [`${prefix}/resource`]: 'ManagedLBSecurityGroup' },
  })),
];

const tcpOfGroup = (direction: 'ingress' | 'egress', fromPort: number, toPort = fromPort): Traffic => ({
  direction,
  protocol: 'tcp',
  fromPort,
  toPort,
  sourceKind: 'group',
});

/** What EMR adds between the groups of a cluster. */
const betweenInstances: readonly Traffic[] = [
  { direction: 'ingress', protocol: 'icmp', fromPort: -1, toPort: -1, sourceKind: 'group' },
  tcpOfGroup('ingress', 0, 65535),
  { ...tcpOfGroup('ingress', 0, 65535), protocol: 'udp' },
  tcpOfGroup('ingress', 8443),
  tcpOfGroup('ingress', 9443),
  tcpOfGroup('egress', 8443),
];

/** The groups that EMR makes where it is given none; the older names and those that took their place. */
const emrGroups = [
  'master',
  'slave',
  'primary',
  'core',
  'Master-Private',
  'Slave-Private',
  'Primary-Private',
  'Core-Private',
  'ServiceAccess',
].map((name) => `ElasticMapReduce-${name}`);

/**
 * EMR adds the same rules to its own managed groups and to those that it is given, between the groups of a cluster:
 * https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html
 * A group that it is given has its tag when the current managed policies are used:
 * https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-managed-iam-policies.html
 * Its rules for blocks of Amazon's addresses (8443) and of the VPC (443) look like anybody's, and are not covered.
 */
const emr: readonly RulePredicate[] = [
  { groupNames: emrGroups, allows: betweenInstances },
  { groupTags: { 'for-use-with-amazon-emr-managed-policies': 'true' }, allows: betweenInstances },
];

/**
 * The group of the endpoint of Runtime Monitoring, `GuardDutyManagedSecurityGroup-<vpc>`, lets the VPC in. GuardDuty
 * may change the rules of groups that have its tag, whatever the value, and of no others:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonGuardDutyServiceRolePolicy.html and
 * https://docs.aws.amazon.com/guardduty/latest/ug/how-runtime-monitoring-works-ecs-fargate.html
 */
const guardDuty: readonly RulePredicate[] = [
  {
    groupNames: ['GuardDutyManagedSecurityGroup-*'],
    groupTags: { GuardDutyManaged: '*' },
    allows: [{ direction: 'ingress', protocol: 'tcp', fromPort: 443, toPort: 443 }],
  },
];

/**
 * ECS tags the groups that it makes for Express Mode, and the rules that it adds:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSInfrastructureRoleforExpressGatewayServices.html
 * By the same tag Terraform's provider tells the group that ECS adds to a service:
 * https://github.com/hashicorp/terraform-provider-aws/pull/47944
 */
const ofExpressMode = { AmazonECSManaged: 'true' };
const expressMode: readonly RulePredicate[] = [{ tags: ofExpressMode }];

/** The tags of the group that the owner of a preset adds to a service. */
export const groupTagsOfServices: Readonly<Partial<Record<Preset, Readonly<Record<string, string>>>>> = {
  'ecs-express-mode': ofExpressMode,
};

/** What tells the rules of each preset: one of these. */
export const rulePredicates: Readonly<Record<Preset, readonly RulePredicate[]>> = {
  'aws-load-balancer-controller': loadBalancerController,
  emr,
  guardduty: guardDuty,
  'ecs-express-mode': expressMode,
};
