import { describe, expect, it } from 'vitest';
import { CallLimitError, createTraffic, type SessionTraffic } from '../../src/aws/traffic.ts';
import { instantClock } from './instant-clock.ts';

const region = 'us-east-1';
const definition = { action: 'ecs:DescribeTaskDefinition', region };

/** Makes so many calls, and tells how long they waited together. */
async function waited(
  session: SessionTraffic,
  calls: number,
  clock: ReturnType<typeof instantClock>,
  call = definition,
): Promise<number> {
  const before = clock.now();
  for (let count = 0; count < calls; count += 1) await session.admit(call, undefined);
  return clock.now() - before;
}

describe('the buckets of a run', () => {
  it('are a share of what AWS documents', async () => {
    const clock = instantClock();
    const session = createTraffic({ clock }).join();
    expect(await waited(session, 40, clock)).toBe(0);
    // 16 a second.
    expect(await waited(session, 16, clock)).toBeCloseTo(1000, -2);
  });

  it('are shared by the sessions of one account', async () => {
    const clock = instantClock();
    const traffic = createTraffic({ clock });
    const [one, two] = [traffic.join(), traffic.join()];
    for (const session of [one, two]) session.leadsTo('123456789012');
    expect(await waited(one, 30, clock)).toBe(0);
    expect(await waited(two, 10, clock)).toBe(0);
    expect(await waited(two, 1, clock)).toBeGreaterThan(0);
  });

  it('are not shared by accounts, nor by who leads to none that is known', async () => {
    const clock = instantClock();
    const traffic = createTraffic({ clock });
    const sessions = [traffic.join(), traffic.join(), traffic.join()];
    sessions[0]?.leadsTo('123456789012');
    sessions[1]?.leadsTo('999999999999');
    for (const session of sessions) expect(await waited(session, 40, clock)).toBe(0);
  });

  it('keep what was used before it was known whose they are', async () => {
    const clock = instantClock();
    const session = createTraffic({ clock }).join();
    await waited(session, 40, clock);
    session.leadsTo('123456789012');
    expect(await waited(session, 1, clock)).toBeGreaterThan(0);
  });

  it('are others in each region and category', async () => {
    const clock = instantClock();
    const session = createTraffic({ clock }).join();
    await waited(session, 40, clock);
    expect(await waited(session, 40, clock, { ...definition, region: 'eu-west-1' })).toBe(0);
    expect(await waited(session, 80, clock, { action: 'ecs:ListTasks', region })).toBe(0);
    for (const action of ['ec2:DescribeSecurityGroups', 'ec2:DescribeSecurityGroupRules']) {
      expect(await waited(session, 80, clock, { action, region })).toBe(0);
    }
  });

  it.each([
    ['ecs:DescribeTaskDefinition', 'ecs:ListTaskDefinitions', 40],
    ['ecs:ListTasks', 'ecs:DescribeTasks', 80],
  ])('are the same for %s and %s', async (first, second, burst) => {
    const clock = instantClock();
    const session = createTraffic({ clock }).join();
    expect(await waited(session, burst, clock, { action: first, region })).toBe(0);
    expect(await waited(session, 1, clock, { action: second, region })).toBeGreaterThan(0);
  });

  it('slow down for all of the account that they are of', async () => {
    const clock = instantClock();
    const traffic = createTraffic({ clock });
    const [one, two] = [traffic.join(), traffic.join()];
    for (const session of [one, two]) session.leadsTo('123456789012');
    one.slowDown(definition);
    expect(await waited(two, 1, clock)).toBeGreaterThan(80);
    expect(await waited(two, 1, clock, { action: 'ecs:ListTasks', region })).toBe(0);
  });
});

describe('the budget of calls', () => {
  it('is one for all sessions', async () => {
    const traffic = createTraffic({ clock: instantClock(), maxCalls: 3 });
    const [one, two] = [traffic.join(), traffic.join()];
    await one.admit(definition, undefined);
    await two.admit({ ...definition, region: 'eu-west-1' }, undefined);
    await two.admit(definition, undefined);
    for (const session of [one, two])
      await expect(session.admit(definition, undefined)).rejects.toThrow(CallLimitError);
  });
});
