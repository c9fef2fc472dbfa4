import { isDeepStrictEqual } from 'node:util';
import type { AwsReader } from '../aws/reader.ts';
import { remoteStateReader } from '../data-sources/remote-state.ts';
import type { Root } from '../kinds/kind.ts';
import { type Course, inOneTurn, inTurns, type Steps, unhindered, until } from '../model/course.ts';
import { onceOf } from '../model/once.ts';
import type { RunPlace } from '../model/place.ts';
import { isSameList } from '../model/same-list.ts';
import { joinSecrets, type KnownSecrets } from '../model/secret/known-secrets.ts';
import type { KnownAttributes, Resource, Stack } from '../model/stack.ts';
import { codeFiles } from '../terraform/load/load.ts';
import type { ModuleTree } from '../terraform/load/modules.ts';
import { appliedIds, attributesOfState, readState } from '../terraform/plan-and-state/state.ts';
import { stateStack } from '../terraform/plan-and-state/state-stack.ts';
import { type Declaration, evaluatorOf } from './declaration.ts';
import { evaluateToFixedPoint, nothingKnown } from './evaluate-stack.ts';
import { mergeKnown } from './learn.ts';
import { readPlace } from './place.ts';
import { secretTextsInSteps, secretVariables } from './secrets.ts';
import type { TargetOptions } from './target.ts';

/** A target whose code is evaluated again and again, with more known of it each time. */
export interface EvaluatedTarget {
  readonly name: string;
  readonly options: TargetOptions;
  /** Where its credentials lead. */
  readonly place: RunPlace;
  /** Its code as it was read; absent where a plan stands for it. */
  readonly tree?: ModuleTree;
  /** Reads with its credentials, and in its region what names none. */
  readonly aws: AwsReader;
  /**
   * Its code, evaluated with all that is known until nothing follows from that any more: the very same root as before
   * where nothing has followed, or somebody has ended the run since.
   *
   * @param ahead told once, while the code is evaluated for the first time
   * @throws ProblemError
   */
  evaluate(ahead?: RootAhead): Promise<Root>;
  /** Takes in what AWS has told of it; whether any of that is new. */
  learn(told: readonly KnownAttributes[]): boolean;
  /** What the state that it was given holds, as a stack beside that of its code. */
  recorded(stack: Stack): Stack | undefined;
  /** The texts of its code, its plan and its state that are secret, with the names beside them. Collected once. */
  secrets(stack: Stack): KnownSecrets;
  /** Collects them ahead of time, in turns, until somebody ends the run. */
  collectSecrets(stack: Stack): Promise<void>;
}

/** What is told of a root before all of it is evaluated: some arguments of the resources of some types. */
export interface RootAhead {
  readonly arguments: ReadonlyMap<string, readonly string[]>;
  tell(root: Root): void;
}

/** How a target is evaluated. */
interface OpenTargetOptions {
  /** The resource types that are compared. */
  readonly types: ReadonlySet<string>;
  /** Whether what `ignore_changes` names is left to others. */
  readonly trustIgnoreChanges: boolean;
  readonly course?: Course;
}

/**
 * Asks where a target's credentials lead, and reads the state that it is given.
 *
 * @throws ProblemError when the state cannot be used
 */
export async function openTarget(
  name: string,
  declaration: Declaration,
  options: TargetOptions,
  { types, trustIgnoreChanges, course = unhindered }: OpenTargetOptions,
): Promise<EvaluatedTarget> {
  const { aws } = options;
  const state = options.state && readState(options.state.text, options.state.file);
  const evaluator = evaluatorOf(declaration, options);
  let evaluated: ReturnType<typeof evaluator> | undefined;
  const ids = state && appliedIds(state);
  // What an evaluation leaves as it was stays the same for all that follows too.
  const finished = onceOf((resource: Resource): Resource => {
    const appliedId = ids?.(resource);
    if (trustIgnoreChanges && appliedId === undefined) return resource;
    return {
      ...resource,
      ...(trustIgnoreChanges ? {} : { ignoreChanges: [] }),
      ...(appliedId === undefined ? {} : { appliedId }),
    };
  });
  let toldAhead = false;
  let root: Root | undefined;
  let isCurrent = false;
  const evaluate = async (known: KnownAttributes, ahead?: RootAhead): Promise<Stack> => {
    const told = toldAhead ? undefined : ahead;
    if (told !== undefined) toldAhead = true;
    const steps = evaluator.steps(
      known,
      told && {
        arguments: told.arguments,
        tell: (stack) => told.tell({ target: name, stack: { ...stack, run: place } }),
      },
    );
    const whole = await inTurns(root === undefined ? steps : until(steps, course.isEnded), course);
    if (whole === undefined) throw new EvaluationEnded();
    evaluated = whole;
    const { stack } = evaluated;
    return trustIgnoreChanges && state === undefined ? stack : { ...stack, resources: stack.resources.map(finished) };
  };
  const place = await readPlace(aws, options.profile);
  const applied = state && attributesOfState(state, await evaluate(new Map()));
  const files = remoteStateReader(options.remoteStates ?? new Map(), codeFiles(options));
  const sources = { aws, run: place, course, types, applied, files };
  let known = nothingKnown;
  const recorded = onceOf((stack: Stack): Stack | undefined => state && stateStack(state, stack));
  const collected = new WeakMap<Stack, KnownSecrets>();
  function* collectInSteps(stack: Stack): Steps<KnownSecrets> {
    const before = collected.get(stack);
    if (before !== undefined) return before;
    const applied = recorded(stack);
    const all = joinSecrets([
      ...(evaluated === undefined ? [] : [yield* secretTextsInSteps(evaluated)]),
      ...('tree' in declaration ? [] : [secretVariables(declaration.variables)]),
      ...(applied === undefined ? [] : [yield* secretTextsInSteps({ stack: applied, modules: [] })]),
    ]);
    collected.set(stack, all);
    return all;
  }
  return {
    name,
    options,
    place,
    ...('tree' in declaration ? { tree: declaration.tree } : {}),
    aws,
    recorded,
    async evaluate(ahead) {
      // With nothing more known it comes to the same.
      if (root !== undefined && isCurrent) return root;
      try {
        const { stack, ...knowledge } = await evaluateToFixedPoint((all) => evaluate(all, ahead), known, sources);
        known = knowledge;
        isCurrent = true;
        if (root === undefined || !isSameStack(root.stack, stack)) root = { target: name, stack };
        return root;
      } catch (error) {
        if (error instanceof EvaluationEnded && root !== undefined) return root;
        throw error;
      }
    },
    learn(told) {
      const learnt = mergeKnown([known.learnt, ...told]);
      if (learnt === known.learnt) return false;
      known = { ...known, learnt };
      isCurrent = false;
      return true;
    },
    secrets: (stack) => inOneTurn(collectInSteps(stack)),
    async collectSecrets(stack) {
      await inTurns(until(collectInSteps(stack), course.isEnded), course);
    },
  };
}

/** Somebody ended the run before a further evaluation was whole: what was evaluated before stands. */
class EvaluationEnded extends Error {
  override readonly name = 'EvaluationEnded';
}

/** Whether two evaluations of one target came to the same: what nothing has changed of is the very same in both. */
function isSameStack(before: Stack, after: Stack): boolean {
  const { resources, providers, outputs = new Map(), ...rest } = after;
  const { resources: ownResources, providers: ownProviders, outputs: ownOutputs = new Map(), ...ownRest } = before;
  return (
    isSameList(ownResources, resources) &&
    isSameList(ownProviders, providers) &&
    isSameList([...ownOutputs.values()], [...outputs.values()]) &&
    isDeepStrictEqual(ownRest, rest)
  );
}
