import { isDeepStrictEqual } from 'node:util';
import type { AwsReader } from '../aws/reader.ts';
import { readDataSources } from '../data-sources/read.ts';
import { type Course, unhindered } from '../model/course.ts';
import type { RunPlace } from '../model/place.ts';
import type { KnownAttributes, Stack } from '../model/stack.ts';
import { attributeDeriver } from '../terraform/predicted/predict.ts';
import { learnPlace, mergeKnown } from './learn.ts';

/** What is known beside the code. */
export interface Knowledge {
  /** Learnt from AWS or a file. */
  readonly learnt: KnownAttributes;
  /** Made from arguments by formulas. What was learnt takes precedence. */
  readonly derived: KnownAttributes;
}

export const nothingKnown: Knowledge = { learnt: new Map(), derived: new Map() };

/** What data sources are answered from. */
export interface Sources {
  /** Without it no data source is asked for. */
  readonly aws?: AwsReader | undefined;
  /** Where the run looks. */
  readonly run: RunPlace;
  readonly course?: Course | undefined;
  /** The resource types that are compared. */
  readonly types: ReadonlySet<string>;
  /** What a state tells: better than a formula, and perhaps older than what AWS says now. */
  readonly applied?: KnownAttributes | undefined;
  /** What files tell of a stack: the states of other configurations. */
  readonly files?: ((stack: Stack) => KnownAttributes) | undefined;
}

/** A chain of data sources and formulas that is longer than this does not occur in real code. */
const maxPasses = 16;

/**
 * Evaluates the code until the place, formulas and data sources tell nothing more. AWS is asked for a data source only
 * once everything that needs no call is known, so that it is not asked for what a formula tells.
 */
export async function evaluateToFixedPoint(
  evaluate: (known: KnownAttributes) => Stack | Promise<Stack>,
  before: Knowledge,
  { aws, run, types, course = unhindered, applied = new Map(), files }: Sources,
): Promise<Knowledge & { readonly stack: Stack }> {
  let { learnt, derived } = before;
  const deriveAttributes = attributeDeriver();
  for (let pass = 1; ; pass++) {
    const stack = { ...(await evaluate(mergeKnown([learnt, applied, derived]))), run };
    if (pass === maxPasses || (pass > 1 && course.isEnded())) return { stack, learnt, derived };
    const free = mergeKnown([learnt, learnPlace(stack), files?.(stack) ?? new Map()]);
    const predicted = deriveAttributes(stack, mergeKnown([free, applied]));
    if (free !== learnt || !isDeepStrictEqual(predicted, derived)) {
      learnt = free;
      derived = predicted;
      continue;
    }
    const read = aws === undefined ? learnt : mergeKnown([learnt, await readDataSources(stack, types, aws)]);
    if (read === learnt) return { stack, learnt, derived };
    learnt = read;
    derived = deriveAttributes(stack, mergeKnown([learnt, applied]));
  }
}
