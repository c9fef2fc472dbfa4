import type { Mutation } from './mutations.ts';
import { at, type Path, type Tree } from './tree.ts';

/*
 * Which mutations change nothing that is compared, so that a run may say the same after them. Everything that is not listed here is compared: after
 * its mutation a run must find something, name a gap, or not end with 0.
 */

/** Members that no comparison reads, and why; with all that lies in them. */
const unread: readonly {
  readonly action: string;
  readonly members: readonly string[];
  readonly because: string;
  /** The only directory of code of which it is true. */
  readonly directory?: string;
}[] = [
  {
    action: 'sts:GetCallerIdentity',
    members: [''],
    because: 'the ARNs of what was found tell the account, and nothing else of it is compared',
  },
  {
    action: 'ecs:DescribeServices',
    members: ['events', 'createdAt', 'createdBy', 'platformFamily', 'currentServiceDeployment'].map(
      (member) => `services.${member}`,
    ),
    because: 'what happened to the service; nobody declares it',
  },
  {
    action: 'ecs:DescribeServices',
    members: ['services.currentServiceRevisions', 'services.resourceManagementType', 'services.platformVersion'],
    because: 'told by AWS, and declared by neither fleet',
  },
  {
    action: 'ecs:DescribeServices',
    members: ['services.availabilityZoneRebalancing', 'services.roleArn', 'services.deploymentController'],
    because: 'left to AWS where the code does not declare it',
  },
  {
    action: 'ecs:DescribeServices',
    members: ['bakeTimeInMinutes', 'strategy', 'alarms', 'lifecycleHooks'].map(
      (member) => `services.deploymentConfiguration.${member}`,
    ),
    because: 'left to AWS where the code has no deployment_configuration',
  },
  {
    action: 'ecs:DescribeServices',
    members: ['services.deploymentConfiguration.deploymentCircuitBreaker'],
    because: 'left to AWS where the code does not declare it',
    directory: 'test/e2e/terraform',
  },
  {
    action: 'ecs:DescribeServices',
    members: ['services.runningCount', 'services.pendingCount'],
    because: 'only shows that the list of tasks is whole',
  },
  {
    action: 'ecs:DescribeServices',
    members: [
      ...['id', 'createdAt', 'updatedAt', 'desiredCount', 'pendingCount', 'runningCount', 'failedTasks'],
      ...['launchType', 'platformVersion', 'platformFamily', 'networkConfiguration', 'taskDefinition'],
      ...['rolloutState', 'rolloutStateReason', 'capacityProviderStrategy'],
    ].map((member) => `services.deployments.${member}`),
    because: 'the same stands in the service, or tells of a deployment that is over; AWS does not always tell a state',
  },
  {
    action: 'ecs:DescribeTaskDefinition',
    members: ['compatibilities', 'requiresAttributes', 'registeredAt', 'registeredBy'].map(
      (member) => `taskDefinition.${member}`,
    ),
    because: 'derived by AWS, or tells who made the revision',
  },
  {
    action: 'ecs:DescribeTaskDefinition',
    members: ['taskDefinition.enableFaultInjection'],
    because: 'left to AWS where the code does not declare it',
  },
  {
    action: 'ecs:DescribeTasks',
    members: [
      ...['attachments', 'attributes', 'availabilityZone', 'capacityProviderName', 'connectivity', 'connectivityAt'],
      ...['cpu', 'memory', 'createdAt', 'desiredStatus', 'enableExecuteCommand', 'ephemeralStorage', 'healthStatus'],
      ...['inferenceAccelerators', 'launchType', 'platformFamily', 'platformVersion', 'pullStartedAt', 'pullStoppedAt'],
      ...['startedBy', 'tags', 'version', 'fargateEphemeralStorage', 'overrides.inferenceAcceleratorOverrides'],
      ...['containerArn', 'taskArn', 'image', 'runtimeId', 'lastStatus', 'networkBindings', 'networkInterfaces'].map(
        (member) => `containers.${member}`,
      ),
      ...['healthStatus', 'managedAgents', 'cpu', 'memory', 'memoryReservation', 'gpuIds'].map(
        (member) => `containers.${member}`,
      ),
      'overrides',
    ].map((member) => `tasks.${member}`),
    because: 'no hop of a delivery looks at it; the overrides of these tasks set nothing',
  },
  {
    action: 'ec2:DescribeSecurityGroups',
    members: [
      'requestId',
      ...['tagSet', 'ipPermissions', 'ipPermissionsEgress', 'securityGroupArn', 'ownerId'].map(
        (member) => `securityGroupInfo.item.${member}`,
      ),
    ],
    because: 'tags are not compared, and rules are read one by one',
  },
  {
    action: 'ec2:DescribeSecurityGroupRules',
    members: [
      'requestId',
      ...[
        'tagSet',
        'securityGroupRuleArn',
        'groupOwnerId',
        'referencedGroupInfo.userId',
        'referencedGroupInfo.vpcId',
      ].map((member) => `securityGroupRuleSet.item.${member}`),
    ],
    because: 'tags are not compared, and whose the group is was told with it',
  },
  {
    action: 'ssm:DescribeParameters',
    members: ['ARN', 'Type', 'KeyId', 'LastModifiedUser', 'Description', 'Version', 'Tier', 'Policies', 'DataType'].map(
      (member) => `Parameters.${member}`,
    ),
    because: 'only whether it exists and when it changed is looked at',
  },
  {
    action: 'ecr:DescribeImages',
    members: [
      ...['registryId', 'repositoryName', 'imageSizeInBytes', 'imagePushedAt', 'imageManifestMediaType'],
      ...['artifactMediaType', 'imageStatus', 'lastRecordedPullTime'],
    ].map((member) => `imageDetails.${member}`),
    because: 'only the digest that a tag stands for is looked at',
  },
];

/** Members whose absence means a value, and the value. */
const defaults: readonly { readonly action: string; readonly member: string; readonly value: Tree }[] = [
  ...(
    [
      ['schedulingStrategy', 'REPLICA'],
      ['propagateTags', 'NONE'],
      ['enableECSManagedTags', false],
      ['enableExecuteCommand', false],
      ['healthCheckGracePeriodSeconds', 0],
      ['deploymentConfiguration.maximumPercent', 200],
      ['deploymentConfiguration.minimumHealthyPercent', 100],
      ['networkConfiguration.awsvpcConfiguration.assignPublicIp', 'DISABLED'],
    ] as const
  ).map(([member, value]) => ({ action: 'ecs:DescribeServices', member: `services.${member}`, value })),
  // Of a rule for all protocols, the only ones with this.
  ...['fromPort', 'toPort'].map((port) => ({
    action: 'ec2:DescribeSecurityGroupRules',
    member: `securityGroupRuleSet.item.${port}`,
    value: '-1',
  })),
  ...(
    [
      ['cpu', 0],
      ['essential', true],
      ['portMappings.protocol', 'tcp'],
      ['healthCheck.interval', 30],
      ['healthCheck.timeout', 5],
      ['healthCheck.retries', 3],
    ] as const
  ).map(([member, value]) => ({
    action: 'ecs:DescribeTaskDefinition',
    member: `taskDefinition.containerDefinitions.${member}`,
    value,
  })),
];

/** Other values that mean the same, or something that is as good. */
const equal: readonly { readonly action: string; readonly member: string; readonly because: string }[] = [
  {
    action: 'ecs:DescribeTaskDefinition',
    member: 'taskDefinition.containerDefinitions.portMappings.protocol',
    because: 'to the provider everything but udp is TCP',
  },
  {
    action: 'ec2:DescribeSecurityGroupRules',
    member: 'securityGroupRuleSet.item.securityGroupRuleId',
    because: 'another id is another rule of the same content',
  },
  { action: 'ssm:DescribeParameters', member: 'Parameters.LastModifiedDate', because: 'still before the tasks began' },
  { action: 'ecs:DescribeTasks', member: 'tasks.startedAt', because: 'still after the parameters changed' },
];

/** Lists that are sets or maps: a thing that stands there twice is there. */
const sets: ReadonlySet<string> = new Set([
  'services.networkConfiguration.awsvpcConfiguration.subnets',
  'services.networkConfiguration.awsvpcConfiguration.securityGroups',
  'taskDefinition.requiresCompatibilities',
  'imageDetails.imageTags',
  'services.tags',
  'taskDefinition.tags',
]);

const hostPort = 'taskDefinition.containerDefinitions.portMappings.hostPort';

/** Why a mutation of an answer changes nothing that is compared; undefined when it does change something. */
export function neutralBecause(
  { directory }: { readonly directory: string },
  action: string,
  before: Tree,
  { operator, path }: Mutation,
): string | undefined {
  const member = memberOf(path);
  const value = at(before, path);
  const isIn = (name: string) => name === '' || member === name || member.startsWith(`${name}.`);
  const reason = unread.find(
    (one) => one.action === action && (one.directory ?? directory) === directory && one.members.some(isIn),
  )?.because;
  if (reason !== undefined) return reason;
  if (/^ResponseMetadata|requestId$/.test(member)) return 'names the request';
  if (path.length === 1 && operator === 'rename' && member === '') return 'the name of the whole answer in XML';
  if (operator === 'token') return 'a further page, which repeats what was there';
  const isLost = operator === 'drop' || operator === 'null' || operator === 'rename' || operator === 'empty';
  if (isLost && isEmpty(value)) return 'nothing was there';
  if (isLost && defaults.some((one) => one.action === action && one.member === member && one.value === value)) {
    return 'to leave it out means this value';
  }
  if (isLost && member === 'tasks.group') return 'the tasks were listed by their service';
  if (isLost && member === hostPort) return 'in the network mode awsvpc it is the container port';
  if (operator === 'twice' && sets.has(member)) return 'the list is a set or a map';
  // In XML a number where a text was is another text.
  const isOther = operator === 'swap' || operator === 'another value' || operator === 'another type';
  return isOther ? equal.find((one) => one.action === action && one.member === member)?.because : undefined;
}

function isEmpty(value: Tree | undefined): boolean {
  return value === '' || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** The names on the way to a member, without places in lists and without the element that holds all of an answer in XML. */
export function memberOf(path: Path): string {
  const names = path.filter((step) => typeof step === 'string');
  return names.filter((name, index) => index > 1 || !/^Describe\w+Response$|^GetCallerIdentity/.test(name)).join('.');
}
