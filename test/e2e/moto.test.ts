import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { awsEnvironment, runCli, runJson } from './cli.ts';
import { authorize, authorizeEgress, buildShop, deploy, revoke, type Shop, scale, tcp } from './shop.ts';

const moto = inject('moto');
const environment = awsEnvironment(moto);
const directory = join(import.meta.dirname, 'terraform');

let shop: Shop;
beforeEach(async () => {
  shop = await buildShop(moto, '/moto-api/reset');
});

const examine = () => runJson([directory, '--var', `vpc_id=${shop.vpcId}`], environment);

/** moto says of a service that its tasks run, and lists none: the tasks were not all seen, and the run is incomplete. */
it('finds nothing right after an apply', async () => {
  const { code, report } = await examine();
  expect(report.findings).toEqual([]);
  expect(report.gaps.filter((gap) => gap.scope !== 'leaf')).toMatchObject([
    { address: 'aws_ecs_service.api', path: 'tasks', reason: { problem: { code: 'FewerTasks' } } },
  ]);
  expect(report.summary.resources).toMatchObject({ compared: 6 });
  expect(report.targets[0]).toMatchObject({ account: '123456789012', region: 'us-east-1', source: 'aws' });
  expect(code).toBe(3);
});

interface Change {
  readonly name: string;
  readonly make: (shop: Shop) => Promise<void>;
  readonly rule: string;
  readonly address: string;
  readonly path: (shop: Shop) => string | RegExp;
  /** The exit code where it is not 2: what is only a warning does not fail a run by default. */
  readonly code?: number;
}

const taskAddress = 'aws_ecs_task_definition.api';

const changes: readonly Change[] = [
  {
    name: 'a variable removed',
    make: (world) => deploy(world, ({ containerDefinitions: [api] }) => api.environment?.pop()),
    rule: 'ecs/env-missing',
    address: taskAddress,
    path: () => 'containers[api].environment[LOG_LEVEL]',
  },
  {
    name: 'a variable added',
    make: (world) =>
      deploy(world, ({ containerDefinitions: [api] }) => api.environment?.push({ name: 'DEBUG', value: 'yes' })),
    rule: 'ecs/env-extra',
    address: taskAddress,
    path: () => 'containers[api].environment[DEBUG]',
  },
  {
    name: 'a variable changed',
    make: (world) =>
      deploy(world, ({ containerDefinitions: [api] }) => {
        api.environment = [
          { name: 'LOG_LEVEL', value: 'debug' },
          { name: 'REGION', value: 'eu' },
        ];
      }),
    rule: 'ecs/env-changed',
    address: taskAddress,
    path: () => 'containers[api].environment[LOG_LEVEL]',
  },
  {
    name: 'the image',
    make: (world) =>
      deploy(world, ({ containerDefinitions: [api] }) => {
        api.image = api.image?.replace('v7', 'v6');
      }),
    rule: 'ecs/image-changed',
    address: taskAddress,
    path: () => 'containers[api].image',
  },
  {
    name: 'cpu',
    make: (world) =>
      deploy(world, (definition) => {
        definition.cpu = '512';
      }),
    rule: 'ecs/task-definition-changed',
    address: taskAddress,
    path: () => 'cpu',
  },
  {
    name: "a secret's ARN",
    make: (world) =>
      deploy(world, ({ containerDefinitions: [api] }) => {
        api.secrets = [
          { name: 'DATABASE_URL', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/shop/old-database-url' },
        ];
      }),
    rule: 'ecs/secret-changed',
    address: taskAddress,
    path: () => 'containers[api].secrets[DATABASE_URL]',
  },
  {
    name: 'a secret removed',
    make: (world) =>
      deploy(world, ({ containerDefinitions: [api] }) => {
        api.secrets = [];
      }),
    rule: 'ecs/secret-missing',
    address: taskAddress,
    path: () => 'containers[api].secrets[DATABASE_URL]',
  },
  {
    name: 'the command',
    make: (world) =>
      deploy(world, ({ containerDefinitions: [api] }) => {
        api.command = ['serve', '--port', '9090'];
      }),
    rule: 'ecs/container-changed',
    address: taskAddress,
    path: () => /^containers\[api\]\.command/,
  },
  {
    name: 'a second container',
    make: (world) =>
      deploy(world, ({ containerDefinitions }) => {
        const all: unknown[] = containerDefinitions;
        all.push({ name: 'shell', image: 'example.com/shell:1', memory: 64 });
      }),
    rule: 'ecs/container-extra',
    address: taskAddress,
    path: () => 'containers[shell]',
  },
  {
    name: 'the desired count',
    make: (world) => scale(world, 5),
    rule: 'ecs/service-desired-count',
    address: 'aws_ecs_service.api',
    path: () => 'desiredCount',
  },
  {
    name: 'a rule revoked',
    make: (world) => revoke(world, world.redisGroup, tcp(6379, { group: world.apiGroup })),
    rule: 'sg/rule-missing',
    address: 'aws_security_group.redis',
    path: ({ apiGroup }) => new RegExp(`^ingress\\[.*6379.*${apiGroup}`),
  },
  {
    name: 'a standalone rule revoked',
    make: (world) => revoke(world, world.apiGroup, tcp(8080, { cidr: '10.1.0.0/16' })),
    rule: 'sg/rule-missing',
    address: 'aws_security_group_rule.api_from_load_balancer',
    path: () => /^ingress\[.*8080.*10\.1\.0\.0\/16/,
  },
  {
    name: 'a rule added by hand',
    make: (world) => authorize(world, world.redisGroup, tcp(22, { cidr: '203.0.113.7/32' })),
    rule: 'sg/rule-extra',
    address: 'aws_security_group.redis',
    path: () => /^ingress\[.*22.*203\.0\.113\.7\/32/,
  },
  {
    name: 'an egress rule added by hand',
    make: (world) => authorizeEgress(world, world.apiGroup, tcp(443, { cidr: '198.51.100.0/24' })),
    rule: 'sg/rule-unmanaged',
    address: 'aws_security_group.api',
    path: () => /^egress\[.*443.*198\.51\.100\.0\/24/,
    code: 3,
  },
  {
    name: "a rule's CIDR",
    make: async (world) => {
      await revoke(world, world.redisGroup, tcp(6379, { cidr: '10.9.0.0/16' }, 'Office'));
      await authorize(world, world.redisGroup, tcp(6379, { cidr: '10.8.0.0/16' }, 'Office'));
    },
    rule: 'sg/rule-changed',
    address: 'aws_security_group.redis',
    path: () => /^ingress\[.*6379.*10\.9\.0\.0\/16/,
  },
  {
    name: "a rule's port",
    make: async (world) => {
      await revoke(world, world.apiGroup, tcp(8080, { cidr: '10.1.0.0/16' }));
      await authorize(world, world.apiGroup, tcp(8081, { cidr: '10.1.0.0/16' }));
    },
    rule: 'sg/rule-changed',
    address: 'aws_security_group_rule.api_from_load_balancer',
    path: () => /^ingress\[.*8080.*10\.1\.0\.0\/16/,
  },
];

describe('finds exactly the one change', () => {
  it.each(changes)('$name', async ({ make, rule, address, path, code = 2 }) => {
    await make(shop);
    const { code: actual, report } = await examine();
    expect(report.findings.map((finding) => [finding.rule, finding.address])).toEqual([[rule, address]]);
    const expected = path(shop);
    if (typeof expected === 'string') expect(report.findings[0]?.path).toBe(expected);
    else expect(report.findings[0]?.path).toMatch(expected);
    expect(actual).toBe(code);
  });
});

it('gives the same bytes twice', async () => {
  const args = [directory, '--var', `vpc_id=${shop.vpcId}`, '--format', 'json'];
  const [first, second] = [await runCli(args, environment), await runCli(args, environment)];
  expect(first.code).toBe(3);
  expect(second.stdout).toBe(first.stdout);
});

it('replays what it recorded, without a server', async () => {
  const recorded = await runCli(['snapshot', directory, '--var', `vpc_id=${shop.vpcId}`, '-o', '-'], environment);
  expect(recorded.code).toBe(0);
  const live = await examine();
  const { writeFile, mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const folder = await mkdtemp(join(tmpdir(), 'driftcheck-e2e-'));
  try {
    await writeFile(join(folder, 'live.json'), recorded.stdout);
    const offline = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_EC2_METADATA_DISABLED: 'true' };
    const replayed = await runJson(
      [directory, '--var', `vpc_id=${shop.vpcId}`, '--live', join(folder, 'live.json')],
      offline,
    );
    expect(replayed.code).toBe(live.code);
    expect(replayed.report.checked).toEqual(live.report.checked);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('stops when nothing of what is declared exists', async () => {
  await fetch(`${moto}/moto-api/reset`, { method: 'POST' });
  const { code, stdout, stderr } = await runCli([directory, '--var', `vpc_id=${shop.vpcId}`], environment);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('123456789012');
  expect(stderr).toContain('us-east-1');
});
