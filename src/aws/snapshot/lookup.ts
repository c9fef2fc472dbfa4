import { groupBy } from '../../model/group.ts';
import type { AnyReadDefinition, AnyRecorded, Read, RecordedReads, Replay } from '../read.ts';
import { reads } from '../reads/index.ts';
import type { SnapshotData } from './format.ts';
import { exactly } from './replay.ts';

/** Answers from recorded reads. */
export interface Lookup {
  /**
   * What was recorded of what is asked: the read of that key, or else one that certainly is of the same entity;
   * undefined when there is none.
   */
  find(action: string, key: object, region: string): Read<unknown> | undefined;
}

/** A lookup in `recorded`. The first of two reads with the same key counts. */
export function createLookup(
  recorded: readonly AnyRecorded[],
  { account, partition }: Pick<SnapshotData, 'account' | 'partition'>,
): Lookup {
  const byAction = groupBy(recorded, ({ action }) => action);
  // What is recorded under an action is a read of its definition.
  const of = (({ action }: AnyReadDefinition) => byAction.get(action) ?? []) as RecordedReads['of'];
  const all: RecordedReads = { account, partition, of };
  const replays = new Map<string, Replay<object, unknown>>();
  const replayOf = (definition: AnyReadDefinition): Replay<object, unknown> => {
    const existing = replays.get(definition.action);
    if (existing !== undefined) return existing;
    const own = byAction.get(definition.action) ?? [];
    const replay = definition.replay?.(own, all) ?? (definition.isGlobal === true ? anywhere(own) : exactly(own));
    replays.set(definition.action, replay);
    return replay;
  };
  const definitions = new Map<string, AnyReadDefinition>(reads.map((definition) => [definition.action, definition]));
  return {
    find: (action, key, region) => {
      const definition = definitions.get(action);
      return definition === undefined ? undefined : replayOf(definition)(key, region);
    },
  };
}

/** What is the same in every region: the read of that region or else one of another that was answered. */
function anywhere(reads: readonly AnyRecorded[]): Replay<object, unknown> {
  const here = exactly(reads);
  const elsewhere = exactly(
    reads.filter(({ read }) => read.status !== 'unreadable').map((one) => ({ ...one, region: '' })),
  );
  return (key, region) => here(key, region) ?? elsewhere(key, '');
}
