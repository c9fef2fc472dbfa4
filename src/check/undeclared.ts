import { type Compared, isSetAside, type Leaf } from '../model/leaf.ts';
import { compareCodeUnits } from '../model/order.ts';
import type { FailedTarget } from './examination.ts';

/**
 * What was compared, when the code of some targets could not be read: what no other code declares, and no apply of
 * another target changes, may be theirs, so that it is not known whether anybody manages it.
 */
export function doubtUnmanaged(compared: Compared, failed: readonly FailedTarget[]): Compared {
  const [first] = failed.toSorted((a, b) => compareCodeUnits(a.target, b.target));
  if (first === undefined) return compared;
  const { directory, error } = first;
  return {
    ...compared,
    leaves: compared.leaves.map((leaf): Leaf => {
      if (leaf.outcome !== 'differs' || leaf.isUnmanaged !== true || isSetAside(leaf.verdict ?? 'drift')) return leaf;
      const { change: _change, rule: _rule, isUnmanaged: _unmanaged, verdict: _verdict, ...rest } = leaf;
      return {
        ...rest,
        outcome: 'undetermined',
        code: 'elements-unknown',
        reason: { kind: 'target', name: error.problem.code, source: directory },
      };
    }),
  };
}
