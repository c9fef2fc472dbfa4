import * as z from 'zod/mini';
import { unexpectedMember } from './answer-error.ts';

/*
 * What the forms of answers are made of, and the check of an answer against its form.
 */

/** A text that AWS always has. */
export const text = z.string().check(z.minLength(1));
export const count = z.int().check(z.gte(0));
/** Where the next page begins. */
export const page = z.optional(z.string());

/**
 * A list in which each element has another `key`: two of one name are not two, and which one is meant nobody can tell.
 */
export const distinct = <T extends z.ZodMiniType>(element: T, key: (element: z.output<T>) => string) =>
  z.array(element).check(
    z.superRefine((elements, context) => {
      const seen = new Set<string>();
      for (const [index, one] of elements.entries()) {
        const name = key(one);
        if (seen.has(name)) context.addIssue({ code: 'custom', path: [index] });
        seen.add(name);
      }
    }),
  );

/** An answer of the SDK, `T`, in which what its form `F` always has is there. */
export type Answer<T, F> = T extends readonly (infer X)[]
  ? F extends readonly (infer E)[]
    ? Answer<X, E>[]
    : T
  : F extends Date
    ? F
    : F extends object
      ? Omit<T, keyof F> & {
          [K in keyof F & keyof T]: undefined extends F[K] ? T[K] : Answer<NonNullable<T[K]>, F[K]>;
        }
      : T;

/**
 * The answer as it is, once it is known to hold what was asked for.
 * @throws AnswerError that names the first member that is missing or wrong
 */
export function expectForm<T, F extends z.ZodMiniType>(form: F, answer: T): Answer<T, z.output<F>> {
  const { error } = form.safeParse(answer);
  const [issue] = error?.issues ?? [];
  if (issue !== undefined) {
    throw unexpectedMember(issue.path.map((step) => (typeof step === 'number' ? step : String(step))));
  }
  return answer as Answer<T, z.output<F>>;
}
