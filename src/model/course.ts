/**
 * How a run goes on beside the rest of the world. Signals and the end of its time are seen only between two pieces of
 * work, so what computes for long lets them have their turn; and once somebody has ended the run, what is left is
 * short.
 */
export interface Course {
  /**
   * Something is known that would be lost: from now on a signal does not end the program by itself, so that what
   * follows must take turns.
   *
   * @throws as {@link requireKept}, where that is too late
   */
  keep(): void;
  /** @throws where somebody ended the run before there was anything to keep: then nothing can be told of it */
  requireKept(): void;
  /** Lets all that waits have its turn, where the last one is a while ago. */
  turn(): Promise<void>;
  /** Whether somebody ended the run: nothing new is begun. */
  isEnded(): boolean;
  /** Whether the time is used up, too, that what is left may take then. */
  isOver(): boolean;
}

/** That of a run which nobody ends. */
export const unhindered: Course = {
  keep: () => {},
  requireKept: () => {},
  turn: async () => {},
  isEnded: () => false,
  isOver: () => false,
};

/** Work in steps, between two of which others may have their turn. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** What takes steps, with a turn for others between two of them. */
export async function inTurns<T>(steps: Steps<T>, course: Course = unhindered): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await course.turn();
  }
}

/** The same at once. */
export function inOneTurn<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** What is made of each, one a step. */
export function* eachInSteps<T, U>(all: Iterable<T>, make: (one: T) => U): Steps<U[]> {
  const made: U[] = [];
  for (const one of all) {
    made.push(make(one));
    yield;
  }
  return made;
}

/** The same steps; they come to nothing once `isEnded`. */
export function* until<T>(steps: Steps<T>, isEnded: () => boolean): Steps<T | undefined> {
  while (!isEnded()) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield;
  }
  return undefined;
}
