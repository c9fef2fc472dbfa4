import type { AwsReader } from '../aws/reader.ts';
import { type RemoteStates, remoteStateReader } from '../data-sources/remote-state.ts';
import { kinds as allKinds, steps } from '../kinds/index.ts';
import type { Kind, ReadKind, Root } from '../kinds/kind.ts';
import type { KindRun } from '../kinds/run-kind.ts';
import { joinCompared } from '../model/leaf.ts';
import type { ProgressStep } from '../model/progress.ts';
import type { Report, Severity } from '../model/report.ts';
import type { KnownAttributes } from '../model/stack.ts';
import { codeFiles } from '../terraform/load/load.ts';
import { attributesOfState, readState, withAppliedIds } from '../terraform/plan-and-state/state.ts';
import { stateStack } from '../terraform/plan-and-state/state-stack.ts';
import type { EvaluatedModules } from '../terraform/stack/evaluate-modules.ts';
import { assembleReport } from './assemble.ts';
import { withCauses } from './cause.ts';
import { concealRun } from './conceal.ts';
import {
  type Declaration,
  type DeclarationOptions,
  evaluatorOf,
  type GivenFile,
  loadDeclaration,
} from './declaration.ts';
import { evaluateToFixedPoint, nothingKnown } from './evaluate-stack.ts';
import type { Examination } from './examination.ts';
import { mergeKnown } from './learn.ts';
import { markedReader } from './marked-reader.ts';
import { guardPlace, readPlace } from './place.ts';
import { runKind } from './run-kinds.ts';
import { secretParts } from './secret-parts.ts';
import { hiddenOf, hidingProblems, secretTexts, secretVariables } from './secrets.ts';
import { withoutSourcePositions } from './source-positions.ts';
import { targetName } from './target.ts';
import { unknownMembersRun } from './unknown-members.ts';
import { viewsOf } from './views.ts';

/** What a run is made of. */
export interface CheckOptions extends DeclarationOptions {
  /**
   * A state: it tells ids and other attributes for references, and the cause of each finding. It never stands for the code, and what is
   * found live wins over it.
   */
  readonly state?: GivenFile;
  /** State files for `terraform_remote_state` data sources, by the data source's name or address. */
  readonly remoteStates?: RemoteStates;
  /** Where the AWS side comes from: `createAwsReader` for the API, `replaySnapshot` for a recording. */
  readonly aws: AwsReader;
  /** The profile that the credentials are of, where one is named: a provider that names it works with them too. */
  readonly profile?: string;
  /** The least severity of a drift that makes the exit code 2. Default `error`. */
  readonly failOn?: Severity;
  /** Makes single undetermined values count as incomplete (exit code 3). */
  readonly strict?: boolean;
  /** Told what the run is busy with. */
  readonly onProgress?: (step: ProgressStep) => void;
  /** The kinds to compare. Default: all. */
  readonly kinds?: readonly Kind[];
}

/** The resource types that are compared. */
export function comparedTypes(kinds: readonly Pick<Kind, 'terraformTypes'>[] = allKinds): ReadonlySet<string> {
  return new Set(kinds.flatMap((kind) => kind.terraformTypes));
}

/**
 * Compares what the Terraform code of `options.directory` declares with what AWS has.
 * @throws ProblemError when the run cannot be made or would compare nothing (exit code 1).
 */
export async function check(options: CheckOptions): Promise<Report> {
  options.onProgress?.({ step: 'load', directory: options.directory });
  const types = comparedTypes(options.kinds);
  const examination = await examine(await loadDeclaration({ types, ...options }), options);
  return hidingProblems(examination.hidden, () =>
    assembleReport(guardPlace(examination, options.aws.source), {
      source: options.aws.source,
      failOn: options.failOn ?? 'error',
      strict: options.strict ?? false,
    }),
  );
}

/** Learning from one reference to the next ends after a few rounds; a longer chain than this does not occur in real code. */
const maxRounds = 8;

/**
 * Evaluates the code, matches it with AWS, and does both again with what was learnt (ids, ARNs, the account) until nothing new
 * is learnt. Reads are cached by the reader, so a further round costs no further calls for what is known.
 */
export async function examine(declaration: Declaration, options: CheckOptions): Promise<Examination> {
  const state = options.state && readState(options.state.text, options.state.file);
  const kinds = options.kinds ?? allKinds;
  const types = comparedTypes(kinds);
  const evaluator = evaluatorOf(declaration, options);
  let evaluated: EvaluatedModules | undefined;
  const evaluate = (known: KnownAttributes) => {
    evaluated = evaluator(known);
    return state === undefined ? evaluated.stack : withAppliedIds(evaluated.stack, state);
  };
  const place = await readPlace(options.aws, options.profile);
  const applied = state && attributesOfState(state, evaluate(new Map()));
  const files = remoteStateReader(options.remoteStates ?? new Map(), codeFiles(options));
  const sources = { aws: options.aws, run: place, types, applied, files };
  let known = nothingKnown;
  for (let round = 1; ; round++) {
    const { stack, ...knowledge } = await evaluateToFixedPoint(evaluate, known, sources);
    const resources = stack.resources.filter((resource) => types.has(resource.type)).length;
    options.onProgress?.({ step: 'read', resources, round });
    const secret = secretParts(stack);
    const aws = markedReader(options.aws, secret);
    const root: Root = { target: targetName, stack };
    const read = await Promise.all(kinds.map((kind) => kind.declare([root]).read(aws)));
    const learnt = mergeKnown([knowledge.learnt, ...read.map((one) => one.learn(root))]);
    if (learnt === knowledge.learnt || round === maxRounds) {
      const runs = [await compareKinds(kinds, read, [root], aws)];
      const placed = options.plan === undefined ? runs : runs.map(withoutSourcePositions);
      const found = [...placed, unknownMembersRun(options.aws)];
      const explained =
        state === undefined ? found : await withCauses({ stack, runs: found }, state, kinds.map(runKind), aws);
      const secrets = new Set([
        ...(evaluated === undefined ? [] : secretTexts(evaluated)),
        ...('tree' in declaration ? [] : secretVariables(declaration.variables)),
        ...(state === undefined ? [] : secretTexts({ stack: stateStack(state, stack), modules: [] })),
      ]);
      return {
        stack,
        place,
        runs: explained.map((run) => concealRun(run, secret)),
        types: [...types].toSorted(),
        secretParts: secret,
        secrets,
        hidden: hiddenOf(secrets, aws),
      };
    }
    known = { ...knowledge, learnt };
  }
}

/** Compares what was read of each kind, then of the kinds of each family together. */
async function compareKinds(
  kinds: readonly Kind[],
  read: readonly ReadKind[],
  roots: readonly Root[],
  aws: AwsReader,
): Promise<KindRun> {
  const names = new Set(kinds.map(({ name }) => name));
  let compared = joinCompared(read.map((kind) => kind.compare()));
  for (const step of steps) {
    if (step.kinds.every((name) => names.has(name))) compared = (await step.read(roots, aws))(compared);
  }
  return { ...viewsOf(compared), learnt: nothingKnown.learnt };
}
