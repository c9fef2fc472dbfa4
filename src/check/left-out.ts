import type { DraftGap } from '../model/report/gap.ts';
import type { Stack } from '../model/stack.ts';

/** What a stack declares of some types, as left out by a run that somebody ended: each of them by its name. */
export function leftOut({ resources }: Stack, types: ReadonlySet<string>): readonly DraftGap[] {
  return resources
    .filter(({ mode, type }) => mode === 'managed' && types.has(type))
    .map(({ address, at }) => ({
      code: 'unreadable',
      scope: 'resource',
      address,
      at,
      reason: { kind: 'interrupted' },
    }));
}
