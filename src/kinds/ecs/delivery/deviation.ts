import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { isSamePath, type Path } from '../../../model/path.ts';
import type { Hop } from '../../../model/report/delivery.ts';
import type { PolicyData } from '../../../model/report/policy.ts';
import type { ReasonData } from '../../../model/report/reason.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';

/** Something that a revision has otherwise than declared. */
export interface Deviation {
  readonly path: Path;
}

/** Something that a revision has otherwise than declared, with whose it is. */
export interface OwnedDeviation extends Deviation {
  readonly declared?: ShownValue;
  readonly policy: PolicyData;
}

/** How a revision compares with what is expected of it. `D`: what is known of each difference. */
export interface Judged<D extends Deviation> {
  readonly state: Hop['state'];
  readonly differences: readonly D[];
  /** What is not as expected and is somebody else's to set. */
  readonly owned?: readonly OwnedDeviation[];
  /** What stands there, when one value is followed. */
  readonly value?: ShownValue;
  readonly reason?: ReasonData;
}

/** Compares a revision with what is expected of it. */
export type Judge<D extends Deviation> = (revision: LiveTaskDefinition) => Judged<D>;

/** Of some deviations, those that are not among others. */
export function notAmong<D extends Deviation>(deviations: readonly D[], others: readonly Deviation[]): readonly D[] {
  return deviations.filter(({ path }) => !others.some((other) => isSamePath(other.path, path)));
}

/** The last one of each path, in the order in which the paths appear. */
export function uniquePaths<D extends Deviation>(deviations: readonly D[]): readonly D[] {
  const unique: D[] = [];
  for (const one of deviations) {
    const before = unique.findIndex(({ path }) => isSamePath(path, one.path));
    if (before === -1) unique.push(one);
    else unique[before] = one;
  }
  return unique;
}
