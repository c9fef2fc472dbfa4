import { expect, it } from 'vitest';
import { checkFleet, expectedCalls } from '../check/fleet-calls.ts';

it.each([1, 2])('1,000 services cost what docs/calls.md says, with answers in order %i', async (latencySeed) => {
  const fleet = [{ services: 1000, sources: true, behind: 30, withoutRule: 450 }];
  const { report, calls } = await checkFleet(fleet, { latencySpreadMs: 40, latencySeed });
  expect(report.summary.outcome).toBe('drift');
  expect(calls).toEqual(expectedCalls(fleet));
});
