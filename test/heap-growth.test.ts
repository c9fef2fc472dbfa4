import v8 from 'node:v8';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { letHeapGrow, limitHeapGrowth } from '../src/heap-growth.ts';

describe('limitHeapGrowth', () => {
  let used: number;
  const usage = process.memoryUsage();
  const young = '--semi-space-growth-factor=1';
  const flags = () => vi.mocked(v8.setFlagsFromString).mock.calls.map(([flag]) => flag);

  beforeEach(() => {
    vi.useFakeTimers();
    used = 0;
    vi.spyOn(process, 'memoryUsage').mockImplementation(() => ({ ...usage, heapUsed: used }));
    vi.spyOn(v8, 'setFlagsFromString').mockImplementation(() => {});
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it('leaves the old part of a small heap alone', async () => {
    limitHeapGrowth();
    used = 50 * 2 ** 20;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(flags()).toEqual([young]);
  });

  it('limits the growth of a large one once', async () => {
    limitHeapGrowth();
    await vi.advanceTimersByTimeAsync(10_000);
    used = 200 * 2 ** 20;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(flags()).toEqual([young, expect.stringMatching(/^--heap-growing-percent=\d+$/)]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is taken away again for the end of a run', () => {
    letHeapGrow();
    expect(flags()).toEqual(['--heap-growing-percent=0', '--semi-space-growth-factor=2']);
  });

  it('asks nothing of a V8 that may not know the flags', () => {
    vi.stubGlobal('process', { ...process, versions: { ...process.versions, node: '99.1.0' } });
    limitHeapGrowth();
    letHeapGrow();
    expect(flags()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
