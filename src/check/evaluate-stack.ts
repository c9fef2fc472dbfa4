import type { AwsReader } from '../aws/reader.ts';
import { readDataSources } from '../data-sources/read.ts';
import type { RunPlace } from '../model/place.ts';
import type { KnownAttributes, Stack } from '../model/stack.ts';
import type { TerraformValue } from '../model/value.ts';
import { deriveAttributes } from '../terraform/predicted/predict.ts';
import { learnPlace, mergeKnown } from './learn.ts';

/** What is known beside the code. */
export interface Knowledge {
  /** Told by AWS or a file. */
  readonly told: KnownAttributes;
  /** Made from arguments by formulas. What is told takes precedence. */
  readonly derived: KnownAttributes;
}

export const nothingKnown: Knowledge = { told: new Map(), derived: new Map() };

/** What data sources are answered from. */
export interface Sources {
  /** Without it no data source is asked for. */
  readonly aws?: AwsReader | undefined;
  /** Where the run looks. */
  readonly run: RunPlace;
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
 * Evaluates the code until the place, formulas and data sources tell nothing more. AWS is asked for a data source only once everything that
 * needs no call is known, so that it is not asked for what a formula tells.
 */
export async function settle(
  evaluate: (known: KnownAttributes) => Stack,
  before: Knowledge,
  { aws, run, types, applied = new Map(), files }: Sources,
): Promise<Knowledge & { readonly stack: Stack }> {
  let { told, derived } = before;
  for (let pass = 1; ; pass++) {
    const stack = { ...evaluate(mergeKnown([told, applied, derived])), run };
    if (pass === maxPasses) return { stack, told, derived };
    const free = mergeKnown([told, learnPlace(stack), files?.(stack) ?? new Map()]);
    const predicted = deriveAttributes(stack, mergeKnown([free, applied]));
    if (free !== told || !isSame(predicted, derived)) {
      told = free;
      derived = predicted;
      continue;
    }
    const read = aws === undefined ? told : mergeKnown([told, await readDataSources(stack, types, aws)]);
    if (read === told) return { stack, told, derived };
    told = read;
    derived = deriveAttributes(stack, mergeKnown([told, applied]));
  }
}

function isSame(a: KnownAttributes, b: KnownAttributes): boolean {
  return text(a) === text(b);
}

/** Formulas make texts with and without holes. */
function text(known: KnownAttributes): string {
  const attributes = (of: ReadonlyMap<string, TerraformValue>) => [...of];
  return JSON.stringify([...known].map(([address, of]) => [address, attributes(of)]));
}
