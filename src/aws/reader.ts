import type { UnknownMember } from './answers/answer-model.ts';
import { keyText, sortRecorded } from './key.ts';
import type { AnyReadDefinition, AnyRecorded, Read } from './read.ts';
import { type ReadName, type Reads, type RecordedRead, reads } from './reads/index.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';

/**
 * Where the AWS side comes from: the API (batched, cached for the run) or a snapshot. Never throws for what AWS
 * answers.
 */
export interface AwsReader {
  readonly source: 'aws' | 'snapshot';
  /** When what it answers was so, where that is not now: of a snapshot that says when it was recorded. */
  readonly recordedAt?: Date;
  /** What it reads with: the same (`===`) for readers of one session, or of one snapshot. */
  readonly origin?: object;
  /** The region of a resource that names none; undefined when neither flag, environment nor profile has one. */
  defaultRegion(): Promise<string | undefined>;
  read<N extends ReadName>(name: N, key: Reads[N]['key'], region?: string): Promise<Read<Reads[N]['result']>>;
  /**
   * The same ahead of time: of what will certainly be read, but by nobody yet. It costs no call that reading alone
   * would not cost: of what travels together a call is made where it is full. Absent where nothing is gained by it.
   */
  ahead?: AwsReader['read'];
  /** Whether AWS has told anything so far that it was asked for. */
  hasAnswered?(): boolean;
  /** What ECS has answered so far that this version does not know, each once, in order. */
  unknownMembers?(): readonly UnknownMember[];
  /**
   * Every text that was judged secret in what was read so far, and every stretch that was in a longer one: also those
   * of names and ids, which stay plain texts because things are found by them. What leaves the program must show none
   * of them.
   */
  secretTexts?(): ReadonlySet<string>;
  /** Those of them that are secret because the code calls what stands there so. */
  markedTexts?(): ReadonlySet<string>;
  /** The names and ids in what was read so far that are not secret, as far as they are long enough to be hidden. */
  openNames?(): ReadonlySet<string>;
}

/** A reader of the API, and what it did. */
export interface LiveReader extends AwsReader {
  /** API calls made so far in its session; a call that the SDK tried several times counts once. */
  calls(): number;
  /**
   * Everything that it has read so far, in total order: what a snapshot is made of.
   *
   * @throws TypeError where its session is not recorded
   */
  recorded(): RecordedRead[];
}

const definitions: ReadonlyMap<string, AnyReadDefinition> = new Map(
  reads.map((definition) => [definition.action, definition]),
);

/**
 * Reads from AWS. Readers of one session ask for the same thing once between them.
 *
 * A read rejects only with the reason of the session's signal, and not where that is a `ReadingEnded`.
 *
 * @param region of what names none, where it is not the session's
 */
export function createReader(session: Session, { region: own }: { readonly region?: string } = {}): LiveReader {
  const done = new Map<string, AnyRecorded>();
  const defaultRegion = own === undefined ? session.defaultRegion : async () => own;
  const readFrom = async <N extends ReadName>(
    name: N,
    key: Reads[N]['key'],
    wanted: string | undefined,
    isAhead: boolean,
  ): Promise<Read<Reads[N]['result']>> => {
    const region = wanted ?? (await defaultRegion());
    const definition = definitions.get(name);
    if (definition === undefined) throw new TypeError(`no read ${name}`);
    if (region === undefined) return { status: 'unreadable', problem: { kind: 'unknown-region', action: name } };
    const recorded = await session.read(definition, key, region, isAhead);
    if (!isAhead) done.set(keyText(name, key, region), recorded);
    // The definition gives what the name stands for.
    return recorded.read as Read<Reads[N]['result']>;
  };
  return {
    source: 'aws',
    origin: session,
    defaultRegion,
    calls: session.calls,
    unknownMembers: () =>
      session
        .unknownMembers()
        .map((one) => (session.sealer.isSecretName(one.member) ? { ...one, member: '(sensitive)' } : one)),
    hasAnswered: () => [...done.values()].some(({ read }) => read.status === 'found'),
    secretTexts: () => session.sealer.secretTexts(),
    openNames: () => session.sealer.openNames(),
    recorded: () => {
      if (!session.isRecorded) throw new TypeError('its session keeps less than what was answered');
      // What is recorded under the name of an action is a read of it.
      return sortRecorded([...done.values()]) as RecordedRead[];
    },
    read: (name, key, region) => readFrom(name, key, region, false),
    ahead: (name, key, region) => readFrom(name, key, region, true),
  };
}

/** A reader with a session of its own. */
export function createAwsReader(options: SessionOptions = {}): LiveReader {
  return createReader(createSession(options));
}
