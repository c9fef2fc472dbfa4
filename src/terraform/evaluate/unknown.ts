import type { SourceRange } from '../../model/source.ts';
import type {
  StringValue,
  TemplateValue,
  TerraformValue,
  Unknown,
  UnknownValue,
  ValueMarks,
} from '../../model/value.ts';
import { templateMatches } from './equality.ts';
import { dynamicType, object, openMarksOf, template, unknown } from './value.ts';
import { mapDeep, unknownsIn } from './value-parts.ts';

/** At most this many causes are kept of one unknown: enough to explain it, and a bound for hostile input. */
const mostCauses = 16;

/**
 * The cause of a result that could not be computed: the operator or function `name` met the unknowns in `args`. The
 * causes of earlier operations are taken over instead of nested, so that a cause never grows deep. (An unknown with the
 * cause `resource` is that attribute itself, so whatever is only made from it has an operation for its cause.)
 */
export function operation(name: string, args: readonly TerraformValue[], at?: SourceRange): Unknown {
  const from = gather(args.flatMap(unknownsIn));
  return { kind: 'operation', name, from, ...(at && { at }) };
}

/** The cause of something made from a value with this cause, which is no longer that value. */
export function derived(name: string, because: Unknown): Unknown {
  return because.kind === 'operation' ? { ...because } : { kind: 'operation', name, from: [because] };
}

/**
 * The cause of what an open object may hold under `key`. Of a resource as a whole, which is open for what only its
 * provider knows, that is the resource's attribute.
 */
export function missingEntry(name: string, open: Unknown, key: string): Unknown {
  const isWhole = (open.kind === 'resource' || open.kind === 'data') && open.path.length === 0;
  return isWhole ? { ...open, path: [key] } : derived(name, open);
}

/** Whether two unknowns are certainly the same value: one and the same attribute. */
export function isSameUnknown(a: UnknownValue, b: UnknownValue): boolean {
  const names = a.because.kind === 'resource' || a.because.kind === 'data' || a.because.kind === 'plan';
  if (!names || a.because.kind !== b.because.kind || isOfAnyInstance(a.because)) return false;
  return keyOf({ ...a.because, at: undefined }) === keyOf({ ...b.because, at: undefined });
}

function isOfAnyInstance(because: Unknown): boolean {
  return because.kind === 'resource' && because.instance !== undefined && because.instance.key === undefined;
}

/**
 * What is equal (`===`) for causes of certainly the same value: the same attribute of an instance, the same part of a
 * variable or of a module's output, or what was evaluated once, as a local value is. undefined for what may be several.
 */
export function sameValueKey(because: Unknown): string | Unknown | undefined {
  switch (because.kind) {
    case 'resource':
    case 'data':
    case 'plan':
    case 'module':
      return because.path.length === 0 || isOfAnyInstance(because)
        ? undefined
        : JSON.stringify([because.kind, because.address, because.path]);
    case 'variable':
      return JSON.stringify([because.kind, because.module, because.name, because.path ?? []]);
    case 'operation':
      // Whatever is made of a value has a cause of its own: see `derived`.
      return because.from.length === 0 ? undefined : because;
    default:
      return undefined;
  }
}

function gather(unknowns: readonly Unknown[]): Unknown[] {
  const found = new Map<string, Unknown>();
  for (const because of unknowns) {
    const roots = because.kind === 'operation' && because.from.length > 0 ? because.from : [because];
    for (const part of roots) {
      const root = wholeVariable(part);
      if (found.size >= mostCauses) return [...found.values()];
      const key = keyOf(root);
      if (!found.has(key)) found.set(key, root);
    }
  }
  return [...found.values()];
}

/** What has no value is the variable: which of its parts were needed explains no more. */
function wholeVariable(because: Unknown): Unknown {
  if (because.kind !== 'variable' || because.path === undefined) return because;
  const { path: _path, ...whole } = because;
  return whole;
}

/** The same for the same cause, whatever is known of the form of the value. */
function keyOf(because: object): string {
  return JSON.stringify({ ...because, filledBy: undefined, around: undefined });
}

/** Texts in which every hole is one character that stands for it, and the way back. */
export interface EncodedTexts {
  /** One text per value given, in the same order. */
  readonly texts: readonly string[];
  /** Turns a text made from `texts` back into a string or a template. */
  decode(text: string, marks?: ValueMarks): StringValue | TemplateValue;
  /**
   * Does the same to every string in a value. An object or map key with a hole in it makes the object open instead; it
   * may be one of the other keys, and then the value of the later one counts.
   */
  decodeDeep(value: TerraformValue): TerraformValue;
  /** The hole that a character stands for. */
  holeAt(character: string): UnknownValue | undefined;
}

/**
 * Writes strings with holes as plain texts. Each hole becomes one private-use character that occurs in none of the
 * given strings, so that no text of the user's can be taken for a hole and no function on texts can tear one apart
 * (such a character has no case, is no space, and JSON writes it as it is). An unknown value counts as a string that is
 * one hole.
 */
export function encodeHoles(values: readonly (StringValue | TemplateValue | UnknownValue)[]): EncodedTexts {
  const taken = new Set<string>();
  for (const value of values) {
    const known = value.kind === 'string' ? [value.value] : value.kind === 'template' ? value.parts : [];
    for (const part of known)
      if (typeof part === 'string') for (const found of part.match(privateUse) ?? []) taken.add(found);
  }
  const free = freeCharacters(taken);
  const holes = new Map<string, UnknownValue>();
  let last = '';
  const tokenFor = (hole: UnknownValue): string => {
    const next = free.next();
    if (next.done === true) {
      // More holes than characters: the last character stands for all the rest.
      const before = holes.get(last);
      holes.set(
        last,
        unknown(operation('hole', before ? [before, hole] : [hole]), { kind: 'string' }, { notNull: true }),
      );
      return last;
    }
    last = next.value;
    holes.set(last, hole);
    return last;
  };
  const texts = values.map((value) => {
    if (value.kind === 'string') return value.value;
    const parts = value.kind === 'template' ? value.parts : [value];
    return parts.map((part) => (typeof part === 'string' ? part : tokenFor(part))).join('');
  });
  const decode = (text: string, marks: ValueMarks = {}, encoded?: TerraformValue): StringValue | TemplateValue =>
    template(
      holes.size === 0 ? [text] : text.split(anyPrivateUse).map((part) => holes.get(part) ?? part),
      marks,
      encoded,
    );
  const hasHole = (text: string): boolean => [...(text.match(privateUse) ?? [])].some((found) => holes.has(found));
  return {
    texts,
    decode,
    holeAt: (character) => holes.get(character),
    decodeDeep: (value) =>
      mapDeep(value, (part) => {
        if (part.kind === 'string') {
          if (!hasHole(part.value)) return part;
          const decoded = decode(part.value, part);
          return part.secret === undefined ? decoded : { ...decoded, secret: part.secret };
        }
        if (part.kind !== 'object' && part.kind !== 'map') return part;
        const unclear = [...part.entries.keys()].filter(hasHole);
        if (unclear.length === 0) return part;
        const names = unclear.map((key) => decode(key));
        const open = operation('key', names);
        const mayBe = (key: string): boolean =>
          names.some((name) => name.kind === 'template' && templateMatches(name, key));
        const entries = [...part.entries]
          .filter(([key]) => !unclear.includes(key))
          .map(
            ([key, entry]) =>
              [
                key,
                mayBe(key) ? unknown(open, dynamicType, entry.at === undefined ? {} : { at: entry.at }) : entry,
              ] as const,
          );
        const marks = { ...openMarksOf(part), open };
        return part.kind === 'map' ? { ...part, ...marks, entries: new Map(entries) } : object(entries, marks);
      }),
  };
}

/** `encodeHoles`, a function on the texts, and the way back for every string in its result. */
export function throughText(
  values: readonly (StringValue | TemplateValue | UnknownValue)[],
  work: (texts: readonly string[]) => TerraformValue,
): TerraformValue {
  const encoded = encodeHoles(values);
  return encoded.decodeDeep(work(encoded.texts));
}

const privateUse = /\p{Co}/gu;
const anyPrivateUse = /(\p{Co})/u;

/** Private-use characters of plane 15 and 16 that are not taken; about 131,000. */
function* freeCharacters(taken: ReadonlySet<string>): Generator<string, undefined> {
  for (const first of [0xf0000, 0x100000]) {
    for (let code = first; code <= first + 0xfffd; code++) {
      const character = String.fromCodePoint(code);
      if (!taken.has(character)) yield character;
    }
  }
  return undefined;
}
