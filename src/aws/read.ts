import type * as z from 'zod/mini';
import type { AwsProblem } from '../model/report/aws-problem.ts';
import type { Answer } from './answers/answer-form.ts';
import type { ApiBucket } from './api-buckets.ts';
import type { Scene } from './scene.ts';
import type { Sealed } from './seal.ts';
import type { ClientOf, SdkOf, ServiceName } from './services.ts';

/*
 * A read is one entity that AWS is asked for: what is cached, recorded in a snapshot and replayed. All that there is to
 * say of one stands in its definition, in a file of its own in `reads/`; the rest follows from the list of them
 * (`reads/index.ts`).
 */

/**
 * What a read came to. `absent` is AWS's own word that it does not exist; everything else that is not an answer is
 * `unreadable`.
 */
export type Read<T> =
  | { readonly status: 'found'; readonly value: T }
  | { readonly status: 'absent' }
  | { readonly status: 'unreadable'; readonly problem: AwsProblem };

/** An action as IAM names it: `ecs:DescribeServices`. */
export type Action = `${ServiceName}:${string}`;

/** Where a call is made, for what is said of its answer. */
export interface CallPlace {
  readonly action: string;
  readonly region: string;
}

/** What a read makes its calls with. */
export interface Calls<A extends Action = Action, F extends z.ZodMiniType = z.ZodMiniType> extends CallPlace {
  /**
   * One call, with the client of the action's service in that region and what is used of its SDK. Its answer is one
   * that holds what `answer` of the definition says, or else unreadable. Rejects only when the run is ended.
   */
  ask<T>(
    call: (client: ClientOf<A>, sdk: SdkOf<A>, options: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<Read<Answer<T, z.output<F>>>>;
}

/** What a read gives: an answer's texts are sealed where they are secret, but for a list of ARNs. */
export type SealedResult<R> = unknown extends R ? unknown : R extends readonly string[] ? R : Sealed<R>;

/** Something that was read, with what it was asked by. */
export interface Recorded<A, K, R> {
  readonly action: A;
  readonly region: string;
  readonly key: K;
  readonly read: Read<R>;
  /**
   * A name or an id in the key or in the answer holds a secret: what things are found by cannot be sealed, so it must
   * not be written down.
   */
  readonly withheld?: true;
}

/** Any read that was made. */
export type AnyRecorded = Recorded<string, object, unknown>;

/** Whether an error of AWS says that what was asked for does not exist. */
export type IsAbsent = (code: string, message: string) => boolean;

/** The reads of a snapshot, and what it says of itself. */
export interface RecordedReads {
  readonly account?: string | undefined;
  readonly partition?: string | undefined;
  /** All of one definition, in the order of the snapshot. */
  of<A extends Action, K extends object, F extends z.ZodMiniType, R>(
    definition: ReadDefinition<A, K, F, R>,
  ): readonly Recorded<string, K, SealedResult<R>>[];
}

interface Replaying<K, R> {
  answer(key: K, region: string): Read<R> | undefined;
}
/** Answers from what a snapshot holds; undefined when it has nothing of what is asked. */
export type Replay<K, R> = Replaying<K, R>['answer'];

/**
 * What IAM lets an action be narrowed to: an ARN's parts as IAM's patterns. Those that are left out are the action's
 * service, where the call is made, and the account of the caller.
 */
export interface IamResource {
  readonly service?: string;
  readonly region?: string;
  readonly account?: string;
  readonly resource: string;
}

interface Described<A extends Action, K extends object, F extends z.ZodMiniType, R> {
  /** The only one that its calls are of: clients send no other. */
  readonly action: A;
  /** Why driftcheck asks for it, and so why the IAM policy allows it. */
  readonly why: string;
  /**
   * The actions from whose answers its keys may follow within a step of a run (data sources, what is declared, the way
   * to the tasks, evidence: each waits for the one before it). What does not fill a call is kept until none of them is
   * under way.
   */
  readonly after: readonly Action[];
  /** It is the same in every region, so that one that has answered speaks for all. */
  readonly isGlobal?: true;
  /** How AWS limits its calls. */
  readonly bucket: ApiBucket;
  /** What identifies the entity: in the program, and in a snapshot. */
  key(): z.ZodMiniType<K>;
  /**
   * What each answer of AWS must hold, or it says nothing of what was asked for. That all else is of the type that
   * AWS's model gives it is seen before (answers/answer-model.ts); what is left out here AWS may leave out, and then it
   * means none, or AWS's default.
   */
  answer(): F;
  /** What a snapshot may hold as the result. Less than AWS's answers hold, since it may be written by hand. */
  result(): z.ZodMiniType;
  /** How AWS says that it does not exist, where it does so by an error. */
  readonly isAbsent?: IsAbsent;
  /**
   * What anybody reads of a result: all else of an answer is let go of where nobody records it. What is counted keeps
   * its number. Without it, all is kept.
   */
  kept?(result: R): R;
  /** Other keys of what was found, which certainly mean the same: AWS is not asked for them again. */
  otherKeys?(result: R): readonly K[];
  /**
   * How a snapshot answers, where the same entity may have been read under another name.
   *
   * @param own its reads of this definition, in order
   */
  replay?(own: readonly Recorded<string, K, SealedResult<R>>[], all: RecordedReads): Replay<K, SealedResult<R>>;
  /**
   * The answer that leads to the most further reads, of those that AWS may give to a run whose code asks this: what is
   * asked for exists. From it follows what such a run must be allowed to call.
   */
  plausible(key: K, scene: Scene, region: string): NoInfer<R>;
  /**
   * What IAM needs to be allowed for it, as the Service Authorization Reference has it. Without it, all resources: the
   * action takes no others.
   * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
   */
  iamResources?(key: K): readonly IamResource[];
  /** For the pages that are made of the list: how often it is called, and its key and result in a snapshot. */
  readonly docs: { readonly calls: string; readonly key: string; readonly result: string };
}

/** One key is asked for at a time. */
interface Single<A extends Action, K, F extends z.ZodMiniType, R> {
  one(calls: Calls<A, F>, key: K): Promise<Read<R>>;
}

/** What is asked for within a step travels together, in as few calls as there can be. */
export interface Batched<A extends Action = Action, K = object, F extends z.ZodMiniType = z.ZodMiniType, R = unknown> {
  /** How many keys AWS takes in a call. */
  readonly perCall: number;
  /** What must be equal for keys to travel together, in the same region. */
  together?(key: K): string;
  /**
   * AWS answers as if nothing existed when one of several does not. They are then asked for singly, as when AWS refuses
   * the call.
   */
  readonly absentHidesOthers?: true;
  /** One answer for each key, in their order. One object for all of them is what was said of the call. */
  many(calls: Calls<A, F>, keys: readonly K[]): Promise<readonly Read<R>[]>;
}

/** All there is to say of a read. */
export type ReadDefinition<A extends Action, K extends object, F extends z.ZodMiniType, R> = Described<A, K, F, R> &
  (Single<A, K, F, R> | Batched<A, K, F, R>);

/** A definition of whatever read. */
export type AnyReadDefinition = ReadDefinition<Action, object, z.ZodMiniType, unknown>;

/**
 * Types a definition: key and result of the read are those of its parts. The forms are made when they are first needed,
 * and once.
 */
export function defineRead<const A extends Action, K extends object, F extends z.ZodMiniType, R>(
  definition: ReadDefinition<A, K, F, R>,
): ReadDefinition<A, K, F, R> {
  return {
    ...definition,
    key: once(definition.key),
    answer: once(definition.answer),
    result: once(definition.result),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
