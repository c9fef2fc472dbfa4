import { groupBy } from '../../model/group.ts';
import type { DifferingLeaf, UndeterminedLeaf } from '../../model/leaf.ts';
import type { AwsProblem } from '../../model/report/aws-problem.ts';

/** A difference of which something could not be read, and why. */
export interface UnreadEvidence {
  readonly leaf: DifferingLeaf;
  readonly problem: AwsProblem;
}

/**
 * What is said of evidence that could not be read: once for each target and cause or, where the finding itself does not
 * say so (`each`), for each resource and cause. What a snapshot lacks that was recorded before there was something to
 * ask for is no gap of the run.
 */
export function leavesOfUnread(
  code: UndeterminedLeaf['code'],
  all: readonly UnreadEvidence[],
  each: 'target' | 'resource' = 'target',
): readonly UndeterminedLeaf[] {
  const unread = all.filter(({ problem }) => problem.kind !== 'not-recorded');
  const causes = groupBy(unread, ({ leaf, problem }) =>
    JSON.stringify([leaf.subject.target, each === 'resource' ? leaf.subject.address : '', causeOf(problem)]),
  );
  return [...causes.values()].flatMap(([first]): UndeterminedLeaf[] =>
    first === undefined
      ? []
      : [
          {
            outcome: 'undetermined',
            code,
            scope: 'leaf',
            subject: first.leaf.subject,
            path: [],
            reason: { kind: 'aws', problem: first.problem },
            isRemark: true,
          },
        ],
  );
}

const causeOf = ({ kind, region, code }: AwsProblem): readonly (string | undefined)[] => [kind, region, code];
