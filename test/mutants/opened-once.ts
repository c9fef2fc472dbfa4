import { isDeepStrictEqual } from 'node:util';
import type { AwsReader } from '../../src/aws/reader.ts';
import { type EvaluatedTarget, openTarget } from '../../src/check/evaluated-target.ts';
import type { Root } from '../../src/kinds/kind.ts';
import { onceOf } from '../../src/model/once.ts';
import { Secret } from '../../src/model/secret/secret.ts';
import type { KnownAttributes } from '../../src/model/stack.ts';

/*
 * Code that is evaluated once for many runs that differ in what AWS answers. Evaluating takes what AWS was asked for meanwhile, and
 * what was learnt from it between the rounds: as long as both are the very same, so is what it comes to. A run in which anything of
 * that is another evaluates for itself.
 */

type Open = typeof openTarget;

/** What evaluating asked AWS, and what it was answered. */
interface Asked {
  readonly again: (aws: AwsReader) => Promise<unknown>;
  readonly answer: unknown;
}

/** What a run did with a target: it was evaluated, or told what AWS has answered. */
type Step =
  | { readonly kind: 'evaluated'; readonly asked: readonly Asked[]; readonly root: Root }
  | { readonly kind: 'told'; readonly told: readonly KnownAttributes[]; readonly isNew: boolean };

/** The first run of a target. */
interface FirstRun {
  readonly target: EvaluatedTarget;
  /** What it was asked while it was opened. */
  readonly opening: readonly Asked[];
  readonly steps: readonly Step[];
  /** Of what was evaluated last. */
  readonly secrets: EvaluatedTarget['secrets'];
}

/** Opens targets of the same declarations again and again. */
export function openedOnce(): Open {
  const firstRuns = new Map<unknown, FirstRun>();
  return async (...[name, declaration, options, how]) => {
    const open = (aws: AwsReader) => openTarget(name, declaration, { ...options, aws }, how);
    const first = firstRuns.get(declaration);
    if (first === undefined) {
      const { run, target } = await noted(open, options.aws);
      firstRuns.set(declaration, run);
      return { ...target, options, aws: options.aws };
    }
    if (!(await areAnsweredAlike(first.opening, options.aws))) return open(options.aws);
    return { ...followed(first, open, options.aws), options, aws: options.aws };
  };
}

/** A target that notes what it is asked and told. */
async function noted(
  open: (aws: AwsReader) => Promise<EvaluatedTarget>,
  aws: AwsReader,
): Promise<{ readonly run: FirstRun; readonly target: EvaluatedTarget }> {
  let asked: Asked[] = [];
  const steps: Step[] = [];
  const target = await open({
    ...aws,
    async defaultRegion() {
      const answer = await aws.defaultRegion();
      asked.push({ again: (other) => other.defaultRegion(), answer });
      return answer;
    },
    async read(name, key, region) {
      const answer = await aws.read(name, key, region);
      asked.push({ again: (other) => other.read(name, key, region), answer });
      return answer;
    },
  });
  const opening = asked;
  asked = [];
  return {
    run: { target, opening, steps, secrets: onceOf((stack) => target.secrets(stack)) },
    target: {
      ...target,
      async evaluate(ahead) {
        const root = await target.evaluate(ahead);
        steps.push({ kind: 'evaluated', asked, root });
        asked = [];
        return root;
      },
      learn(told) {
        const isNew = target.learn(told);
        steps.push({ kind: 'told', told, isNew });
        return isNew;
      },
    },
  };
}

/** A target that comes to what it came to in the first run, for as long as that is all the same. */
function followed(
  { target, steps, secrets }: FirstRun,
  open: (aws: AwsReader) => Promise<EvaluatedTarget>,
  aws: AwsReader,
): EvaluatedTarget {
  const done: (readonly KnownAttributes[] | 'evaluated')[] = [];
  let isApart = false;
  let own: EvaluatedTarget | undefined;
  const apart = async (): Promise<EvaluatedTarget> => {
    const opened = await open(aws);
    for (const one of done) {
      if (one === 'evaluated') await opened.evaluate();
      else opened.learn(one);
    }
    return opened;
  };
  return {
    ...target,
    async evaluate(ahead) {
      const step = steps[done.length];
      if (own === undefined && !isApart && step?.kind === 'evaluated' && (await areAnsweredAlike(step.asked, aws))) {
        done.push('evaluated');
        return step.root;
      }
      own ??= await apart();
      return own.evaluate(ahead);
    },
    learn(told) {
      if (own !== undefined) return own.learn(told);
      const step = steps[done.length];
      const isKnown = !isApart && step?.kind === 'told' && isAlike(step.told, told);
      done.push(told);
      if (isKnown) return step.isNew;
      // Whether anything of it is new is found out when it is evaluated once more.
      isApart = true;
      return true;
    },
    recorded: (stack) => (own ?? target).recorded(stack),
    secrets: (stack) => (own === undefined ? secrets(stack) : own.secrets(stack)),
  };
}

async function areAnsweredAlike(asked: readonly Asked[], aws: AwsReader): Promise<boolean> {
  for (const { again, answer } of asked) if (!isAlike(await again(aws), answer)) return false;
  return true;
}

/** Of secrets nobody but themselves knows whether they are the same. */
function isAlike(a: unknown, b: unknown): boolean {
  return a === b || (isDeepStrictEqual(a, b) && !holdsSecret(a));
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Secret) return true;
  if (value instanceof Map) return [...value].some(holdsSecret);
  return Object.values(value).some(holdsSecret);
}
