import { joinReaders } from '../aws/joined-reader.ts';
import type { AwsReader } from '../aws/reader.ts';
import type { Kind, ReadKind, Root } from '../kinds/kind.ts';
import { groupBy, groupPairs } from '../model/group.ts';
import type { EvaluatedTarget, RootAhead } from './evaluated-target.ts';
import type { Failures } from './load-targets.ts';
import { markedReader } from './marked-reader.ts';
import { noSecretParts, type SecretParts } from './secret-parts.ts';

/*
 * Targets whose credentials are of one account see the same things: what any of them declares of a group is declared of
 * it for all. What another account has under the same name is something else.
 */

/** Targets of one account, and what reads from it with the credentials of any of them. */
export interface TargetPool {
  readonly targets: readonly EvaluatedTarget[];
  readonly aws: AwsReader;
}

/** The same with the code of each evaluated. */
export interface EvaluatedPool {
  readonly members: readonly { readonly target: EvaluatedTarget; readonly root: Root }[];
  readonly aws: AwsReader;
}

/** The same with what AWS has of all that they declare, in the order of the kinds. */
export interface ReadPool extends EvaluatedPool {
  /** What reads from the account without what the code calls secret sealed: some of that may be no secret. */
  readonly unsealed: AwsReader;
  readonly kinds: readonly ReadKind[];
}

/** Targets by their account. Of an account that is not known nothing is known but which session leads there. */
export function poolsOf(targets: readonly EvaluatedTarget[]): readonly TargetPool[] {
  const byAccount = groupBy(targets, ({ place: { account, partition }, aws }) =>
    account === undefined ? (aws.origin ?? aws) : JSON.stringify([partition, account]),
  );
  return [...byAccount.values()].map((own) => ({ targets: own, aws: joinReaders(own.map(({ aws }) => aws)) }));
}

/** What is asked for while code is evaluated; undefined where nothing is gained by it. */
function askedAhead(kinds: readonly Kind[], { ahead: read }: AwsReader): RootAhead | undefined {
  if (read === undefined) return undefined;
  const asking = kinds.flatMap(({ ahead }) => ahead ?? []);
  const byType = groupPairs(asking.flatMap((one) => Object.entries(one.arguments)));
  return {
    arguments: new Map([...byType].map(([type, names]) => [type, [...new Set(names.flat())]])),
    tell(root) {
      // What keeps it from being read is told to whoever reads it.
      for (const one of asking) one.ask(root, read).catch(() => {});
    },
  };
}

/** Evaluates the code of all targets. One whose code cannot be evaluated is left out, and so is a pool without any. */
export async function evaluatePools(
  pools: readonly TargetPool[],
  failures: Failures,
  kinds: readonly Kind[],
): Promise<readonly EvaluatedPool[]> {
  const evaluated = await Promise.all(
    pools.map(async ({ targets, aws }) => {
      const ahead = askedAhead(kinds, aws);
      const members = await Promise.all(
        targets.map(async (target) => {
          const root = await failures.unless(target.options, () => target.evaluate(ahead), target.place);
          return root === undefined ? [] : [{ target, root }];
        }),
      );
      return { members: members.flat(), aws };
    }),
  );
  return evaluated.filter(({ members }) => members.length > 0);
}

/** A pool that is being read, kind by kind. */
export interface PoolReading extends EvaluatedPool {
  /** The kinds that were read so far, in their order. */
  soFar(): readonly ReadKind[];
  /** What is waited for. */
  readonly awaited: ReadonlySet<Promise<void>>;
  /** Waits for all of them. */
  whole(): Promise<ReadPool>;
  /** Lets go of all that was read, also of what is still waited for: nothing is asked of this reading any more. */
  leave(): void;
}

/** Begins to read all that the targets of a pool declare, with what any target of the run calls secret sealed. */
export function beginReading(
  { members, aws }: EvaluatedPool,
  kinds: readonly Kind[],
  secret: ReadonlyMap<string, SecretParts>,
): PoolReading {
  const [shared = noSecretParts] = secret.values();
  const marked = markedReader(aws, shared);
  const roots = members.map(({ root }) => root);
  const reading = new KindsReading();
  for (const kind of kinds) reading.begin(kind, kind.declare(roots).read(marked));
  return {
    members,
    aws,
    soFar: () => kinds.flatMap((kind) => reading.soFar.get(kind) ?? []),
    awaited: reading.awaited,
    whole: async () => ({ members, aws: marked, unsealed: aws, kinds: await reading.whole() }),
    leave: () => reading.leave(),
  };
}

/** What is read of kinds. By itself: what waits for a slow answer holds nothing of what the others have brought. */
class KindsReading {
  readonly soFar = new Map<Kind, ReadKind>();
  readonly awaited = new Set<Promise<void>>();
  #all: Promise<ReadKind>[] = [];

  begin(kind: Kind, read: Promise<ReadKind>): void {
    this.#all.push(read);
    // It brings nothing: what the first of several brings would be held by the others, for as long as they take.
    const noted = read.then((one) => {
      if (this.awaited.delete(noted)) this.soFar.set(kind, one);
    });
    this.awaited.add(noted);
    // Where another round begins before all is read, what keeps it from being read is told to that one.
    noted.catch(() => {});
  }

  whole(): Promise<readonly ReadKind[]> {
    return Promise.all(this.#all);
  }

  leave(): void {
    this.soFar.clear();
    this.awaited.clear();
    this.#all = [];
  }
}

/** See {@link beginReading}. */
export function readPool(...of: Parameters<typeof beginReading>): Promise<ReadPool> {
  return beginReading(...of).whole();
}
