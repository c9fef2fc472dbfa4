import type { Read } from '../../../src/aws/read.ts';
import type { AwsReader } from '../../../src/aws/reader.ts';
import type { ReadName, Reads } from '../../../src/aws/reads/index.ts';
import {
  type Answer,
  account,
  ec2Error,
  ecsError,
  ecsService,
  ecsTaskDefinition,
  filterValues,
  groupsXml,
  identityXml,
  region,
  rulesXml,
  serveEcs,
  serveJson,
  serveQuery,
  serviceArn,
  ssmParameter,
  taskDefinitionArn,
} from '../wire.ts';

/*
 * An AWS that answers every read, and what it is asked: each read with an answer, and with all else that can become of
 * it.
 */

const password = ['correct', 'horse', 'battery'].join('-');
const slackToken = `xoxb-${'1234567890'.repeat(3)}`;
export const plantedSecrets = [password, slackToken];

const otherRegion = 'eu-west-1';
const otherAccount = '999999999999';
const taskArn = `arn:aws:ecs:${region}:${account}:task/one/1`;
const deploymentArn = `arn:aws:ecs:${region}:${account}:service-deployment/one/api/d1`;
const serviceRevisionArn = `arn:aws:ecs:${region}:${account}:service-revision/one/api/r1`;
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

/** What is asked, by action; a second member is the region. Reads that came later are not in snapshots of that time. */
const questions: { readonly [N in ReadName]?: readonly (readonly [Reads[N]['key'], string?])[] } = {
  'sts:GetCallerIdentity': [[{}], [{}, otherRegion]],
  'ecs:DescribeServices': [
    [{ cluster: 'one', service: 'api' }],
    [{ cluster: `arn:aws:ecs:${region}:${account}:cluster/one`, service: serviceArn('one', 'api') }],
    [{ cluster: 'one', service: 'gone' }],
    [{ cluster: 'none', service: 'api' }],
    [{ cluster: 'one', service: 'api' }, otherRegion],
  ],
  'ecs:DescribeTaskDefinition': [
    [{ taskDefinition: 'api' }],
    [{ taskDefinition: 'api:7' }],
    [{ taskDefinition: taskDefinitionArn('api', 7) }],
    [{ taskDefinition: taskDefinitionArn('api', 6) }],
    [{ taskDefinition: 'none' }],
    [{ taskDefinition: 'denied' }],
  ],
  'ecs:ListTaskDefinitions': [
    [{ family: 'api', status: 'ACTIVE', 'at-most': 2 }],
    [{ family: 'api', status: 'ACTIVE', 'at-most': 1 }],
    [{ family: 'api', status: 'ACTIVE', 'at-most': 5 }],
    [{ family: 'api', status: 'INACTIVE', 'at-most': 5 }],
  ],
  'ecs:ListServices': [[{ cluster: 'one' }], [{ cluster: 'none' }]],
  'ecs:ListTasks': [
    [{ cluster: 'one', service: 'api', 'desired-status': 'RUNNING' }],
    [{ cluster: 'one', service: 'api', 'desired-status': 'STOPPED' }],
    [{ cluster: 'none', service: 'api', 'desired-status': 'RUNNING' }],
  ],
  'ecs:DescribeTasks': [[{ cluster: 'one', task: taskArn }], [{ cluster: 'one', task: `${taskArn}0` }]],
  'ecs:ListServiceDeployments': [[{ cluster: 'one', service: 'api' }], [{ cluster: 'none', service: 'api' }]],
  'ecs:DescribeServiceDeployments': [
    [{ 'service-deployment': deploymentArn }],
    [{ 'service-deployment': `${deploymentArn}0` }],
  ],
  'ecs:DescribeServiceRevisions': [
    [{ 'service-revision': serviceRevisionArn }],
    [{ 'service-revision': `${serviceRevisionArn}0` }],
  ],
  'ec2:DescribeSecurityGroups': [
    [{ 'group-id': 'sg-1' }],
    [{ 'group-id': 'sg-2' }],
    [{ 'group-id': 'sg-none' }],
    [{ 'group-name': 'redis' }],
    [{ 'group-name': 'redis', 'vpc-id': 'vpc-a' }],
    [{ 'group-name': 'redis', 'vpc-id': 'vpc-c' }],
    [{ 'group-name-prefix': 'red' }],
    [{ filters: { 'group-name': ['redis'], 'vpc-id': ['vpc-b', 'vpc-a'] } }],
  ],
  'ec2:DescribeSecurityGroupRules': [[{ 'group-id': 'sg-1' }], [{ 'group-id': 'sg-denied' }]],
  'ec2:DescribeVpcs': [[{ filters: { 'vpc-id': ['vpc-a'] } }], [{ filters: { 'vpc-id': ['vpc-none'] } }]],
  'ec2:DescribeSubnets': [[{ filters: { 'vpc-id': ['vpc-a'] } }], [{ filters: { 'vpc-id': ['vpc-none'] } }]],
  'ssm:DescribeParameters': [[{ name: '/app/key' }], [{ name: '/app/none' }]],
  'secretsmanager:DescribeSecret': [[{ 'secret-id': 'db' }], [{ 'secret-id': 'none' }], [{ 'secret-id': 'denied' }]],
  'ecr:DescribeRepositories': [
    [{ repository: 'api' }],
    [{ repository: 'api', registry: otherAccount }],
    [{ repository: 'none' }],
  ],
  'ecr:DescribeImages': [
    [{ repository: 'api', 'image-tag': 'v7' }],
    [{ repository: 'api', 'image-digest': digest('a') }],
    [{ repository: 'api', 'image-tag': 'none' }],
  ],
  'ecr:BatchGetImage': [
    [{ repository: 'api', 'image-digest': digest('c') }],
    [{ repository: 'api', 'image-digest': digest('d') }],
    [{ repository: 'api', 'image-digest': digest('e'), registry: otherAccount }],
  ],
  'iam:GetRole': [[{ 'role-name': 'task' }], [{ 'role-name': 'none' }]],
};

/** All answers, by what was asked. */
export async function askEverything(aws: AwsReader): Promise<ReadonlyMap<string, Read<unknown>>> {
  const ask = async <N extends ReadName>(action: N): Promise<(readonly [string, Read<unknown>])[]> =>
    Promise.all(
      (questions[action] ?? []).map(async ([key, where]): Promise<readonly [string, Read<unknown>]> => {
        const read: Read<unknown> = await aws.read(action, key, where);
        return [`${action} ${JSON.stringify(key)}${where === undefined ? '' : ` in ${where}`}`, read];
      }),
    );
  const actions = Object.keys(questions) as ReadName[];
  return new Map((await Promise.all(actions.map((action) => ask(action)))).flat());
}

/** Answers every question over HTTP; in the other region nothing but whose account it is. */
export function serveEverything(): void {
  for (const where of [region, otherRegion]) serveQuery('sts', () => identityXml(), where);
  serveEcs(({ action, body }) => ecsAnswer(action, body));
  serveEcs(() => ecsError('AccessDeniedException', 'not in this region'), otherRegion);
  serveQuery('ec2', ({ action, body }) => ec2Answer(action, body));
  serveJson(`ssm.${region}`, ({ body }) => {
    const names: string[] = body.ParameterFilters[0].Values;
    return { body: { Parameters: names.filter((name) => !name.includes('none')).map(ssmParameter) } };
  });
  serveJson(`secretsmanager.${region}`, ({ body: { SecretId: id } }) => {
    if (id === 'none') return ecsError('ResourceNotFoundException', 'no such secret');
    if (id === 'denied') return ecsError('AccessDeniedException', `you may not, ${slackToken}`);
    return {
      body: {
        ARN: `arn:aws:secretsmanager:${region}:${account}:secret:${id}-AbCdEf`,
        Name: id,
        KmsKeyId: 'alias/app',
        VersionIdsToStages: { '0a1b': ['AWSCURRENT'] },
        LastChangedDate: 1750000000,
      },
    };
  });
  serveJson(`api.ecr.${region}`, ({ action, body }) => ecrAnswer(action, body));
  serveQuery('iam', ({ body }) =>
    body.RoleName === 'none'
      ? {
          status: 404,
          body: '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no such role</Message></Error><RequestId>r</RequestId></ErrorResponse>',
        }
      : {
          body: `<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><Path>/app/</Path><RoleName>task</RoleName><RoleId>AROAX</RoleId><Arn>arn:aws:iam::${account}:role/app/task</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><MaxSessionDuration>3600</MaxSessionDuration></Role></GetRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetRoleResponse>`,
        },
  );
}

// biome-ignore lint/suspicious/noExplicitAny: a wire body of any shape
function ecsAnswer(action: string, body: any): Answer {
  if (body.cluster === 'none') return ecsError('ClusterNotFoundException', 'Cluster not found.');
  const missing = (names: readonly string[]) =>
    names.map((arn) => ({ arn: arn.startsWith('arn:') ? arn : serviceArn('one', arn), reason: 'MISSING' }));
  switch (action) {
    case 'DescribeServices': {
      const names: string[] = body.services.map((name: string) => name.slice(name.lastIndexOf('/') + 1));
      const there = [...new Set(names)].filter((name) => name !== 'gone');
      return { body: { services: there.map(service), failures: missing(names.filter((name) => name === 'gone')) } };
    }
    case 'DescribeTaskDefinition': {
      const asked: string = body.taskDefinition;
      if (asked === 'none') return ecsError('ClientException', 'Unable to describe task definition.');
      if (asked === 'denied') return ecsError('AccessDeniedException', `not with ${slackToken}`);
      return asked.endsWith(':6')
        ? { body: { taskDefinition: ecsTaskDefinition('api', 6, { status: 'INACTIVE', deregisteredAt: 1750000000 }) } }
        : { body: { taskDefinition: taskDefinition(), tags: [{ key: 'team', value: 'ml' }] } };
    }
    case 'ListTaskDefinitions':
      return body.status === 'INACTIVE'
        ? { body: { taskDefinitionArns: [taskDefinitionArn('api', 6)] } }
        : {
            body: {
              taskDefinitionArns: [taskDefinitionArn('api', 7), taskDefinitionArn('api', 5)].slice(0, body.maxResults),
              ...(body.maxResults < 3 ? { nextToken: 'more' } : {}),
            },
          };
    case 'ListServices':
      return { body: { serviceArns: [serviceArn('one', 'web'), serviceArn('one', 'api')] } };
    case 'ListTasks':
      return { body: { taskArns: body.desiredStatus === 'RUNNING' ? [taskArn] : [] } };
    case 'DescribeTasks':
      return {
        body: {
          tasks: body.tasks.filter((arn: string) => arn === taskArn).map(task),
          failures: missing(body.tasks.filter((arn: string) => arn !== taskArn)),
        },
      };
    case 'ListServiceDeployments': {
      const { targetServiceRevision: _, ...listed } = serviceDeployment();
      return { body: { serviceDeployments: [{ ...listed, targetServiceRevisionArn: serviceRevisionArn }] } };
    }
    case 'DescribeServiceDeployments': {
      const arns: string[] = body.serviceDeploymentArns;
      return {
        body: {
          serviceDeployments: arns.filter((arn) => arn === deploymentArn).map(serviceDeployment),
          failures: missing(arns.filter((arn) => arn !== deploymentArn)),
        },
      };
    }
    default: {
      const arns: string[] = body.serviceRevisionArns;
      return {
        body: {
          serviceRevisions: arns
            .filter((arn) => arn === serviceRevisionArn)
            .map((arn) => ({
              serviceRevisionArn: arn,
              taskDefinition: taskDefinitionArn('api', 7),
              containerImages: [{ containerName: 'api', image: 'example/api:1', imageDigest: digest('a') }],
              createdAt: 1750000003,
            })),
          failures: missing(arns.filter((arn) => arn !== serviceRevisionArn)),
        },
      };
    }
  }
}

function service(name: string) {
  return ecsService('one', name, {
    createdAt: 1750000000,
    deployments: [
      {
        id: 'ecs-svc/1',
        status: 'PRIMARY',
        taskDefinition: taskDefinitionArn('api', 7),
        createdAt: 1750000001.25,
        rolloutStateReason: `ECS deployment ecs-svc/1 completed with ${slackToken}.`,
        serviceConnectConfiguration: {
          enabled: true,
          logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': password } },
        },
      },
    ],
    events: [{ id: 'e', createdAt: 1750000002, message: `cannot pull with ${slackToken}` }],
    tags: [{ key: 'deploy-token', value: password }],
  });
}

function taskDefinition() {
  return ecsTaskDefinition('api', 7, {
    registeredAt: 1760000000.5,
    containerDefinitions: [
      {
        name: 'api',
        image: 'example/api:1',
        cpu: 0,
        environment: [
          { name: 'createdAt', value: '2026-01-02T03:04:05.000Z' },
          { name: 'DB_PASSWORD', value: password },
        ],
        dockerLabels: { createdAt: '2026-01-02T03:04:05.000Z', $secret: '0'.repeat(32), SLACK: slackToken },
        command: ['--token', password, 'serve'],
      },
    ],
  });
}

function task(arn: string) {
  return {
    taskArn: arn,
    clusterArn: `arn:aws:ecs:${region}:${account}:cluster/one`,
    taskDefinitionArn: taskDefinitionArn('api', 7),
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    startedBy: 'ecs-svc/1',
    group: 'service:api',
    createdAt: 1760000001,
    startedAt: 1760000002,
    attachments: [{ id: 'x' }],
    containers: [{ name: 'api', image: 'example/api:1', imageDigest: digest('a'), lastStatus: 'RUNNING' }],
    overrides: { containerOverrides: [{ name: 'api', environment: [{ name: 'DB_PASSWORD', value: password }] }] },
  };
}

function serviceDeployment() {
  return {
    serviceDeploymentArn: deploymentArn,
    status: 'ROLLBACK_SUCCESSFUL',
    statusReason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
    createdAt: 1750000004,
    finishedAt: 1750000005,
    targetServiceRevision: { arn: serviceRevisionArn, requestedTaskCount: 2 },
    rollback: { reason: 'circuit breaker', startedAt: 1750000004.5, serviceRevisionArn },
    deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
  };
}

function ec2Answer(action: string, body: Record<string, string>): Answer {
  const values = (name: string) => filterValues(body, name);
  const ids = values('group-id');
  const vpcs = values('vpc-id');
  const set = (kind: string, member: string, items: string) => ({
    body: `<${kind} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><${member}>${items}</${member}></${kind}>`,
  });
  switch (action) {
    case 'DescribeSecurityGroupRules':
      return ids.includes('sg-denied')
        ? ec2Error('UnauthorizedOperation', 'You are not authorized.', 403)
        : rulesXml([
            { id: 'sgr-2', group: 'sg-1', egress: true },
            { id: 'sgr-1', group: 'sg-1', from: 6379, to: 6379 },
          ]);
    case 'DescribeVpcs':
      return set(
        'DescribeVpcsResponse',
        'vpcSet',
        vpcs.includes('vpc-a')
          ? `<item><vpcId>vpc-a</vpcId><ownerId>${account}</ownerId><cidrBlock>10.0.0.0/16</cidrBlock><isDefault>false</isDefault></item>`
          : '',
      );
    case 'DescribeSubnets':
      return set(
        'DescribeSubnetsResponse',
        'subnetSet',
        vpcs.includes('vpc-a')
          ? `<item><subnetId>subnet-1</subnetId><subnetArn>arn:aws:ec2:${region}:${account}:subnet/subnet-1</subnetArn><vpcId>vpc-a</vpcId><cidrBlock>10.0.1.0/24</cidrBlock><availabilityZone>us-east-1a</availabilityZone></item>`
          : '',
      );
    default:
      return groupsXml(
        [
          { id: 'sg-1', name: 'redis', vpc: 'vpc-a' },
          { id: 'sg-2', name: 'redis', vpc: 'vpc-b' },
        ].filter(({ id, vpc }) => (ids.length === 0 || ids.includes(id)) && (vpcs.length === 0 || vpcs.includes(vpc))),
      );
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a wire body of any shape
function ecrAnswer(action: string, body: any): Answer {
  const { repositoryName = body.repositoryNames?.[0], registryId = account } = body;
  if (repositoryName === 'none') return ecsError('RepositoryNotFoundException', 'no such repository');
  if (action === 'DescribeRepositories') {
    const repositoryUri = `${registryId}.dkr.ecr.${region}.amazonaws.com/api`;
    return { body: { repositories: [{ repositoryName, registryId, repositoryUri, imageTagMutability: 'IMMUTABLE' }] } };
  }
  if (action === 'BatchGetImage') {
    const [{ imageDigest }] = body.imageIds;
    if (imageDigest === digest('d')) {
      return { body: { images: [], failures: [{ failureCode: 'ImageNotFound', imageId: { imageDigest } }] } };
    }
    const manifests = imageDigest === digest('c') ? { manifests: [{ digest: digest('a') }] } : {};
    return { body: { images: [{ imageId: { imageDigest }, imageManifest: JSON.stringify(manifests) }] } };
  }
  const images: { imageTag?: string; imageDigest?: string }[] = body.imageIds;
  if (images.some(({ imageTag }) => imageTag === 'none')) return ecsError('ImageNotFoundException', 'no such image');
  return {
    body: {
      imageDetails: images.map(({ imageTag = 'v1', imageDigest = digest('b') }) => ({
        repositoryName,
        registryId,
        imageDigest,
        imageTags: [imageTag],
        imagePushedAt: 1750000000,
      })),
    },
  };
}
