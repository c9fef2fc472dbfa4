import { Remembered } from '../model/remembered.ts';

/*
 * What was read stays for the whole run, and the SDK leaves it in more room than it takes: lists with place for more, a
 * list of its own for each that is empty, and the same text again for each thing that has it.
 */

/** The same texts mostly stand near each other: the id of a group in all of its rules. */
const rememberedTexts = 1000;

const noElements: readonly unknown[] = Object.freeze([]);
const noMembers: Readonly<Record<string, unknown>> = Object.freeze({});

/** Makes the same data in the room that it takes. Nobody may change it: parts that are equal may be the same. */
export function createCompactor(): <T>(data: T) => T {
  const texts = new Remembered<string, string>(rememberedTexts);
  const shared = (text: string): string => {
    const before = texts.get(text);
    if (before !== undefined) return before;
    texts.set(text, text);
    return text;
  };
  const compact = (value: unknown): unknown => {
    if (typeof value === 'string') return shared(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.length === 0 ? noElements : value.map(compact);
    // A date, say.
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    const own: Record<string, unknown> = { ...value };
    const names = Object.keys(own);
    if (names.length === 0) return noMembers;
    for (const name of names) own[name] = compact(own[name]);
    return own;
  };
  // It keeps the shape of what it is given.
  return <T>(data: T) => compact(data) as T;
}
