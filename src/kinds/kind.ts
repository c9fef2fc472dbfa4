import type { AwsReader } from '../aws/reader.ts';
import { inOneTurn, type Steps } from '../model/course.ts';
import type { KindName } from '../model/identity.ts';
import type { Compared } from '../model/leaf.ts';
import type { KnownAttributes, Stack } from '../model/stack.ts';
import type { KnownNames } from './known-names.ts';
import type { OwnerOf } from './owner-of.ts';

/** A root module that was evaluated: one version of the code of one target. */
export interface Root {
  readonly target: string;
  readonly stack: Stack;
}

/**
 * What a kind asks AWS for as soon as it is known by what its things are found, so that AWS is waited for while the
 * rest of the code is evaluated.
 */
export interface AskedAhead {
  /** The arguments by which things are found, by the type of the resource. */
  readonly arguments: Readonly<Record<string, readonly string[]>>;
  /**
   * Asks for what `read` certainly asks for, too.
   *
   * @param root its stack holds no more than those arguments, and nothing that was learnt
   */
  ask(root: Root, read: AwsReader['read']): Promise<void>;
}

/**
 * How a kind of thing is compared, in three phases. `D`: what the code declares of a thing. `L`: all that AWS has of
 * the things of this kind, in which each is found by its identity.
 */
export interface KindDefinition<D, L> {
  readonly name: KindName;
  /** The resource types that declare things of this kind, each with all the arguments that it may have. */
  readonly resourceTypes: Readonly<Record<string, KnownNames>>;
  /** What is asked for before all of the code is evaluated. Absent: nothing. */
  readonly ahead?: AskedAhead;
  /** What the code of a root declares. Pure. */
  declare(root: Root): readonly D[];
  /** Reads what AWS has of the things of all roots and versions at once. The only phase that calls AWS. */
  read(declared: readonly D[], aws: AwsReader): Promise<L>;
  /**
   * Holds all that is declared of each live thing, of whichever root, against it: at once, or in steps where there may
   * be many. Pure.
   */
  compare(declared: readonly D[], live: L): Compared | Steps<Compared>;
  /**
   * The attributes that AWS has told of the resources of a root (`id`, `arn`, …), by address: what refers to them is
   * known in the next round. Pure.
   *
   * @param declared what `root` declares
   */
  learn(declared: readonly D[], live: L, root: Root): KnownAttributes;
  /**
   * The live side as a state has it: comparing with it is comparing with the state. Pure.
   *
   * @param declared what the code declares: looked for in the state by address, else by identity
   * @param state made of what the state holds, with all of it known
   */
  liveOfState(declared: readonly D[], state: Stack): L;
}

/** A kind of thing that is compared. Closed over its types, so that the list of kinds needs no type parameter. */
export interface Kind {
  readonly name: KindName;
  readonly terraformTypes: readonly string[];
  readonly resourceTypes: Readonly<Record<string, KnownNames>>;
  readonly ahead?: AskedAhead;
  /** The first phase, for all roots. */
  declare(roots: readonly Root[]): DeclaredKind;
}

/** What all roots declare of a kind. */
export interface DeclaredKind {
  /** The second phase. */
  read(aws: AwsReader): Promise<ReadKind>;
  /** The same with a state in the place of AWS. */
  fromState(state: Stack): ReadKind;
}

/** What all roots declare of a kind, and what AWS has of it. */
export interface ReadKind {
  /** The third phase. It is made once. */
  compare(): Compared;
  /** The same in steps; whoever takes them again goes on where they were left. */
  compareInSteps(): Steps<Compared>;
  /** @param root one of those that were declared */
  learn(root: Root): KnownAttributes;
}

/** Closes a kind over its types. */
export function defineKind<D, L>(definition: KindDefinition<D, L>): Kind {
  const { name, resourceTypes, ahead } = definition;
  return {
    name,
    terraformTypes: Object.keys(resourceTypes),
    resourceTypes,
    ...(ahead === undefined ? {} : { ahead }),
    declare: (roots) => {
      // Weak: what still waits for AWS in a round that was left does not hold the code of it.
      const byRoot = new WeakMap<Root, readonly D[]>();
      const all = roots.flatMap((root) => {
        const declared = definition.declare(root);
        byRoot.set(root, declared);
        return declared;
      });
      const beside = (live: L): ReadKind => {
        const compareInSteps = resumed(() => definition.compare(all, live));
        return {
          compare: () => inOneTurn(compareInSteps()),
          compareInSteps,
          learn: (root) => definition.learn(byRoot.get(root) ?? [], live, root),
        };
      };
      return {
        read: async (aws) => beside(await definition.read(all, aws)),
        fromState: (state) => beside(definition.liveOfState(all, state)),
      };
    },
  };
}

/** What is made once, by all who take its steps together. What is needed for that alone is let go of then. */
function resumed<T extends object>(begin: () => T | Steps<T>): () => Steps<T> {
  let left: Steps<T> | undefined;
  let made: T | undefined;
  return function* () {
    while (made === undefined) {
      left ??= inSteps(begin);
      const step = left.next();
      if (step.done === true) {
        made = step.value;
        left = undefined;
      } else yield;
    }
    return made;
  };
}

function* inSteps<T extends object>(begin: () => T | Steps<T>): Steps<T> {
  const begun = begin();
  return 'next' in begun ? yield* begun : begun;
}

/**
 * A comparison over what several kinds of a family have declared and found, as that of a delivery is: it needs their
 * leaves, adds leaves of its own and may explain some of theirs.
 */
export interface FamilyStep {
  /** The kinds without which there is nothing for it to do. */
  readonly kinds: readonly KindName[];
  /**
   * Reads what it needs besides.
   *
   * @param ownership whose differences are beside what the code says
   */
  read(roots: readonly Root[], aws: AwsReader, ownership: OwnerOf): Promise<(compared: Compared) => Compared>;
}
