import type { Compared, DifferingLeaf, Leaf, LeafExpectation } from '../../model/leaf.ts';
import { formatPath } from '../../model/path.ts';
import { type AccountOf, thingOf } from './thing.ts';
import type { JudgedLeaf } from './verdict.ts';

/**
 * An expectation that the head's own code does not meet fails: it would not be met once it is applied. One that the
 * base's code does not meet and the head's does is pending: AWS does not meet it until the change is applied. A
 * connection that works by a rule which the change takes away weighs as one that is not there.
 *
 * @param applied what counts as applied, with the same expectations held against it
 */
export function withFixedExpectations(
  judged: readonly JudgedLeaf[],
  { leaves }: Compared,
  accountOf: AccountOf,
): readonly JudgedLeaf[] {
  const unmet = leaves.filter((leaf) => leaf.outcome === 'differs' && isUnmetByCode(leaf.expectation));
  const keyOf = ({ subject, path, expectation }: Leaf): string =>
    JSON.stringify([thingOf(subject, accountOf), formatPath(path), expectation?.name]);
  const keys = new Set(unmet.map(keyOf));
  const removed = new Set(
    judged.flatMap(({ leaf }) => (leaf.outcome === 'differs' && leaf.removed === true ? [formatPath(leaf.path)] : [])),
  );
  return judged.map((one) => {
    const { leaf } = one;
    if (leaf.outcome !== 'differs' || leaf.expectation === undefined || leaf.verdict !== undefined) return one;
    if (isTakenAway(leaf, removed)) {
      const { severity: _warning, isUnmanaged: _unmanaged, ...lost } = leaf;
      return { ...one, leaf: lost };
    }
    return isUnmetByCode(leaf.expectation) || !keys.has(keyOf(leaf))
      ? one
      : { ...one, leaf: { ...leaf, verdict: 'pending' } };
  });
}

function isUnmetByCode(expectation: LeafExpectation | undefined): boolean {
  return expectation?.sides.some(({ side, state }) => side === 'code' && state === 'unmet') === true;
}

/** Whether a connection that AWS lets through needs a rule that the change no longer declares. */
function isTakenAway({ connection }: DifferingLeaf, removed: ReadonlySet<string>): boolean {
  if (connection?.answer !== 'live-not-declared') return false;
  const { declared, live } = connection;
  return (['egress', 'ingress'] as const).some(
    (half) => declared[half]?.state === 'lacking' && (live[half]?.rules ?? []).some(({ path }) => removed.has(path)),
  );
}
