import { groupBy } from '../model/group.ts';
import type { AwsProblem } from '../model/report/aws-problem.ts';
import { keyText, sortRecorded } from './key.ts';
import type { Read } from './read.ts';
import type { AwsReader, LiveReader } from './reader.ts';
import type { RecordedRead } from './reads/index.ts';

/** What another reader of the same account may be able to tell: whether it can depends on whose credentials it has. */
const otherwiseReadable: ReadonlySet<AwsProblem['kind']> = new Set(['denied', 'expired', 'no-credentials']);

/**
 * One reader of several of the same account, each with credentials of its own: what one may not read the next is asked
 * for. There is a region for what names none only where all have the same.
 *
 * @param readers at least one
 */
export function joinReaders(readers: readonly AwsReader[]): AwsReader {
  const [first, ...others] = new Set(readers);
  if (first === undefined) throw new RangeError('no reader');
  if (others.length === 0) return first;
  const all = [first, ...others];
  const defaultRegion = async (): Promise<string | undefined> => {
    const [region, ...more] = new Set(await Promise.all(all.map((reader) => reader.defaultRegion())));
    return more.length === 0 ? region : undefined;
  };
  return {
    source: first.source,
    defaultRegion,
    async read(name, key, wanted) {
      const region = wanted ?? (await defaultRegion());
      if (region === undefined) return { status: 'unreadable', problem: { kind: 'unknown-region', action: name } };
      const own = await first.read(name, key, region);
      let read: Read<unknown> = own;
      for (const other of others) {
        if (read.status !== 'unreadable' || !otherwiseReadable.has(read.problem.kind)) break;
        read = await other.read(name, key, region);
      }
      // All gave an answer to the same question. What none could read is said as the first has it.
      return read.status === 'unreadable' ? own : (read as typeof own);
    },
    hasAnswered: () => all.some((reader) => reader.hasAnswered?.() === true),
    unknownMembers: () => [
      ...new Map(
        all
          .flatMap((reader) => reader.unknownMembers?.() ?? [])
          .map((found) => [JSON.stringify([found.shape, found.member]), found] as const),
      ).values(),
    ],
    secretTexts: () => new Set(all.flatMap((reader) => [...(reader.secretTexts?.() ?? [])])),
    openNames: () => new Set(all.flatMap((reader) => [...(reader.openNames?.() ?? [])])),
  };
}

/** All that several readers have read, each read once and rather as somebody could read it. */
export function joinRecorded(readers: readonly LiveReader[]): readonly RecordedRead[] {
  const byKey = groupBy(
    readers.flatMap((reader) => reader.recorded()),
    ({ action, key, region }) => keyText(action, key, region),
  );
  const reads = [...byKey.values()].flatMap(
    (all) => all.find(({ read }) => read.status !== 'unreadable') ?? all[0] ?? [],
  );
  return sortRecorded(reads);
}

/** The same reader with another region for what names none. */
export function inRegion<R extends AwsReader>(reader: R, region: string): R {
  return {
    ...reader,
    defaultRegion: async () => region,
    read: (name, key, wanted) => reader.read(name, key, wanted ?? region),
  };
}
