import { expect, it } from 'vitest';
import { systemClock } from '../../src/aws/clock.ts';
import { checkFleet, expectedCalls } from '../check/fleet-calls.ts';

it.each([1, 2])('1,000 services cost what docs/calls.md says, with answers in order %i', async (latencySeed) => {
  const fleet = [{ services: 1000, sources: true, behind: 30, withoutRule: 450 }];
  const { report, calls } = await checkFleet(fleet, { latencySpreadMs: 40, latencySeed });
  expect(report.summary.outcome).toBe('drift');
  expect(calls).toEqual(expectedCalls(fleet));
});

it('100 services cost what docs/calls.md says, many behind', async () => {
  const fleet = [{ services: 100, sources: true, behind: 25, withoutRule: 150 }];
  const { report, calls, counted } = await checkFleet(fleet, { latencySpreadMs: 20 });
  expect(report.summary.outcome).toBe('drift');
  expect(calls).toEqual(expectedCalls(fleet));
  expect(counted).toBe(Object.values(calls).reduce((sum, count) => sum + count, 0));
});

it('100 services are read without a call that AWS refuses, by its own buckets', async () => {
  const fleet = [{ services: 100, sources: true, behind: 10 }];
  const { log, calls } = await checkFleet(fleet, { buckets: true, latencySpreadMs: 40 }, { clock: systemClock });
  expect(log.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(calls).toEqual(expectedCalls(fleet));
});
