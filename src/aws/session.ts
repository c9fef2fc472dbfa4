import { perRedaction } from '../model/secret/redaction.ts';
import { type Asking, ask } from './ask.ts';
import { type ClientOptions, type Clients, createClients } from './clients.ts';
import type { CallClock } from './clock.ts';
import { createCompactor } from './compact.ts';
import { refusesBatch } from './errors.ts';
import { createGathering } from './gathering.ts';
import { keyText } from './key.ts';
import type { AnyReadDefinition, AnyRecorded, Batched, Calls, Read } from './read.ts';
import { actionsBefore } from './reads/before.ts';
import { type CallerIdentity, getCallerIdentity } from './reads/sts-get-caller-identity.ts';
import { createSealer, type Sealer } from './seal.ts';
import { serviceOf } from './services.ts';
import { type CallTraffic, createTraffic } from './traffic.ts';

export interface SessionOptions extends Omit<ClientOptions, 'traffic'> {
  /** What it shares with the other sessions of the run. Default: nothing. */
  readonly traffic?: CallTraffic;
  /**
   * Whether somebody will ask for all that was answered (`recorded` of its readers). Default: yes. Otherwise less is
   * kept of answers: what is read of them.
   */
  readonly isRecorded?: boolean;
  /** By what calls are spaced, where it shares nothing. Default: the time. */
  readonly clock?: CallClock;
}

/**
 * What all readers of a run share: the clients and their credentials, how much is asked at once, what ends the calls,
 * and what was read. Texts that may be secret are sealed before they leave here.
 */
export interface Session extends Pick<Clients, 'calls' | 'defaultRegion' | 'unknownMembers'> {
  /**
   * Reads once, also what could not be read: whoever asks again gets what the first got. Rejects only with the reason
   * of the signal, and not where that is a `ReadingEnded`.
   *
   * @param isAhead nobody needs it yet, so that no call is made for it alone where several travel together
   */
  read(definition: AnyReadDefinition, key: object, region: string, isAhead?: boolean): Promise<AnyRecorded>;
  readonly sealer: Pick<Sealer, 'isSecretName' | 'openNames' | 'secretTexts'>;
  /** Whether answers are kept whole. */
  readonly isRecorded: boolean;
}

/** A session with nothing read yet. Neither credentials nor a client are looked for before the first read. */
export function createSession(options: SessionOptions = {}): Session {
  const { isRecorded = true } = options;
  const traffic = (options.traffic ?? createTraffic({ clock: options.clock })).join();
  const clients = createClients({ ...options, traffic });
  const asking: Asking = { clients, signal: options.signal };
  // What one run calls secret, another that asks for the same may show.
  const sealed = perRedaction(() => ({ sealer: createSealer(), done: new Map<string, Promise<AnyRecorded>>() }));

  const gathering = createGathering<object, Read<unknown>>(actionsBefore);
  /** What was found, by its other keys. */
  const known = new Map<string, Read<unknown>>();
  /** The last answer of what is the same in every region. */
  const global = new Map<string, Promise<Read<unknown>>>();
  const done = new Map<string, Promise<Read<unknown>>>();
  const compact = createCompactor();

  const calls = (definition: AnyReadDefinition, region: string) => callsOf(asking, definition, region);

  /** What waits for others that it is asked with, though nobody needs it yet. */
  const ahead = new Map<string, () => void>();

  const inBatch = (
    definition: AnyReadDefinition & Batched,
    key: object,
    region: string,
    isAhead: boolean,
  ): Promise<Read<unknown>> => {
    const { action, perCall: size } = definition;
    const id = JSON.stringify([action, region, definition.together?.(key)]);
    const call = (keys: readonly object[]) => manyAnswers(definition, calls(definition, region), keys);
    const { answer, need } = gathering.ask({ action, id, size, call }, key, isAhead);
    if (isAhead) ahead.set(keyText(action, key, region), need);
    return answer;
  };
  const fresh = async (
    definition: AnyReadDefinition,
    key: object,
    region: string,
    isAhead: boolean,
  ): Promise<Read<unknown>> => {
    const { action } = definition;
    const before = known.get(keyText(action, key, region));
    if (before !== undefined) return before;
    const answer = await ('perCall' in definition
      ? inBatch(definition, key, region, isAhead)
      : gathering.during(action, () => definition.one(calls(definition, region), key)));
    const read = compact(isRecorded ? answer : keptOf(definition, answer));
    if (read.status === 'found') {
      if (action === getCallerIdentity.action) traffic.leadsTo((read.value as CallerIdentity).account);
      for (const other of definition.otherKeys?.(read.value) ?? []) known.set(keyText(action, other, region), read);
    }
    return read;
  };
  const anywhere = (
    definition: AnyReadDefinition,
    key: object,
    region: string,
    isAhead: boolean,
  ): Promise<Read<unknown>> => {
    if (definition.isGlobal !== true) return fresh(definition, key, region, isAhead);
    const id = keyText(definition.action, key, undefined);
    const before = global.get(id);
    const read =
      before?.then((answer) => (answer.status === 'unreadable' ? fresh(definition, key, region, false) : answer)) ??
      fresh(definition, key, region, false);
    global.set(id, read);
    return read;
  };

  return {
    isRecorded,
    calls: clients.calls,
    defaultRegion: clients.defaultRegion,
    unknownMembers: clients.unknownMembers,
    get sealer() {
      return sealed().sealer;
    },
    read(definition, key, region, isAhead = false) {
      const { action } = definition;
      const id = keyText(action, key, region);
      const own = sealed();
      if (!isAhead && ahead.size > 0) {
        ahead.get(id)?.();
        ahead.delete(id);
      }
      const existing = own.done.get(id);
      if (existing !== undefined) return existing;
      const read = done.get(id) ?? anywhere(definition, key, region, isAhead);
      done.set(id, read);
      const recorded = read.then((raw): AnyRecorded => {
        const { read, withheld } = own.sealer.seal(key, raw);
        return { action, region, key, read, ...(withheld ? { withheld } : {}) };
      });
      own.done.set(id, recorded);
      return recorded;
    },
  };
}

function keptOf({ kept }: AnyReadDefinition, read: Read<unknown>): Read<unknown> {
  return kept === undefined || read.status !== 'found' ? read : { status: 'found', value: kept(read.value) };
}

function callsOf(asking: Asking, definition: AnyReadDefinition, region: string): Calls {
  const { action, answer, isAbsent } = definition;
  return {
    action,
    region,
    ask: (call) =>
      ask(asking, { action, region }, { answer, isAbsent }, async (options) => {
        const { client, sdk } = await asking.clients.open(serviceOf(action), region);
        return call(client, sdk, options);
      }),
  };
}

/**
 * When AWS refuses several keys in one call, each is asked for singly, so that one bad name does not hide the others.
 */
async function manyAnswers(
  definition: Batched,
  calls: Calls,
  keys: readonly object[],
): Promise<readonly Read<unknown>[]> {
  const answers = await definition.many(calls, keys);
  const [first] = answers;
  if (first === undefined || keys.length < 2 || answers.some((answer) => answer !== first)) return answers;
  const hides =
    first.status === 'unreadable'
      ? refusesBatch(first.problem)
      : first.status === 'absent' && definition.absentHidesOthers === true;
  if (!hides) return answers;
  return (await Promise.all(keys.map((key) => definition.many(calls, [key])))).flat();
}
