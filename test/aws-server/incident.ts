import { authorize, createSecurityGroup, createSubnet, createVpc, type RuleInput } from './groups.ts';
import { createRepository, pushImage } from './images.ts';
import { putParameter } from './secrets.ts';
import { createService } from './services.ts';
import { deploy, deployPartly, missingParameter, rollBack } from './stories.ts';
import { deregisterTaskDefinition, type RegisterInput, registerTaskDefinition } from './task-definitions.ts';
import { at, createCluster, createRole, elapse, emptyWorld, type Where, type World } from './world.ts';

/*
 * The incident of `fixtures/incident`, as it happened to an account.
 */

/** The service of the incident. */
export const incidentService: Where = { cluster: 'hokusai-development', service: 'hokusai-api-development' };

const vpcId = 'vpc-0a1b2c3d4e5f60718';
const groups = { balancer: 'sg-0a1b00000000000a1', redis: 'sg-0a1b00000000000b2', tasks: 'sg-0a1b00000000000c3' };
const family = 'hokusai-api-development';

/** The provider's `default_tags`, which Terraform puts on everything that it makes. */
const defaultTags = { Project: 'hokusai', Environment: 'development', ManagedBy: 'terraform' };
const ecsTags = Object.entries(defaultTags).map(([key, value]) => ({ key, value }));

/** State (a): revision 150 is deployed and the only one; nobody has applied the code since. The Redis rule is missing. */
export function notApplied(): World {
  const parameters = ['database-url', 'huggingface-api-key'].map((name) => `/hokusai/development/api/${name}`);
  const empty = createRepository(
    createCluster(network(emptyWorld({ now: '2026-02-03T09:12:44Z' })), incidentService.cluster),
    'hokusai-api',
  );
  const stored = parameters.reduce((world, name) => putParameter(world, name), empty);
  const roles = ['hokusai-ecs-execution-development', 'hokusai-api-task-development'];
  const ready = roles.reduce((world, name) => createRole(world, name), stored);
  const pushed = pushImage(at(ready, '2026-10-21T08:55:02Z'), {
    repository: 'hokusai-api',
    tag: '2026.10.1',
    source: 'v1',
  });
  const registered = registerTaskDefinition(
    at(pushed, '2026-10-21T09:02:51Z'),
    taskDefinition(pushed, ['DATABASE_URL']),
    { revision: 150 },
  );
  return createService(at(registered, '2026-10-21T09:05:30Z'), {
    cluster: incidentService.cluster,
    serviceName: incidentService.service,
    taskDefinition: family,
    desiredCount: 2,
    launchType: 'FARGATE',
    tags: ecsTags,
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: true, rollback: true },
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      strategy: 'ROLLING',
      bakeTimeInMinutes: 0,
    },
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: ['subnet-0b22222222222222b', 'subnet-0a11111111111111a'],
        securityGroups: [groups.tasks],
      },
    },
  });
}

/** State (b): revision 151 is registered, with the key, and not deployed. */
export function registered(world: World = notApplied()): World {
  const later = at(world, '2026-11-20T14:31:07Z');
  return registerTaskDefinition(later, taskDefinition(later, ['DATABASE_URL', 'HUGGINGFACE_API_KEY']));
}

/** State (c): 151 was deployed and rolled back to 150, which Terraform has deregistered. */
export function rolledBack(world: World = registered()): World {
  const later = deregisterTaskDefinition(at(world, '2026-11-20T14:32:00Z'), `${family}:150`);
  return rollBack(later, incidentService, {
    taskDefinition: `${family}:151`,
    stop: missingParameter('/hokusai/development/api/huggingface-api-key'),
  });
}

/** State (d): 151 is being deployed; one of the two tasks is still of 150. */
export function halfDeployed(world: World = registered()): World {
  return deployPartly(at(world, '2026-11-20T14:40:12Z'), incidentService, {
    taskDefinition: `${family}:151`,
    replaced: 1,
  });
}

/** State (e): 151 is deployed. */
export function deployed(world: World = registered()): World {
  return elapse(deploy(at(world, '2026-11-20T14:40:12Z'), incidentService, { taskDefinition: `${family}:151` }), 300);
}

/** The same with the rule that lets the tasks talk to Redis. */
export function withRedisRule(world: World): World {
  return authorize(world, {
    group: groups.redis,
    direction: 'ingress',
    protocol: 'tcp',
    from: 6379,
    to: 6379,
    source: groups.tasks,
    description: 'Redis from the ECS tasks',
    tags: defaultTags,
  });
}

function network(empty: World): World {
  const networks = createSubnet(
    createSubnet(createVpc(empty, vpcId, '10.20.0.0/16'), 'subnet-0a11111111111111a', vpcId, '10.20.0.0/24'),
    'subnet-0b22222222222222b',
    vpcId,
    '10.20.1.0/24',
    'b',
  );
  const balancer = createSecurityGroup(networks, {
    id: groups.balancer,
    name: 'hokusai-alb-development',
    vpcId,
    description: 'Public load balancer',
    tags: defaultTags,
  });
  const redis = createSecurityGroup(balancer, {
    id: groups.redis,
    name: 'hokusai-redis-development',
    vpcId,
    description: 'Redis: feature cache and job queue',
    tags: defaultTags,
    egress: 'none',
  });
  const all = createSecurityGroup(redis, {
    id: groups.tasks,
    name: `${family}-ecs-tasks`,
    vpcId,
    description: `ECS tasks of ${family}`,
    tags: defaultTags,
    egress: 'none',
  });
  const rules: readonly RuleInput[] = [
    {
      group: groups.balancer,
      direction: 'ingress',
      protocol: 'tcp',
      from: 443,
      to: 443,
      cidr: '0.0.0.0/0',
      description: 'HTTPS from anywhere',
    },
    {
      group: groups.redis,
      direction: 'ingress',
      protocol: 'tcp',
      from: 6379,
      to: 6379,
      cidr: '10.20.0.10/32',
      description: 'Redis from the bastion',
    },
    {
      group: groups.tasks,
      direction: 'ingress',
      protocol: 'tcp',
      from: 8001,
      to: 8001,
      source: groups.balancer,
      description: 'Traffic to the container',
    },
    { group: groups.tasks, direction: 'egress', protocol: '-1', cidr: '0.0.0.0/0', description: 'Everything out' },
  ];
  return rules.reduce((world, rule) => authorize(world, { ...rule, tags: defaultTags }), all);
}

function taskDefinition({ account, region }: World, secrets: readonly string[]): RegisterInput {
  const parameter = (name: string) =>
    `arn:aws:ssm:${region}:${account}:parameter/hokusai/development/api/${name.toLowerCase().replaceAll('_', '-')}`;
  const environment = {
    ENVIRONMENT: 'development',
    LOG_LEVEL: 'info',
    MLFLOW_TRACKING_URI: 'https://registry.example.com/mlflow',
    REDIS_HOST: 'redis.development.hokusai.example.com',
    REDIS_PORT: '6379',
  };
  return {
    family,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '512',
    memory: '1024',
    executionRoleArn: `arn:aws:iam::${account}:role/hokusai-ecs-execution-development`,
    taskRoleArn: `arn:aws:iam::${account}:role/hokusai-api-task-development`,
    containerDefinitions: [
      {
        name: 'api',
        image: `${account}.dkr.ecr.${region}.amazonaws.com/hokusai-api:2026.10.1`,
        essential: true,
        portMappings: [{ containerPort: 8001, protocol: 'tcp' }],
        environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
        secrets: secrets.map((name) => ({ name, valueFrom: parameter(name) })),
        healthCheck: {
          command: ['CMD-SHELL', 'curl --fail http://localhost:8001/health || exit 1'],
          interval: 30,
          retries: 3,
          startPeriod: 60,
        },
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': `/ecs/${family}`,
            'awslogs-region': region,
            'awslogs-stream-prefix': 'api',
          },
        },
      },
    ],
    tags: ecsTags,
  };
}
