import { AsyncLocalStorage } from 'node:async_hooks';
import { globPattern, matchesPattern, type TextPattern } from '../pattern.ts';
import type { Span } from '../span.ts';

/*
 * What the reviewed configuration says of secrets. It holds for a run and for all that is done in it, also later: so it
 * is bound to the run and not handed from function to function, where one that forgets it would print a secret.
 */

/** What a configuration says of secrets beside what is told of them by itself (docs/secrets.md). */
export interface Redaction {
  /**
   * Names that say nothing of their values, exactly as they are written. What a value looks like, and what Terraform or
   * the provider marks, is secret all the same.
   */
  readonly allow: ReadonlySet<string>;
  /**
   * Names whose values are secret: `*` stands for any characters, and capitals are as good as small letters, since the
   * same thing is `ACME_KEY` in a container and `acme_key` in the code.
   */
  readonly also: readonly string[];
  /** Where in a text stands what the configuration describes as secret, in order. Linear in the text. */
  readonly stretches?: (text: string) => readonly Span[];
  /** Secrets that the configuration itself holds. */
  readonly held: ReadonlySet<string>;
}

/** A redaction that says nothing. */
export const noRedaction: Redaction = { allow: new Set(), also: [], held: new Set() };

const bound = new AsyncLocalStorage<Redaction>();

/** Those of the runs that are not over. */
const inForce = new Set<Redaction>();

/** What was in force where an error came from. */
const ofErrors = new WeakMap<object, Redaction>();

/**
 * What `work` comes to, with `redaction` in force for all that it does.
 * @throws what `work` throws
 */
export async function withRedaction<T>(redaction: Redaction, work: () => T | Promise<T>): Promise<T> {
  inForce.add(redaction);
  try {
    return await bound.run(redaction, work);
  } catch (error) {
    if (typeof error === 'object' && error !== null && !ofErrors.has(error)) ofErrors.set(error, redaction);
    throw error;
  } finally {
    inForce.delete(redaction);
  }
}

/** Does `work` now, with `redaction` in force for it. */
export function judgedUnder<T>(redaction: Redaction, work: () => T): T {
  return bound.run(redaction, work);
}

/** What is in force. */
export function currentRedaction(): Redaction {
  return bound.getStore() ?? noRedaction;
}

/**
 * What was in force where an error came from, so that it is told like everything else of that run. Of an error that
 * came from nowhere (it was thrown where nobody waits) that is what is in force anywhere.
 */
export function redactionOf(error: unknown): Redaction | undefined {
  const known = typeof error === 'object' && error !== null ? ofErrors.get(error) : undefined;
  return known ?? bound.getStore() ?? [...inForce].at(-1);
}

/**
 * Gives what was made for the redaction that is in force: what is remembered of judgements must not be used where
 * another one is.
 */
export function perRedaction<T>(make: () => T): () => T {
  const made = new WeakMap<Redaction, T>();
  return () => {
    const redaction = currentRedaction();
    const before = made.get(redaction);
    if (before !== undefined) return before;
    const one = make();
    made.set(redaction, one);
    return one;
  };
}

/** What the configuration says of the value under a name. */
export type NameRedaction = 'allow' | 'also';

/** What the configuration says of a name, which may be written as a flag (`--name`); undefined when nothing. */
export function redactionOfName(name: string): NameRedaction | undefined {
  const redaction = bound.getStore();
  if (redaction === undefined || (redaction.allow.size === 0 && redaction.also.length === 0)) return undefined;
  const plain = name.startsWith('-') ? name.replace(/^-+/, '') : name;
  const { said, patterns } = namesOf(redaction);
  const before = said.get(plain);
  if (before !== undefined) return before === 'nothing' ? undefined : before;
  // What is allowed is one name, and what is secret may be many: the one is the exception.
  const folded = plain.toLowerCase();
  const says = redaction.allow.has(plain)
    ? 'allow'
    : patterns.some((pattern) => matchesPattern(folded, pattern))
      ? 'also'
      : undefined;
  if (said.size < mostRemembered && plain.length <= longestRemembered) said.set(plain, says ?? 'nothing');
  return says;
}

/** Whether the configuration calls the values under a name secret. */
export function isRedactedName(name: string): boolean {
  return redactionOfName(name) === 'also';
}

/** Where in a text stands what the configuration describes as secret, in order. */
export function redactedStretches(text: string): readonly Span[] {
  return bound.getStore()?.stretches?.(text) ?? nothing;
}

/** Names repeat: those of a run are few, those of a hostile text are not kept. */
const mostRemembered = 4096;
const longestRemembered = 128;
const nothing: readonly Span[] = [];

interface JudgedNames {
  readonly patterns: readonly TextPattern[];
  readonly said: Map<string, NameRedaction | 'nothing'>;
}

const names = new WeakMap<Redaction, JudgedNames>();

function namesOf(redaction: Redaction): JudgedNames {
  const before = names.get(redaction);
  if (before !== undefined) return before;
  const made: JudgedNames = {
    patterns: redaction.also.map((name) => globPattern(name.toLowerCase())),
    said: new Map(),
  };
  names.set(redaction, made);
  return made;
}
