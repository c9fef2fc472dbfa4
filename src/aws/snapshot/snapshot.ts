import { randomBytes } from 'node:crypto';
import { parseArn } from '../../model/arn.ts';
import type { TextSource } from '../../model/json-reader.ts';
import { compareCodeUnits } from '../../model/order.ts';
import type { AwsProblem } from '../../model/report/aws-problem.ts';
import { perRedaction } from '../../model/secret/redaction.ts';
import { Secret } from '../../model/secret/secret.ts';
import { classify } from '../../model/secret/sensitivity.ts';
import { sortRecorded } from '../key.ts';
import type { Read } from '../read.ts';
import type { AwsReader } from '../reader.ts';
import type { Reads, RecordedRead } from '../reads/index.ts';
import { createSealer, recordMembers, type Standing, standingOf } from '../seal.ts';
import { parseSnapshot, type SnapshotData } from './format.ts';
import { createLookup } from './lookup.ts';
import { revive } from './revive.ts';

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
  /**
   * What the fingerprints of secrets are made with; random by default, so that snapshots cannot be compared with each
   * other.
   */
  readonly salt?: string;
  /** A secret that the fingerprints are made with instead of a salt. It is not written down. */
  readonly fingerprintKey?: string;
  /**
   * Whether a text is secret that does not look so, because the code says it: asked for every text and every name of
   * every result and key. Such texts are written as fingerprints.
   */
  readonly isSecret?: (text: string, place: RecordedPlace) => boolean;
  /** Seals what is secret of them, in their order; where it is not given they are written as they are. */
  readonly seal?: (reads: readonly RecordedRead[]) => Iterable<RecordedRead>;
  /**
   * Told of every read that is left out, because a name or an id in it is secret and things could not be found without
   * it.
   */
  readonly onWithheld?: (read: Pick<RecordedRead, 'action' | 'region'>) => void;
}

/** Where a text stands in what was read: the read, and the members and indices that lead to the text in its result. */
export interface RecordedPlace {
  readonly read: Pick<RecordedRead, 'action' | 'key' | 'region'>;
  readonly path: readonly (string | number)[];
}

/** What a snapshot is made of. */
interface Recorder {
  recorded(): readonly RecordedRead[];
  defaultRegion(): Promise<string | undefined>;
}

/**
 * The text of a snapshot that holds everything `reader` has read: sorted, so that the same reads and salt give the same
 * bytes. Secrets are written as fingerprints.
 */
export async function recordSnapshot(reader: Recorder, options: RecordOptions = {}): Promise<string> {
  return [...(await snapshotLines(reader, options))].join('');
}

/** The same in pieces of whole lines, each of which is made when it is asked for. */
export async function snapshotLines(reader: Recorder, options: RecordOptions = {}): Promise<Iterable<string>> {
  const key = options.fingerprintKey;
  const salt = key === undefined ? (options.salt ?? randomBytes(16).toString('hex')) : undefined;
  const fingerprint = fingerprintUnder(key ?? salt ?? '');
  const recorded = sortRecorded(reader.recorded());
  const { seal = (reads) => reads } = options;
  const region = publicName(await reader.defaultRegion());
  const callers = seal(recorded.filter(({ action }) => action === 'sts:GetCallerIdentity'));
  const [caller] = Array.from(callers).flatMap((one) =>
    one.action === 'sts:GetCallerIdentity' && one.read.status === 'found' ? [one.read.value] : [],
  );
  const account = caller?.account;
  const partition = publicName(parseArn(caller?.arn ?? '')?.partition);
  const header = {
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    ...(key === undefined ? { salt } : { keyId: keyId(key) }),
    ...(options.recordedAt === undefined ? {} : { recordedAt: options.recordedAt }),
    // Nothing else is an account to those who read it.
    ...(account !== undefined && /^\d{12}$/.test(account) ? { account } : {}),
    ...(region === undefined ? {} : { region }),
    ...(partition ? { partition } : {}),
  };
  const reads = function* (): Generator<object> {
    for (const one of seal(recorded)) {
      const written = writeRead(one, region, fingerprint, options);
      if (written === undefined) options.onWithheld?.({ action: one.action, region: one.region });
      else yield written;
    }
  };
  return withList(header, 'reads', reads());
}

/** What `JSON.stringify` gives (indent: two) for an object with a list as its last member, element by element. */
function* withList(object: object, name: string, elements: Iterable<object>): Generator<string> {
  const text = JSON.stringify({ ...object, [name]: [] }, null, 2);
  const end = text.lastIndexOf(']');
  let before: string | undefined;
  for (const element of elements) {
    yield before === undefined ? `${text.slice(0, end)}\n` : `${before},\n`;
    before = `    ${JSON.stringify(element, null, 2).replaceAll('\n', '\n    ')}`;
  }
  yield before === undefined ? `${text}\n` : `${before}\n  ${text.slice(end)}\n`;
}

/** Which key it is, without telling anything of it. */
function keyId(key: string): string {
  return Secret.of('driftcheck fingerprint key').fingerprint(key)?.slice(0, 16) ?? '';
}

/** A name of AWS's (a region, a partition), unless it cannot be one. */
function publicName(text: string | undefined): string | undefined {
  return text !== undefined && /^[a-z0-9-]{1,40}$/.test(text) && classify(undefined, text) === undefined
    ? text
    : undefined;
}

/**
 * A reader of what `source` recorded. What was not recorded is unreadable with the problem `not-recorded`, except where
 * the snapshot holds the same entity under another name. Values that look secret are sealed, also those that a
 * hand-written snapshot holds in plain text.
 *
 * @param file named in problems
 * @param fingerprintKey the key of a snapshot that was recorded with one: without it, or with another, its secrets
 *   cannot be compared
 * @throws ProblemError `snapshot-unreadable`
 */
export function replaySnapshot(source: TextSource, file: string, fingerprintKey?: string): SnapshotReader {
  return replayData(parseSnapshot(source, file), fingerprintKey);
}

/** The same of a snapshot that was read and validated. */
export function replayData(data: SnapshotData, fingerprintKey?: string): SnapshotReader {
  const secret = secretsOf(data, fingerprintKey);
  const { recordedAt, account, region, partition } = data;
  // What is secret is told when the run is known that asks.
  const revived = perRedaction(() => {
    const sealer = createSealer();
    const lookup = createLookup(
      data.reads.map((read) => revive(read, data, sealer, secret)),
      data,
    );
    for (const name of [region, partition]) if (name !== undefined) sealer.isSecretName(name);
    return { sealer, lookup };
  });
  return {
    source: 'snapshot',
    ...(recordedAt === undefined ? {} : { recordedAt: new Date(recordedAt) }),
    origin: data,
    header: {
      ...(recordedAt === undefined ? {} : { recordedAt }),
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
      ...(partition === undefined ? {} : { partition }),
    },
    defaultRegion: async () => region,
    secretTexts: () => revived().sealer.secretTexts(),
    openNames: () => revived().sealer.openNames(),
    async read(name, key, wanted) {
      const where = wanted ?? region ?? '';
      const found = revived().lookup.find(name, key, where);
      if (found === undefined) return { status: 'unreadable', problem: notRecorded(name, where) };
      // The file's schema has checked the members that are read; the SDK does no more for what the API answers.
      return found as Read<Reads[typeof name]['result']>;
    },
  };
}

function notRecorded(action: string, region: string): AwsProblem {
  return { kind: 'not-recorded', action, ...(region === '' ? {} : { region }) };
}

/** What makes a secret of a fingerprint. */
function secretsOf({ salt, keyId: id }: SnapshotData, key: string | undefined): (digest: string) => Secret {
  if (id === undefined) return (digest) => Secret.fromFingerprint(salt ?? '', digest);
  return key !== undefined && keyId(key) === id
    ? (digest) => Secret.fromFingerprint(key, digest)
    : (digest) => Secret.underUnknownKey(id, digest);
}

/**
 * A secret of which only a fingerprint under another salt is known (it came from a snapshot) cannot be recorded again.
 */
function fingerprintUnder(key: string): (secret: Secret) => string {
  return (secret) => {
    const digest = secret.fingerprint(key);
    if (digest === undefined)
      throw new Error('a secret known by its fingerprint only can be recorded only with the same salt');
    return digest;
  };
}

/** A read as a snapshot holds it; undefined when a name or an id in it is secret. */
function writeRead(
  { action, key, region, read, withheld }: RecordedRead,
  defaultRegion: string | undefined,
  fingerprint: (secret: Secret) => string,
  options: RecordOptions,
): object | undefined {
  const place = { action, key, region };
  let hidden = withheld === true || (region !== '' && publicName(region) === undefined);
  const isSecret = (text: string, path: readonly (string | number)[]) =>
    options.isSecret?.(text, { read: place, path }) === true;
  const writeText = (text: string, path: readonly (string | number)[], standing: Standing): unknown => {
    if (!isSecret(text, path)) return text;
    if (standing === 'text') return { $secret: fingerprint(Secret.of(text)) };
    if (standing === 'message') return '[secret]';
    hidden = true;
    return '';
  };
  /** As JSON: keys in order, dates as ISO strings, secrets as fingerprints, without what is undefined. */
  const write = (
    value: unknown,
    path: readonly (string | number)[],
    standing: Standing,
    isRecord: boolean,
  ): unknown => {
    if (value instanceof Secret) return { $secret: fingerprint(value) };
    if (typeof value === 'string') return writeText(value, path, standing);
    if (value instanceof Date) return value.toISOString();
    if (Array.isArray(value)) return value.map((element, index) => write(element, [...path, index], standing, false));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .toSorted(([a], [b]) => compareCodeUnits(a, b))
        .map(([name, member]) => {
          if (isSecret(name, [...path, name])) hidden = true;
          return [name, write(member, [...path, name], isRecord ? 'text' : standingOf(name), recordMembers.has(name))];
        }),
    );
  };
  const writeKey = (value: unknown): unknown => {
    if (typeof value === 'string') return writeText(value, [], 'identity');
    if (Array.isArray(value)) return value.map(writeKey);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .toSorted(([a], [b]) => compareCodeUnits(a, b))
        .map(([name, member]) => [name, writeKey(member)]),
    );
  };
  const outcome = () => {
    if (read.status === 'found') return { result: write(read.value, [], 'identity', false) };
    if (read.status === 'absent') return { absent: true };
    const { action: _, region: __, ...problem } = read.problem;
    return {
      problem: Object.fromEntries(
        Object.entries(problem).map(([name, said = '']) => [name, writeText(said, ['problem', name], 'message')]),
      ),
    };
  };
  const written = {
    action,
    ...(region === defaultRegion ? {} : { region }),
    key: writeKey(key),
    ...outcome(),
  };
  return hidden ? undefined : written;
}
