import { describe, expect, it } from 'vitest';
import { createTraffic } from '../../src/aws/traffic.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report/report.ts';
import { instantClock } from '../aws/instant-clock.ts';
import { triesAll } from '../tries.ts';
import { checkFleet, type FleetShape } from './fleet-calls.ts';

/*
 * A run whose budget of calls is too small knows what it has read, and says of all else that it was not read.
 */

const serviceOf = ({ address }: Report['findings'][number]) => /service-\d+/.exec(address)?.[0];
const isCallLimit = ({ reason }: Report['gaps'][number]) => reason.problem?.kind === 'call-limit';

const limited = (fleet: FleetShape, maxCalls: number) =>
  checkFleet([fleet], {}, { traffic: createTraffic({ clock: instantClock(), maxCalls }) }).catch((error: unknown) => {
    if (error instanceof ProblemError) return error;
    throw error;
  });

describe.each<readonly [string, FleetShape]>([
  ['as declared', { services: 2, targets: 2 }],
  ['otherwise', { services: 2, sources: true, behind: 1, withoutRule: 1 }],
])('a fleet that is %s', (_, fleet) => {
  it('is never said to be as declared, or otherwise than it is, with fewer calls than it takes', async () => {
    const whole = await checkFleet([fleet]);
    const all = new Set(whole.report.findings.map(serviceOf));
    for (let maxCalls = 1; maxCalls < whole.counted; maxCalls += triesAll ? 1 : 4) {
      const run = await limited(fleet, maxCalls);
      if (run instanceof ProblemError) {
        expect(['aws', 'targets-failed'], `${maxCalls} calls`).toContain(run.problem.code);
        continue;
      }
      const { report, log } = run;
      expect(log, `${maxCalls} calls`).toHaveLength(maxCalls);
      expect([2, 3], `${maxCalls} calls`).toContain(report.summary.exitCode);
      expect(report.gaps.some(isCallLimit), `${maxCalls} calls`).toBe(true);
      expect(
        report.findings.map(serviceOf).filter((name) => !all.has(name)),
        `${maxCalls} calls`,
      ).toEqual([]);
    }
    const enough = await limited(fleet, whole.counted);
    if (enough instanceof ProblemError) throw enough;
    expect(enough.report.findings).toHaveLength(whole.report.findings.length);
    expect(enough.report.summary).toEqual(whole.report.summary);
  }, 120_000);
});
