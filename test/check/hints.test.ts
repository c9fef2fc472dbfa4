import { describe, expect, it } from 'vitest';
import { hintsOf } from '../../src/check/hints.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { Root } from '../../src/kinds/kind.ts';
import { joinCompared } from '../../src/model/leaf.ts';
import type { Hint } from '../../src/model/report/hint.ts';
import { liveGroup, liveRule } from '../kinds/ec2/security-group/world.ts';
import { json, runningService } from '../kinds/ecs/world.ts';
import { type Plain, ref, resource, type Special, sensitive, stackOf, unset } from '../kinds/resources.ts';
import { awsOf, type ExpectedWorld } from '../policy/expect/world.ts';

/* Endpoints in environments that no rule lets a service reach, and all that gives no hint. */

type Environment = Readonly<Record<string, Plain>>;

const container = (environment: Environment, more: { readonly [key: string]: Plain } = {}): Plain => ({
  name: 'api',
  image: 'api',
  environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
  ...more,
});

interface Code {
  readonly environment: Environment;
  readonly container?: { readonly [key: string]: Plain };
  readonly service?: Readonly<Record<string, readonly Record<string, Plain>[]>>;
  readonly groups?: Special | Plain[];
}

const rootOf = ({ environment, container: more, service, groups = [ref('aws_security_group.tasks')] }: Code): Root => ({
  target: 'default',
  stack: stackOf([
    resource('aws_ecs_task_definition.api', {
      family: 'api',
      container_definitions: json([container(environment, more)]),
    }),
    resource(
      'aws_ecs_service.api',
      { name: 'api', cluster: 'main', task_definition: ref('aws_ecs_task_definition.api', 'arn') },
      { blocks: { network_configuration: [{ security_groups: groups }], ...service } },
    ),
    resource('aws_security_group.tasks', { name: 'tasks', vpc_id: 'vpc-1' }),
    resource('aws_security_group.cache', { name: 'redis-cache', vpc_id: 'vpc-1' }),
  ]),
});

/** Rules of the tasks (`out …`) and of the cache (`in …`). */
function worldOf(...rules: readonly string[]): ExpectedWorld {
  const networkConfiguration = { awsvpcConfiguration: { subnets: [], securityGroups: ['sg-1'] } };
  return {
    services: [runningService('api', '', { networkConfiguration })],
    groups: [liveGroup('sg-1', 'tasks'), liveGroup('sg-2', 'redis-cache')],
    rules: rules.map((text) => {
      const [where, ...rest] = text.split(' ');
      return where === 'out'
        ? liveRule('sg-1', rest.join(' '), { IsEgress: true })
        : liveRule(where === 'own' ? 'sg-1' : 'sg-2', rest.join(' '));
    }),
  };
}

async function hints(code: Code, world: ExpectedWorld, keys: object[] = []): Promise<readonly Hint[]> {
  const roots = [rootOf(code)];
  const aws = awsOf(world, keys);
  const read = await Promise.all(kinds.map((kind) => kind.declare(roots).read(aws)));
  const compared = joinCompared(read.map((one) => one.compare()));
  keys.length = 0;
  return hintsOf([{ roots, aws }], compared);
}

const short = (all: readonly Hint[]) =>
  all.map(({ half, path, port, scheme, others = [] }) =>
    [half, /environment\[(.*)\]/.exec(path)?.[1], port, scheme ?? '-', ...others].join(' '),
  );

const redis = { REDIS_URL: 'redis://redis.example.com:6379' };
const all = 'out -1 0.0.0.0/0';

describe('a hint', () => {
  it('names the service, the variable, the port and the half that is missing', async () => {
    expect(await hints({ environment: redis }, worldOf('out tcp 443 0.0.0.0/0'))).toEqual([
      {
        code: 'endpoint-not-allowed',
        target: 'default',
        address: 'aws_ecs_service.api',
        definition: 'aws_ecs_task_definition.api',
        service: 'api',
        path: 'containers[api].environment[REDIS_URL]',
        port: 6379,
        scheme: 'redis',
        half: 'egress',
        groups: ['tasks'],
      },
    ]);
  });

  it.each<[string, Environment, readonly string[], readonly string[]]>([
    ['no egress at all', redis, [], ['egress REDIS_URL 6379 redis']],
    ['egress to another port', redis, ['out tcp 6380 0.0.0.0/0'], ['egress REDIS_URL 6379 redis']],
    ['egress to somebody', redis, ['out tcp 6379 10.0.0.0/8'], []],
    ['egress to a group', redis, ['out tcp 6379 sg-77'], []],
    ['egress to a prefix list', redis, ['out tcp 6000-7000 pl-1'], []],
    ['no group with rules for the port', redis, [all, 'in tcp 443 sg-77'], []],
    ['a group that lets others in', redis, [all, 'in tcp 6379 sg-77'], ['ingress REDIS_URL 6379 redis redis-cache']],
    [
      'a group that lets one address in',
      redis,
      [all, 'in tcp 6379 10.0.0.1/32'],
      ['ingress REDIS_URL 6379 redis redis-cache'],
    ],
    ['a group that lets a network in', redis, [all, 'in tcp 6379 10.0.0.0/8'], []],
    ['a group that lets it in', redis, [all, 'in tcp 6379 sg-77', 'in tcp 6379 sg-1'], []],
    ['a group that lets it in as part of all', redis, [all, 'in tcp 6379 sg-77', 'in -1 sg-1'], []],
    ['a group that has nothing to do with it', { QUEUE: 'mq.example.com:6379' }, [all, 'in tcp 6379 sg-77'], []],
    ['a rule of its own for others', { QUEUE: 'mq.example.com:6379' }, [all, 'own tcp 6379 sg-77'], []],
    [
      'a scheme with a port of its own',
      { GRAPH: 'bolt://graph.example.com' },
      ['out tcp 443 0.0.0.0/0'],
      ['egress GRAPH 7687 bolt'],
    ],
    ['host and port', { MILVUS: 'milvus.example.com:19530' }, ['out tcp 443 0.0.0.0/0'], ['egress MILVUS 19530 -']],
    [
      'host and port in two variables',
      { REDIS_HOST: 'redis.example.com', REDIS_PORT: '6379' },
      ['out tcp 443 0.0.0.0/0'],
      ['egress REDIS_HOST 6379 -'],
    ],
    ['a port that tells nothing', { APP_HOST: 'app.example.com', APP_PORT: '8080' }, ['out tcp 443 0.0.0.0/0'], []],
    ['an address that a rule is for', { REDIS_URL: 'redis://10.1.2.3' }, ['out tcp 6379 10.1.0.0/16'], []],
    [
      'an address that no rule is for',
      { REDIS_URL: 'redis://10.9.2.3' },
      ['out tcp 6379 10.1.0.0/16'],
      ['egress REDIS_URL 6379 redis'],
    ],
    ['the task itself', { REDIS_URL: 'redis://localhost:6379', OTHER: 'redis://127.0.0.1' }, [], []],
    ['another container of the task', { SELF: 'http://api:9000' }, [], []],
    ['a page', { DOCS: 'https://docs.example.com/page' }, [], []],
    ['a value that is not known', { REDIS_URL: unset('url') }, [], []],
  ])('with %s', async (_, environment, rules, expected) => {
    expect(short(await hints({ environment }, worldOf(...rules)))).toEqual(expected);
  });

  it('tells of a secret its port alone', async () => {
    const url = 'redis://:hunter2hunter2@redis.example.com:6380/0';
    const found = await hints({ environment: { CACHE: sensitive(url) } }, worldOf('out tcp 443 0.0.0.0/0'));
    expect(short(found)).toEqual(['egress CACHE 6380 -']);
    expect(JSON.stringify(found)).not.toMatch(/hunter2|example/);
  });

  it.each<[string, Partial<Code>, Partial<ExpectedWorld>]>([
    ['its own port', { container: { portMappings: [{ containerPort: 6379 }] } }, {}],
    ['behind a proxy', { service: { service_connect_configuration: [{ enabled: true }] } }, {}],
    ['of a service that is in no VPC', {}, { services: [runningService('api', '')] }],
    ['of a service that AWS does not have', {}, { services: [] }],
    [
      'without permission',
      {},
      { problems: { 'ec2:DescribeSecurityGroupRules': { kind: 'denied', action: 'ec2:DescribeSecurityGroupRules' } } },
    ],
    [
      'of a group that no code names',
      { groups: ['sg-9'] },
      {
        services: [
          runningService('api', '', {
            networkConfiguration: { awsvpcConfiguration: { subnets: [], securityGroups: ['sg-9'] } },
          }),
        ],
      },
    ],
  ])('is none for %s', async (_, code, more) => {
    expect(await hints({ environment: redis, ...code }, { ...worldOf(), ...more })).toEqual([]);
  });

  it('asks AWS for nothing that was not compared', async () => {
    const keys: { readonly action?: string }[] = [];
    await hints({ environment: redis }, worldOf(all, 'in tcp 6379 sg-77'), keys);
    expect(
      keys
        .map(({ action }) => action)
        .filter((action) => action?.startsWith('ecs:') && action !== 'ecs:DescribeServices'),
    ).toEqual([]);
    const before: object[] = [];
    const aws = awsOf(worldOf(all), before);
    const roots = [rootOf({ environment: redis })];
    for (const kind of kinds) (await kind.declare(roots).read(aws)).compare();
    const asked = new Set(before.map((key) => JSON.stringify(key)));
    expect(keys.filter((key) => !asked.has(JSON.stringify(key)))).toEqual([]);
  });
});
