import * as form from '../../model/form.ts';
import { unexpectedMember } from './answer-error.ts';

/*
 * What the forms of answers are made of, and the check of an answer against its form.
 */

/** A text that AWS always has. */
export const text = form.string({ least: 1 });
export const count = form.int({ least: 0 });
/** Where the next page begins. */
export const page = form.string().optional();

/**
 * A list in which each element has another `key`: two of one name are not two, and which one is meant nobody can tell.
 */
export const distinct = <T>(element: form.Form<T>, key: (element: T) => string): form.Form<T[]> =>
  form.array(element).refine((elements, wrong) => {
    const seen = new Set<string>();
    for (const [index, one] of elements.entries()) {
      const name = key(one);
      if (seen.has(name)) wrong(index);
      seen.add(name);
    }
  });

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
export function expectForm<T, F extends form.Form<unknown>>(expected: F, answer: T): Answer<T, form.FormOf<F>> {
  const [issue] = expected.issues(answer);
  if (issue !== undefined) throw unexpectedMember(issue.path);
  return answer as Answer<T, form.FormOf<F>>;
}
