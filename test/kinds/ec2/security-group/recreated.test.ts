import { expect, it } from 'vitest';
import { ref, resource } from '../../resources.ts';
import { check, liveGroup, liveRule } from './world.ts';

/* A group that was deleted and made anew under the same name: the state has the id of the one that is gone. */

const web = 'aws_security_group.web';
const group = (appliedId?: string) => ({
  ...resource(web, { name: 'web', vpc_id: 'vpc-1' }),
  ...(appliedId === undefined ? {} : { appliedId }),
});
const rule = (port: number) =>
  resource('aws_vpc_security_group_ingress_rule.r', {
    security_group_id: ref(web),
    ip_protocol: 'tcp',
    from_port: port,
    to_port: port,
    cidr_ipv4: '10.0.0.0/8',
  });
const live = { groups: [liveGroup('sg-new', 'web')], rules: [liveRule('sg-new', 'tcp 443 10.0.0.0/8')] };

it('is said with both ids, and its rules are compared with those of the group that is there', async () => {
  const run = await check([group('sg-old'), rule(443)], live);
  expect(run.findings).toMatchObject([
    {
      rule: 'sg/group-recreated',
      address: web,
      path: 'id',
      declared: { value: 'sg-old' },
      live: { value: 'sg-new' },
      identity: { id: 'sg-new' },
    },
  ]);
  expect(run.checked.map(({ status }) => status)).toEqual(['drifted', 'in-sync']);
  const changed = await check([group('sg-old'), rule(80)], live);
  expect(changed.findings.map((one) => one.rule).toSorted()).toEqual(['sg/group-recreated', 'sg/rule-changed']);
});

it.each([
  ['without a state', undefined],
  ['of a state that names the group that is there', 'sg-new'],
])('is not said %s', async (_, id) => {
  expect((await check([group(id), rule(443)], live)).findings).toEqual([]);
});

it('is none where no group has the name: it is missing', async () => {
  expect((await check([group('sg-old')], { groups: [liveGroup('sg-x', 'other')] })).findings).toMatchObject([
    { rule: 'sg/group-missing' },
  ]);
});
