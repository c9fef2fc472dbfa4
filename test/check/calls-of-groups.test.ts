import { describe, expect, it } from 'vitest';
import { check } from '../../src/check/check.ts';
import { quickReader } from '../aws/wire.ts';
import { createNetworkInterface } from '../aws-server/interfaces.ts';
import { recordedWorld } from '../aws-server/recorded.ts';
import { countCalls } from '../aws-server/server.ts';
import { serve } from '../aws-server/start.ts';
import type { World } from '../aws-server/world.ts';
import { appliedGroups, manyGroups } from '../kinds/ec2/security-group/many-groups.ts';
import { someOf } from '../tries.ts';

/*
 * How many calls a root of 300 groups with 1,400 rules costs, whichever groups have most of the rules.
 */

const directory = new URL('../../fixtures/security-group/three-hundred-groups/', import.meta.url).pathname;

/** All as it is declared. */
function applied(): World {
  const { groups, rules } = appliedGroups(manyGroups(300, 1400));
  return recordedWorld({
    account: '123456789012',
    region: 'us-east-1',
    reads: [
      { action: 'ec2:DescribeSecurityGroups', result: groups },
      { action: 'ec2:DescribeSecurityGroupRules', result: rules },
    ],
  });
}

/** The same number of rules, all of them in the groups that are chosen, by their number. */
function movedTo(world: World, isChosen: (group: number) => boolean): World {
  const chosen = world.securityGroups.filter((_, index) => isChosen(index));
  return {
    ...world,
    securityGroupRules: world.securityGroupRules.map((rule, index) => ({
      ...rule,
      GroupId: chosen[index % chosen.length]?.GroupId ?? rule.GroupId,
    })),
  };
}

async function callsOf(world: World) {
  const server = await serve(world);
  const report = await check({ directory, environment: {}, aws: quickReader() });
  const { 'ec2:DescribeNetworkInterfaces': interfaces = 0, ...calls } = countCalls(server.calls());
  return { report, interfaces, calls, count: Object.values(calls).reduce((sum, count) => sum + count, 0) };
}

describe('300 groups with 1,400 rules', () => {
  it('cost five calls', async () => {
    const { report, interfaces, calls } = await callsOf(applied());
    expect(report.summary.outcome).toBe('in-sync');
    expect(calls).toEqual({
      'sts:GetCallerIdentity': 1,
      'ec2:DescribeSecurityGroups': 2,
      'ec2:DescribeSecurityGroupRules': 2,
    });
    expect(interfaces).toBe(0);
  });

  const moves: readonly (readonly [string, (group: number) => boolean])[] = [
    ['every other', (group) => group % 2 === 0],
    ['the first 200', (group) => group < 200],
  ];
  it.each(someOf(moves, moves.length))(
    'cost no more with all rules in %s groups, interfaces apart',
    async (_, isChosen) => {
      const world = movedTo(applied(), isChosen);
      const { count, interfaces, report } = await callsOf(
        world.securityGroups.reduce(
          (before, { GroupId }) => createNetworkInterface(before, [GroupId], { made: 'database' }),
          world,
        ),
      );
      expect(count).toBeLessThanOrEqual(5);
      expect(interfaces).toBe(2);
      expect(report.findings.every(({ reaches }) => reaches === undefined || reaches.status === 'known')).toBe(true);
    },
  );
});
