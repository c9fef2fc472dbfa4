import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewsOf } from '../../../../src/check/views.ts';
import { securityGroup } from '../../../../src/kinds/ec2/security-group/index.ts';
import type { Root } from '../../../../src/kinds/kind.ts';
import type { Compared, Leaf } from '../../../../src/model/leaf.ts';
import { formatPath } from '../../../../src/model/path.ts';
import type { Resource } from '../../../../src/model/stack.ts';
import { at, ref, reference, resource, stackOf, unknown, unset } from '../../resources.ts';
import { aws, type Live, liveGroup, liveRule } from './world.ts';

/* The code of several targets declares rules of one live group: all of them are held against it together. */

const web = 'aws_security_group.web';
const rule = 'aws_vpc_security_group_ingress_rule.app';
const groups = [liveGroup('sg-1', 'web')];

function target(name: string, ...resources: readonly Resource[]): Root {
  return { target: name, stack: stackOf(resources) };
}

/** Without that the rules of a group are declared in two ways, of which `conflicts.test.ts` tells. */
async function compare(roots: readonly Root[], live: Live): Promise<Compared> {
  const { subjects, leaves } = (await securityGroup.declare(roots).read(aws(live))).compare();
  return { subjects, leaves: leaves.filter((leaf) => leaf.outcome !== 'differs' || leaf.isDeclaredTwice !== true) };
}

/** `target address path: outcome`, of everything that is not equal. */
function inShort({ leaves }: Compared): readonly string[] {
  return leaves.filter(({ outcome }) => outcome !== 'equal').map(text);
}

function text(leaf: Leaf): string {
  const what = leaf.outcome === 'differs' ? leaf.change : leaf.outcome;
  return `${leaf.subject.target} ${leaf.subject.address} ${formatPath(leaf.path)}: ${what}`;
}

/** The target's status and counts of each resource. */
function statuses(compared: Compared): readonly string[] {
  const { checked } = viewsOf(compared);
  return compared.subjects.map(({ target: name, address }, index) => `${name} ${address}: ${checked[index]?.status}`);
}

const tcp = (port: number, peer: string) => ({
  protocol: 'tcp',
  from_port: port,
  to_port: port,
  cidr_blocks: [peer],
});
type Argument = Parameters<typeof resource>[1][string];
const appRule = (group: Argument, port: Argument = 6379) =>
  resource(
    rule,
    { security_group_id: group, ip_protocol: 'tcp', from_port: port, to_port: port, cidr_ipv4: '10.2.0.0/16' },
    { line: 30 },
  );

/** The group with all of its rules, as the target `network` lists them. */
const network = target('network', resource(web, { name: 'web' }, { blocks: { ingress: [tcp(443, '10.1.0.0/16')] } }));
const both = ['tcp 443 10.1.0.0/16', 'tcp 6379 10.2.0.0/16'];
const live = (...rules: readonly string[]): Live => ({ groups, rules: rules.map((one) => liveRule('sg-1', one)) });

/** The ways in which the code of another target names the group. */
const others: readonly (readonly [string, Root])[] = [
  ['by its id', target('app', appRule('sg-1'))],
  [
    'by a data source',
    target(
      'app',
      resource('data.aws_security_group.web', { name: 'web' }),
      appRule(ref('data.aws_security_group.web')),
    ),
  ],
  ['by declaring it too', target('app', resource(web, { name: 'web' }), appRule(ref(web)))],
];

describe.each(others)('a group that one target declares and another adds rules to, %s', (_, app) => {
  it('has no rule that is extra to one because the other declares it, and none that is missing', async () => {
    for (const roots of [
      [network, app],
      [app, network],
    ]) {
      const compared = await compare(roots, live(...both));
      expect(inShort(compared)).toEqual([]);
      expect(statuses(compared).every((one) => one.endsWith('in-sync'))).toBe(true);
    }
  });

  it('has a rule that no target declares once, under the one that lists all rules', async () => {
    for (const roots of [
      [network, app],
      [app, network],
    ]) {
      const compared = await compare(roots, live(...both, 'udp 53 0.0.0.0/0'));
      expect(inShort(compared)).toEqual([`network ${web} ingress[53/udp from 0.0.0.0/0]: extra`]);
    }
  });

  it('misses a rule where it is declared', async () => {
    const compared = await compare([network, app], live('tcp 443 10.1.0.0/16'));
    expect(inShort(compared)).toEqual([`app ${rule} ingress[6379/tcp from 10.2.0.0/16]: missing`]);
    expect(statuses(compared)).toContain(`app ${rule}: missing`);
    expect(statuses(compared)).toContain(`network ${web}: in-sync`);
    const [leaf] = compared.leaves.filter(({ outcome }) => outcome === 'differs');
    expect(leaf).toMatchObject({ subject: { identity: { id: 'sg-1' } }, at: at(30), related: expect.anything() });
  });

  it('has its rules read once', async () => {
    const keys: object[] = [];
    await securityGroup.declare([network, app]).read(aws(live(...both), keys));
    const read = keys.filter((key) => 'action' in key && key.action === 'ec2:DescribeSecurityGroupRules');
    expect(read).toEqual([{ action: 'ec2:DescribeSecurityGroupRules', 'group-id': 'sg-1' }]);
  });
});

describe('rules of one group in several targets', () => {
  it('that no target declares are extra where a target declares the group, whichever declares rules of it', async () => {
    const apart = target('network', resource(web, { name: 'web' }));
    const app = target('app', appRule('sg-1'));
    expect(inShort(await compare([apart, app], live('tcp 6379 10.2.0.0/16', 'tcp 22 0.0.0.0/0')))).toEqual([
      `network ${web} ingress[22/tcp from 0.0.0.0/0]: extra`,
    ]);
    // Without the rule of `app`, the target that declares the group tells of all that it does not declare.
    expect(inShort(await compare([apart], live('tcp 22 0.0.0.0/0')))).toEqual([
      `network ${web} ingress[22/tcp from 0.0.0.0/0]: extra`,
    ]);
  });

  it('pair a changed rule with what is declared of it, in each target that holds the same code', async () => {
    const again = { ...network, target: 'again' };
    const compared = await compare([network, again], live('tcp 8443 10.1.0.0/16'));
    expect(inShort(compared)).toEqual(
      ['network', 'again'].map((name) => `${name} ${web} ingress[443/tcp from 10.1.0.0/16]: changed`),
    );
  });

  it('are no other rules when they stand under the same address', async () => {
    const same = [target('network', appRule('sg-1', 1)), target('app', appRule('sg-1', 2))];
    const compared = await compare(same, live('tcp 1 10.2.0.0/16'));
    expect(statuses(compared)).toEqual([`network ${rule}: in-sync`, `app ${rule}: missing`]);
  });

  it('come to the same however they are spread over targets', async () => {
    const port = fc.integer({ min: 1, max: 6 });
    const spread = fc.uniqueArray(fc.record({ port, isOfApp: fc.boolean() }), { selector: (one) => one.port });
    await fc.assert(
      fc.asyncProperty(spread, fc.uniqueArray(port), fc.boolean(), async (rules, ports, isListed) => {
        const group = resource(web, { name: 'web', ...(isListed ? { ingress: [] } : {}) });
        const ruleOf = (id: Argument, one: number) => {
          const written = {
            security_group_id: id,
            ip_protocol: 'tcp',
            from_port: one,
            to_port: one,
            cidr_ipv4: '10.2.0.0/16',
          };
          return resource(`aws_vpc_security_group_ingress_rule.r${one}`, written);
        };
        const own = (all: typeof rules) => all.map((one) => ruleOf(ref(web), one.port));
        const together = [target('network', group, ...own(rules))];
        const [ofApp, ofNetwork] = [rules.filter((one) => one.isOfApp), rules.filter((one) => !one.isOfApp)];
        const apart = [
          target('network', group, ...own(ofNetwork)),
          target('app', ...ofApp.map((one) => ruleOf('sg-1', one.port))),
        ];
        const answers = live(...ports.map((one) => `tcp ${one} 10.2.0.0/16`));
        const withoutTarget = (compared: Compared) =>
          compared.leaves.map((leaf) => text(leaf).replace(/^\w+ /, '')).toSorted();
        expect(withoutTarget(await compare(apart, answers))).toEqual(withoutTarget(await compare(together, answers)));
      }),
    );
  });

  it('are not missing because another target holds what they may be', async () => {
    const rules = [target('network', appRule('sg-1')), target('app', appRule('sg-1', unset('port')))];
    expect(inShort(await compare(rules, live('tcp 6379 10.2.0.0/16')))).toEqual([
      `app ${rule} ingress[?/tcp from 10.2.0.0/16]: undetermined`,
    ]);
  });

  it('may be those of a rule resource that AWS is not asked about', async () => {
    const elsewhere = resource(rule, {
      security_group_id: 'sg-1',
      ip_protocol: 'tcp',
      from_port: 6379,
      to_port: 6379,
      cidr_ipv4: '10.2.0.0/16',
      region: unset('region'),
    });
    expect(inShort(await compare([network, target('app', elsewhere)], live(...both))).toSorted()).toEqual([
      `app ${rule} security_group_id: undetermined`,
      `network ${web} ingress[6379/tcp from 10.2.0.0/16]: undetermined`,
    ]);
  });

  it.each([
    ['a variable without a value', unset('group')],
    ['a data source that is not known', ref('data.terraform_remote_state.network', 'outputs', 'group')],
  ])('may be those of %s: what it may declare is not extra to another target', async (_, id) => {
    const compared = await compare([network, target('app', appRule(id))], live(...both, 'tcp 22 0.0.0.0/0'));
    expect(inShort(compared).toSorted()).toEqual([
      `app ${rule} security_group_id: undetermined`,
      `network ${web} ingress[22/tcp from 0.0.0.0/0]: extra`,
      `network ${web} ingress[6379/tcp from 10.2.0.0/16]: undetermined`,
    ]);
  });

  it('are not those of a group that only its own target knows', async () => {
    const own = unknown(reference('aws_security_group.own'));
    const app = target('app', resource('aws_security_group.own', { name: unset('name') }), appRule(own));
    expect(inShort(await compare([network, app], live(...both))).toSorted()).toEqual([
      'app aws_security_group.own : undetermined',
      `app ${rule} : undetermined`,
      `network ${web} ingress[6379/tcp from 10.2.0.0/16]: extra`,
    ]);
  });

  it('may stand in a module that is not there, of any target that names the group', async () => {
    const hole = { kind: 'module-missing' as const, address: 'module.rules', source: 'x/y/aws', at: at(9) };
    const apart = target('network', resource(web, { name: 'web' }));
    const app = { target: 'app', stack: stackOf([appRule('sg-1')], { holes: [hole] }) };
    expect(inShort(await compare([apart, app], live('tcp 6379 10.2.0.0/16', 'tcp 22 0.0.0.0/0')))).toEqual([
      `network ${web} ingress[22/tcp from 0.0.0.0/0]: undetermined`,
    ]);
  });

  it('are left to others where a target is told to ignore them', async () => {
    const ignoring = target(
      'network',
      resource(web, { name: 'web' }, { blocks: { ingress: [tcp(443, '10.1.0.0/16')] }, ignoreChanges: ['ingress'] }),
    );
    const app = target('app', resource(web, { name: 'web' }), appRule(ref(web)));
    const compared = await compare([ignoring, app], live(...both, 'tcp 22 0.0.0.0/0'));
    expect(inShort(compared)).toEqual([`network ${web} ingress[22/tcp from 0.0.0.0/0]: extra`]);
    expect(viewsOf(compared).findings.map(({ verdict }) => verdict)).toEqual(['owned']);
    // A target that lists the rules and keeps to them has no others.
    const kept = await compare([ignoring, network, app], live(...both, 'tcp 22 0.0.0.0/0'));
    expect(viewsOf(kept).findings.map(({ verdict }) => verdict)).toEqual([undefined]);
  });
});

describe('a group that several targets declare', () => {
  it('is compared with each of them', async () => {
    const again = target('app', resource(web, { name: 'web', description: 'Another' }));
    expect(inShort(await compare([network, again], live('tcp 443 10.1.0.0/16')))).toEqual([
      `app ${web} description: changed`,
    ]);
  });

  it('is missing in each of them', async () => {
    const compared = await compare([network, { ...network, target: 'app' }], {});
    expect(inShort(compared)).toEqual([`network ${web} : missing`, `app ${web} : missing`]);
  });
});

describe('the phases', () => {
  const app = target('app', appRule('sg-1'));

  it('declare the same of the same code, without AWS', async () => {
    const [first, second] = [securityGroup.declare([network, app]), securityGroup.declare([network, app])];
    const reader = aws(live(...both));
    expect((await first.read(reader)).compare()).toEqual((await second.read(reader)).compare());
  });

  it('ask AWS while they read, and not again', async () => {
    const keys: object[] = [];
    const declared = securityGroup.declare([network, app]);
    expect(keys).toEqual([]);
    const read = await declared.read(aws(live(...both), keys));
    expect(keys).toEqual([
      { action: 'ec2:DescribeSecurityGroups', 'group-name': 'web' },
      { action: 'ec2:DescribeVpcs', filters: { 'is-default': ['true'] } },
      { action: 'ec2:DescribeSecurityGroups', 'group-id': 'sg-1' },
      { action: 'ec2:DescribeSecurityGroupRules', 'group-id': 'sg-1' },
    ]);
    const before = keys.length;
    expect(read.compare()).toEqual(read.compare());
    expect([...read.learn(network).keys(), ...read.learn(app).keys()]).toEqual([web]);
    expect(keys.length).toBe(before);
  });

  it('compare with a state as with AWS', async () => {
    const state = stackOf([
      resource(web, {
        id: 'sg-1',
        name: 'web',
        description: 'Managed by Terraform',
        ingress: [tcp(22, '10.1.0.0/16')],
      }),
      appRule('sg-1'),
      resource('aws_security_group_rule.other', {
        security_group_id: 'sg-2',
        type: 'egress',
        ...tcp(1, '10.3.0.0/16'),
      }),
    ]);
    const other = target(
      'other',
      resource('aws_security_group_rule.other', {
        security_group_id: 'sg-2',
        type: 'egress',
        ...tcp(1, '10.3.0.0/16'),
      }),
    );
    expect(inShort(securityGroup.declare([network, app, other]).fromState(state).compare())).toEqual([
      `network ${web} ingress: changed`,
      `network ${web} ingress[443/tcp from 10.1.0.0/16]: changed`,
    ]);
  });
});
