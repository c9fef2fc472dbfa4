import { describe, expect, it } from 'vitest';
import { securityGroup } from '../../../../src/kinds/ec2/security-group/index.ts';
import type { AwsProblem } from '../../../../src/model/report/aws-problem.ts';
import {
  at,
  placed,
  ref,
  reference,
  resource,
  sensitive,
  stackOf,
  template,
  unknown,
  unset,
  variable,
} from '../../resources.ts';
import { account, aws, check, inShort, liveGroup, liveRule } from './world.ts';

/* Which live group is meant, whose rules a rule resource declares, and what is told of a group besides its rules. */

const web = 'aws_security_group.web';
const rule = 'aws_vpc_security_group_ingress_rule.r';
const tcp = { ip_protocol: 'tcp', from_port: 443, to_port: 443 };
const stamp = '20260102030405678900000001';
const denied: AwsProblem = { kind: 'denied', action: 'ec2:DescribeSecurityGroups' };

describe('finding a declared group', () => {
  const two = [liveGroup('sg-1', 'web'), liveGroup('sg-2', 'web', { VpcId: 'vpc-2' })];
  const tagged = (id: string, name: string, tag: string, more = {}) =>
    liveGroup(id, name, { Tags: [{ Key: 'Name', Value: tag }], ...more });
  it.each([
    ['by name', { name: 'web' }, [liveGroup('sg-1', 'web'), liveGroup('sg-9', 'web-2')], 'sg-1'],
    ['by name and VPC', { name: 'web', vpc_id: 'vpc-2' }, two, 'sg-2'],
    ['not in the VPC', { name: 'web', vpc_id: 'vpc-3' }, two, 'missing'],
    ['by name, in several VPCs', { name: 'web' }, two, 'unidentified'],
    [
      'by name and tags',
      { name: 'web', tags: { Name: 'b' } },
      [tagged('sg-1', 'web', 'a'), tagged('sg-2', 'web', 'b')],
      'sg-2',
    ],
    ['by name, tags changed by hand', { name: 'web', tags: { Name: 'c' } }, [tagged('sg-1', 'web', 'a')], 'sg-1'],
    [
      'by name and description',
      { name: 'web', description: 'B' },
      [liveGroup('sg-1', 'web', { Description: 'A' }), liveGroup('sg-2', 'web', { Description: 'B' })],
      'sg-2',
    ],
    ['unknown tag is no clue', { name: 'web', tags: { Name: unset('tag') } }, two, 'unidentified'],
    ['nothing of that name', { name: 'web' }, [liveGroup('sg-1', 'api')], 'missing'],
    ['unknown name', { name: unset('name') }, two, 'unidentified'],
    ['partly known name', { name: template('web-', variable('env')) }, [liveGroup('sg-1', 'web-dev')], 'unidentified'],
    ['by prefix', { name_prefix: 'web-' }, [liveGroup('sg-1', `web-${stamp}`), liveGroup('sg-2', 'web-blue')], 'sg-1'],
    ['nothing of that prefix', { name_prefix: 'web-' }, [liveGroup('sg-2', 'web-blue')], 'missing'],
    [
      'several of one prefix',
      { name_prefix: 'web-' },
      [liveGroup('sg-1', `web-${stamp}`), liveGroup('sg-2', `web-${stamp.replace('1', '2')}`)],
      'unidentified',
    ],
    [
      'several of one prefix, by tags',
      { name_prefix: 'web-', tags: { Name: 'b' } },
      [tagged('sg-1', `web-${stamp}`, 'a'), tagged('sg-2', `web-${stamp}`, 'b')],
      'sg-2',
    ],
    ['without a name', {}, [liveGroup('sg-1', `terraform-${stamp}`)], 'unidentified'],
    [
      'without a name, by tags',
      { tags: { Name: 'b' } },
      [tagged('sg-1', `terraform-${stamp}`, 'a'), tagged('sg-2', `terraform-${stamp}`, 'b')],
      'sg-2',
    ],
    [
      'without a name, tags that nothing has',
      { tags: { Name: 'c' } },
      [tagged('sg-1', `terraform-${stamp}`, 'a')],
      'unidentified',
    ],
    ['without a name, and there is none', { tags: { Name: 'b' } }, [liveGroup('sg-1', 'web')], 'missing'],
    ['an empty name is none', { name: '', name_prefix: 'web-' }, [liveGroup('sg-1', `web-${stamp}`)], 'sg-1'],
  ])('%s', async (_, attributes, groups, expected) => {
    const run = await check([resource(web, attributes)], { groups });
    const [checked] = run.checked;
    expect(checked?.status === 'in-sync' || checked?.status === 'drifted' ? checked.identity.id : checked?.status).toBe(
      expected,
    );
    expect(inShort(run)).toEqual(
      expected === 'missing'
        ? [`sg/group-missing ${web}`]
        : expected === 'unidentified'
          ? [`unidentified/resource ${web}`]
          : inShort(run),
    );
  });

  it('lists the candidates in order', async () => {
    const run = await check([resource(web, { name: 'web' })], { groups: two.toReversed() });
    expect(run.gaps[0]?.reason).toEqual({ kind: 'ambiguous', candidates: ['sg-1', 'sg-2'] });
  });

  it('follows the attribute of a VPC that is not among the resources, as in a plan', async () => {
    const run = await check(
      [
        resource('aws_default_security_group.d', { vpc_id: ref('aws_vpc.m') }),
        resource(rule, {
          security_group_id: ref('aws_vpc.m', 'default_security_group_id'),
          ...tcp,
          cidr_ipv4: '10.0.0.0/8',
        }),
      ],
      { groups: [liveGroup('sg-1', 'default')] },
    );
    expect(inShort(run)).toEqual(['unidentified/resource aws_default_security_group.d']);
  });

  it('gives one live group to no two declared ones', async () => {
    const run = await check(
      [
        resource('aws_security_group.a', { name: 'web', vpc_id: ref('aws_vpc.a') }),
        resource('aws_security_group.b', { name: 'web', vpc_id: ref('aws_vpc.b') }),
      ],
      { groups: [liveGroup('sg-1', 'web')] },
    );
    expect(inShort(run)).toEqual([
      'unidentified/resource aws_security_group.a',
      'unidentified/resource aws_security_group.b',
    ]);
    expect(run.learnt.size).toBe(0);
  });

  it('finds the default group of a VPC', async () => {
    const run = await check([resource('aws_default_security_group.d', { vpc_id: 'vpc-2' })], {
      groups: [
        liveGroup('sg-1', 'default'),
        liveGroup('sg-2', 'default', { VpcId: 'vpc-2', Description: 'default VPC security group' }),
      ],
      rules: [liveRule('sg-2', '-1 sg-2')],
    });
    expect(inShort(run)).toEqual(['sg/rule-extra aws_default_security_group.d ingress[all from sg-2]']);
  });

  it('asks by name and VPC, by prefix, and in the region of the resource', async () => {
    const keys: object[] = [];
    const resources = [
      resource(web, { name: 'web', vpc_id: 'vpc-1', region: 'eu-west-1' }),
      resource('aws_security_group.api', { name_prefix: 'api-', vpc_id: ref('aws_vpc.main') }),
    ];
    await securityGroup.declare([{ target: 'default', stack: stackOf(resources) }]).read(aws({}, keys));
    expect(keys).toEqual([
      { action: 'ec2:DescribeSecurityGroups', 'group-name': 'web', 'vpc-id': 'vpc-1' },
      { action: 'ec2:DescribeSecurityGroups', 'group-name-prefix': 'api-' },
    ]);
  });

  it('tells what it learnt', async () => {
    const run = await check([resource(web, { name: 'web' }), resource('data.aws_security_group.db', { name: 'db' })], {
      groups: [liveGroup('sg-1', 'web', { SecurityGroupArn: 'arn:1' }), liveGroup('sg-2', 'db')],
    });
    const texts = [...run.learnt].map(([address, known]) => [
      address,
      Object.fromEntries([...known].map(([name, value]) => [name, value.kind === 'string' ? value.value : undefined])),
    ]);
    expect(texts).toEqual(
      [
        [web, { id: 'sg-1', arn: 'arn:1', vpc_id: 'vpc-1', owner_id: account, name: 'web' }],
        ['data.aws_security_group.db', { id: 'sg-2', vpc_id: 'vpc-1', owner_id: account, name: 'db' }],
      ].toSorted(),
    );
  });
});

describe('a group that cannot be compared', () => {
  const resources = [
    resource(web, { name: 'web' }),
    resource(rule, { security_group_id: ref(web), ...tcp, cidr_ipv4: '10.0.0.0/8' }),
  ];
  it('is one finding with all its rules when it is missing', async () => {
    const run = await check(resources, {});
    expect(inShort(run)).toEqual([`sg/group-missing ${web}`]);
    expect(run.checked.map(({ status }) => status)).toEqual(['missing', 'missing']);
  });
  it('is a gap for each resource of it when AWS does not let it be found', async () => {
    const run = await check(resources, { problems: { 'ec2:DescribeSecurityGroups': denied } });
    expect(inShort(run)).toEqual([`unreadable/resource ${web}`, `unreadable/resource ${rule}`]);
    expect(run.gaps.map(({ reason }) => reason)).toEqual(run.gaps.map(() => ({ kind: 'aws', problem: denied })));
    expect(run.checked.map(({ status }) => status)).toEqual(['unreadable', 'unreadable']);
  });
  it('is a gap for each resource of it when AWS does not let its rules be read', async () => {
    const problem: AwsProblem = { kind: 'throttled', action: 'ec2:DescribeSecurityGroupRules' };
    const run = await check(resources, {
      groups: [liveGroup('sg-1', 'web')],
      problems: { 'ec2:DescribeSecurityGroupRules': problem },
    });
    expect(inShort(run)).toEqual([`unreadable/resource ${web}`, `unreadable/resource ${rule}`]);
    expect(run.checked.map(({ status }) => status)).toEqual(['unreadable', 'unreadable']);
    expect([...run.learnt.keys()]).toEqual([web]);
  });
  it('is a gap when it may have no instance', async () => {
    const run = await check([resource(web, { name: 'web' }, { expansion: variable('n') })], {});
    expect(inShort(run)).toEqual([`expansion-unknown/resource ${web}`]);
  });
  it('is a gap when its region is not known', async () => {
    const region = unset('region');
    const foreign = resource('aws_vpc_security_group_ingress_rule.s', {
      security_group_id: 'sg-404',
      region,
      ...tcp,
      cidr_ipv4: '10.0.0.0/8',
    });
    const run = await check([resource(web, { name: 'web', region }), foreign], {});
    expect(inShort(run)).toEqual([
      `unidentified/resource ${web}`,
      `unidentified/resource ${foreign.address} security_group_id`,
    ]);
    expect(run.gaps.map(({ reason }) => reason.name)).toEqual(['region', 'region']);
  });
  it('is compared when it may have no instance and is there', async () => {
    const run = await check(
      [
        resource(web, { name: 'web', ingress: [] }, { expansion: variable('n') }),
        resource(rule, {
          security_group_id: unknown({ kind: 'expansion', address: web, from: [variable('n')] }),
          ...tcp,
          cidr_ipv4: '10.0.0.0/8',
        }),
      ],
      {
        groups: [liveGroup('sg-1', 'web')],
        rules: [liveRule('sg-1', 'tcp 443 10.0.0.0/8'), liveRule('sg-1', 'udp 53 10.0.0.0/8')],
      },
    );
    expect(inShort(run)).toEqual([`sg/rule-extra ${web} ingress[53/udp from 10.0.0.0/8]`]);
    expect(run.learnt.size).toBe(0);
  });
});

describe('what a group has besides rules', () => {
  const place = at(7);
  it.each([
    ['the default description', {}, {}, []],
    ['a description', { description: 'Web' }, { Description: 'Web' }, []],
    [
      'another description',
      { description: placed('Web', place) },
      { Description: 'Old' },
      [`sg/group-changed ${web} description`],
    ],
    ['another than the default description', {}, { Description: 'Old' }, [`sg/group-changed ${web} description`]],
    [
      'an unknown description',
      { description: unset('d') },
      { Description: 'Old' },
      [`value-unknown/leaf ${web} description`],
    ],
  ])('%s', async (_, attributes, more, expected) => {
    const run = await check([resource(web, { name: 'web', ...attributes })], {
      groups: [liveGroup('sg-1', 'web', more)],
    });
    expect(inShort(run)).toEqual(expected);
  });
  it('shows both descriptions and where it is declared', async () => {
    const run = await check([resource(web, { name: 'web', description: placed('Web', place) })], {
      groups: [liveGroup('sg-1', 'web', { Description: 'Old' })],
    });
    expect(run.findings[0]).toMatchObject({
      at: place,
      declared: { value: 'Web' },
      live: { value: 'Old' },
      identity: { id: 'sg-1', name: 'web', vpcId: 'vpc-1', account },
    });
  });
  it('leaves to others what ignore_changes names', async () => {
    const ignored = resource(
      web,
      { name: 'web', description: 'Web', ingress: [{ protocol: 'tcp', from_port: 1, to_port: 1, self: true }] },
      { ignoreChanges: ['description', 'ingress'] },
    );
    const run = await check([ignored], {
      groups: [liveGroup('sg-1', 'web')],
      rules: [liveRule('sg-1', 'tcp 22 0.0.0.0/0')],
    });
    expect(inShort(run)).toEqual([
      `sg/group-changed ${web} description`,
      `sg/rule-missing ${web} ingress[1/tcp from sg-1]`,
      `sg/rule-extra ${web} ingress[22/tcp from 0.0.0.0/0]`,
    ]);
    expect(run.findings.map(({ verdict, policy }) => [verdict, policy?.by])).toEqual(
      ['description', 'ingress', 'ingress'].map((argument) => ['owned', { kind: 'ignore-changes', argument }]),
    );
    expect(run.checked.map(({ status }) => status)).toEqual(['owned']);
  });
  it('never shows a sensitive description', async () => {
    const run = await check([resource(web, { name: 'web', description: sensitive('hidden') })], {
      groups: [liveGroup('sg-1', 'web')],
    });
    expect(run.findings[0]).toMatchObject({ declared: { secret: true }, live: { secret: true } });
  });
});

describe('whose rule it is', () => {
  const groups = [liveGroup('sg-1', 'web'), liveGroup('sg-2', 'db'), liveGroup('sg-3', 'other')];
  const both = [resource(web, { name: 'web' }), resource('aws_security_group.db', { name: 'db' })];
  const ruleFor = (group: Parameters<typeof resource>[1][string], more = {}) =>
    resource(rule, { security_group_id: group, ...tcp, cidr_ipv4: '10.0.0.0/8', ...more });

  it.each([
    ['by reference', ref('aws_security_group.db')],
    ['by the id of a declared group', 'sg-2'],
  ])('%s: an extra rule is found beside it', async (_, id) => {
    const run = await check([...both, ruleFor(id)], {
      groups,
      rules: [
        liveRule('sg-2', 'tcp 443 10.0.0.0/8'),
        liveRule('sg-2', 'tcp 22 10.0.0.0/8'),
        liveRule('sg-1', 'tcp 22 10.0.0.0/8'),
      ],
    });
    expect(inShort(run)).toEqual(
      ['db', 'web'].map((name) => `sg/rule-unmanaged aws_security_group.${name} ingress[22/tcp from 10.0.0.0/8]`),
    );
  });

  it('in an instance of a module', async () => {
    const address = 'module.a["x"].aws_security_group.this[0]';
    const run = await check([resource(address, { name: 'web' }), ruleFor(ref(address))], { groups });
    expect(inShort(run)).toEqual([`sg/rule-missing ${rule} ingress[443/tcp from 10.0.0.0/8]`]);
    expect(run.findings[0]?.related).toEqual([{ address, at: at(1) }]);
  });

  it('by the id of a group of elsewhere: its other rules are nobody’s business', async () => {
    const rules = [liveRule('sg-3', 'tcp 443 10.0.0.0/8'), liveRule('sg-3', 'tcp 22 10.9.0.0/16')];
    expect(inShort(await check([ruleFor('sg-3')], { groups, rules }))).toEqual([]);
    expect(inShort(await check([ruleFor('sg-3')], { groups }))).toEqual([
      `sg/rule-missing ${rule} ingress[443/tcp from 10.0.0.0/8]`,
    ]);
  });

  it('by the id of a group that does not exist', async () => {
    const second = resource('aws_vpc_security_group_ingress_rule.s', {
      security_group_id: 'sg-404',
      ...tcp,
      cidr_ipv4: '10.0.0.0/8',
    });
    const run = await check([ruleFor('sg-404'), second], { groups });
    expect(inShort(run)).toEqual([`sg/group-missing ${rule} security_group_id`]);
    expect(run.findings[0]?.related).toEqual([{ address: second.address, at: second.at }]);
  });

  it.each([
    ['by name', { name: 'other' }],
    ['by id', { id: 'sg-3' }],
  ])('by a data source %s', async (_, attributes) => {
    const data = resource('data.aws_security_group.o', attributes);
    const run = await check([data, ruleFor(ref('data.aws_security_group.o'))], {
      groups,
      rules: [liveRule('sg-3', 'tcp 22 10.9.0.0/16')],
    });
    expect(inShort(run)).toEqual([`sg/rule-missing ${rule} ingress[443/tcp from 10.0.0.0/8]`]);
    expect(run.findings[0]?.identity.id).toBe('sg-3');
  });

  it('by a data source with filters', async () => {
    const data = resource(
      'data.aws_security_group.o',
      {},
      {
        blocks: {
          filter: [
            { name: 'group-name', values: ['other'] },
            { name: 'vpc-id', values: ['vpc-1'] },
          ],
        },
      },
    );
    const run = await check([data, ruleFor(ref('data.aws_security_group.o'))], {
      groups,
      rules: [liveRule('sg-3', 'tcp 443 10.0.0.0/8')],
    });
    expect(inShort(run)).toEqual([]);
    expect(run.checked.map(({ identity }) => identity.id)).toEqual(['sg-3']);
  });

  it.each([
    [
      'by a data source that cannot be followed',
      resource('data.aws_security_group.o', { tags: { Name: 'x' } }),
      ref('data.aws_security_group.o'),
    ],
    ['by a variable without a value', resource('data.aws_security_group.o', { name: 'other' }), unset('group')],
  ])('%s', async (_, data, id) => {
    const run = await check([data, ruleFor(id)], { groups });
    expect(inShort(run)).toEqual([`unidentified/resource ${rule} security_group_id`]);
    expect(run.checked.map(({ status }) => status)).toEqual(['unidentified']);
  });

  it('by a data source that AWS does not answer', async () => {
    const run = await check(
      [resource('data.aws_security_group.o', { name: 'other' }), ruleFor(ref('data.aws_security_group.o'))],
      { problems: { 'ec2:DescribeSecurityGroups': denied } },
    );
    expect(inShort(run)).toEqual([`unreadable/resource ${rule} security_group_id`]);
  });

  it('one of several: what it may declare is not extra', async () => {
    const either = unknown({
      kind: 'operation',
      name: 'element',
      from: [reference(web), reference('aws_security_group.db')],
    });
    const mine = resource('aws_vpc_security_group_ingress_rule.web', {
      security_group_id: ref(web),
      ip_protocol: 'udp',
      from_port: 53,
      to_port: 53,
      cidr_ipv4: '10.0.0.0/8',
    });
    const rules = [
      liveRule('sg-1', 'udp 53 10.0.0.0/8'),
      liveRule('sg-1', 'tcp 443 10.0.0.0/8'),
      liveRule('sg-1', 'tcp 22 10.0.0.0/8'),
    ];
    const run = await check([...both, mine, ruleFor(either)], { groups, rules });
    expect(inShort(run)).toEqual([
      `sg/rule-unmanaged ${web} ingress[22/tcp from 10.0.0.0/8]`,
      `elements-unknown/leaf ${web} ingress[443/tcp from 10.0.0.0/8]`,
      `unidentified/resource ${rule} security_group_id`,
    ]);
  });

  it('an instance that is not known', async () => {
    const instances = ['a', 'b'].map((key) => resource(`aws_security_group.this["${key}"]`, { name: key }));
    const code = [...instances, ruleFor(ref('aws_security_group.this'))];
    const live = [liveGroup('sg-a', 'a'), liveGroup('sg-b', 'b')];
    const there = await check(code, { groups: live, rules: [liveRule('sg-b', 'tcp 443 10.0.0.0/8')] });
    expect(inShort(there)).toEqual([
      'elements-unknown/leaf aws_security_group.this["b"] ingress[443/tcp from 10.0.0.0/8]',
      `unidentified/resource ${rule} security_group_id`,
    ]);
    // Whichever it is of, it is not there.
    const gone = await check(code, { groups: live, rules: [liveRule('sg-b', 'tcp 444 10.0.0.0/8')] });
    expect(inShort(gone)).toEqual([
      'sg/rule-unmanaged aws_security_group.this["b"] ingress[444/tcp from 10.0.0.0/8]',
      `sg/rule-missing ${rule} ingress[443/tcp from 10.0.0.0/8]`,
    ]);
    expect(gone.findings[1]?.related).toEqual(instances.map(({ address }) => ({ address, at: at(1) })));
    expect(gone.checked.at(-1)?.status).toBe('missing');
  });

  it('is hidden in a module that is not there', async () => {
    const hole = { kind: 'module-missing' as const, address: 'module.rules', source: 'x/y/aws', at: at(9) };
    const rules = [liveRule('sg-1', 'tcp 443 10.0.0.0/8'), liveRule('sg-1', 'tcp 22 10.0.0.0/8')];
    const standalone = await check([...both, ruleFor(ref(web))], { groups, rules }, [hole]);
    expect(inShort(standalone)).toEqual([`elements-unknown/leaf ${web} ingress[22/tcp from 10.0.0.0/8]`]);
    const inline = await check([resource(web, { name: 'web', ingress: [] })], { groups, rules: rules.slice(1) }, [
      hole,
    ]);
    expect(inShort(inline)).toEqual([`sg/rule-extra ${web} ingress[22/tcp from 10.0.0.0/8]`]);
  });
});

describe('from a declared group', () => {
  const groups = [liveGroup('sg-1', 'web'), liveGroup('sg-2', 'db')];
  const both = [resource(web, { name: 'web' }), resource('aws_security_group.db', { name: 'db' })];
  const from = (source: Parameters<typeof resource>[1][string]) =>
    resource(rule, { security_group_id: ref('aws_security_group.db'), ...tcp, referenced_security_group_id: source });

  it.each([
    ['by reference', ref(web)],
    ['by id', 'sg-1'],
  ])('%s: the report can name it', async (_, source) => {
    const run = await check([...both, from(source)], { groups });
    expect(inShort(run)).toEqual([`sg/rule-missing ${rule} ingress[443/tcp from sg-1]`]);
    expect(run.findings[0]).toMatchObject({
      type: 'element-missing',
      declared: {
        value: { protocol: 'tcp', fromPort: 443, toPort: 443, source: { kind: 'group', value: 'sg-1', address: web } },
      },
      live: { absent: true },
      related: [{ address: 'aws_security_group.db', at: at(1) }],
      identity: { id: 'sg-2' },
    });
  });

  it('that AWS does not have, no live rule can be', async () => {
    const run = await check([...both, from(ref(web))], {
      groups: [liveGroup('sg-2', 'db')],
      rules: [liveRule('sg-2', 'tcp 443 sg-9')],
    });
    expect(inShort(run)).toEqual(
      [
        `sg/group-missing ${web}`,
        'sg/rule-unmanaged aws_security_group.db ingress[443/tcp from sg-9]',
        `sg/rule-missing ${rule} ingress[443/tcp from ${web}.id]`,
      ].toSorted((a, b) => (a.split(' ')[1] ?? '').localeCompare(b.split(' ')[1] ?? '', 'en')),
    );
  });

  it('that cannot be identified, a live rule may be', async () => {
    const elsewhere = resource(web, { name: 'web', vpc_id: unset('vpc') });
    const run = await check([...both.filter(({ address }) => address !== web), elsewhere, from(ref(web))], {
      groups: [liveGroup('sg-1', 'web'), liveGroup('sg-8', 'web', { VpcId: 'vpc-2' }), liveGroup('sg-2', 'db')],
      rules: [liveRule('sg-2', 'tcp 443 sg-8')],
    });
    expect(inShort(run)).toEqual(
      [`unidentified/resource ${web}`, `value-unknown/leaf ${rule} ingress[443/tcp from ${web}.id]`].toSorted(),
    );
  });
});

describe('what is shown', () => {
  it('of an extra rule, with its id', async () => {
    const run = await check([resource(web, { name: 'web', ingress: [] }, { line: 3 })], {
      groups: [liveGroup('sg-1', 'web')],
      rules: [liveRule('sg-1', 'tcp 22 0.0.0.0/0', { SecurityGroupRuleId: 'sgr-1', Description: 'temp' })],
    });
    expect(run.findings[0]).toMatchObject({
      type: 'element-extra',
      at: at(3),
      declared: { absent: true },
      live: {
        value: {
          protocol: 'tcp',
          fromPort: 22,
          toPort: 22,
          source: { kind: 'cidr-ipv4', value: '0.0.0.0/0' },
          description: 'temp',
          id: 'sgr-1',
        },
      },
    });
  });

  it('of a rule with unknown parts, and of all that it may be', async () => {
    const block = {
      protocol: 'tcp',
      from_port: unset('port'),
      to_port: unset('port'),
      cidr_blocks: ['10.0.0.0/8'],
      description: template('For ', variable('who')),
    };
    const run = await check([resource(web, { name: 'web' }, { blocks: { ingress: [block] } })], {
      groups: [liveGroup('sg-1', 'web')],
      rules: [liveRule('sg-1', 'tcp 1 10.0.0.0/8'), liveRule('sg-1', 'tcp 2 10.0.0.0/8')],
    });
    expect(run.gaps[0]).toMatchObject({
      at: at(2, 3),
      declared: {
        value: {
          protocol: 'tcp',
          fromPort: 'var.port',
          source: { kind: 'cidr-ipv4', value: '10.0.0.0/8' },
          description: `For \${var.who}`,
        },
      },
      live: { value: [{ fromPort: 1 }, { fromPort: 2 }] },
    });
  });

  it('points at an element of a list in the block, and at the block otherwise', async () => {
    const here = at(2, 5);
    const elsewhere = at(40, 1, 'variables.tf');
    const block = {
      protocol: 'tcp',
      from_port: 1,
      to_port: 1,
      cidr_blocks: [placed('10.1.0.0/16', { ...here, ...at(2, 4) }), placed('10.2.0.0/16', elsewhere)],
    };
    const run = await check([resource(web, { name: 'web' }, { blocks: { ingress: [block] } })], {
      groups: [liveGroup('sg-1', 'web')],
    });
    expect(run.findings.map(({ at: place, related }) => [place?.start.line, related])).toEqual([
      [2, [{ at: at(2, 4) }]],
      [2, [{ at: elsewhere }]],
    ]);
  });

  it('nothing of a sensitive rule', async () => {
    const block = { protocol: 'tcp', from_port: 1, to_port: 1, cidr_blocks: sensitive(['10.66.0.0/16']) };
    const run = await check([resource(web, { name: 'web' }, { blocks: { ingress: [block] } })], {
      groups: [liveGroup('sg-1', 'web')],
      rules: [liveRule('sg-1', 'tcp 2 10.66.0.0/16')],
    });
    expect(run.findings.map(({ rule: id }) => id)).toEqual(['sg/rule-changed']);
    expect(JSON.stringify(run.findings)).not.toContain('10.66');
  });

  it('two sensitive rules under paths of their own', async () => {
    const block = {
      protocol: 'tcp',
      from_port: 1,
      to_port: 1,
      cidr_blocks: sensitive(['10.66.0.0/16', '10.67.0.0/16']),
    };
    const run = await check([resource(web, { name: 'web' }, { blocks: { ingress: [block] } })], {
      groups: [liveGroup('sg-1', 'web')],
    });
    expect(inShort(run)).toEqual([
      `sg/rule-missing ${web} ingress[1/tcp from (sensitive)]`,
      `sg/rule-missing ${web} ingress[1/tcp from (sensitive)] #2`,
    ]);
  });

  it('a rule of a kind that is not known', async () => {
    const run = await check([resource(web, { name: 'web', ingress: [] })], {
      groups: [liveGroup('sg-1', 'web')],
      rules: [{ GroupId: 'sg-1', IpProtocol: 'tcp', SecurityGroupRuleId: 'sgr-9' }],
    });
    expect(inShort(run)).toEqual([`unknown-member/leaf ${web} rules[sgr-9]`]);
  });
});

describe('counts', () => {
  it('each rule and each attribute once, under the resource that declares it', async () => {
    const inline = {
      protocol: 'tcp',
      from_port: 1,
      to_port: 1,
      cidr_blocks: ['10.0.0.0/8', '10.1.0.0/16', unset('c')],
    };
    const run = await check(
      [
        resource(web, { name: 'web', vpc_id: 'vpc-1' }, { blocks: { ingress: [inline] } }),
        resource(rule, { security_group_id: ref(web), ...tcp, cidr_ipv4: '10.0.0.0/8' }),
      ],
      {
        groups: [liveGroup('sg-1', 'web')],
        rules: ['tcp 1 10.0.0.0/8', 'tcp 1 10.9.0.0/16', 'udp 9 10.9.0.0/16'].map((text) => liveRule('sg-1', text)),
      },
    );
    expect(run.checked.map(({ address, status, attributes }) => [address, status, attributes])).toEqual([
      // description, vpc_id and one rule are equal; one rule is missing and one extra.
      [web, 'drifted', { compared: 5, equal: 3, drifted: 2, undetermined: 1 }],
      [rule, 'missing', { compared: 1, equal: 0, drifted: 1, undetermined: 0 }],
    ]);
  });
});
