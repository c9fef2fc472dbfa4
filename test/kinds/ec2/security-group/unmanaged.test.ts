import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withCauses } from '../../../../src/check/cause.ts';
import { viewsOf } from '../../../../src/check/views.ts';
import { securityGroup } from '../../../../src/kinds/ec2/security-group/index.ts';
import type { Root } from '../../../../src/kinds/kind.ts';
import { rule as catalogue } from '../../../../src/model/catalogue.ts';
import type { Compared } from '../../../../src/model/leaf.ts';
import { formatPath } from '../../../../src/model/path.ts';
import type { Resource } from '../../../../src/model/stack.ts';
import { at, type Plain, ref, resource, sensitive, stackOf, unset } from '../../resources.ts';
import { aws, type Live, liveGroup, liveRule } from './world.ts';

/* What no code of a run declares, in a direction of a group that no code lists the rules of. */

const web = 'aws_security_group.web';
const shared = 'data.aws_security_group.shared';
const exclusiveType = 'aws_vpc_security_group_rules_exclusive';

type Direction = 'ingress' | 'egress';

function target(name: string, ...resources: readonly Resource[]): Root {
  return { target: name, stack: stackOf(resources) };
}

/** Without that the rules of a group are declared in two ways, of which `conflicts.test.ts` tells. */
async function compare(roots: readonly Root[], live: Live): Promise<Compared> {
  const { subjects, leaves } = (await securityGroup.declare(roots).read(aws(live))).compare();
  return { subjects, leaves: leaves.filter((leaf) => leaf.outcome !== 'differs' || leaf.isDeclaredTwice !== true) };
}

/** `rule target address path`, of every difference; `undetermined …` of what cannot be told. */
function inShort({ leaves }: Compared): readonly string[] {
  return leaves
    .flatMap((leaf) => {
      if (leaf.outcome === 'equal') return [];
      const what = leaf.outcome === 'differs' ? leaf.rule : 'undetermined';
      return [`${what} ${leaf.subject.target} ${leaf.subject.address} ${formatPath(leaf.path)}`.trim()];
    })
    .toSorted();
}

const vpcRule = (group: Plain, port: Plain, { direction = 'ingress', name = `r${port}` } = {}) =>
  resource(`aws_vpc_security_group_${direction}_rule.${name}`, {
    security_group_id: group,
    ip_protocol: 'tcp',
    from_port: port,
    to_port: port,
    cidr_ipv4: '10.0.0.0/8',
  });
const sgRule = (group: Plain, port: Plain, { direction = 'ingress' } = {}) =>
  resource(`aws_security_group_rule.r${port}`, {
    security_group_id: group,
    type: direction,
    protocol: 'tcp',
    from_port: port,
    to_port: port,
    cidr_blocks: ['10.0.0.0/8'],
  });
const block = (port: number) => ({ protocol: 'tcp', from_port: port, to_port: port, cidr_blocks: ['10.0.0.0/8'] });

const liveOf = (direction: Direction, ...ports: readonly number[]) =>
  ports.map((port) =>
    liveRule('sg-1', `tcp ${port} 10.0.0.0/8`, {
      IsEgress: direction === 'egress',
      SecurityGroupRuleId: `sgr-${direction}-${port}`,
    }),
  );
const live = (direction: Direction, ...ports: readonly number[]): Live => ({
  groups: [liveGroup('sg-1', 'web'), liveGroup('sg-2', 'other')],
  rules: liveOf(direction, ...ports),
});
const pathOf = (direction: Direction, port: number) =>
  `${direction}[${port}/tcp ${direction === 'egress' ? 'to' : 'from'} 10.0.0.0/8]`;

/** The code of a target that declares the group and a rule for port 1, and whether it says that there are no others. */
const styles: readonly (readonly [string, (direction: Direction) => readonly Resource[], boolean])[] = [
  ['blocks', (direction) => [resource(web, { name: 'web' }, { blocks: { [direction]: [block(1)] } })], true],
  ['a list', (direction) => [resource(web, { name: 'web', [direction]: [block(1)] })], true],
  [
    'an empty list beside a rule resource',
    (direction) => [resource(web, { name: 'web', [direction]: [] }), vpcRule(ref(web), 1, { direction })],
    true,
  ],
  [
    'blocks beside a rule resource',
    (direction) => [
      resource(web, { name: 'web' }, { blocks: { [direction]: [block(1)] } }),
      sgRule(ref(web), 1, { direction }),
    ],
    true,
  ],
  [
    'aws_vpc_security_group_*_rule',
    (direction) => [resource(web, { name: 'web' }), vpcRule(ref(web), 1, { direction })],
    false,
  ],
  [
    'aws_security_group_rule',
    (direction) => [resource(web, { name: 'web' }), sgRule(ref(web), 1, { direction })],
    false,
  ],
  [
    'rule resources and rules_exclusive',
    (direction) => [
      resource(web, { name: 'web' }),
      vpcRule(ref(web), 1, { direction }),
      resource(`${exclusiveType}.web`, {
        security_group_id: ref(web),
        [`${direction}_rule_ids`]: [ref(`aws_vpc_security_group_${direction}_rule.r1`)],
        [`${direction === 'ingress' ? 'egress' : 'ingress'}_rule_ids`]: [],
      }),
    ],
    true,
  ],
];

describe.each(['ingress', 'egress'] as const)('a live %s rule that no code declares', (direction) => {
  const other = direction === 'ingress' ? 'egress' : 'ingress';

  describe.each(styles)('beside %s', (_, code, isExclusive) => {
    const verdict = isExclusive ? 'sg/rule-extra' : 'sg/rule-unmanaged';
    const found = `${verdict} network ${web} ${pathOf(direction, 2)}`;

    it(`is ${verdict}`, async () => {
      const compared = await compare([target('network', ...code(direction))], live(direction, 1, 2));
      expect(inShort(compared)).toEqual([found]);
      expect(viewsOf(compared).findings).toMatchObject([
        {
          type: isExclusive ? 'element-extra' : 'resource-unmanaged',
          rule: verdict,
          declared: { absent: true },
          at: at(1),
        },
      ]);
      expect(viewsOf(compared).checked[0]).toMatchObject({ status: 'drifted', attributes: { drifted: 1 } });
    });

    it('and a target that adds another to the group by its id', async () => {
      const app = target('app', vpcRule('sg-1', 3, { direction }));
      for (const roots of [
        [target('network', ...code(direction)), app],
        [app, target('network', ...code(direction))],
      ]) {
        expect(inShort(await compare(roots, live(direction, 1, 2, 3)))).toEqual([found]);
      }
      // Without that target, what it declares is one more.
      const alone = await compare([target('network', ...code(direction))], live(direction, 1, 2, 3));
      expect(inShort(alone)).toEqual([found, `${verdict} network ${web} ${pathOf(direction, 3)}`]);
    });

    it('is unmanaged in the other direction, unless that is listed', async () => {
      const compared = await compare([target('network', ...code(direction))], {
        ...live(direction, 1),
        rules: [...liveOf(direction, 1), ...liveOf(other, 9)],
      });
      const isListed = code(direction).some(({ type }) => type === exclusiveType);
      const inOther = isListed ? 'sg/rule-extra' : 'sg/rule-unmanaged';
      expect(inShort(compared)).toEqual([`${inOther} network ${web} ${pathOf(other, 9)}`]);
    });
  });

  it.each([
    ['rules of the other direction only', [vpcRule(ref(web), 1, { direction: other })], liveOf(other, 1)],
    ['no rules at all', [], []],
  ])('is unmanaged of a group of which the code declares %s', async (_, rules, there) => {
    const network = target('network', resource(web, { name: 'web' }), ...rules);
    const compared = await compare([network], { ...live(other), rules: [...there, ...liveOf(direction, 2)] });
    expect(inShort(compared)).toEqual([`sg/rule-unmanaged network ${web} ${pathOf(direction, 2)}`]);
  });

  it('is somebody else’s of a group that leaves the direction to others and says nothing of it', async () => {
    const network = target('network', resource(web, { name: 'web' }, { ignoreChanges: [direction] }));
    const compared = await compare([network], live(direction, 2));
    expect(viewsOf(compared).findings).toMatchObject([{ path: pathOf(direction, 2), verdict: 'owned' }]);
  });

  /** The ways in which targets add rules to a group that none of them declares. */
  const references: readonly (readonly [string, (port: number) => readonly Resource[]])[] = [
    ['by its id', (port) => [vpcRule('sg-1', port, { direction })]],
    ['by its id, the older resource', (port) => [sgRule('sg-1', port, { direction })]],
    ['by a data source', (port) => [resource(shared, { name: 'web' }), vpcRule(ref(shared), port, { direction })]],
  ];

  describe.each(references)('of a group that is named %s', (_, code) => {
    const roots = (...ports: readonly number[]) => ports.map((port) => target(`root-${port}`, ...code(port)));

    it('is left alone by a single target', async () => {
      expect(inShort(await compare(roots(1), live(direction, 1, 2)))).toEqual([]);
    });

    it('is unmanaged when two declare rules of it, once, under the same resource whichever comes first', async () => {
      const [one, two, three] = [...roots(1), ...roots(2), ...roots(3)];
      if (one === undefined || two === undefined || three === undefined) throw new Error('three roots');
      const expected = [expect.stringMatching(/^sg\/rule-unmanaged root-1 .*\.r1 /)];
      for (const order of [
        [one, two, three],
        [three, one, two],
        [two, three, one],
      ]) {
        const compared = await compare(order, live(direction, 1, 2, 3, 9));
        expect(inShort(compared)).toEqual(expected);
        expect(viewsOf(compared).findings).toMatchObject([{ path: pathOf(direction, 9), identity: { id: 'sg-1' } }]);
      }
    });

    it('leaves the resource that it is listed under missing when it is', async () => {
      const compared = await compare(roots(1, 2), {
        ...live(direction, 2),
        rules: [...liveOf(direction, 2), liveRule('sg-1', 'udp 53 10.9.0.0/16', { IsEgress: direction === 'egress' })],
      });
      expect(viewsOf(compared).checked.map(({ status }) => status)).toEqual(['missing', 'in-sync']);
      expect(
        viewsOf(compared)
          .findings.map(({ rule }) => rule)
          .toSorted(),
      ).toEqual(['sg/rule-missing', 'sg/rule-unmanaged']);
    });

    it('is unmanaged under the group when a target declares that', async () => {
      const network = target('z-network', resource(web, { name: 'web' }));
      const compared = await compare([...roots(1), network], live(direction, 1, 9));
      expect(inShort(compared)).toEqual([`sg/rule-unmanaged z-network ${web} ${pathOf(direction, 9)}`]);
    });

    it('is unmanaged only in the direction of which there is a rule', async () => {
      const compared = await compare(roots(1, 2), { ...live(direction, 1, 2), rules: liveOf(other, 5) });
      expect(inShort(compared).filter((one) => !one.startsWith('sg/rule-missing'))).toEqual([]);
    });
  });

  it('may be one that is not known: then it is undetermined, and no other is', async () => {
    const network = target('network', resource(web, { name: 'web' }), vpcRule(ref(web), 1, { direction }));
    const app = target('app', vpcRule(unset('group'), unset('port'), { direction, name: 'some' }));
    const udp = liveRule('sg-1', 'udp 53 10.0.0.0/8', { IsEgress: direction === 'egress' });
    const compared = await compare([network, app], {
      ...live(direction, 1),
      rules: [...liveOf(direction, 1, 2), udp],
    });
    const peer = `${direction === 'egress' ? 'to' : 'from'} 10.0.0.0/8]`;
    expect(inShort(compared)).toEqual([
      `sg/rule-unmanaged network ${web} ${direction}[53/udp ${peer}`,
      `undetermined app aws_vpc_security_group_${direction}_rule.some security_group_id`,
      `undetermined network ${web} ${pathOf(direction, 2)}`,
    ]);
  });

  it('may be one of a module that is not there', async () => {
    const hole = { kind: 'module-missing' as const, address: 'module.rules', source: 'x/y/aws', at: at(9) };
    const stack = stackOf([resource(web, { name: 'web' }), vpcRule(ref(web), 1, { direction })], { holes: [hole] });
    expect(inShort(await compare([{ target: 'network', stack }], live(direction, 1, 2)))).toEqual([
      `undetermined network ${web} ${pathOf(direction, 2)}`,
    ]);
    const roots = [
      { target: 'a', stack: stackOf([vpcRule('sg-1', 1, { direction })], { holes: [hole] }) },
      target('b', vpcRule('sg-1', 2, { direction })),
    ];
    expect(inShort(await compare(roots, live(direction, 1, 2, 3)))).toEqual([
      `undetermined a aws_vpc_security_group_${direction}_rule.r1 ${pathOf(direction, 3)}`,
    ]);
  });

  it('is the one that a declared rule became, when it can be no other', async () => {
    const network = target('network', resource(web, { name: 'web' }), vpcRule(ref(web), 1, { direction }));
    expect(inShort(await compare([network], live(direction, 2)))).toEqual([
      `sg/rule-changed network aws_vpc_security_group_${direction}_rule.r1 ${pathOf(direction, 1)}`,
    ]);
  });
});

describe('twelve roots that declare rules of one shared group', () => {
  const ports = Array.from({ length: 12 }, (_, index) => index + 1);
  const root = (port: number) => target(`root-${port}`, vpcRule('sg-1', port));

  it('leave nothing of it to be reported', async () => {
    const compared = await compare(ports.map(root), live('ingress', ...ports));
    expect(inShort(compared)).toEqual([]);
    expect(viewsOf(compared).checked.map(({ status }) => status)).toEqual(ports.map(() => 'in-sync'));
  });

  it.each(ports)('without the one of port %i leave that unmanaged, as a warning', async (without) => {
    const compared = await compare(ports.filter((port) => port !== without).map(root), live('ingress', ...ports));
    const [leaf, ...others] = viewsOf(compared).findings;
    expect(others).toEqual([]);
    expect(leaf).toMatchObject({
      type: 'resource-unmanaged',
      rule: 'sg/rule-unmanaged',
      path: pathOf('ingress', without),
    });
    expect(catalogue('sg/rule-unmanaged').severity).toBe('warning');
  });
});

it('splits of one set of rules into roots leave nothing unmanaged, and less of them leave exactly the rest', async () => {
  const spread = fc.uniqueArray(fc.record({ port: fc.integer({ min: 1, max: 9 }), root: fc.nat(4) }), {
    selector: ({ port }) => port,
    minLength: 1,
  });
  await fc.assert(
    fc.asyncProperty(spread, fc.boolean(), fc.nat(4), fc.nat(100), async (rules, isDeclared, without, turn) => {
      const group = isDeclared ? [target('network', resource(web, { name: 'web' }))] : [];
      const roots = [...new Set(rules.map((one) => one.root))].map((name) =>
        target(`root-${name}`, ...rules.filter((one) => one.root === name).map((one) => vpcRule('sg-1', one.port))),
      );
      const rotated = (all: readonly Root[]) => [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)];
      const there = live('ingress', ...rules.map((one) => one.port));
      expect(inShort(await compare(rotated([...roots, ...group]), there))).toEqual([]);

      const left = [...roots.filter((one) => one.target !== `root-${without}`), ...group];
      const targets = left.filter((one) => one.target !== 'network').length;
      const isSaid = isDeclared || targets > 1;
      const rest = rules.filter((one) => one.root === without).map((one) => pathOf('ingress', one.port));
      const found = viewsOf(await compare(rotated(left), there)).findings;
      expect(found.map(({ type, path }) => `${type} ${path}`).toSorted()).toEqual(
        isSaid ? rest.map((path) => `resource-unmanaged ${path}`).toSorted() : [],
      );
      expect(found).toEqual(viewsOf(await compare(left, there)).findings);
    }),
  );
});

it('is not shown where it may be what a secret rule was', async () => {
  const peer = sensitive('10.9.0.0/16');
  const secret = resource('aws_vpc_security_group_ingress_rule.s', {
    security_group_id: ref(web),
    ip_protocol: 'tcp',
    from_port: 1,
    to_port: 1,
    cidr_ipv4: peer,
  });
  const compared = await compare([target('network', resource(web, { name: 'web' }), secret)], {
    ...live('ingress'),
    rules: [liveRule('sg-1', 'udp 53 10.8.0.0/16')],
  });
  const [unmanaged] = viewsOf(compared).findings.filter(({ rule }) => rule === 'sg/rule-unmanaged');
  expect(unmanaged).toMatchObject({ live: { secret: true } });
  expect(unmanaged?.path).not.toContain('10.8');
});

it('has no cause that a state could tell: other code may have made it', async () => {
  const code = target('network', resource(web, { name: 'web' }), vpcRule(ref(web), 1));
  const recorded = stackOf([
    resource(web, { id: 'sg-1', name: 'web', description: 'Managed by Terraform' }),
    vpcRule('sg-1', 1),
  ]);
  const answers = live('ingress', 1, 2);
  const explained = withCauses(await compare([code], answers), {
    codeAndState: securityGroup.declare([code]).fromState(recorded).compare(),
    stateAndLive: await compare([{ target: 'network', stack: recorded }], answers),
  });
  expect(viewsOf(explained).findings).toMatchObject([{ rule: 'sg/rule-unmanaged', cause: 'unknown' }]);
});
