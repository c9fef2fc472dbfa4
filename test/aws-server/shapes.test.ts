import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  type DescribeScalableTargetsCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  paginateDescribeSecurityGroupRules,
} from '@aws-sdk/client-ec2';
import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
} from '@aws-sdk/client-ecr';
import {
  DescribeClustersCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTaskDefinitionFamiliesCommand,
  type ListTaskDefinitionFamiliesCommandInput,
  ListTaskDefinitionsCommand,
  type ListTaskDefinitionsCommandInput,
  ListTasksCommand,
  paginateListServices,
  paginateListTasks,
} from '@aws-sdk/client-ecs';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFleet, fleetNames, fleetVpc } from './fleet.ts';
import { authorize, createSecurityGroup, createVpc } from './groups.ts';
import { createRepository, pushImage } from './images.ts';
import { deployed, halfDeployed, incidentService } from './incident.ts';
import { createSecret, deleteSecret, putParameter } from './secrets.ts';
import { serve } from './start.ts';
import { deployPartly } from './stories.ts';
import { registerTaskDefinition } from './task-definitions.ts';
import { createRole, emptyWorld, type World } from './world.ts';

const configuration = { region: 'us-east-1' };
const fleet = createFleet({ seed: 7, services: 23, groups: 12, clusters: 1, tasks: 6 });
const cluster = fleetNames.cluster(0);
let ecs: ECSClient;
let ec2: EC2Client;

/** Clients are made after the environment says where they go. */
async function serving(world: World) {
  const server = await serve(world);
  ecs = new ECSClient(configuration);
  ec2 = new EC2Client(configuration);
  return server;
}

beforeAll(() => {
  expect(createFleet({ seed: 7, services: 23, groups: 12, clusters: 1, tasks: 6 })).toEqual(fleet);
  expect(JSON.parse(JSON.stringify(fleet))).toEqual(fleet);
});

describe('ECS task definitions', () => {
  const container = { name: 'app', image: 'example.com/app:1' };

  it('are described with dates, and with tags when they are asked for', async () => {
    await serving(deployed());
    const input = { taskDefinition: 'hokusai-api-development' };
    const plain = await ecs.send(new DescribeTaskDefinitionCommand(input));
    expect(plain.taskDefinition).toMatchObject({ revision: 151, status: 'ACTIVE', cpu: '512' });
    expect(plain.taskDefinition?.registeredAt).toEqual(new Date('2026-11-20T14:31:07Z'));
    expect(plain.tags).toBeUndefined();
    const tagged = await ecs.send(new DescribeTaskDefinitionCommand({ ...input, include: ['TAGS'] }));
    expect(tagged.tags).toContainEqual({ key: 'Environment', value: 'development' });
  });

  it('by family are the latest ACTIVE revision, by number also an INACTIVE one', async () => {
    const world: World = {
      ...fleet,
      taskDefinitions: fleet.taskDefinitions.map((one) => ({
        ...one,
        status: one.revision === 2 ? ('ACTIVE' as const) : ('INACTIVE' as const),
      })),
    };
    await serving(world);
    const get = async (taskDefinition: string) =>
      (await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition;
    expect(await get('service-0001')).toMatchObject({ revision: 2, status: 'ACTIVE' });
    expect(await get('service-0001:3')).toMatchObject({ revision: 3, status: 'INACTIVE' });
    await expect(get('nothing')).rejects.toMatchObject({
      name: 'ClientException',
      message: 'Unable to describe task definition.',
    });
  });

  it('are registered with what AWS fills in', () => {
    const world = registerTaskDefinition(emptyWorld(), {
      family: 'f',
      networkMode: 'awsvpc',
      cpu: '.5 vCPU',
      memory: '2 GB',
      containerDefinitions: [
        {
          ...container,
          command: [],
          portMappings: [{ containerPort: 80 }],
          healthCheck: { command: ['CMD', 'true'], retries: 5 },
        },
      ],
      volumes: [{ name: 'scratch' }, { name: 'shared', efsVolumeConfiguration: { fileSystemId: 'fs-1' } }],
    });
    const [registered] = world.taskDefinitions;
    expect(registered).toMatchObject({
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/f:1',
      cpu: '512',
      memory: '2048',
      compatibilities: ['EC2', 'FARGATE'],
      placementConstraints: [],
      volumes: [
        { name: 'scratch', host: {}, configuredAtLaunch: false },
        { name: 'shared', efsVolumeConfiguration: { fileSystemId: 'fs-1', rootDirectory: '/' } },
      ],
    });
    expect(registered).not.toHaveProperty('requiresCompatibilities');
    expect(registered?.containerDefinitions).toEqual([
      {
        ...container,
        cpu: 0,
        essential: true,
        portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }],
        environment: [],
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
        healthCheck: { command: ['CMD', 'true'], interval: 30, timeout: 5, retries: 5 },
      },
    ]);
  });

  it('are listed in order, ACTIVE ones by default, page by page', async () => {
    await serving(fleet);
    const list = async (input: ListTaskDefinitionsCommandInput) => {
      const { taskDefinitionArns = [], nextToken } = await ecs.send(new ListTaskDefinitionsCommand(input));
      return { names: taskDefinitionArns.map((arn) => arn.split('/')[1]), nextToken };
    };
    const familyPrefix = 'service-0002';
    expect((await list({ familyPrefix })).names).toEqual(['service-0002:3']);
    expect((await list({ familyPrefix: 'service-' })).names).toEqual([]);
    const first = await list({ familyPrefix, status: 'INACTIVE', sort: 'DESC', maxResults: 1 });
    expect(first.names).toEqual(['service-0002:2']);
    const second = await list({
      familyPrefix,
      status: 'INACTIVE',
      sort: 'DESC',
      maxResults: 1,
      nextToken: first.nextToken,
    });
    expect(second).toEqual({ names: ['service-0002:1'], nextToken: undefined });
    expect((await list({})).names).toHaveLength(23);
    await expect(list({ maxResults: 101 })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(list({ nextToken: 'invented' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('have families, which are listed by what they begin with', async () => {
    await serving(fleet);
    const list = async (input: ListTaskDefinitionFamiliesCommandInput) =>
      (await ecs.send(new ListTaskDefinitionFamiliesCommand(input))).families;
    expect(await list({ familyPrefix: 'service-000', status: 'ACTIVE', maxResults: 2 })).toEqual([
      'service-0000',
      'service-0001',
    ]);
    expect(await list({ familyPrefix: 'none' })).toEqual([]);
    expect(await list({ status: 'ACTIVE' })).toHaveLength(23);
    expect(await list({ status: 'INACTIVE' })).toEqual([]);
  });
});

describe('ECS services and tasks', () => {
  it('are described ten services at a time, and missing ones are failures', async () => {
    await serving(fleet);
    const names = Array.from({ length: 11 }, (_, number) => fleetNames.service(number));
    const { services = [], failures } = await ecs.send(
      new DescribeServicesCommand({ cluster, services: [...names.slice(0, 9), 'nothing'], include: ['TAGS'] }),
    );
    expect(services.map((one) => one.serviceName)).toEqual(names.slice(0, 9));
    expect(services[0]?.tags).toEqual([{ key: 'fleet', value: '7' }]);
    expect(services[0]?.createdAt).toEqual(new Date('2026-09-01T08:00:00Z'));
    expect(failures).toEqual([
      { arn: `arn:aws:ecs:us-east-1:123456789012:service/${cluster}/nothing`, reason: 'MISSING' },
    ]);
    await expect(ecs.send(new DescribeServicesCommand({ cluster, services: names }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(ecs.send(new DescribeServicesCommand({ services: ['a'] }))).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
    });
  });

  it('are listed page by page', async () => {
    await serving(fleet);
    const pages: number[] = [];
    for await (const page of paginateListServices({ client: ecs }, { cluster }))
      pages.push(page.serviceArns?.length ?? 0);
    expect(pages).toEqual([10, 10, 3]);
    const tasks: string[] = [];
    for await (const page of paginateListTasks({ client: ecs, pageSize: 7 }, { cluster })) {
      expect(page.taskArns?.length).toBeLessThanOrEqual(7);
      tasks.push(...(page.taskArns ?? []));
    }
    expect(new Set(tasks).size).toBe(fleet.tasks.filter((one) => one.lastStatus === 'RUNNING').length);
  });

  it('list the tasks of a service, running or stopped less than an hour ago', async () => {
    const world = halfDeployed();
    await serving(world);
    const list = async (input: object) =>
      (await ecs.send(new ListTasksCommand({ cluster: incidentService.cluster, ...input }))).taskArns ?? [];
    const { service: serviceName, cluster: name } = incidentService;
    const running = await list({ serviceName });
    expect(running).toHaveLength(2);
    expect(await list({ serviceName, desiredStatus: 'STOPPED' })).toHaveLength(1);
    const { tasks = [], failures } = await ecs.send(
      new DescribeTasksCommand({ cluster: name, tasks: [...running, '0123456789abcdef0123456789abcdef'] }),
    );
    expect(tasks.map((one) => one.taskDefinitionArn?.split(':').at(-1)).sort()).toEqual(['150', '151']);
    expect(tasks[0]).toMatchObject({
      group: `service:${serviceName}`,
      lastStatus: 'RUNNING',
      overrides: { containerOverrides: [{ name: 'api' }] },
    });
    expect(tasks[0]?.containers?.[0]?.imageDigest).toBe(world.images[0]?.imageDigest);
    expect(failures).toMatchObject([{ reason: 'MISSING' }]);
    await expect(list({ serviceName: 'nothing' })).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
    await expect(
      ecs.send(new DescribeTasksCommand({ cluster: name, tasks: Array.from({ length: 101 }, (_, n) => String(n)) })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const later = await serve({ ...world, now: world.now + 3601 });
    ecs = new ECSClient({ ...configuration, endpoint: later.endpoint });
    expect(await list({ serviceName, desiredStatus: 'STOPPED' })).toEqual([]);
  });

  it('tell their deployments and revisions', async () => {
    await serving(halfDeployed());
    const where = { cluster: incidentService.cluster, service: incidentService.service };
    const { serviceDeployments: listed = [] } = await ecs.send(new ListServiceDeploymentsCommand(where));
    expect(listed.map((one) => one.status)).toEqual(['IN_PROGRESS', 'SUCCESSFUL']);
    const successful = await ecs.send(new ListServiceDeploymentsCommand({ ...where, status: ['SUCCESSFUL'] }));
    expect(successful.serviceDeployments).toHaveLength(1);
    const recent = await ecs.send(
      new ListServiceDeploymentsCommand({ ...where, createdAt: { after: new Date('2026-11-01T00:00:00Z') } }),
    );
    expect(recent.serviceDeployments).toHaveLength(1);
    const arns = listed.map((one) => one.serviceDeploymentArn ?? '');
    const { serviceDeployments = [], failures } = await ecs.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [...arns, `${arns[0]}x`] }),
    );
    expect(serviceDeployments[0]).toMatchObject({
      targetServiceRevision: { arn: listed[0]?.targetServiceRevisionArn },
      sourceServiceRevisions: [{ arn: listed[1]?.targetServiceRevisionArn }],
      deploymentCircuitBreaker: { status: 'MONITORING', threshold: 3 },
    });
    expect(failures).toHaveLength(1);
    const { serviceRevisions = [] } = await ecs.send(
      new DescribeServiceRevisionsCommand({
        serviceRevisionArns: listed.map((one) => one.targetServiceRevisionArn ?? ''),
      }),
    );
    expect(serviceRevisions.map((one) => one.taskDefinition?.split(':').at(-1))).toEqual(['151', '150']);
    expect(serviceRevisions[0]?.containerImages?.[0]).toMatchObject({ containerName: 'api' });
    const many = Array.from({ length: 21 }, () => arns[0] ?? '');
    await expect(
      ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: many })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('count in their cluster', async () => {
    await serving(fleet);
    const { clusters, failures } = await ecs.send(new DescribeClustersCommand({ clusters: [cluster, 'nothing'] }));
    expect(clusters).toMatchObject([{ clusterName: cluster, status: 'ACTIVE', activeServicesCount: 23 }]);
    expect(failures).toMatchObject([{ reason: 'MISSING' }]);
    const { serviceArns } = await ecs.send(new ListServicesCommand({ cluster, launchType: 'EC2' }));
    expect(serviceArns).toEqual([]);
  });
});

describe('EC2', () => {
  const names = { group: fleetNames.group(3), id: fleetNames.groupId(3) };

  it('finds groups by id, name, wildcard and VPC', async () => {
    await serving(fleet);
    const find = async (Filters: { Name: string; Values: string[] }[]) =>
      (await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups?.map((one) => one.GroupName);
    expect(await find([{ Name: 'group-id', Values: [names.id, 'sg-0'] }])).toEqual([names.group]);
    expect(await find([{ Name: 'group-name', Values: ['group-000?'] }])).toHaveLength(10);
    expect(
      await find([
        { Name: 'group-name', Values: ['group-001*'] },
        { Name: 'vpc-id', Values: [fleetVpc] },
      ]),
    ).toHaveLength(2);
    expect(await find([{ Name: 'group-name', Values: ['group-00\\*'] }])).toEqual([]);
    expect(await find([{ Name: 'vpc-id', Values: ['vpc-0'] }])).toEqual([]);
    await expect(find([{ Name: 'invented', Values: ['x'] }])).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const values = Array.from({ length: 201 }, (_, number) => `sg-${number}`);
    await expect(find([{ Name: 'group-id', Values: values }])).rejects.toMatchObject({ name: 'FilterLimitExceeded' });
  });

  it('refuses a call with one id that does not exist', async () => {
    await serving(fleet);
    const get = (GroupIds: string[]) => ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }));
    expect((await get([names.id])).SecurityGroups).toHaveLength(1);
    await expect(get([names.id, 'sg-0a'])).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
    await expect(get(['group'])).rejects.toMatchObject({ name: 'InvalidGroupId.Malformed' });
  });

  it('pages of 5 to 1000', async () => {
    await serving(fleet);
    const page = (MaxResults: number, NextToken?: string) =>
      ec2.send(new DescribeSecurityGroupsCommand({ MaxResults, NextToken }));
    const first = await page(10);
    const second = await page(10, first.NextToken);
    expect([first.SecurityGroups?.length, second.SecurityGroups?.length, second.NextToken]).toEqual([10, 2, undefined]);
    await expect(page(4)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(page(5, 'invented')).rejects.toMatchObject({ name: 'InvalidNextToken' });
    const rules: string[] = [];
    for await (const { SecurityGroupRules = [] } of paginateDescribeSecurityGroupRules(
      { client: ec2, pageSize: 5 },
      { Filters: [{ Name: 'group-id', Values: [names.id, fleetNames.groupId(4)] }] },
    )) {
      rules.push(...SecurityGroupRules.map((one) => one.SecurityGroupRuleId ?? ''));
    }
    const expected = fleet.securityGroupRules.filter((one) => [names.id, fleetNames.groupId(4)].includes(one.GroupId));
    expect(rules).toEqual(expected.map((one) => one.SecurityGroupRuleId));
  });

  it('has rules in canonical form: one row for each source here, merged by ports there', async () => {
    const vpcId = 'vpc-01';
    const group = { id: 'sg-01', name: 'web', vpcId, tags: { 'a&b': '<c>' } };
    const world = [
      { protocol: 'TCP', from: 443, to: 443, cidr: '10.1.2.3/16', description: 'a "quoted" & <odd> one' },
      { protocol: '6', from: 443, to: 443, cidr: '2001:0DB8:0000::1/32' },
      { protocol: 'tcp', from: 443, to: 443, prefixList: 'pl-01' },
      { protocol: 'tcp', from: 443, to: 443, source: '210987654321/sg-02' },
      { protocol: '58', cidr: '::/0' },
      { protocol: '50', from: 1, to: 2, cidr: '0.0.0.0/0' },
    ].reduce<World>(
      (all, rule) => authorize(all, { ...rule, group: 'sg-01', direction: 'ingress' }),
      createSecurityGroup(createVpc(emptyWorld(), vpcId, '10.1.0.0/16'), group),
    );
    expect(() =>
      authorize(world, { group: 'sg-01', direction: 'ingress', protocol: 'tcp', from: 443, cidr: '10.1.9.9/16' }),
    ).toThrow(RangeError);
    await serving(world);
    const [found] = (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups ?? [];
    expect(found?.Tags).toEqual([{ Key: 'a&b', Value: '<c>' }]);
    expect(found?.IpPermissions).toMatchObject([
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: '10.1.0.0/16', Description: 'a "quoted" & <odd> one' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
        PrefixListIds: [{ PrefixListId: 'pl-01' }],
        UserIdGroupPairs: [{ GroupId: 'sg-02', UserId: '210987654321' }],
      },
      { IpProtocol: 'icmpv6', FromPort: -1, ToPort: -1 },
      { IpProtocol: '50' },
    ]);
    expect(found?.IpPermissions?.[2]?.FromPort).toBeUndefined();
    expect(found?.IpPermissionsEgress).toMatchObject([{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
    const { SecurityGroupRules: rules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({}));
    expect(rules).toHaveLength(7);
    expect(rules[0]).toMatchObject({
      IsEgress: true,
      IpProtocol: '-1',
      FromPort: -1,
      ToPort: -1,
      GroupOwnerId: '123456789012',
    });
    expect(rules[4]?.ReferencedGroupInfo).toEqual({ GroupId: 'sg-02', UserId: '210987654321' });
    expect(rules[6]).toMatchObject({ IpProtocol: '50', FromPort: -1 });
    const none = await ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: ['sg-0f'] }] }),
    );
    expect(none.SecurityGroupRules).toEqual([]);
  });

  it('finds networks', async () => {
    await serving(fleet);
    const vpcs = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'cidr', Values: ['10.20.*'] }] }));
    expect(vpcs.Vpcs).toMatchObject([{ VpcId: fleetVpc, IsDefault: false }]);
    const subnets = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'availability-zone', Values: ['us-east-1b'] }] }),
    );
    expect(subnets.Subnets).toMatchObject([{ VpcId: fleetVpc, AvailabilityZoneId: 'use1-az2', DefaultForAz: false }]);
    await expect(ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-0'] }))).rejects.toMatchObject({
      name: 'InvalidVpcID.NotFound',
    });
  });
});

describe('the other services', () => {
  it('STS and IAM', async () => {
    await serving(createRole(emptyWorld(), 'task', '/apps/'));
    expect(await new STSClient(configuration).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:sts::123456789012:assumed-role/driftcheck-read/session',
    });
    const iam = new IAMClient(configuration);
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: 'task' }));
    expect(role).toMatchObject({
      Arn: 'arn:aws:iam::123456789012:role/apps/task',
      Path: '/apps/',
      MaxSessionDuration: 3600,
    });
    expect(role?.CreateDate).toEqual(new Date('2026-11-20T15:00:00Z'));
    expect(JSON.parse(decodeURIComponent(role?.AssumeRolePolicyDocument ?? ''))).toMatchObject({
      Version: '2012-10-17',
    });
    await expect(iam.send(new GetRoleCommand({ RoleName: 'nobody' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });

  it('SSM', async () => {
    const world = Array.from({ length: 60 }, (_, number) => `/app/${number}`).reduce(
      (all, name) => putParameter(all, name),
      emptyWorld(),
    );
    await serving(putParameter(world, '/app/1'));
    const ssm = new SSMClient(configuration);
    const find = (Option: string, Values: string[], NextToken?: string) =>
      ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Option, Values }], NextToken }));
    const one = await find('Equals', ['/app/1', '/other']);
    expect(one.Parameters).toMatchObject([
      { ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/app/1', Version: 2, Type: 'SecureString' },
    ]);
    const first = await find('BeginsWith', ['/app/']);
    const second = await find('BeginsWith', ['/app/'], first.NextToken);
    expect([first.Parameters?.length, second.Parameters?.length, second.NextToken]).toEqual([50, 10, undefined]);
    const many = Array.from({ length: 51 }, (_, number) => String(number));
    await expect(find('Equals', many)).rejects.toMatchObject({ name: 'InvalidFilterValue' });
  });

  it('Application Auto Scaling', async () => {
    const target = (service: string) => ({
      ServiceNamespace: 'ecs' as const,
      ResourceId: `service/main/${service}`,
      ScalableDimension: 'ecs:service:DesiredCount' as const,
      MinCapacity: 2,
      MaxCapacity: 8,
      RoleARN: 'arn:aws:iam::123456789012:role/autoscaling',
      CreationTime: 1_750_000_000,
    });
    const services = Array.from({ length: 60 }, (_, number) => `s${number}`);
    await serving({ ...emptyWorld(), scalableTargets: services.map(target) });
    const client = new ApplicationAutoScalingClient(configuration);
    const find = (input: Partial<DescribeScalableTargetsCommandInput>) =>
      client.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ...input }));
    const { ScalableTargets: found } = await find({ ResourceIds: ['service/main/s7', 'service/main/none'] });
    expect(found).toMatchObject([{ ResourceId: 'service/main/s7', MinCapacity: 2, MaxCapacity: 8 }]);
    expect(found?.[0]?.CreationTime).toBeInstanceOf(Date);
    const first = await find({});
    const second = await find({ NextToken: first.NextToken });
    expect([first, second].map(({ ScalableTargets: all = [] }) => all.length)).toEqual([50, 10]);
    expect((await find({ ServiceNamespace: 'ec2' })).ScalableTargets).toEqual([]);
    const ResourceIds = services.slice(0, 51);
    await expect(find({ ResourceIds })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('Secrets Manager', async () => {
    const world = createSecret(createSecret(emptyWorld(), 'db/password'), 'gone');
    await serving(deleteSecret(world, 'gone'));
    const arn = world.secrets[0]?.ARN ?? '';
    const secrets = new SecretsManagerClient(configuration);
    const get = (SecretId: string) => secrets.send(new DescribeSecretCommand({ SecretId }));
    for (const name of ['db/password', arn, arn.slice(0, -7)]) expect(await get(name)).toMatchObject({ ARN: arn });
    expect(Object.values((await get(arn)).VersionIdsToStages ?? {})).toEqual([['AWSCURRENT']]);
    expect((await get('gone')).DeletedDate).toBeInstanceOf(Date);
    await expect(get('nothing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    // What ECS appends is not understood.
    await expect(get(`${arn}:key::`)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('ECR, whose index names its children', async () => {
    const repository = createRepository(emptyWorld(), 'app');
    const platforms = ['linux/amd64', 'linux/arm64'];
    const world = pushImage(repository, { repository: 'app', tag: 'v1', source: 'one', platforms });
    await serving(pushImage(world, { repository: 'app', tag: 'v2', source: 'two' }));
    const ecr = new ECRClient(configuration);
    const repositoryName = 'app';
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
    expect(repositories).toMatchObject([{ repositoryUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/app' }]);
    const { imageDetails } = await ecr.send(
      new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: 'v1' }] }),
    );
    const digest = imageDetails?.[0]?.imageDigest ?? '';
    const { images, failures } = await ecr.send(
      new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest: digest }, { imageTag: 'v9' }] }),
    );
    const index: { manifests: { digest: string; platform: object }[] } = JSON.parse(images?.[0]?.imageManifest ?? '');
    expect(index.manifests.map((one) => one.platform)).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ]);
    expect(failures).toMatchObject([{ failureCode: 'ImageNotFound' }]);
    const untagged = await ecr.send(new DescribeImagesCommand({ repositoryName, filter: { tagStatus: 'UNTAGGED' } }));
    expect(untagged.imageDetails?.map((one) => one.imageDigest)).toEqual(index.manifests.map((one) => one.digest));
    await expect(
      ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: 'v9' }] })),
    ).rejects.toMatchObject({ name: 'ImageNotFoundException' });
    await expect(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['x'] }))).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    });
  });

  it('each region has its own world', async () => {
    const server = await serve([fleet, createFleet({ seed: 1, services: 1, groups: 0, region: 'eu-west-1' })]);
    const count = async (region: string) =>
      (await new ECSClient({ region }).send(new ListServicesCommand({ cluster, maxResults: 100 }))).serviceArns?.length;
    expect(await count('us-east-1')).toBe(23);
    expect(await count('eu-west-1')).toBe(1);
    await expect(count('eu-west-2')).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
    server.become(createFleet({ seed: 1, services: 2, groups: 0, region: 'eu-west-1' }));
    expect(await count('eu-west-1')).toBe(2);
  });

  it('an action that is not served is unknown', async () => {
    await serving(emptyWorld());
    const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
    const { ListClustersCommand } = await import('@aws-sdk/client-ecs');
    await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: 'InvalidAction' });
    await expect(ecs.send(new ListClustersCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});

describe('a half-finished deployment', () => {
  it('has tasks of both revisions', () => {
    const where = { cluster, service: fleetNames.service(0) };
    const world = deployPartly(
      registerTaskDefinition(fleet, { family: 'service-0000', containerDefinitions: [{ name: 'app' }] }),
      where,
      {
        taskDefinition: 'service-0000',
        replaced: 1,
      },
    );
    const service = world.services.find((one) => one.serviceName === where.service);
    expect(service?.deployments.map((one) => one.status)[0]).toBe('PRIMARY');
    expect(service?.runningCount).toBe(service?.desiredCount);
  });
});
