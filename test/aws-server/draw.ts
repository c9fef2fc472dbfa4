import { createHash } from 'node:crypto';

/** A number from 0 to below 1 that is the same for the same seed and the same parts, and else any. */
export function draw(seed: number, ...parts: readonly (string | number)[]): number {
  return (
    createHash('sha256')
      .update(JSON.stringify([seed, ...parts]))
      .digest()
      .readUInt32BE() /
    2 ** 32
  );
}

/** How often each thing was counted before. */
export function counter(): (name: string) => number {
  const seen = new Map<string, number>();
  return (name) => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before;
  };
}
