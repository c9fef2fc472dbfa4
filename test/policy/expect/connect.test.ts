import { describe, expect, it } from 'vitest';
import type { Root } from '../../../src/kinds/kind.ts';
import type { Resource } from '../../../src/model/stack.ts';
import { liveGroup, liveRule } from '../../kinds/ec2/security-group/world.ts';
import { runningService } from '../../kinds/ecs/world.ts';
import { type Plain, ref, resource, stackOf, unset, variable } from '../../kinds/resources.ts';
import { type ExpectedWorld, type HeldRun, held } from './world.ts';

/* Who reaches whom, by the rules of the code and by those of AWS. */

const wanted = { connect: 'api -> redis 6379' };
const rootOf = (target: string, ...resources: readonly Resource[]): Root => ({ target, stack: stackOf(resources) });

const groupOf = (name: string, blocks: Parameters<typeof resource>[2] = {}, vpc = 'vpc-1') =>
  resource(`aws_security_group.${name}`, { name, vpc_id: vpc }, blocks);
const ruleOf = (
  direction: 'ingress' | 'egress',
  of: Plain,
  peer: Record<string, Plain>,
  ports: number | 'all' = 6379,
) =>
  resource(`aws_vpc_security_group_${direction}_rule.${direction}`, {
    security_group_id: of,
    ip_protocol: ports === 'all' ? '-1' : 'tcp',
    ...(ports === 'all' ? {} : { from_port: ports, to_port: ports }),
    ...peer,
  });
const serviceOf = (name: string, groups: Plain, label = name) =>
  resource(
    `aws_ecs_service.${label}`,
    { name, cluster: 'main' },
    { blocks: { network_configuration: [{ subnets: ['subnet-1'], security_groups: groups }] } },
  );

const tasks = ref('aws_security_group.tasks');
const redis = ref('aws_security_group.redis');
const out = ruleOf('egress', tasks, { cidr_ipv4: '0.0.0.0/0' }, 'all');
const into = ruleOf('ingress', redis, { referenced_security_group_id: tasks });
/** The code of a service and a cache, with the rules that are given. */
const code = (...rules: readonly Resource[]): readonly Root[] => [
  rootOf('default', serviceOf('api', [tasks]), groupOf('tasks'), groupOf('redis'), ...rules),
];

const allOut = (id: string) => liveRule(id, '-1 0.0.0.0/0', { IsEgress: true });
const running = (name: string, ...groups: string[]) =>
  runningService(name, '', {
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: groups } },
  });
const groups = [liveGroup('sg-1', 'tasks'), liveGroup('sg-2', 'redis')];
/** AWS has all of it, with these rules. */
const world = (...rules: NonNullable<ExpectedWorld['rules']>): ExpectedWorld => ({
  services: [running('api', 'sg-1')],
  groups,
  rules,
});
const liveIn = liveRule('sg-2', 'tcp 6379 sg-1');

const connections = ({ held: [one] }: HeldRun) => one?.connections ?? [];
const answers = (run: HeldRun) => connections(run).map(({ answer }) => answer);
/** `egress`, `ingress`, each as declared and live. */
const halves = (run: HeldRun) =>
  connections(run).map(({ declared, live }) =>
    [declared.egress, declared.ingress, live.egress, live.ingress].map((half) => half?.state ?? '-').join(' '),
  );

describe('a connection', () => {
  it.each<[string, readonly Root[], ExpectedWorld, string, string, string]>([
    [
      'on both sides',
      code(out, into),
      world(allOut('sg-1'), liveIn),
      'declared-and-live',
      'allowed allowed allowed allowed',
      '',
    ],
    [
      'without the ingress on AWS',
      code(out, into),
      world(allOut('sg-1')),
      'declared-not-live',
      'allowed allowed allowed lacking',
      'error',
    ],
    [
      'without the egress on AWS',
      code(out, into),
      world(liveIn),
      'declared-not-live',
      'allowed allowed lacking allowed',
      'error',
    ],
    [
      'without the ingress in the code',
      code(out, ruleOf('ingress', redis, { cidr_ipv4: '10.0.0.1/32' })),
      world(allOut('sg-1'), liveIn),
      'live-not-declared',
      'allowed lacking allowed allowed',
      'warning',
    ],
    [
      'without the egress in the code',
      code(into, ruleOf('egress', tasks, { cidr_ipv4: '0.0.0.0/0' }, 443)),
      world(allOut('sg-1'), liveIn),
      'live-not-declared',
      'lacking allowed allowed allowed',
      'warning',
    ],
    [
      'that the next apply takes away',
      [
        rootOf(
          'default',
          serviceOf('api', [tasks]),
          groupOf('tasks'),
          resource('aws_security_group.redis', { name: 'redis', vpc_id: 'vpc-1', ingress: [] }),
          out,
        ),
      ],
      world(allOut('sg-1'), liveIn),
      'live-not-declared',
      'allowed lacking allowed allowed',
      'error',
    ],
    [
      'on neither side',
      code(out, ruleOf('ingress', redis, { cidr_ipv4: '10.0.0.1/32' })),
      world(allOut('sg-1')),
      'neither',
      'allowed lacking allowed lacking',
      'error',
    ],
    [
      'of which no code says the ingress',
      code(out),
      world(allOut('sg-1'), liveIn),
      'live',
      'allowed unsaid allowed allowed',
      '',
    ],
    [
      'of which no code says the ingress, and that AWS lacks',
      code(out),
      world(allOut('sg-1')),
      'not-live',
      'allowed unsaid allowed lacking',
      'error',
    ],
    [
      'of which no code says the egress',
      code(into),
      world(allOut('sg-1'), liveIn),
      'live',
      'unsaid allowed allowed allowed',
      '',
    ],
    [
      'by a variable that has no value',
      code(out, ruleOf('ingress', redis, { cidr_ipv4: unset('network') })),
      world(allOut('sg-1'), liveIn),
      'undetermined',
      'allowed undetermined allowed allowed',
      '',
    ],
    [
      'by a network on AWS',
      code(out, into),
      world(allOut('sg-1'), liveRule('sg-2', 'tcp 6379 10.0.0.0/8')),
      'undetermined',
      'allowed allowed allowed undetermined',
      '',
    ],
    ['of nobody yet', code(out, into), {}, 'declared-not-live', 'allowed allowed lacking lacking', 'error'],
  ])('%s', async (_, roots, live, answer, states, severity) => {
    const run = await held([wanted], roots, live);
    expect(answers(run)).toEqual([answer]);
    expect(halves(run)).toEqual([states]);
    const found = run.findings.map((one) => ('severity' in one ? one.severity : undefined) ?? 'error');
    expect(found).toEqual(severity === '' ? [] : [severity]);
  });

  it('is said of the group that is to be reached, with what does not meet it', async () => {
    const run = await held([wanted], code(out, into), world(allOut('sg-1')));
    expect(run.short).toEqual([
      'expect/connection aws_security_group.redis connect[api -> redis 6379/tcp] code=met group=unmet',
    ]);
    expect(run.findings).toMatchObject([{ identity: { id: 'sg-2' }, at: { start: { line: 1 } } }]);
    expect(run.held).toMatchObject([{ about: 'connection', things: 1, unmet: 1, undetermined: 0 }]);
  });

  it.each([
    ['tcp', 'api -> redis 6379', 'declared-and-live'],
    ['tcp', 'api -> redis 6379/tcp', 'declared-and-live'],
    ['tcp', 'api -> redis 6379/udp', 'neither'],
    ['tcp', 'api -> redis 6379-6380', 'neither'],
    ['tcp', 'api -> redis all', 'neither'],
    ['-1', 'api -> redis all', 'declared-and-live'],
    ['-1', 'api -> redis 1-65535/udp', 'declared-and-live'],
  ] as const)('by a rule for %s: %s', async (protocol, connect, answer) => {
    const ingress = ruleOf('ingress', redis, { referenced_security_group_id: tasks }, protocol === '-1' ? 'all' : 6379);
    const live = protocol === '-1' ? liveRule('sg-2', '-1 sg-1') : liveIn;
    expect(answers(await held([{ connect }], code(out, ingress), world(allOut('sg-1'), live)))).toEqual([answer]);
  });

  it('uses any of the groups that a service has', async () => {
    const roots = [
      rootOf(
        'default',
        serviceOf('api', [ref('aws_security_group.shared'), tasks]),
        groupOf('shared'),
        groupOf('tasks'),
        groupOf('redis'),
        out,
        into,
      ),
    ];
    const live = {
      ...world(allOut('sg-3'), liveIn),
      services: [running('api', 'sg-3', 'sg-1')],
      groups: [...groups, liveGroup('sg-3', 'shared')],
    };
    expect(answers(await held([wanted], roots, live))).toEqual(['declared-and-live']);
  });

  it('is live by the groups that the service has there, whatever the code says', async () => {
    const live = { ...world(allOut('sg-9'), liveIn), services: [running('api', 'sg-9')] };
    expect(halves(await held([wanted], code(out, into), live))).toEqual(['allowed allowed allowed lacking']);
  });

  it('is not known of a service that is in no VPC of its own', async () => {
    const roots = [
      rootOf('default', resource('aws_ecs_service.api', { name: 'api', cluster: 'main' }), groupOf('redis'), into),
    ];
    const run = await held([wanted], roots, { ...world(liveIn), services: [runningService('api', '')] });
    expect(run.short).toEqual(['value-unknown/leaf aws_security_group.redis connect[api -> redis 6379/tcp]']);
  });

  it.each([
    ['ec2:DescribeSecurityGroupRules', 'unreadable/resource aws_security_group.redis connect[api -> redis 6379/tcp]'],
    ['ecs:DescribeServices', 'unreadable/resource aws_security_group.redis connect[api -> redis 6379/tcp]'],
  ] as const)('is not known without permission for %s', async (action, gap) => {
    const live = { ...world(allOut('sg-1'), liveIn), problems: { [action]: { kind: 'denied', action } as const } };
    const run = await held([wanted], code(out, into), live);
    expect(run.short).toContain(gap);
    expect(run.findings).toEqual([]);
  });

  it('is not lacking in code of which a part is missing, or that may be of either group', async () => {
    const loose = ruleOf('ingress', unset('group'), { referenced_security_group_id: tasks });
    const other = resource('aws_vpc_security_group_ingress_rule.other', {
      ...{ security_group_id: redis, ip_protocol: 'tcp', from_port: 1, to_port: 1, cidr_ipv4: '10.0.0.1/32' },
    });
    const run = await held([wanted], code(out, other, loose), world(allOut('sg-1'), liveIn));
    expect(halves(run)).toEqual(['allowed undetermined allowed allowed']);
  });

  it('may be of a rule of unknown number', async () => {
    const some = resource(
      'aws_vpc_security_group_ingress_rule.some',
      {
        security_group_id: redis,
        ip_protocol: 'tcp',
        from_port: 6379,
        to_port: 6379,
        referenced_security_group_id: tasks,
      },
      { expansion: variable('count') },
    );
    expect(halves(await held([wanted], code(out, some), world(allOut('sg-1'), liveIn)))).toEqual([
      'allowed undetermined allowed allowed',
    ]);
  });
});

describe('an end', () => {
  const full = code(out, into);
  const live = world(allOut('sg-1'), liveIn);
  it.each([
    ['service/api -> group/redis 6379'],
    ['service/main/api -> redis 6379'],
    ['tasks -> redis 6379'],
    ['group/tasks -> sg-2 6379'],
    ['sg-1 -> sg-2 6379'],
    ['aws_ecs_service.api -> aws_security_group.redis 6379'],
    ['ap* -> redi* 6379'],
    ['service/* -> group/redis 6379'],
  ])('may be written as in %s', async (connect) => {
    const run = await held([{ connect }], full, live);
    expect(answers(run)).toEqual(['declared-and-live']);
    expect(run.short).toEqual([]);
  });

  it.each([
    ['apy -> redis 6379', 'apy'],
    ['api -> service/redis 6379', 'redis'],
    ['group/api -> redis 6379', 'api'],
    ['api -> sg-77 6379', 'sg-77'],
    ['service/other/api -> redis 6379', 'api'],
    ['x* -> redis 6379', 'x*'],
  ])('that means nothing is a gap: %s', async (connect, value) => {
    const run = await held(
      [{ connect }],
      [rootOf('default', serviceOf('api', [tasks], 'web'), groupOf('tasks'), groupOf('redis'))],
      live,
    );
    expect(run.short).toEqual(['expectation-unmatched/resource (nowhere)']);
    expect(run.compared.leaves.at(-1)).toMatchObject({
      reason: { kind: 'expectation', name: 'nothing-matches', value },
    });
    expect(run.held).toMatchObject([{ things: 0, undetermined: 1 }]);
  });

  it('that is a service and another group is not guessed', async () => {
    const roots = [
      rootOf('default', serviceOf('redis', [tasks]), serviceOf('api', [tasks]), groupOf('tasks'), groupOf('redis')),
    ];
    const both = { ...live, services: [running('api', 'sg-1'), running('redis', 'sg-1')] };
    const run = await held([wanted], roots, both);
    expect(run.short).toEqual(['unidentified/resource aws_security_group.redis']);
    expect(run.compared.leaves.at(-1)).toMatchObject({ reason: { name: 'two-meanings', value: 'redis' } });
    expect(answers(await held([{ connect: 'api -> group/redis 6379' }], roots, both))).toEqual(['live']);
  });

  it('that the code calls several things lists them', async () => {
    const roots = [
      rootOf(
        'default',
        serviceOf('api', [tasks]),
        groupOf('tasks'),
        resource('module.a.aws_security_group.redis', { name: 'a', vpc_id: 'vpc-1' }),
        resource('module.b.aws_security_group.redis', { name: 'b', vpc_id: 'vpc-1' }),
      ),
    ];
    const run = await held([wanted], roots, live);
    expect(run.compared.leaves.at(-1)).toMatchObject({
      reason: {
        name: 'several',
        candidates: ['module.a.aws_security_group.redis', 'module.b.aws_security_group.redis'],
      },
    });
  });

  it('may be a module', async () => {
    const roots = [
      rootOf(
        'default',
        resource(
          'module.api.aws_ecs_service.this',
          { name: 'api-dev', cluster: 'main' },
          { blocks: { network_configuration: [{ security_groups: [ref('module.api.aws_security_group.tasks')] }] } },
        ),
        resource('module.api.aws_security_group.tasks', { name: 'tasks', vpc_id: 'vpc-1' }),
        groupOf('redis'),
        ruleOf('egress', ref('module.api.aws_security_group.tasks'), { cidr_ipv4: '0.0.0.0/0' }, 'all'),
        ruleOf('ingress', redis, { referenced_security_group_id: ref('module.api.aws_security_group.tasks') }),
      ),
    ];
    const run = await held([wanted], roots, { ...live, services: [running('api-dev', 'sg-1')] });
    expect(connections(run)).toMatchObject([{ answer: 'declared-and-live', source: { name: 'api-dev' } }]);
  });

  it('may be a block of addresses', async () => {
    const office = ruleOf('ingress', redis, { cidr_ipv4: '192.0.2.0/24' });
    const run = await held(
      [{ connect: '192.0.2.0/25 -> redis 6379' }],
      code(office),
      world(liveRule('sg-2', 'tcp 6379 192.0.2.0/26')),
    );
    expect(halves(run)).toEqual(['- allowed - lacking']);
    const back = await held([{ connect: 'api -> 192.0.2.0/25 443' }], code(out), world(allOut('sg-1')));
    expect(halves(back)).toEqual(['allowed - allowed -']);
  });

  it('may be a group that no code declares', async () => {
    const roots = [rootOf('default', serviceOf('api', [tasks]), groupOf('tasks'), out)];
    expect(halves(await held([wanted], roots, live))).toEqual(['allowed unsaid allowed allowed']);
    const run = await held([wanted], roots, world(allOut('sg-1')));
    expect(run.short).toEqual(['expect/connection (nowhere) connect[api -> redis 6379/tcp] group=unmet']);
    expect(run.findings).toMatchObject([{ identity: { id: 'sg-2', name: 'redis' } }]);
  });

  it('may be a service that no code declares, by its cluster', async () => {
    const ingress = ruleOf('ingress', redis, { referenced_security_group_id: 'sg-1' });
    const roots = [rootOf('default', groupOf('redis'), ingress)];
    const run = await held([{ connect: 'service/main/api -> redis 6379' }], roots, live);
    expect(answers(run)).toEqual(['live']);
  });

  it('asks AWS for nothing but what it has to', async () => {
    const keys: { action?: string }[] = [];
    await held([wanted], full, live, keys);
    // All of it was read to be compared: by name and in its VPC, never by name alone.
    expect(keys.filter((key) => 'group-name' in key && !('vpc-id' in key))).toEqual([]);
  });
});

describe('several targets', () => {
  it('declare a connection together', async () => {
    const roots = [
      rootOf('network', groupOf('redis'), ruleOf('ingress', redis, { referenced_security_group_id: 'sg-1' })),
      rootOf('api', serviceOf('api', [tasks]), groupOf('tasks'), out),
    ];
    expect(answers(await held([wanted], roots, world(allOut('sg-1'), liveIn)))).toEqual(['declared-and-live']);
  });

  it('may each have one of their own: the next one is meant', async () => {
    const environment = (vpc: string) =>
      rootOf(
        vpc,
        resource(
          'aws_ecs_service.api',
          { name: 'api', cluster: vpc },
          { blocks: { network_configuration: [{ security_groups: [tasks] }] } },
        ),
        groupOf('tasks', {}, vpc),
        groupOf('redis', {}, vpc),
        out,
        into,
      );
    const named = (name: string, cluster: string, ...own: string[]) => ({
      ...running(name, ...own),
      clusterArn: `arn:aws:ecs:us-east-1:123456789012:cluster/${cluster}`,
    });
    const live = {
      services: [named('api', 'vpc-1', 'sg-1'), named('api', 'vpc-2', 'sg-3')],
      groups: [
        ...groups,
        liveGroup('sg-3', 'tasks', { VpcId: 'vpc-2' }),
        liveGroup('sg-4', 'redis', { VpcId: 'vpc-2' }),
      ],
      rules: [allOut('sg-1'), allOut('sg-3'), liveIn],
    };
    const run = await held([wanted], [environment('vpc-1'), environment('vpc-2')], live);
    expect(answers(run)).toEqual(['declared-and-live', 'declared-not-live']);
    expect(run.findings).toMatchObject([{ identity: { id: 'sg-4' } }]);
    const one = await held([{ ...wanted, target: 'vpc-1' }], [environment('vpc-1'), environment('vpc-2')], live);
    expect(answers(one)).toEqual(['declared-and-live']);
  });
});
