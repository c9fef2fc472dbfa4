import { describe, expect, it, test } from 'vitest';
import { differenceOfCalls, expectedCalls, fleetSize } from '../../bench/performance/fleet-calls.ts';
import { floorOf } from '../../bench/performance/floor.ts';
import { growthOf } from '../../bench/performance/growth.ts';
import { interleaved, isMet, median } from '../../bench/performance/measurement.ts';
import { apiBuckets } from '../../src/aws/api-buckets.ts';
import { sizeOf } from '../../src/aws/traffic.ts';

/*
 * What the bench makes of what it measured.
 */

test('runs take turns', async () => {
  const order: string[] = [];
  const variant = (name: string) => async () => order.push(name);
  const results = await interleaved(2, { a: variant('a'), b: variant('b') });
  expect(order).toEqual(['a', 'b', 'a', 'b']);
  expect(results.get('b')).toEqual([2, 4]);
});

it.each([
  [[3], 3],
  [[9, 1, 2], 2],
  [[1, 2, 4, 9], 3],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

it.each([
  [{ atMost: 1.2 }, 1.2, true],
  [{ atMost: 1.2 }, 1.21, false],
  [{ atLeast: 20 }, 19.9, false],
  [{ exactly: 1 }, 1, true],
  [{ exactly: 1 }, 0.99, false],
])('%j and %d: %j', (goal, value, expected) => {
  expect(isMet(goal, value)).toBe(expected);
});

describe('the floor of a fleet', () => {
  const floor = (services: number) => floorOf(expectedCalls(fleetSize(services)), fleetSize(services), 40);

  it('of few services is the calls that wait for each other', () => {
    expect(floor(10).time).toBe(3 * 40);
  });

  it('of many is the bucket that is asked most, after its burst', () => {
    const { burst, perSecond } = sizeOf(apiBuckets.ecsTaskDefinitions);
    const resources = sizeOf(apiBuckets.ecsClusterResources);
    const longest = Math.max((1000 - burst) / perSecond, (1040 - resources.burst) / resources.perSecond);
    expect(floor(1000).time).toBeCloseTo(longest * 1000);
  });

  it('counts the pages of the rules of one call', () => {
    // 120 groups of 10 rules are one call of two pages.
    expect(floor(40).time).toBe(4 * 40);
  });
});

describe('calls against the formula', () => {
  const expected = { 'ecs:ListTasks': 10, 'sts:GetCallerIdentity': 1 };

  it.each([
    ['as many', [expected, expected], 1],
    ['more in one run', [expected, { ...expected, 'ecs:ListTasks': 12 }], 1.2],
    ['fewer', [{ ...expected, 'ecs:ListTasks': 5 }], 0.5],
    ['one that is not expected', [{ ...expected, 'ecs:DescribeTasks': 1 }], 2],
    ['none of an action', [{ 'ecs:ListTasks': 10 }], 0],
  ])('%s', (_, runs, value) => {
    expect(differenceOfCalls(expected, runs).value).toBe(value);
  });
});

describe('growth', () => {
  const start = 500;
  const cpu = (of: (services: number) => number) =>
    new Map([10, 100, 1000].map((services) => [services, [start + of(services)]]));

  it('is 1 where the time grows as the fleet does, whatever the start takes', () => {
    expect(growthOf(cpu((services) => 3 * services))?.value).toBeCloseTo(1);
  });

  it('is more where it grows faster', () => {
    expect(growthOf(cpu((services) => services ** 2 / 10))?.value).toBeGreaterThan(5);
  });

  it('is not known without all sizes', () => {
    expect(growthOf(new Map([[10, [1]]]))).toBeUndefined();
  });
});
