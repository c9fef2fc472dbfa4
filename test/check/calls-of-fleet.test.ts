import { expect, it } from 'vitest';
import { someOf } from '../tries.ts';
import { checkFleet, expectedCalls, type FleetShape } from './fleet-calls.ts';

/*
 * Every call of a run is one that docs/calls.md tells of, in whatever order the answers come: each takes another time.
 */

const fleets: readonly (readonly [name: string, outcome: string, fleet: readonly FleetShape[]])[] = [
  ['10 services', 'in-sync', [{ services: 10 }]],
  ['10 services with sources, some behind', 'drift', [{ services: 10, sources: true, behind: 4, withoutRule: 3 }]],
  ['24 services with sources, most behind', 'drift', [{ services: 24, sources: true, behind: 15, withoutRule: 40 }]],
  ['two targets of one account', 'drift', [{ services: 14, sources: true, behind: 6, withoutRule: 5, targets: 2 }]],
  [
    'two regions',
    'drift',
    [
      { services: 6, sources: true, behind: 3 },
      { services: 7, region: 'eu-west-1', sources: true, behind: 5 },
    ],
  ],
];

it.each(someOf(fleets, 3))(
  '%s cost what docs/calls.md says',
  async (_, outcome, fleet) => {
    const { report, calls, counted } = await checkFleet(fleet, { latencySpreadMs: 20 });
    expect(report.summary.outcome).toBe(outcome);
    expect(calls).toEqual(expectedCalls(fleet));
    expect(counted).toBe(Object.values(calls).reduce((sum, count) => sum + count, 0));
  },
  60_000,
);

it('what is refused is called again, and is one call', async () => {
  const fleet = [{ services: 3 }];
  const refused = [
    { kind: 'throttled', action: 'ecs:DescribeTaskDefinition', times: 2 },
    { kind: 'throttled', action: 'ec2', times: 1 },
  ] as const;
  const { report, calls, counted, log } = await checkFleet(fleet, { latencySpreadMs: 5, faults: refused });
  expect(report.summary.outcome).toBe('in-sync');
  const expected = expectedCalls(fleet);
  expect(counted).toBe(Object.values(expected).reduce((sum, count) => sum + count, 0));
  expect(log).toHaveLength(counted + 3);
  expect(calls['ecs:DescribeTaskDefinition']).toBe(5);
});
