import { defaultTarget } from '../model/default-target.ts';
import { compareCodeUnits } from '../model/order.ts';
import type { RunPlace } from '../model/place.ts';
import { ProblemError } from '../model/problem.ts';
import type { ProgressStep } from '../model/progress.ts';
import { type Declaration, loadDeclaration, namedWorkspace } from './declaration.ts';
import type { FailedTarget } from './examination.ts';
import type { TargetOptions } from './target.ts';

/** A target whose code, or plan, was read. */
export interface LoadedTarget {
  readonly target: TargetOptions;
  readonly declaration: Declaration;
}

/** Those of some targets whose code could be read, in their order, and those whose could not. */
export interface LoadedTargets {
  readonly loaded: readonly LoadedTarget[];
  readonly failed: readonly FailedTarget[];
}

/** Reads the code of several targets. `types`: the resource types that are compared. */
export async function loadTargets(
  targets: readonly TargetOptions[],
  types: ReadonlySet<string>,
  onProgress: (step: ProgressStep) => void = () => {},
): Promise<LoadedTargets> {
  const failures = new Failures();
  const loaded = await Promise.all(
    targets.map(async (target) => {
      onProgress({ step: 'load', directory: target.directory });
      const declaration = await failures.unless(target, () => loadDeclaration({ types, ...target }));
      return declaration === undefined ? [] : [{ target, declaration }];
    }),
  );
  return { loaded: loaded.flat(), failed: failures.failed };
}

/** The targets of a run that failed, which does not end the others. */
export class Failures {
  readonly #failed: FailedTarget[];

  constructor(failed: readonly FailedTarget[] = []) {
    this.#failed = [...failed];
  }

  get failed(): readonly FailedTarget[] {
    return this.#failed;
  }

  /** What `work` for a target comes to; undefined where it could not be done, which is kept. */
  async unless<T>(target: TargetOptions, work: () => T | Promise<T>, place?: RunPlace): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { name = defaultTarget, directory, aws } = target;
      this.#failed.push({
        target: name,
        source: aws.source,
        directory,
        workspace: namedWorkspace(target),
        ...(place === undefined ? {} : { place }),
        error,
      });
      return undefined;
    }
  }
}

/** Why no target could be run: of one its own problem, of several that of each, by name. */
export function noneCouldBeRun(failed: readonly FailedTarget[]): ProblemError {
  const [only, ...others] = failed;
  if (only !== undefined && others.length === 0) return only.error;
  return new ProblemError({
    code: 'targets-failed',
    targets: failed
      .map(({ target, directory, error }) => ({ target, directory, problem: error.problem }))
      .toSorted((a, b) => compareCodeUnits(a.target, b.target)),
  });
}
