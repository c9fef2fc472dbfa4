import { expect, test } from 'vitest';
import { viewsOf } from '../../src/check/views.ts';
import { securityGroup } from '../../src/kinds/ec2/security-group/index.ts';
import { aws, liveGroup, liveRule } from '../kinds/ec2/security-group/world.ts';
import { resource, stackOf } from '../kinds/resources.ts';

/* A group with as many rules as a raised quota allows, of which nothing is as it is declared. */

const count = 1000;
const numbers = Array.from({ length: count }, (_, index) => index);
const block = (index: number): string => `10.${index >> 8}.${index & 255}.0/24`;
const declared = (indices: readonly number[]) =>
  resource(
    'aws_security_group.web',
    { name: 'web', egress: [], ...(indices.length === 0 ? { ingress: [] } : {}) },
    {
      blocks: {
        ingress: indices.map((index) => ({
          protocol: 'tcp',
          from_port: 8000 + (index % 5),
          to_port: 8000 + (index % 5),
          cidr_blocks: [block(index)],
        })),
      },
    },
  );
const live = (port: (index: number) => number, peer: (index: number) => string) =>
  numbers.map((index) =>
    liveRule('sg-1', `tcp ${port(index)} ${peer(index)}`, { SecurityGroupRuleId: `sgr-${index}` }),
  );
const asDeclared = (index: number): number => 8000 + (index % 5);

test.each([
  ['missing', declared(numbers), [], 'sg/rule-missing', count],
  ['extra', declared([]), live(asDeclared, block), 'sg/rule-extra', count],
  ['other ports', declared(numbers), live((index) => 9000 + (index % 7), block), 'sg/rule-changed', count],
  [
    'smaller blocks',
    declared(numbers),
    live(asDeclared, (index) => block(index).replace('/24', '/25')),
    'sg/rule-changed',
    count,
  ],
])('is told rule by rule: %s', async (_, group, rules, rule, expected) => {
  const roots = [{ target: 'default', stack: stackOf([group]) }];
  const read = await securityGroup.declare(roots).read(aws({ groups: [liveGroup('sg-1', 'web')], rules }));
  const { findings } = viewsOf(read.compare());
  expect(findings.filter((finding) => finding.rule === rule)).toHaveLength(expected);
});
