import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report/report.ts';
import type { Fault } from '../aws-server/faults.ts';
import { startAwsServer } from '../aws-server/server.ts';
import { drifted, inSync } from '../faults/accounts.ts';
import { awsEnvironment, runCli } from './cli.ts';

/** The program as a process against accounts whose answers are damaged: it ends, in time, and with the right exit code. */

interface Ended {
  readonly code: number;
  readonly report: Report | undefined;
  readonly stderr: string;
}

/** Runs `driftcheck --format json` on the code that the accounts are of. */
async function run(drift: boolean, faults: readonly Fault[], ...flags: readonly string[]): Promise<Ended> {
  const server = await startAwsServer(drift ? drifted() : inSync(), { faults });
  const args = ['check', 'test/faults/terraform', '--format', 'json', ...flags];
  const { code, stdout, stderr } = await runCli(args, awsEnvironment(server.endpoint));
  await server.close();
  return { code, report: stdout === '' ? undefined : JSON.parse(stdout), stderr };
}

describe('a damaged account', () => {
  it('nothing is damaged', async () => {
    expect((await run(false, [])).code).toBe(0);
    expect((await run(true, [])).code).toBe(2);
  });

  it('bodies that stall: what is not read when the time is over is named', async () => {
    const { code, report } = await run(false, [{ kind: 'stalled', action: 'ecs' }], '--timeout', '6');
    expect(code).toBe(3);
    expect(report?.findings).toEqual([]);
    const named = new Set(report?.gaps.map(({ address }) => address));
    const unread = report?.checked.filter(({ status }) => status !== 'in-sync').map(({ address }) => address) ?? [];
    expect(unread.length).toBeGreaterThan(5);
    expect(unread.filter((address) => !named.has(address))).toEqual([]);
  });

  it('every body stalls: it stops, and says that it was the time', async () => {
    const { code, stderr } = await run(false, [{ kind: 'stalled' }], '--timeout', '3');
    expect(code).toBe(1);
    expect(stderr).toContain('time');
  });

  it.each<[Fault, boolean, number]>([
    [{ kind: 'denied', action: 'ecs:ListTasks' }, false, 3],
    [{ kind: 'empty', action: 'ec2:DescribeSecurityGroupRules' }, false, 3],
    [{ kind: 'truncated', announced: 'half', action: 'ecs:DescribeServices' }, true, 2],
    [{ kind: 'truncated', announced: 'whole', times: 2 }, false, 0],
    [{ kind: 'reset', times: 2 }, true, 2],
    [{ kind: 'expired', from: 4 }, false, 3],
    [{ kind: 'expired' }, false, 1],
  ])('%o, drift: %s, ends with %i', async (fault, drift, expected) => {
    const { code, report, stderr } = await run(drift, [fault]);
    expect([code, stderr.includes('    at ')]).toEqual([expected, false]);
    if (expected === 0) expect(report?.gaps).toEqual([]);
    if (expected === 3) expect(report?.gaps.length).toBeGreaterThan(0);
  });
});
