import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTraffic } from '../../src/aws/traffic.ts';
import { instantClock } from './instant-clock.ts';
import { ecsError, ecsTaskDefinition, isolate, quickReader, restore, serveEcs } from './wire.ts';

beforeEach(() => isolate());
afterEach(restore);

/** Refuses the first calls as too many. */
function serve(refused: number) {
  let count = 0;
  return serveEcs(() => {
    count += 1;
    return count <= refused
      ? ecsError('ThrottlingException', 'Rate exceeded')
      : { body: { taskDefinition: ecsTaskDefinition('api') } };
  });
}

const key = { taskDefinition: 'api' };

describe('each attempt of a call', () => {
  it('takes a token, and the first refusal slows down', async () => {
    const received = serve(2);
    const clock = instantClock();
    const reader = quickReader({ clock });
    expect(await reader.read('ecs:DescribeTaskDefinition', key)).toMatchObject({ status: 'found' });
    expect(received).toHaveLength(3);
    expect(reader.calls()).toBe(1);
    // The bucket is empty after the first refusal, and fills at seven tenths of 16 a second.
    expect(clock.waited).toHaveLength(2);
    expect(clock.waited[0]).toBe(90);
  });

  it('counts against the budget', async () => {
    const received = serve(5);
    const reader = quickReader({ traffic: createTraffic({ clock: instantClock(), maxCalls: 3 }) });
    expect(await reader.read('ecs:DescribeTaskDefinition', key)).toEqual({
      status: 'unreadable',
      problem: { kind: 'call-limit', action: 'ecs:DescribeTaskDefinition', region: 'us-east-1' },
    });
    expect(received).toHaveLength(3);
  });
});
