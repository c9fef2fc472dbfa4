import { describe, expect, it } from 'vitest';
import { viewsOf } from '../../../../src/check/views.ts';
import { securityGroup } from '../../../../src/kinds/ec2/security-group/index.ts';
import { type Plain, ref, resource, stackOf, unset, variable } from '../../resources.ts';
import { aws, check, inShort, liveGroup, liveRule } from './world.ts';

/*
 * Rules that a group lists and something else declares too. The warning of
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group: not in conjunction with
 * rule resources, which leads to conflicts and to rules that are overwritten.
 */

const web = 'aws_security_group.web';
const main = 'aws_default_security_group.main';
const vpcRule = 'aws_vpc_security_group_ingress_rule.b';
const oldRule = 'aws_security_group_rule.b';
const exclusive = 'aws_vpc_security_group_rules_exclusive.only';
const tcp = (port: number) => ({ protocol: 'tcp', from_port: port, to_port: port, cidr_blocks: ['10.0.0.0/8'] });
const inline = { blocks: { ingress: [tcp(1)] } };
const group = (attributes = {}, options = {}) =>
  resource(web, { name: 'web', vpc_id: 'vpc-1', ...attributes }, { line: 1, ...options });
const adopted = (options = {}) => resource(main, { vpc_id: 'vpc-1' }, options);
const classic = (to: string, type: Plain = 'ingress') =>
  resource(oldRule, { security_group_id: ref(to), type, ...tcp(2) }, { line: 20 });
const modern = (to: string, options = {}) =>
  resource(
    vpcRule,
    {
      security_group_id: to.startsWith('sg-') ? to : ref(to),
      ip_protocol: 'tcp',
      from_port: 2,
      to_port: 2,
      cidr_ipv4: '10.0.0.0/8',
    },
    { line: 20, ...options },
  );
const only = (ids: object) => resource(exclusive, { security_group_id: ref(web), ...ids }, { line: 30 });
const live = {
  groups: [liveGroup('sg-1', 'web'), liveGroup('sg-2', 'default')],
  rules: ['sg-1', 'sg-2'].flatMap((id) => [
    liveRule(id, 'tcp 1 10.0.0.0/8', { SecurityGroupRuleId: `sgr-${id}-1` }),
    liveRule(id, 'tcp 2 10.0.0.0/8', { SecurityGroupRuleId: `sgr-${id}-2` }),
  ]),
};
const conflicts = (findings: Awaited<ReturnType<typeof check>>['findings']) =>
  findings.filter(({ rule }) => rule === 'sg/rules-conflict');

describe('rules in two ways', () => {
  it.each([
    ['blocks and a rule resource', [group({}, inline), modern(web)], web, [vpcRule]],
    ['blocks and the older rule resource', [group({}, inline), classic(web)], web, [oldRule]],
    ['a list and both', [group({ ingress: [tcp(1)] }), modern(web), classic(web)], web, [oldRule, vpcRule]],
    ['an empty list and a rule resource', [group({ ingress: [] }), modern(web)], web, [vpcRule]],
    ['a list that is not known', [group({ ingress: unset('rules') }), modern(web)], web, [vpcRule]],
    ['a default group and a rule resource', [adopted(), modern(main)], main, [vpcRule]],
    [
      'blocks and the only rules',
      [group({}, inline), only({ ingress_rule_ids: [], egress_rule_ids: [] })],
      web,
      [exclusive],
    ],
  ])('%s are one conflict, under the group', async (_, resources, address, related) => {
    const { findings } = await check(resources, live);
    expect(conflicts(findings)).toMatchObject([
      { type: 'declared-twice', address, path: 'ingress', related: related.map((one) => ({ address: one })) },
    ]);
    // The rules count as declared, whichever declares them.
    const others = findings.filter(({ rule }) => rule !== 'sg/rules-conflict').map(({ path }) => path);
    const isDeclared = (path: string) => !related.includes(exclusive) || path.startsWith('ingress[1/');
    expect(others.filter((path) => isDeclared(path) && path !== 'ingress[1/tcp from 10.0.0.0/8]')).toEqual([]);
  });

  it.each([
    ['only in the group', [group({}, inline)]],
    ['only in rule resources', [group(), modern(web), classic(web)]],
    ['each for a direction', [group({}, inline), classic(web, 'egress')]],
    ['with a direction that is not known', [group({}, inline), classic(web, unset('direction'))]],
    ['of which there may be none', [group({}, inline), modern(web, { expansion: variable('count') })]],
    ['of a group that leaves them to others', [group({}, { ...inline, ignoreChanges: ['ingress'] }), modern(web)]],
    [
      'of which the only ones are those of rule resources',
      [group(), modern(web), only({ ingress_rule_ids: [ref(vpcRule)], egress_rule_ids: [] })],
    ],
    [
      'of which both say that there are none',
      [group({ ingress: [] }), only({ ingress_rule_ids: [], egress_rule_ids: [] })],
    ],
    ['of another group', [group({}, inline), adopted({ blocks: { ingress: [tcp(1)] } })]],
  ])('are none: %s', async (_, resources) => {
    expect(conflicts((await check(resources, live)).findings)).toEqual([]);
  });

  it('leave the group drifted, and count nothing', async () => {
    const run = await check([group({}, inline), modern(web)], live);
    expect(inShort(run)).toEqual([`sg/rules-conflict ${web} ingress`]);
    expect(run.checked).toMatchObject([
      { address: web, status: 'drifted', attributes: { drifted: 0 } },
      { address: vpcRule, status: 'in-sync', attributes: { drifted: 0 } },
    ]);
  });

  it('of two targets are told by place, since an address says nothing to another', async () => {
    const roots = [
      { target: 'network', stack: stackOf([group({}, inline)]) },
      { target: 'app', stack: stackOf([modern('sg-1')]) },
    ];
    for (const order of [roots, roots.toReversed()]) {
      const { findings } = viewsOf((await securityGroup.declare(order).read(aws(live))).compare());
      expect(findings).toMatchObject([
        { rule: 'sg/rules-conflict', address: web, related: [{ at: { start: { line: 20 } } }] },
      ]);
      expect(findings[0]?.related?.[0]).not.toHaveProperty('address');
    }
  });
});
