import v8 from 'node:v8';

/*
 * V8 lets garbage grow to several times what is live before it collects it. That is fast where there is memory for it;
 * a run that has much live would take a multiple of much.
 */

/** What a heap may hold, live or not, before its growth is limited. Smaller runs lose no time by it. */
const large = 64 * 2 ** 20;

/** By how much it may grow from then on, over what was live at the last collection: per cent. */
const growth = 15;

/** How often it is looked at: what computes for longer takes turns. */
const everyMilliseconds = 100;

/** The majors of Node.js whose V8 is known to have the flags, and to look at them at each collection. */
const known: ReadonlySet<string> = new Set(['20', '22', '24']);

/**
 * Keeps the space of what was made last at the size that it begins with, and limits the growth of the heap once it is
 * large. It keeps nothing running.
 */
export function limitHeapGrowth(): void {
  if (!hasFlags()) return;
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  const timer = setInterval(() => {
    if (process.memoryUsage().heapUsed < large) return;
    clearInterval(timer);
    v8.setFlagsFromString(`--heap-growing-percent=${growth}`);
  }, everyMilliseconds);
  timer.unref();
}

/** Takes the limit away again: for the last second of a run, in which time counts for more than memory. */
export function letHeapGrow(): void {
  if (!hasFlags()) return;
  v8.setFlagsFromString('--heap-growing-percent=0');
  v8.setFlagsFromString('--semi-space-growth-factor=2');
}

function hasFlags(): boolean {
  const [major = ''] = process.versions.node.split('.');
  return known.has(major);
}
