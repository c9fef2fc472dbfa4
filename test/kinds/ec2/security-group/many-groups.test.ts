import { expect, test } from 'vitest';
import type { LiveSecurityGroupRule } from '../../../../src/aws/reads/ec2-describe-security-group-rules.ts';
import { expectGenerated } from '../../../generated.ts';
import { appliedGroups, groupsJson, manyGroups, snapshotOf } from './many-groups.ts';

const fixture = new URL('../../../../fixtures/security-group/three-hundred-groups/', import.meta.url);

/** What was done to the rules by hand, by group and the number of its rule. */
const edits: Readonly<Record<string, (rule: LiveSecurityGroupRule) => readonly LiveSecurityGroupRule[]>> = {
  'shop-000 4': (rule) => [{ ...rule, FromPort: 9093, ToPort: 9093 }],
  'shop-001 1': () => [],
  'shop-002 2': () => [],
  'shop-003 1': (rule) => [{ ...rule, CidrIpv4: '10.3.1.0/25' }],
  'shop-004 1': (rule) => [rule, added(rule, 22, '203.0.113.7/32')],
  'shop-005 0': () => [],
  'shop-007 1': (rule) => [rule, added(rule, 9999, '10.99.0.0/16')],
  'shop-008 3': (rule) => [{ ...rule, Description: 'From the old office' }],
};
/** Was deleted by hand, with all of its rules. */
const deleted = 'shop-010';

function added(rule: LiveSecurityGroupRule, port: number, block: string): LiveSecurityGroupRule {
  const { Description: _, ...rest } = rule;
  const id = `${rule.SecurityGroupRuleId?.slice(0, -4)}ffff`;
  return { ...rest, SecurityGroupRuleId: id, FromPort: port, ToPort: port, CidrIpv4: block };
}

test('the fixture has 300 groups with 1,400 rules', () => {
  const written = manyGroups(300, 1400);
  const { groups, rules } = appliedGroups(written);
  expect([groups.length, rules.length]).toEqual([300, 1400]);
  const names = written.flatMap(({ name, rules: own }) => own.map((_, index) => `${name} ${index}`));
  const live = rules.flatMap((rule, index) => edits[names[index] ?? '']?.(rule) ?? [rule]);
  expectGenerated(new URL('groups.json', fixture), groupsJson(written));
  expectGenerated(new URL('live.json', fixture), snapshotOf(groups, live, deleted));
});
