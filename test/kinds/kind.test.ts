import { describe, expect, it } from 'vitest';
import { defineKind } from '../../src/kinds/kind.ts';
import type { Compared } from '../../src/model/leaf.ts';
import { aws } from './ec2/security-group/world.ts';

const nothing: Compared = { subjects: [], leaves: [] };

/** A kind with one declared thing, whose comparison takes so many steps. */
async function readKind(compare: Parameters<typeof defineKind<string, string>>[0]['compare']) {
  const kind = defineKind<string, string>({
    name: 'security-group',
    resourceTypes: {},
    declare: () => ['declared'],
    read: async () => 'live',
    compare,
    learn: () => new Map(),
    liveOfState: () => 'live',
  });
  return kind.declare([]).read(aws({}));
}

describe('a comparison', () => {
  it('is made once, whoever takes its steps', async () => {
    const seen: number[] = [];
    const read = await readKind(function* () {
      for (let step = 0; step < 3; step++) {
        seen.push(step);
        yield;
      }
      return nothing;
    });
    const [one, other] = [read.compareInSteps(), read.compareInSteps()];
    one.next();
    other.next();
    expect(seen).toEqual([0, 1]);
    expect(read.compare()).toBe(nothing);
    expect(seen).toEqual([0, 1, 2]);
    expect(one.next()).toEqual({ done: true, value: nothing });
    expect(other.next()).toEqual({ done: true, value: nothing });
    expect(read.compare()).toBe(nothing);
    expect(seen).toEqual([0, 1, 2]);
  });

  it('may be made at once', async () => {
    let count = 0;
    const read = await readKind(() => {
      count += 1;
      return nothing;
    });
    expect(read.compareInSteps().next()).toEqual({ done: true, value: nothing });
    expect(read.compare()).toBe(nothing);
    expect(count).toBe(1);
  });
});
