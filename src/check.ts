import type { AwsReader } from './aws/reads.ts';
import { assembleReport } from './check/assemble.ts';
import type { Examination } from './check/examination.ts';
import { learnPlace, mergeKnown } from './check/learn.ts';
import { guardPlace, readPlace } from './check/place.ts';
import { kinds as allKinds } from './kinds/index.ts';
import type { Kind } from './kinds/kind.ts';
import type { Report, Severity } from './model/report.ts';
import { evaluateConfiguration } from './terraform/expand.ts';
import { type Configuration, type LoadOptions, loadConfiguration } from './terraform/load.ts';
import type { KnownAttributes } from './terraform/stack.ts';

/** What a run is made of. */
export interface CheckOptions extends LoadOptions {
  /** Where the AWS side comes from: `createAwsReader` for the API, `replaySnapshot` for a recording. */
  readonly aws: AwsReader;
  /** The least severity of a drift that makes the exit code 2. Default `error`. */
  readonly failOn?: Severity;
  /** Makes single undetermined values count as incomplete (exit code 3). */
  readonly strict?: boolean;
  /** Told what the run is busy with. */
  readonly onProgress?: (step: ProgressStep) => void;
  /** The kinds to compare. Default: all. */
  readonly kinds?: readonly Kind[];
}

export type ProgressStep =
  | { readonly step: 'load'; readonly directory: string }
  | { readonly step: 'read'; readonly resources: number; readonly round: number };

/**
 * Compares what the Terraform code of `options.directory` declares with what AWS has.
 * @throws ProblemError when the run cannot be made or would compare nothing (exit code 1).
 */
export async function check(options: CheckOptions): Promise<Report> {
  options.onProgress?.({ step: 'load', directory: options.directory });
  const configuration = await loadConfiguration(options);
  const examination = await examine(configuration, options);
  guardPlace(examination, options.aws.source);
  return assembleReport(examination, {
    source: options.aws.source,
    failOn: options.failOn ?? 'error',
    strict: options.strict ?? false,
  });
}

/** Learning from one reference to the next ends after a few rounds; a longer chain than this does not occur in real code. */
const maxRounds = 8;

/**
 * Evaluates the code, matches it with AWS, and does both again with what was learnt (ids, ARNs, the account) until nothing new
 * is learnt. Reads are cached by the reader, so a further round costs no further calls for what is known.
 */
export async function examine(configuration: Configuration, options: CheckOptions): Promise<Examination> {
  const kinds = options.kinds ?? allKinds;
  const types = new Set(kinds.flatMap((kind) => kind.terraformTypes));
  const place = await readPlace(options.aws);
  let known: KnownAttributes = new Map();
  for (let round = 1; ; round++) {
    const stack = evaluateConfiguration(configuration, known);
    const resources = stack.resources.filter((resource) => types.has(resource.type)).length;
    options.onProgress?.({ step: 'read', resources, round });
    const runs = await Promise.all(kinds.map((kind) => kind.run({ stack, aws: options.aws })));
    const next = mergeKnown([known, learnPlace(stack, place), ...runs.map((run) => run.learnt)]);
    if (next === known || round === maxRounds) return { stack, place, runs, types: [...types].toSorted() };
    known = next;
  }
}
