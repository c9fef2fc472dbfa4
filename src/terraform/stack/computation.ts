import { isDeepStrictEqual } from 'node:util';
import type { Budget, BudgetUse } from '../../model/budget.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { KnownAttributes } from '../../model/stack.ts';
import type { TerraformValue } from '../../model/value.ts';

/** How long pieces are of use: as long as the instance of a module or resource that they are pieces of. */
export interface Lifetime {
  readonly within?: Lifetime | undefined;
  ended: boolean;
}

/** A lifetime within another one, which ends with it at the latest. */
export function lifetime(within: Lifetime | undefined): Lifetime {
  return { within, ended: false };
}

/** A lifetime that lasts as long as one of others: of what several have in common. */
export class JointLifetime implements Lifetime {
  readonly #of = new Set<Lifetime>();

  /** Lets it last as long as this one does. */
  join(life: Lifetime): void {
    this.#of.add(life);
  }

  get ended(): boolean {
    for (const life of this.#of) {
      if (!hasEnded(life)) return false;
      this.#of.delete(life);
    }
    return true;
  }
}

function hasEnded(life: Lifetime | undefined): boolean {
  for (let one = life; one !== undefined; one = one.within) if (one.ended) return true;
  return false;
}

/** Something that is computed once, as long as nothing changes of what it was made from. */
class ComputedPiece<V> {
  state: 'stale' | 'computing' | 'computed' = 'stale';
  value: V | undefined;
  /** What has read it since it was computed; most pieces have one reader. */
  readers: ComputedPiece<unknown> | Set<ComputedPiece<unknown>> | undefined;
  /** What computing it has used up, without what it has read. */
  used: BudgetUse | undefined;
}

type AnyPiece = ComputedPiece<unknown>;

/**
 * Computes the pieces of an evaluation, each once, as it is asked for. Which piece has read which is noted, and what
 * is known beside the code is read as they are: when it changes, only what was made from that is computed again, and
 * all else stays the very same.
 */
export class Computation {
  readonly #budget: Budget;
  /** What was read of what is known, by address and name; '' for all names of an address. */
  readonly #inputs = new Map<string, Map<string, ComputedPiece<unknown>>>();
  readonly #reported = new Map<AnyPiece | undefined, { readonly life: Lifetime | undefined; list: Diagnostic[] }>();
  #known: KnownAttributes = new Map();
  #current: AnyPiece | undefined;
  #life: Lifetime | undefined;
  /** What the pieces have used up that the current one has computed by reading them. */
  #inner: BudgetUse = nothingUsed;
  #isOpen = false;
  /** Those that were computed after a round had ended, and have reported something: no round has told it. */
  #untold: AnyPiece[] = [];
  #computed = 0;
  #round = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** How many pieces were computed in this round. */
  get computed(): number {
    return this.#computed;
  }

  /** Which round this is: what was made in an earlier one may have changed since. */
  get round(): number {
    return this.#round;
  }

  /** Begins a round, in which this is known. What depends on what has changed is computed anew when it is asked for. */
  begin(known: KnownAttributes): void {
    if (this.#round === 0) this.#budget.beginEvaluation();
    this.#round++;
    this.#computed = 0;
    this.#isOpen = true;
    this.#reported.delete(undefined);
    for (const piece of this.#untold.splice(0)) this.#invalidate(piece);
    this.#known = known;
    for (const [address, names] of this.#inputs) {
      const attributes = known.get(address);
      for (const [name, piece] of names) {
        const value = name === '' ? namesOf(attributes) : attributes?.get(name);
        if (value === piece.value || isDeepStrictEqual(value, piece.value)) continue;
        this.#invalidate(piece);
        piece.value = value;
      }
    }
  }

  /** Ends a round. What is computed after it is not part of it. */
  end(): void {
    this.#isOpen = false;
  }

  /** What is known of an attribute beside the code. */
  known(address: string, name: string): TerraformValue | undefined {
    const piece = this.#input(address, name);
    const value = this.#known.get(address)?.get(name);
    piece.value = value;
    return value;
  }

  /** The attributes of which something is known beside the code. */
  knownNames(address: string): readonly string[] {
    const names = namesOf(this.#known.get(address)) ?? [];
    this.#input(address, '').value = names.length === 0 ? undefined : names;
    return names;
  }

  /** Reports an error or a warning as one of the piece that is being computed. */
  report(diagnostic: Diagnostic): void {
    const piece = this.#current;
    if (piece === undefined && !this.#isOpen) return;
    const before = this.#reported.get(piece);
    if (before !== undefined) before.list.push(diagnostic);
    else {
      this.#reported.set(piece, { life: this.#life, list: [diagnostic] });
      if (piece !== undefined && !this.#isOpen) this.#untold.push(piece);
    }
  }

  /** All that was reported of what is there, in no order. */
  diagnostics(): readonly Diagnostic[] {
    return [...this.#reported.values()].flatMap(({ life, list }) => (hasEnded(life) ? [] : list));
  }

  /**
   * A function that computes each of its results once, and again when something has changed that it was made from.
   *
   * @param circular the result for a key that is asked for while it is being computed
   */
  memoized<K, V>(life: Lifetime | undefined, compute: (key: K) => V, circular?: (key: K) => V): (key: K) => V {
    // Most of these functions are asked for one key, or for none, and there are several for each resource.
    let firstKey: K | undefined;
    let first: ComputedPiece<V> | undefined;
    let further: Map<K, ComputedPiece<V>> | undefined;
    return (key) => {
      let piece = key === firstKey ? first : further?.get(key);
      if (piece === undefined) {
        piece = new ComputedPiece<V>();
        if (first === undefined) [firstKey, first] = [key, piece];
        else {
          further ??= new Map();
          further.set(key, piece);
        }
      }
      this.#noteReader(piece);
      if (piece.state === 'computed') return piece.value as V;
      if (piece.state === 'stale') return this.#compute(piece, life, compute, key);
      if (circular === undefined) throw new Error(`The value of ${String(key)} depends on itself.`);
      return circular(key);
    };
  }

  #compute<K, V>(piece: ComputedPiece<V>, life: Lifetime | undefined, compute: (key: K) => V, key: K): V {
    const [outer, outerLife, outerInner] = [this.#current, this.#life, this.#inner];
    const before = this.#budget.usage();
    piece.state = 'computing';
    this.#current = piece;
    this.#life = life;
    this.#inner = nothingUsed;
    this.#computed++;
    let isDone = false;
    try {
      const value = compute(key);
      piece.value = value;
      isDone = true;
      return value;
    } finally {
      piece.state = isDone ? 'computed' : 'stale';
      const all = minus(this.#budget.usage(), before);
      const own = minus(all, this.#inner);
      piece.used = isNothing(own) ? undefined : own;
      this.#current = outer;
      this.#life = outerLife;
      this.#inner = plus(outerInner, all);
    }
  }

  #input(address: string, name: string): ComputedPiece<unknown> {
    const names = this.#inputs.get(address) ?? new Map<string, ComputedPiece<unknown>>();
    this.#inputs.set(address, names);
    const piece = names.get(name) ?? new ComputedPiece<unknown>();
    names.set(name, piece);
    this.#noteReader(piece);
    return piece;
  }

  #noteReader(piece: AnyPiece): void {
    const reader = this.#current;
    if (reader === undefined || piece.readers === reader) return;
    if (piece.readers === undefined) piece.readers = reader;
    else if (piece.readers instanceof Set) piece.readers.add(reader);
    else piece.readers = new Set([piece.readers, reader]);
  }

  /** Makes a piece stale, and all that has read it, whatever that has been read by. Works by a loop. */
  #invalidate(first: AnyPiece): void {
    const work: AnyPiece[] = [first];
    for (let piece = work.pop(); piece !== undefined; piece = work.pop()) {
      const { readers, used } = piece;
      piece.readers = undefined;
      piece.state = 'stale';
      piece.value = undefined;
      this.#reported.delete(piece);
      if (used !== undefined) {
        this.#budget.giveBack(used);
        piece.used = undefined;
      }
      if (readers instanceof Set) work.push(...readers);
      else if (readers !== undefined) work.push(readers);
    }
  }
}

function namesOf(attributes: ReadonlyMap<string, TerraformValue> | undefined): readonly string[] | undefined {
  return attributes === undefined || attributes.size === 0 ? undefined : [...attributes.keys()];
}

const nothingUsed: BudgetUse = { elements: 0, texts: 0, instances: 0 };

function isNothing({ elements, texts, instances }: BudgetUse): boolean {
  return elements === 0 && texts === 0 && instances === 0;
}

function plus(a: BudgetUse, b: BudgetUse): BudgetUse {
  if (isNothing(a)) return b;
  return isNothing(b)
    ? a
    : { elements: a.elements + b.elements, texts: a.texts + b.texts, instances: a.instances + b.instances };
}

function minus(a: BudgetUse, b: BudgetUse): BudgetUse {
  if (a === b) return nothingUsed;
  return isNothing(b)
    ? a
    : { elements: a.elements - b.elements, texts: a.texts - b.texts, instances: a.instances - b.instances };
}
