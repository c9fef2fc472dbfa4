import { partOf, together } from './fleet.ts';
import { authorize, createSecurityGroup, createVpc } from './groups.ts';
import { createRepository, pushImage } from './images.ts';
import { createSecret, putParameter } from './secrets.ts';
import { createService } from './services.ts';
import { registerTaskDefinition } from './task-definitions.ts';
import { createCluster, emptyWorld, type World } from './world.ts';

/*
 * Code of any size and the account that is as it declares: one module, called for each of many services.
 */

export interface ServiceStackOptions {
  readonly services: number;
  /** Tasks of each service. Default 4. */
  readonly tasks?: number;
  /** Security groups of each service. Default 3, at most 5. */
  readonly groups?: number;
  /** Ingress rules of each group. Default 10, at most 16. */
  readonly rules?: number;
  /** Each container has a parameter and a secret, and an image of a repository of ECR. Default: none of them. */
  readonly sources?: boolean;
  readonly account?: string;
  readonly region?: string;
}

/** Code, by the paths of its files, and what AWS has when it is applied. */
export interface ServiceStack {
  readonly files: ReadonlyMap<string, string>;
  readonly world: World;
}

const cluster = 'production';
const vpcId = 'vpc-0a1b2c3d4e5f60718';
const subnets = ['subnet-0a1b2c3d4e5f6000a', 'subnet-0a1b2c3d4e5f6000b'];
const groupNames = ['tasks', 'cache', 'database', 'search', 'queue'];

/** The names of a stack, by number from 0. */
export const stackNames = {
  service: (number: number) => `service-${String(number).padStart(4, '0')}`,
  groupId: (service: number, group: number) => `sg-0${group}${service.toString(16).padStart(15, '0')}`,
};

/** A stack: each service has a task definition of its own name, tasks and security groups with rules written inline. */
export function createServiceStack(options: ServiceStackOptions): ServiceStack {
  const { services, tasks = 4, groups = 3, rules = 10, sources = false, account, region = 'us-east-1' } = options;
  const size: Size = { tasks, groups: groupNames.slice(0, groups), rules, sources };
  if (size.groups.length !== groups || rules > 16)
    throw new RangeError('more groups or rules than there are names for');
  const place = { ...(account === undefined ? {} : { account }), region, now: '2026-09-01T08:00:00Z' };
  const base = createCluster(createVpc(emptyWorld(place), vpcId, '10.0.0.0/8'), cluster);
  // Each in a world of its own, so that making many takes no longer for each.
  const parts = Array.from({ length: services }, (_, number) => serviceWorld(partOf(base, number), number, size));
  return {
    files: new Map([
      ['main.tf', rootCode(region)],
      ['services.tf', servicesCode(services)],
      ['modules/service/variables.tf', variablesCode],
      ['modules/service/main.tf', serviceCode(size, base)],
      ['modules/service/security-groups.tf', size.groups.map((_, group) => groupCode(size, group)).join('\n')],
    ]),
    world: together(base, parts),
  };
}

interface Size {
  readonly tasks: number;
  readonly groups: readonly string[];
  readonly rules: number;
  readonly sources: boolean;
}

/** What differs from service to service. */
interface Settings {
  readonly number: number;
  readonly cpu: number;
  readonly memory: number;
  readonly release: string;
}

function settingsOf(number: number): Settings {
  const size = number % 3;
  return { number, cpu: 256 * 2 ** size, memory: 512 * 2 ** size, release: `2026.${number % 12}.${number % 7}` };
}

function rootCode(region: string): string {
  return `provider "aws" {
  region = "${region}"
}

locals {
  vpc_id  = "${vpcId}"
  subnets = ${JSON.stringify(subnets)}
}

module "service" {
  source   = "./modules/service"
  for_each = local.services

  name    = each.key
  number  = each.value.number
  cpu     = each.value.cpu
  memory  = each.value.memory
  release = each.value.release
  cluster = "${cluster}"
  vpc_id  = local.vpc_id
  subnets = local.subnets
}
`;
}

function servicesCode(services: number): string {
  const lines = Array.from({ length: services }, (_, number) => {
    const { cpu, memory, release } = settingsOf(number);
    return `    ${stackNames.service(number)} = { number = ${number}, cpu = ${cpu}, memory = ${memory}, release = "${release}" }\n`;
  });
  return `locals {\n  services = {\n${lines.join('')}  }\n}\n`;
}

const variablesCode = Object.entries({
  name: 'string',
  number: 'number',
  cpu: 'number',
  memory: 'number',
  release: 'string',
  cluster: 'string',
  vpc_id: 'string',
  subnets: 'list(string)',
})
  .map(([name, type]) => `variable "${name}" {\n  type = ${type}\n}\n`)
  .join('\n');

function serviceCode({ tasks, groups, sources }: Size, world: World): string {
  const { image, secrets } = sourcesOf(world, sources, `\${var.name}`, `\${var.release}`);
  const secretsCode = secrets
    .map(({ name, valueFrom }) => `        { name = "${name}", valueFrom = "${valueFrom}" },\n`)
    .join('');
  return `locals {
  # The range from which the others of the same service come.
  range = cidrsubnet("10.0.0.0/8", 12, var.number)
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory

  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "${image}"
      essential    = true
      portMappings = [{ containerPort = 8080, protocol = "tcp" }]
      environment = [
        { name = "RELEASE", value = var.release },
        { name = "SERVICE", value = var.name },
        { name = "LOG_LEVEL", value = "info" },
        { name = "UPSTREAM", value = "https://\${var.name}.example.com/v1" },
        { name = "WORKERS", value = tostring(var.cpu / 128) },
      ]
${secrets.length === 0 ? '' : `      secrets = [\n${secretsCode}      ]\n`}\
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          "awslogs-group"         = "/ecs/\${var.name}"
          "awslogs-region"        = "us-east-1"
          "awslogs-stream-prefix" = "app"
        }
      }
    }
  ])
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = ${tasks}
  launch_type     = "FARGATE"

  network_configuration {
    subnets         = var.subnets
    security_groups = [${groups.map((name) => `aws_security_group.${name}.id`).join(', ')}]
  }
}
`;
}

/** The last rule of each group but the first lets the first in. */
function groupCode({ groups, rules }: Size, group: number): string {
  const name = groups[group] ?? '';
  const blocks = Array.from({ length: rules }, (_, rule) => {
    const { port, isFromTasks } = ruleOf(group, rule, rules);
    const source = isFromTasks
      ? `security_groups = [aws_security_group.${groups[0]}.id]`
      : `cidr_blocks = [cidrsubnet(local.range, 4, ${rule})]`;
    return `
  ingress {
    description = "${name} \${var.name} ${rule}"
    protocol    = "tcp"
    from_port   = ${port}
    to_port     = ${port}
    ${source}
  }
`;
  });
  return `resource "aws_security_group" "${name}" {
  name        = "\${var.name}-${name}"
  description = "${name} of \${var.name}"
  vpc_id      = var.vpc_id
${blocks.join('')}}
`;
}

function ruleOf(group: number, rule: number, rules: number): { readonly port: number; readonly isFromTasks: boolean } {
  return { port: 8000 + group * 100 + rule, isFromTasks: group > 0 && rule === rules - 1 };
}

/** Where a container takes its image and its secrets from. */
function sourcesOf({ account, region }: World, sources: boolean, name: string, release: string): Sources {
  if (!sources) return { image: `public.ecr.aws/example/${name}:${release}`, secrets: [] };
  return {
    image: `${account}.dkr.ecr.${region}.amazonaws.com/${name}:${release}`,
    secrets: [
      { name: 'API_KEY', valueFrom: `arn:aws:ssm:${region}:${account}:parameter/${name}/api-key` },
      { name: 'PASSWORD', valueFrom: `arn:aws:secretsmanager:${region}:${account}:secret:${name}` },
    ],
  };
}

interface Sources {
  readonly image: string;
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
}

function serviceWorld(empty: World, number: number, size: Size): World {
  const name = stackNames.service(number);
  const settings = settingsOf(number);
  const sources = size.sources
    ? pushImage(createRepository(createSecret(putParameter(empty, `/${name}/api-key`), name), name), {
        repository: name,
        tag: settings.release,
        source: name,
      })
    : empty;
  const groups = size.groups.reduce(
    (world, groupName, group) => groupWorld(world, number, size, groupName, group),
    sources,
  );
  const definition = taskDefinition(name, settings, sourcesOf(empty, size.sources, name, settings.release));
  return createService(registerTaskDefinition(groups, definition), {
    cluster,
    serviceName: name,
    taskDefinition: name,
    desiredCount: size.tasks,
    launchType: 'FARGATE',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets,
        securityGroups: size.groups.map((_, group) => stackNames.groupId(number, group)),
      },
    },
  });
}

function groupWorld(world: World, number: number, size: Size, groupName: string, group: number): World {
  const name = stackNames.service(number);
  const created = createSecurityGroup(world, {
    id: stackNames.groupId(number, group),
    name: `${name}-${groupName}`,
    vpcId,
    description: `${groupName} of ${name}`,
    egress: 'none',
  });
  return Array.from({ length: size.rules }, (_, rule) => rule).reduce((before, rule) => {
    const { port, isFromTasks } = ruleOf(group, rule, size.rules);
    return authorize(before, {
      group: stackNames.groupId(number, group),
      direction: 'ingress',
      protocol: 'tcp',
      from: port,
      to: port,
      description: `${groupName} ${name} ${rule}`,
      ...(isFromTasks ? { source: stackNames.groupId(number, 0) } : { cidr: subnetOf(number, rule) }),
    });
  }, created);
}

/** `cidrsubnet(cidrsubnet("10.0.0.0/8", 12, number), 4, rule)`. */
function subnetOf(number: number, rule: number): string {
  const address = number * 2 ** 12 + rule * 2 ** 8;
  return `10.${Math.floor(address / 2 ** 16)}.${Math.floor(address / 2 ** 8) % 2 ** 8}.0/24`;
}

function taskDefinition(
  name: string,
  { cpu, memory, release }: Settings,
  { image, secrets }: Sources,
): Parameters<typeof registerTaskDefinition>[1] {
  const environment = {
    RELEASE: release,
    SERVICE: name,
    LOG_LEVEL: 'info',
    UPSTREAM: `https://${name}.example.com/v1`,
    WORKERS: String(cpu / 128),
  };
  return {
    family: name,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: String(cpu),
    memory: String(memory),
    containerDefinitions: [
      {
        name: 'app',
        image,
        essential: true,
        portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
        environment: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
        ...(secrets.length === 0 ? {} : { secrets: [...secrets] }),
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': `/ecs/${name}`,
            'awslogs-region': 'us-east-1',
            'awslogs-stream-prefix': 'app',
          },
        },
      },
    ],
  };
}
