import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeVpcsCommand,
  EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import {
  type ContainerDefinition,
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

/** The world that `terraform/main.tf` declares, built through the SDK as an apply would. */
export interface Shop {
  readonly vpcId: string;
  readonly apiGroup: string;
  readonly redisGroup: string;
  readonly ecs: ECSClient;
  readonly ec2: EC2Client;
}

const account = '123456789012';

/** What `aws_ecs_task_definition.api` registers. */
export function taskDefinition(): RegisterTaskDefinitionCommandInput & { containerDefinitions: [ContainerDefinition] } {
  return {
    family: 'shop-api',
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    executionRoleArn: `arn:aws:iam::${account}:role/shop-execution`,
    containerDefinitions: [
      {
        name: 'api',
        image: `${account}.dkr.ecr.us-east-1.amazonaws.com/shop-api:v7`,
        essential: true,
        memory: 512,
        command: ['serve', '--port', '8080'],
        portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
        environment: [
          { name: 'REGION', value: 'eu' },
          { name: 'LOG_LEVEL', value: 'info' },
        ],
        secrets: [{ name: 'DATABASE_URL', valueFrom: `arn:aws:ssm:us-east-1:${account}:parameter/shop/database-url` }],
        healthCheck: {
          command: ['CMD-SHELL', 'wget -q -O- http://localhost:8080/health'],
          interval: 30,
          retries: 3,
          timeout: 5,
        },
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': '/ecs/shop-api',
            'awslogs-region': 'us-east-1',
            'awslogs-stream-prefix': 'api',
          },
        },
      },
    ],
  };
}

/** One TCP rule from a CIDR or a group. */
export function tcp(port: number, source: { cidr: string } | { group: string }, description?: string): IpPermission {
  const described = description === undefined ? {} : { Description: description };
  return {
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    ...('cidr' in source
      ? { IpRanges: [{ CidrIp: source.cidr, ...described }] }
      : { UserIdGroupPairs: [{ GroupId: source.group, ...described }] }),
  };
}

const everything: IpPermission = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

/** Empties the server and builds the world anew, in sync with the code. */
export async function buildShop(endpoint: string, resetPath: string): Promise<Shop> {
  const reset = await fetch(`${endpoint}${resetPath}`, { method: 'POST' });
  if (!reset.ok) throw new Error(`${resetPath}: ${reset.status}`);
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const ecs = new ECSClient(options);
  const ec2 = new EC2Client(options);

  const vpcId = (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId;
  if (vpcId === undefined) throw new Error('the server has no default VPC');
  const createGroup = async (name: string, description: string) => {
    const created = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: name, Description: description, VpcId: vpcId }),
    );
    if (created.GroupId === undefined) throw new Error(`${name}: no id`);
    // EC2 lets everything out of a group that is made; the provider takes that away.
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: created.GroupId, IpPermissions: [everything] }));
    return created.GroupId;
  };
  const apiGroup = await createGroup('shop-api', "Tasks of the shop's API");
  const redisGroup = await createGroup('shop-redis', 'Redis');
  await ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId: apiGroup, IpPermissions: [everything] }));
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: apiGroup,
      IpPermissions: [tcp(8080, { cidr: '10.1.0.0/16' })],
    }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: redisGroup,
      IpPermissions: [tcp(6379, { cidr: '10.9.0.0/16' }, 'Office'), tcp(6379, { group: apiGroup })],
    }),
  );

  const ssm = new SSMClient(options);
  await ssm.send(new PutParameterCommand({ Name: '/shop/database-url', Type: 'SecureString', Value: 'invented' }));

  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  await ecs.send(new RegisterTaskDefinitionCommand(taskDefinition()));
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'shop-api',
      taskDefinition: 'shop-api:1',
      desiredCount: 2,
      launchType: 'FARGATE',
    }),
  );
  return { vpcId, apiGroup, redisGroup, ecs, ec2 };
}

/** Registers a changed definition and puts the service on it, as a deployment made by hand does. */
export async function deploy(
  shop: Shop,
  change: (definition: ReturnType<typeof taskDefinition>) => void,
): Promise<void> {
  const definition = taskDefinition();
  change(definition);
  const registered = await shop.ecs.send(new RegisterTaskDefinitionCommand(definition));
  const arn = registered.taskDefinition?.taskDefinitionArn;
  if (arn === undefined) throw new Error('no revision was registered');
  await shop.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'shop-api', taskDefinition: arn }));
}

/** Scales the service by hand. */
export async function scale(shop: Shop, desiredCount: number): Promise<void> {
  await shop.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'shop-api', desiredCount }));
}

export async function authorize(shop: Shop, group: string, permission: IpPermission): Promise<void> {
  await shop.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [permission] }));
}

export async function authorizeEgress(shop: Shop, group: string, permission: IpPermission): Promise<void> {
  await shop.ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId: group, IpPermissions: [permission] }));
}

export async function revoke(shop: Shop, group: string, permission: IpPermission): Promise<void> {
  await shop.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [permission] }));
}
