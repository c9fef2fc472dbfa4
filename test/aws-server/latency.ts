import { counter, draw } from './draw.ts';
import { type FaultTarget, identityOf } from './faults.ts';

/** How long answers take. */
export interface Latency {
  /** Milliseconds that every answer takes at least. */
  readonly latencyMs?: number;
  /** Milliseconds that an answer may take beyond that: each another part of them, so that answers overtake one another. */
  readonly latencySpreadMs?: number;
  /** From which the parts follow, together with what is called. Default 1. */
  readonly latencySeed?: number;
}

/** How many milliseconds each call takes: it follows from what is called, and how often that was called before. */
export function latencies({
  latencyMs = 0,
  latencySpreadMs = 0,
  latencySeed = 1,
}: Latency): (call: FaultTarget) => number {
  if (latencySpreadMs === 0) return () => latencyMs;
  const repeated = counter();
  return (call) => {
    const identity = identityOf(call);
    return latencyMs + latencySpreadMs * draw(latencySeed, 'latency', identity, repeated(identity));
  };
}
