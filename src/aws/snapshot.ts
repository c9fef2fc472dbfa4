import { randomBytes } from 'node:crypto';
import type { AwsProblem } from '../model/report.ts';
import { Secret } from '../model/secret.ts';
import { type RecordedRead, sortRecorded } from './key.ts';
import type { AwsReader, Read } from './reads.ts';
import { revive } from './revive.ts';
import { parseSnapshot, type SnapshotData } from './snapshot-format.ts';
import { createLookup } from './snapshot-lookup.ts';

/** What a snapshot says of itself. */
export type SnapshotHeader = Pick<SnapshotData, 'recordedAt' | 'account' | 'region' | 'partition'>;

/** A reader that answers from a snapshot, with neither network nor credentials. */
export interface SnapshotReader extends AwsReader {
  readonly source: 'snapshot';
  readonly header: SnapshotHeader;
}

export interface RecordOptions {
  /** When the reads were made, ISO 8601. */
  readonly recordedAt?: string;
  /** What the fingerprints of secrets are made with; random by default, so that snapshots cannot be compared with each other. */
  readonly salt?: string;
  /**
   * Whether a text is secret that does not look so, because the code says it: asked for every text of every result. Such texts are written as
   * fingerprints.
   */
  readonly isSecret?: (text: string, place: RecordedPlace) => boolean;
}

/** Where a text stands in what was read: the read, and the members and indices that lead to the text in its result. */
export interface RecordedPlace {
  readonly read: Pick<RecordedRead, 'action' | 'key' | 'region'>;
  readonly path: readonly (string | number)[];
}

/**
 * The text of a snapshot that holds everything `reader` has read: sorted, so that the same reads and salt give the same bytes. Secrets are
 * written as salted fingerprints.
 */
export async function recordSnapshot(
  reader: { recorded(): readonly RecordedRead[]; defaultRegion(): Promise<string | undefined> },
  options: RecordOptions = {},
): Promise<string> {
  const salt = options.salt ?? randomBytes(16).toString('hex');
  const recorded = sortRecorded(reader.recorded());
  const region = await reader.defaultRegion();
  const caller = recorded.flatMap((one) =>
    one.action === 'sts:GetCallerIdentity' && one.read.status === 'found' ? [one.read.value] : [],
  )[0];
  const partition = caller?.arn.split(':')[1];
  const snapshot = {
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt,
    ...(options.recordedAt === undefined ? {} : { recordedAt: options.recordedAt }),
    ...(caller === undefined ? {} : { account: caller.account }),
    ...(region === undefined ? {} : { region }),
    ...(partition ? { partition } : {}),
    reads: recorded.map(({ action, key, region: where, read }) => {
      const isSecret = (text: string, path: readonly (string | number)[]) =>
        options.isSecret?.(text, { read: { action, key, region: where }, path }) === true;
      return {
        action,
        ...(where === region ? {} : { region: where }),
        key: plain(key, salt, () => false, []),
        ...outcome(read, salt, isSecret),
      };
    }),
  };
  return `${JSON.stringify(snapshot, null, 2)}\n`;
}

/**
 * A reader of what `text` recorded. What was not recorded is unreadable with the problem `not-recorded`, except where the snapshot holds the same
 * entity under another name. Values that look secret are sealed, also those that a hand-written snapshot holds in plain text.
 *
 * @param file named in problems
 * @param allow names whose values are not secret
 * @throws ProblemError `snapshot-unreadable`
 */
export function replaySnapshot(text: string, file: string, allow: ReadonlySet<string> = new Set()): SnapshotReader {
  const data = parseSnapshot(text, file);
  const lookup = createLookup(
    data.reads.map((read) => revive(read, data, allow)),
    data,
  );
  const { recordedAt, account, region, partition } = data;
  return {
    source: 'snapshot',
    header: {
      ...(recordedAt === undefined ? {} : { recordedAt }),
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
      ...(partition === undefined ? {} : { partition }),
    },
    defaultRegion: async () => region,
    async read(name, key, wanted) {
      const where = wanted ?? region ?? '';
      return (
        lookup.find({ action: name, key, region: where }) ?? { status: 'unreadable', problem: notRecorded(name, where) }
      );
    },
  };
}

function notRecorded(action: string, region: string): AwsProblem {
  return { kind: 'not-recorded', action, ...(region === '' ? {} : { region }) };
}

type IsSecret = (text: string, path: readonly (string | number)[]) => boolean;

function outcome(read: Read<unknown>, salt: string, isSecret: IsSecret): object {
  if (read.status === 'found') return { result: plain(read.value, salt, isSecret, []) };
  if (read.status === 'absent') return { absent: true };
  const { action: _, region: __, ...problem } = read.problem;
  return { problem };
}

/** `value` as JSON: keys in order, dates as ISO strings, secrets as fingerprints, without what is undefined. */
function plain(value: unknown, salt: string, isSecret: IsSecret, path: readonly (string | number)[]): unknown {
  if (value instanceof Secret) return { $secret: fingerprint(value, salt) };
  if (typeof value === 'string') {
    return isSecret(value, path) ? { $secret: fingerprint(Secret.of(value), salt) } : value;
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((element, index) => plain(element, salt, isSecret, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, member]) => [name, plain(member, salt, isSecret, [...path, name])]),
  );
}

/** A secret of which only a fingerprint under another salt is known (it came from a snapshot) cannot be recorded again. */
function fingerprint(secret: Secret, salt: string): string {
  const digest = secret.fingerprint(salt);
  if (digest === undefined)
    throw new Error('a secret known by its fingerprint only can be recorded only with the same salt');
  return digest;
}
