import { type Budget, limits } from '../../model/budget.ts';
import type { SourceRange } from '../../model/source.ts';
import type { TerraformValue } from '../../model/value.ts';
import { staticFailure } from './failure.ts';

/** How large a value is. */
interface Extent {
  /** The parts in it, shared ones as often as they appear; 64 characters of text count as one. */
  readonly parts: number;
  readonly depth: number;
}

const charactersPerPart = 64;
/** A hole has a cause, which is compared with those of others. */
const partsPerHole = 10;
/** So many parts are walked through in the time of one step. */
const partsPerStep = 8;

/** Extents by what a value holds its parts in: copies with other marks share that, and it is never changed. */
const measured = new WeakMap<object, Extent>();

/**
 * The extent of a value. What was measured before is not walked through again, so that it costs no more than the parts
 * which are new.
 *
 * @param budget pays for the elements that are new
 */
function extentOf(value: TerraformValue, budget: Budget, at: SourceRange): Extent {
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return collectionExtent(value.elements, value.elements.length, budget, at);
    case 'map':
    case 'object':
      return collectionExtent(value.entries, value.entries.size, budget, at);
    case 'template':
      return { parts: value.parts.reduce((sum, part) => sum + textParts(part), 1), depth: 0 };
    case 'string':
      return { parts: textParts(value.value), depth: 0 };
    default:
      return scalar;
  }
}

const scalar: Extent = { parts: 1, depth: 0 };

function textParts(part: unknown): number {
  return typeof part === 'string' ? 1 + Math.floor(part.length / charactersPerPart) : partsPerHole;
}

function collectionExtent(
  inner: readonly TerraformValue[] | ReadonlyMap<string, TerraformValue>,
  size: number,
  budget: Budget,
  at: SourceRange,
): Extent {
  const before = measured.get(inner);
  if (before !== undefined) return before;
  budget.use('elements', size, { at });
  let parts = 1;
  let depth = 0;
  for (const element of inner.values()) {
    const extent = extentOf(element, budget, at);
    parts += extent.parts;
    if (extent.depth > depth) depth = extent.depth;
    // What is refused anyway need not be counted to its end, which may be far away.
    if (parts > limits.values.most || depth >= limits.nesting.most) break;
  }
  const extent = { parts, depth: depth + 1 };
  measured.set(inner, extent);
  return extent;
}

/**
 * Refuses a value that is too large to be walked through. A gap, and no end of the run: what does not need it is
 * compared. Throws `EvaluationError` with the code `value-too-large`.
 */
export function refuseExtent(value: TerraformValue, budget: Budget, at: SourceRange): void {
  const { parts, depth } = extentOf(value, budget, at);
  if (parts > limits.values.most) throw refusal('values', at);
  if (depth > limits.nesting.most) throw refusal('nesting', at);
}

/**
 * Pays for walking through values.
 *
 * @param stepsPerPart what is done with each part
 */
export function payForWalk(
  values: readonly TerraformValue[],
  budget: Budget,
  at: SourceRange,
  stepsPerPart = 1 / partsPerStep,
): void {
  let parts = 0;
  for (const value of values) parts += extentOf(value, budget, at).parts;
  if (parts > 2 * limits.values.most) throw refusal('values', at);
  const steps = Math.floor(parts * stepsPerPart);
  if (steps > 0) budget.use('steps', steps, { at });
}

function refusal(limit: 'values' | 'nesting', at: SourceRange): Error {
  const { what, most, unit } = limits[limit];
  return staticFailure(
    'value-too-large',
    'Value too large',
    `There is more than a run takes: ${limit === 'values' ? what : 'the nesting of one value'}, at most ${most} ${unit}.`,
    at,
  );
}
