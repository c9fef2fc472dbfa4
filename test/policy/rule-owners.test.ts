import { describe, expect, it } from 'vitest';
import type { LiveSecurityGroupRule } from '../../src/aws/reads/ec2-describe-security-group-rules.ts';
import { viewsOf } from '../../src/check/views.ts';
import { ownerForm, rulePresets } from '../../src/config/sections/owners.ts';
import { securityGroup } from '../../src/kinds/ec2/security-group/index.ts';
import { type Compared, joinCompared, type Leaf } from '../../src/model/leaf.ts';
import { formatPath } from '../../src/model/path.ts';
import type { RuleId } from '../../src/model/rule.ts';
import { Secret } from '../../src/model/secret/secret.ts';
import type { Resource } from '../../src/model/stack.ts';
import { unusedOwners } from '../../src/policy/owners.ts';
import { asksForGroups, ownsRule, withRuleOwners } from '../../src/policy/rule-owners.ts';
import { rulePredicates } from '../../src/policy/rule-presets.ts';
import { aws, liveGroup, liveRule } from '../kinds/ec2/security-group/world.ts';
import { at, type Plain, ref, resource, sensitive, stackOf, unset } from '../kinds/resources.ts';

/* Rules of security groups that somebody adds, told by what is written on them, and nothing else. */

const web = 'aws_security_group.web';
const rule = (port: Plain, more = {}) =>
  resource(`aws_vpc_security_group_ingress_rule.r${String(port)}`, {
    security_group_id: ref(web),
    ip_protocol: 'tcp',
    from_port: port,
    to_port: port,
    cidr_ipv4: '10.0.0.0/8',
    ...more,
  });
const standalone = [resource(web, { name: 'web' }), rule(1)];
const exclusive = [resource(web, { name: 'web', ingress: [], egress: [] })];

const tagged = (tags: Readonly<Record<string, string>>) => ({
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

interface World {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly code?: readonly Resource[];
}

async function compare(rules: readonly LiveSecurityGroupRule[], world: World = {}): Promise<Compared> {
  const { name = 'web', tags = {}, code = standalone } = world;
  const own = code.map((one) => (one.address === web ? resource(web, { name, ...(code === exclusive && none) }) : one));
  const live = {
    groups: [liveGroup('sg-1', name, tagged(tags))],
    rules: [liveRule('sg-1', 'tcp 1 10.0.0.0/8'), ...rules],
  };
  return (await securityGroup.declare([{ target: 'network', stack: stackOf(own) }]).read(aws(live))).compare();
}
const none = { ingress: [], egress: [] };

/** Entries as the file has them, each on a line of its own. */
function policy(...entries: readonly Record<string, unknown>[]) {
  return {
    owners: entries.map((entry, index) => ({ value: ownerForm.parse({ owner: 'them', ...entry }), at: at(index + 1) })),
  };
}

const isOfTags = (rule: RuleId) => rule === 'sg/group-tags-changed' || rule === 'sg/rule-tags-changed';

/** `owned rule path` of what is somebody's; `rule path` of what is not, `undetermined path` of what cannot be told. */
function inShort({ leaves }: Compared): readonly string[] {
  return leaves
    .flatMap((leaf) => {
      if (leaf.outcome === 'equal' || (leaf.outcome === 'differs' && isOfTags(leaf.rule))) return [];
      const isOwned = leaf.outcome === 'differs' ? leaf.verdict === 'owned' : leaf.policy !== undefined;
      const what = leaf.outcome === 'differs' ? leaf.rule.slice(3) : 'undetermined';
      return [`${isOwned ? 'owned ' : ''}${what} ${formatPath(leaf.path)}`];
    })
    .toSorted();
}

/** Whether a live rule that no code declares is the preset's. */
async function isOwned(preset: string, text: string, more: object, world: World = {}): Promise<boolean> {
  const compared = await compare([liveRule('sg-1', text, more)], world);
  const own = withRuleOwners(compared, policy({ preset }));
  // Whose a tag is that somebody put on is another question.
  const found = viewsOf(own).findings.filter(({ path, rule }) => !path.includes('[1/tcp') && !isOfTags(rule));
  expect(found).toHaveLength(1);
  expect(found[0]?.rule).toBe(world.code === exclusive ? 'sg/rule-extra' : 'sg/rule-unmanaged');
  return found[0]?.verdict === 'owned';
}

const binding = { Description: 'elbv2.k8s.aws/targetGroupBinding=shared' };
const cluster = { 'elbv2.k8s.aws/cluster': 'prod' };
const emrTag = { 'for-use-with-amazon-emr-managed-policies': 'true' };
const guarded = { name: 'GuardDutyManagedSecurityGroup-vpc-1', tags: { GuardDutyManaged: 'true' } };
const egress = { IsEgress: true };

describe.each([
  ['a group with rule resources', standalone],
  ['a group that says that there are no others', exclusive],
] as const)('a rule of a preset in %s', (_, code) => {
  it.each([
    ['aws-load-balancer-controller', 'tcp 80-8000 sg-9', binding, {}],
    [
      'aws-load-balancer-controller',
      'tcp 443 0.0.0.0/0',
      {},
      { tags: { ...cluster, 'ingress.k8s.aws/resource': 'ManagedLBSecurityGroup' } },
    ],
    [
      'aws-load-balancer-controller',
      'tcp 443 0.0.0.0/0',
      {},
      { tags: { ...cluster, 'service.k8s.aws/resource': 'ManagedLBSecurityGroup' } },
    ],
    [
      'aws-load-balancer-controller',
      'tcp 443 0.0.0.0/0',
      {},
      { tags: { ...cluster, 'gateway.k8s.aws.alb/resource': 'ManagedLBSecurityGroup' } },
    ],
    [
      'aws-load-balancer-controller',
      'tcp 443 0.0.0.0/0',
      {},
      { tags: { ...cluster, 'elbv2.k8s.aws/resource': 'backend-sg' } },
    ],
    ['emr', 'tcp 0-65535 sg-9', {}, { name: 'ElasticMapReduce-master' }],
    ['emr', 'udp 0-65535 sg-1', {}, { name: 'ElasticMapReduce-Core-Private' }],
    ['emr', 'icmp -1 sg-9', {}, { tags: emrTag }],
    ['emr', 'tcp 8443 sg-9', {}, { tags: emrTag }],
    ['emr', 'tcp 9443 sg-9', {}, { name: 'ElasticMapReduce-ServiceAccess' }],
    ['guardduty', 'tcp 443 10.1.0.0/16', {}, guarded],
    ['ecs-express-mode', 'tcp 8080 sg-9', tagged({ AmazonECSManaged: 'true' }), {}],
    ['ecs-express-mode', 'tcp 8080 sg-9', {}, { tags: { AmazonECSManaged: 'true' } }],
  ])('%s: %s is owned', async (preset, text, more, world) => {
    expect(await isOwned(preset, text, more, { ...world, code })).toBe(true);
  });

  it.each([
    ['aws-load-balancer-controller', 'tcp 80-8000 sg-9', { Description: 'elbv2.k8s.aws/targetGroupBinding=share' }, {}],
    [
      'aws-load-balancer-controller',
      'tcp 80-8000 sg-9',
      { Description: 'elbv2.k8s.aws/targetGroupBinding=shared ' },
      {},
    ],
    ['aws-load-balancer-controller', 'tcp 80-8000 sg-9', {}, {}],
    ['aws-load-balancer-controller', 'tcp 80-8000 sg-9', {}, { tags: cluster }],
    [
      'aws-load-balancer-controller',
      'tcp 443 0.0.0.0/0',
      {},
      { tags: { 'ingress.k8s.aws/resource': 'ManagedLBSecurityGroup' } },
    ],
    [
      'aws-load-balancer-controller',
      'tcp 443 0.0.0.0/0',
      {},
      { tags: { ...cluster, 'ingress.k8s.aws/resource': 'ManagedLBSecurityGroups' } },
    ],
    ['emr', 'tcp 0-65535 sg-9', {}, { name: 'ElasticMapReduce-masters' }],
    ['emr', 'tcp 0-65535 sg-9', {}, { name: 'web' }],
    ['emr', 'tcp 0-65535 10.0.0.0/8', {}, { name: 'ElasticMapReduce-master' }],
    ['emr', 'tcp 0-65534 sg-9', {}, { name: 'ElasticMapReduce-master' }],
    ['emr', 'tcp 22 0.0.0.0/0', {}, { tags: emrTag }],
    ['emr', 'tcp 8443 sg-9', {}, { tags: { 'for-use-with-amazon-emr-managed-policies': 'True' } }],
    ['guardduty', 'tcp 443 10.1.0.0/16', {}, { ...guarded, name: 'GuardDutyManagedSecurityGroup' }],
    ['guardduty', 'tcp 443 10.1.0.0/16', {}, { ...guarded, tags: {} }],
    ['guardduty', 'tcp 443 10.1.0.0/16', {}, { ...guarded, tags: { guardDutyManaged: 'true' } }],
    ['guardduty', 'tcp 444 10.1.0.0/16', {}, guarded],
    ['guardduty', 'tcp 22 0.0.0.0/0', {}, guarded],
    ['ecs-express-mode', 'tcp 8080 sg-9', tagged({ AmazonECSManaged: '' }), {}],
    ['ecs-express-mode', 'tcp 8080 sg-9', tagged({ AmazonECSManage: 'true' }), {}],
    ['ecs-express-mode', 'tcp 8080 sg-9', {}, {}],
  ])('%s: %s is not, with %j and %j', async (preset, text, more, world) => {
    expect(await isOwned(preset, text, more, { ...world, code })).toBe(false);
  });
});

it('is of the direction that the preset says', async () => {
  const world = { tags: emrTag, code: exclusive };
  expect(await isOwned('emr', 'tcp 8443 sg-9', egress, world)).toBe(true);
  expect(await isOwned('emr', 'tcp 9443 sg-9', egress, world)).toBe(false);
  expect(await isOwned('guardduty', 'tcp 443 10.1.0.0/16', egress, { ...guarded, code: exclusive })).toBe(false);
  expect(
    await isOwned('aws-load-balancer-controller', 'tcp 80 sg-9', { ...egress, ...binding }, { code: exclusive }),
  ).toBe(false);
});

it('has a preset for each name that an entry may give', () => {
  expect(Object.keys(rulePredicates).toSorted()).toEqual(rulePresets.toSorted());
  for (const predicates of Object.values(rulePredicates)) expect(predicates.length).toBeGreaterThan(0);
});

describe('rules that an entry describes', () => {
  const lambda = { Description: 'office: added by ddns' };

  it.each([
    ['its description', { rules: { description: 'office: *' } }, true],
    ['its whole description', { rules: { description: 'office: added by ddns' } }, true],
    ['a description in another case', { rules: { description: 'Office: *' } }, false],
    ['a tag of the rule', { rules: { tags: { by: 'ddns' } } }, true],
    ['a tag of the group', { rules: { tags: { team: 'plat*' } } }, true],
    ['a tag of the rule and one of the group', { rules: { tags: { by: '*', team: '*' } } }, true],
    ['a tag that it does not have', { rules: { tags: { by: 'ddns', stage: '*' } } }, false],
    [
      'a description and a tag, one of which is another',
      { rules: { description: 'office: *', tags: { by: 'dns' } } },
      false,
    ],
    ['the address of the group', { address: 'aws_security_group.*', rules: { description: 'office: *' } }, true],
    ['another address', { address: 'module.api.*', rules: { description: 'office: *' } }, false],
    ['the target', { target: 'network', rules: { description: 'office: *' } }, true],
    ['another target', { target: 'app', rules: { description: 'office: *' } }, false],
  ])('by %s', async (_, entry, expected) => {
    const live = liveRule('sg-1', 'tcp 22 203.0.113.5/32', { ...lambda, ...tagged({ by: 'ddns' }) });
    const compared = await compare([live], { tags: { team: 'platform' } });
    const own = withRuleOwners(compared, policy(entry));
    expect(inShort(own)).toEqual([`${expected ? 'owned ' : ''}rule-unmanaged ingress[22/tcp from 203.0.113.5/32]`]);
    expect(viewsOf(own).findings.find(({ rule }) => !isOfTags(rule))?.policy).toEqual(
      expected ? { owner: 'them', at: at(1) } : undefined,
    );
    const [leaf] = compared.leaves.filter((one) => one.outcome === 'differs' && !isOfTags(one.rule));
    const [written] = policy(entry).owners;
    if (leaf === undefined || written === undefined) throw new Error('one of each');
    expect(ownsRule(written, leaf)).toBe(expected);
  });

  it('are of the first entry that covers them', async () => {
    const compared = await compare([liveRule('sg-1', 'tcp 22 203.0.113.5/32', lambda)]);
    const entries = [{ rules: { description: 'office*' } }, { owner: 'others', rules: { description: '*ddns' } }];
    expect(viewsOf(withRuleOwners(compared, policy(...entries))).findings).toMatchObject([
      { policy: { owner: 'them', at: at(1) } },
    ]);
  });

  it('leave everything else of the group to count', async () => {
    const compared = await compare([
      liveRule('sg-1', 'tcp 80-8000 sg-9', binding),
      liveRule('sg-1', 'tcp 22 0.0.0.0/0'),
    ]);
    const own = withRuleOwners(compared, policy({ preset: 'aws-load-balancer-controller' }));
    expect(inShort(own)).toEqual([
      'owned rule-unmanaged ingress[80-8000/tcp from sg-9]',
      'rule-unmanaged ingress[22/tcp from 0.0.0.0/0]',
    ]);
    expect(viewsOf(own).checked[0]).toMatchObject({ status: 'drifted', attributes: { drifted: 1, owned: 1 } });
  });

  it('come to the same when they are judged again', async () => {
    const compared = await compare([liveRule('sg-1', 'tcp 2 10.0.0.0/8', lambda)], {
      code: [...standalone, rule(3)],
    });
    const entry = policy({ rules: { description: 'office*' } }, { owner: 'others', rules: { description: '*d*' } });
    const once = withRuleOwners(compared, entry);
    expect(withRuleOwners(once, entry)).toEqual(once);
  });
});

describe('a declared rule', () => {
  const described = { Description: 'office: added by ddns' };
  const entry = policy({ rules: { description: 'office: *' } });

  it('that is not there is missing, whatever its owner of others added that is like it', async () => {
    const compared = await compare([liveRule('sg-1', 'tcp 3 10.0.0.0/8', described)], {
      code: [...standalone, rule(2)],
    });
    expect(inShort(compared)).toEqual(['rule-changed ingress[2/tcp from 10.0.0.0/8]']);
    const own = withRuleOwners(compared, entry);
    expect(inShort(own)).toEqual([
      'owned rule-unmanaged ingress[3/tcp from 10.0.0.0/8]',
      'rule-missing ingress[2/tcp from 10.0.0.0/8]',
    ]);
    const { checked, findings } = viewsOf(own);
    expect(checked.map(({ status }) => status)).toEqual(['owned', 'in-sync', 'missing']);
    expect(findings.find(({ rule: id }) => id === 'sg/rule-missing')).toMatchObject({
      address: 'aws_vpc_security_group_ingress_rule.r2',
      live: { absent: true },
    });
  });

  it('that is secret stays one with the live one that it may have been', async () => {
    const secret = rule(2, { cidr_ipv4: sensitive('10.0.0.0/8') });
    const compared = await compare([liveRule('sg-1', 'tcp 3 10.0.0.0/8', described)], {
      code: [...standalone, secret],
    });
    const { findings } = viewsOf(withRuleOwners(compared, entry));
    expect(findings).toMatchObject([{ rule: 'sg/rule-changed', live: { secret: true } }]);
    expect(JSON.stringify(findings)).not.toContain('3/tcp');
  });

  it('is changed as before when what it became is nobody’s', async () => {
    const compared = await compare([liveRule('sg-1', 'tcp 3 10.0.0.0/8')], { code: [...standalone, rule(2)] });
    expect(withRuleOwners(compared, entry)).toEqual(compared);
  });

  it('is drift when somebody wrote an owner’s description on it: it is declared', async () => {
    const compared = await compare([liveRule('sg-1', 'tcp 2 10.0.0.0/8', described)], {
      code: [...standalone, rule(2)],
    });
    expect(inShort(withRuleOwners(compared, entry))).toEqual([
      'rule-description-changed ingress[2/tcp from 10.0.0.0/8].description',
    ]);
  });

  it('that may be one of theirs decides nothing: the live rule is theirs', async () => {
    const app = rule(unset('port'), { security_group_id: unset('group') });
    const compared = await compare([liveRule('sg-1', 'tcp 3 10.0.0.0/8', described)], { code: [...standalone, app] });
    const own = withRuleOwners(compared, entry);
    expect(inShort(compared)).toContain('undetermined ingress[3/tcp from 10.0.0.0/8]');
    expect(inShort(own)).toContain('owned undetermined ingress[3/tcp from 10.0.0.0/8]');
  });
});

describe('a description that is a secret', () => {
  const secret = 'token: abcDEF0123456789xyz';
  const withDescription = async (description: Secret) =>
    compare([{ ...liveRule('sg-1', 'tcp 22 203.0.113.5/32'), Description: description }]);

  it.each([
    [secret, true],
    ['token: *', true],
    ['*xyz', true],
    ['*:*6789*', true],
    ['token*', true],
    ['token: ', false],
    ['*xy', false],
  ])('is looked at inside the secret: %s', async (description, expected) => {
    const own = withRuleOwners(await withDescription(Secret.of(secret)), policy({ rules: { description } }));
    expect(inShort(own)[0]?.startsWith('owned')).toBe(expected);
    expect(JSON.stringify(viewsOf(own))).not.toContain('abcDEF');
  });

  it('of which only the fingerprint is known is told as a whole, and else not: then neither is the rule', async () => {
    const recorded = Secret.fromFingerprint('salt', Secret.of(secret).fingerprint('salt') ?? '');
    const compared = await withDescription(recorded);
    const told = (description: string) => inShort(withRuleOwners(compared, policy({ rules: { description } })));
    const path = 'ingress[22/tcp from 203.0.113.5/32]';
    expect(told(secret)).toEqual([`owned rule-unmanaged ${path}`]);
    expect(told('another')).toEqual([`rule-unmanaged ${path}`]);
    expect(told('token: *')).toEqual([`undetermined ${path}`]);
  });
});

describe('the group that ECS adds to a service', () => {
  const preset = policy({ preset: 'ecs-express-mode' });
  const extra = (id: string, made?: NonNullable<Leaf['undeclaredGroup']>['made']): Compared => {
    const subject = { kind: 'ecs-service', target: 'api', address: 'aws_ecs_service.api', identity: {} } as const;
    const leaf: Leaf = {
      outcome: 'differs',
      change: 'extra',
      rule: 'ecs/service-changed',
      path: [{ field: 'networkConfiguration' }, { field: 'securityGroups', key: id }],
      subject,
      live: { value: id },
      undeclaredGroup: { id, ...(made && { made }) },
    };
    return { subjects: [subject], leaves: [leaf] };
  };
  const made = (tags: Readonly<Record<string, string>>) => ({ name: 'any', tags: new Map(Object.entries(tags)) });
  const denied = { problem: { kind: 'denied' as const, action: 'ec2:DescribeSecurityGroups' } };

  it.each([
    ['tagged', made({ AmazonECSManaged: 'true', Name: 'x' }), 'owned'],
    ['tagged otherwise', made({ AmazonECSManaged: 'false' }), undefined],
    ['not tagged', made({}), undefined],
    ['that is not there', undefined, undefined],
  ])('%s', (_, group, verdict) => {
    const [leaf] = withRuleOwners(extra('sg-1', group), preset).leaves;
    expect(leaf).toMatchObject({ outcome: 'differs' });
    expect(leaf?.outcome === 'differs' ? leaf.verdict : 'none').toBe(verdict);
  });

  it('of which nothing can be read may be it', () => {
    expect(withRuleOwners(extra('sg-1', denied), preset).leaves).toMatchObject([
      { outcome: 'undetermined', reason: { kind: 'aws', problem: { kind: 'denied' } } },
    ]);
  });

  it.each([
    ['another preset', { preset: 'aws-load-balancer-controller' }],
    ['rules with its tag', { rules: { tags: { AmazonECSManaged: 'true' } } }],
    ['another address', { preset: 'ecs-express-mode', address: 'aws_ecs_service.web' }],
  ])('is not covered by %s', (_, entry) => {
    const compared = extra('sg-1', made({ AmazonECSManaged: 'true' }));
    expect(withRuleOwners(compared, policy(entry))).toEqual(compared);
  });

  it.each([
    ['that is owned', made({ AmazonECSManaged: 'true' }), []],
    ['that nobody can read', denied, []],
  ])('%s has the entry used', (_, group, expected) => {
    expect(unusedOwners(withRuleOwners(extra('sg-1', group), preset), preset)).toEqual(expected);
    expect(unusedOwners({ subjects: [], leaves: [] }, preset)).toMatchObject([{ code: 'owner-unused' }]);
  });

  it('is asked for where an entry tells it, and only there', () => {
    expect(asksForGroups(preset)).toBe(true);
    expect(asksForGroups(policy({ preset: 'emr' }, { rules: { tags: { AmazonECSManaged: 'true' } } }))).toBe(false);
  });
});

it('says nothing of what is no rule of a group', () => {
  const leaf: Leaf = {
    outcome: 'differs',
    change: 'changed',
    rule: 'ecs/image-changed',
    path: [{ field: 'image' }],
    subject: { kind: 'ecs-task-definition', target: 'api', address: 'aws_ecs_task_definition.api', identity: {} },
  };
  const compared = joinCompared([{ subjects: [leaf.subject], leaves: [leaf] }]);
  expect(withRuleOwners(compared, policy({ preset: 'emr' }, { rules: { description: '*d*' } }))).toEqual(compared);
});
