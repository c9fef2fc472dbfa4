import type { Kind } from '../kinds/kind.ts';
import type { KindRun, RunKind, StateDifference } from '../kinds/run-kind.ts';
import type { DraftFinding, DraftGap } from '../model/report.ts';
import { targetName } from './target.ts';
import { viewsOf } from './views.ts';

/** A kind in three phases as one that runs in one go, until all kinds are of the first form. */
export function runKind(kind: Kind | RunKind): RunKind {
  if ('run' in kind) return kind;
  const { name, terraformTypes } = kind;
  return {
    name,
    terraformTypes,
    run: async ({ stack, aws }): Promise<KindRun> => {
      const root = { target: targetName, stack };
      const read = await kind.declare([root]).read(aws);
      return { ...viewsOf(read.compare()), learnt: read.learn(root) };
    },
    compareState: async (code, state) => {
      const compared = kind
        .declare([{ target: targetName, stack: code }])
        .fromState(state)
        .compare();
      const { checked, findings, gaps } = viewsOf(compared);
      // What the state has under the same address is the same resource, however little is the same in it.
      const applied = new Set(state.resources.map(({ address }) => address));
      const at = ({ address = '', path = '' }: DraftFinding | DraftGap): StateDifference => ({ address, path });
      return {
        counterparts: new Map(
          checked.flatMap(({ address, status, identity }) =>
            (status === 'missing' || status === 'unidentified') && !applied.has(address)
              ? []
              : [[address, identity.arn ?? address] as const],
          ),
        ),
        revisions: new Map(
          checked.flatMap(({ kind: name, address, identity }) =>
            name === 'ecs-task-definition' && 'revision' in identity && identity.revision !== undefined
              ? [[address, identity.revision] as const]
              : [],
          ),
        ),
        differences: findings.map(at),
        undetermined: gaps.map(at),
      };
    },
  };
}
