import type { AwsReader } from '../aws/reader.ts';
import { type RemoteStates, remoteStateReader } from '../data-sources/remote-state.ts';
import { kinds as allKinds, steps as familySteps } from '../kinds/index.ts';
import type { Kind, Root } from '../kinds/kind.ts';
import { type Compared, joinCompared } from '../model/leaf.ts';
import type { ProgressStep } from '../model/progress.ts';
import type { Report } from '../model/report/report.ts';
import type { Severity } from '../model/report/severity.ts';
import { withFingerprintKey } from '../model/secret/fingerprint.ts';
import type { KnownAttributes, Stack } from '../model/stack.ts';
import { judgeLeaves } from '../policy/judge.ts';
import { withOwners } from '../policy/owners.ts';
import type { Policy } from '../policy/policy.ts';
import { codeFiles } from '../terraform/load/load.ts';
import { attributesOfState, readState, withAppliedIds } from '../terraform/plan-and-state/state.ts';
import { stateStack } from '../terraform/plan-and-state/state-stack.ts';
import type { EvaluatedModules } from '../terraform/stack/evaluate-modules.ts';
import { assembleReport } from './assemble.ts';
import { type StateEvidence, withCauses } from './cause.ts';
import { concealCompared } from './conceal.ts';
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
import { secretParts } from './secret-parts.ts';
import { hiddenOf, hidingProblems, publicNames, secretTexts, secretVariables } from './secrets.ts';
import { withoutSourcePositions } from './source-positions.ts';
import { targetName } from './target.ts';
import { withUnknownArguments } from './unknown-arguments.ts';
import { unknownMemberGaps } from './unknown-members.ts';

/** What a run is made of. */
export interface CheckOptions extends DeclarationOptions {
  /**
   * A state: it tells ids and other attributes for references, and the cause of each finding. It never stands for the
   * code, and what is found live wins over it.
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
  /** What the reviewed configuration says of differences. Without it all of them count. */
  readonly policy?: Policy;
  /** The time of the run, by which entries of the policy expire. Default: now. */
  readonly now?: Date;
  /**
   * The user's key for fingerprints: with it, secret values that differ are shown by theirs, and those that were
   * accepted are known by them.
   */
  readonly fingerprintKey?: string;
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
  const examination = await withFingerprintKey(options.fingerprintKey, async () =>
    examine(await loadDeclaration({ types, ...options }), options),
  );
  return hidingProblems(examination.hidden, () =>
    assembleReport(guardPlace(examination, options.aws.source), {
      source: options.aws.source,
      failOn: options.failOn ?? 'error',
      strict: options.strict ?? false,
    }),
  );
}

/**
 * Learning from one reference to the next ends after a few rounds; a longer chain than this does not occur in real
 * code.
 */
const maxRounds = 8;

/**
 * Evaluates the code, reads what it declares from AWS, and does both again with what was learnt (ids, ARNs, the
 * account) until nothing new is learnt; then compares. The reader keeps what it has read, so a further round costs no
 * further calls for that.
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
      const compared = withUnknownArguments(joinCompared(read.map((one) => one.compare())), stack, kinds);
      const { policy, now = new Date() } = options;
      const owned = policy === undefined ? compared : withOwners(compared, policy);
      const followed = await follow(owned, kinds, [root], aws);
      const recorded = state && stateStack(state, stack);
      const explained =
        recorded === undefined
          ? followed
          : withCauses(followed, await evidenceOf(followed, kinds, root, recorded, aws));
      const judged = policy && { source: policy.source, ...judgeLeaves(explained, policy, now) };
      const shown = concealCompared(judged?.compared ?? explained, secret);
      const secrets = new Set([
        ...(evaluated === undefined ? [] : secretTexts(evaluated)),
        ...('tree' in declaration ? [] : secretVariables(declaration.variables)),
        ...(recorded === undefined ? [] : secretTexts({ stack: recorded, modules: [] })),
      ]);
      return {
        stack,
        place,
        compared: options.plan === undefined ? shown : withoutSourcePositions(shown),
        gaps: unknownMemberGaps(options.aws),
        ...(judged === undefined ? {} : { policy: { source: judged.source, warnings: judged.warnings } }),
        types: [...types].toSorted(),
        secretParts: secret,
        secrets,
        hidden: hiddenOf(secrets, aws, publicNames(stack)),
      };
    }
    known = { ...knowledge, learnt };
  }
}

/** Takes what was compared through the steps of its families. */
async function follow(
  compared: Compared,
  kinds: readonly Kind[],
  roots: readonly Root[],
  aws: AwsReader,
): Promise<Compared> {
  const names = new Set(kinds.map(({ name }) => name));
  const steps = familySteps.filter((step) => step.kinds.every((name) => names.has(name)));
  const taken = await Promise.all(steps.map((step) => step.read(roots, aws)));
  return taken.reduce((before, take) => take(before), compared);
}

/** The code beside what a state holds, and that beside AWS, of the kinds of which something differs. */
async function evidenceOf(
  { leaves }: Compared,
  kinds: readonly Kind[],
  { target, stack }: Root,
  applied: Stack,
  aws: AwsReader,
): Promise<StateEvidence> {
  const differing = new Set(leaves.flatMap(({ outcome, subject }) => (outcome === 'differs' ? [subject.kind] : [])));
  const asked = kinds.filter(({ name }) => differing.has(name));
  const ofCode = asked.map((kind) => kind.declare([{ target, stack }]).fromState(applied).compare());
  const ofState = await Promise.all(
    asked.map(async (kind) => (await kind.declare([{ target, stack: applied }]).read(aws)).compare()),
  );
  return { codeAndState: joinCompared(ofCode), stateAndLive: joinCompared(ofState) };
}
