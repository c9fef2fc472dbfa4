import { expect, it } from 'vitest';
import { withUndeclaredGroups } from '../../../../src/kinds/ecs/service/express-mode.ts';
import type { DifferingLeaf } from '../../../../src/model/leaf.ts';
import type { Path } from '../../../../src/model/path.ts';

const subject = {
  kind: 'ecs-service',
  target: 'api',
  address: 'aws_ecs_service.api',
  identity: { region: 'eu-west-1' },
} as const;

function leaf(path: Path, more: Partial<DifferingLeaf> = {}): DifferingLeaf {
  return {
    outcome: 'differs',
    change: 'extra',
    rule: 'ecs/service-changed',
    path,
    subject,
    live: { value: 'sg-1' },
    ...more,
  };
}

const groups = (key: string) => [{ field: 'networkConfiguration' }, { field: 'securityGroups', key }];

it('says which group AWS alone has on a service', () => {
  expect(withUndeclaredGroups([leaf(groups('sg-1'))])).toMatchObject([
    { undeclaredGroup: { id: 'sg-1', region: 'eu-west-1' } },
  ]);
});

it.each([
  ['a declared group that is not there', leaf(groups('sg-1'), { change: 'missing' })],
  ['a subnet', leaf([{ field: 'networkConfiguration' }, { field: 'subnets', key: 'sg-1' }])],
  ['groups of which it cannot be told which one it is', leaf(groups('*'), { live: { value: ['sg-1', 'sg-2'] } })],
  ['a secret', leaf(groups('*'), { live: { secret: true } })],
])('says nothing of %s', (_, one) => {
  expect(withUndeclaredGroups([one])).toEqual([one]);
});
