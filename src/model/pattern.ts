/**
 * A text with holes: known texts, and holes in which nothing, or anything that fits, may stand. Neighbouring texts are
 * one text.
 */
export type TextPattern = readonly (string | Hole)[];

/** A place in a text of which the content is not known. Without `filledBy` it may be any text, also none. */
export interface Hole {
  readonly filledBy?: Filling;
}

/** What fills a hole: texts, stretches of characters of one kind, and choices between fillings, in order. */
export type Filling = readonly FillingPart[];
export type FillingPart = string | Characters | { readonly either: readonly Filling[] };

/** So many characters of one kind. */
export interface Characters {
  readonly of: CharacterKind;
  readonly least: number;
  /** Without it there is no bound. */
  readonly most?: number;
}

/** The kinds of characters; `segment` are all but the separators of ARNs and paths, `:` and `/`; `path` has those. */
export type CharacterKind = keyof typeof kinds;

const kinds = {
  digit: /[0-9]/y,
  'lower-hex': /[0-9a-f]/y,
  'lower-alphanumeric': /[0-9a-z]/y,
  alphanumeric: /[0-9A-Za-z]/y,
  segment: /[^:/]/y,
  path: /[^:]/y,
} as const;

const characterClasses: Readonly<Record<CharacterKind, string>> = {
  digit: '[0-9]',
  'lower-hex': '[0-9a-f]',
  'lower-alphanumeric': '[0-9a-z]',
  alphanumeric: '[0-9A-Za-z]',
  segment: '[^:/]',
  path: '[^:]',
};

/** The pattern that a text is in which `*` stands for any text, also none, and everything else for itself. */
export function globPattern(glob: string): TextPattern {
  return glob.split('*').flatMap((text, index) => [...(index === 0 ? [] : [{}]), ...(text === '' ? [] : [text])]);
}

/** Whether a filling can be the empty text. */
export function mayBeEmpty(filling: Filling): boolean {
  return filling.every((part) => {
    if (typeof part === 'string') return part === '';
    return 'either' in part ? part.either.some(mayBeEmpty) : part.least === 0;
  });
}

/** A filling as a regular expression writes it. */
export function expressionOf(filling: Filling): string {
  return filling
    .map((part) => {
      if (typeof part === 'string') return part.replaceAll(/[.+*?^${}()|[\]\\/]/g, '\\$&');
      if ('either' in part) return `(${part.either.map(expressionOf).join('|')})`;
      const { of, least, most } = part;
      if (most === undefined && least <= 1) return `${characterClasses[of]}${least === 0 ? '*' : '+'}`;
      return `${characterClasses[of]}{${least === most ? least : `${least},${most ?? ''}`}}`;
    })
    .join('');
}

/** Whether every text fits: there is nothing but holes that say nothing. */
export function fitsAnything(pattern: TextPattern): boolean {
  return pattern.some(isAny) && pattern.every((part) => part === '' || isAny(part));
}

function isAny(part: string | Hole): boolean {
  return typeof part !== 'string' && part.filledBy === undefined;
}

/**
 * Whether `text` is made of the parts of `pattern` in order. Its time grows with the length of the text times the
 * number of the parts, whatever they hold.
 */
export function matchesPattern(text: string, pattern: TextPattern): boolean {
  // What stands between two holes of any content: the first place where it fits leaves the most to what follows.
  const stretches = splitAtAny(pattern);
  const [head = [], ...rest] = stretches;
  const tail = rest.pop();
  const scan = new Scan(text);
  if (tail === undefined) return scan.ends(head, [0]).includes(text.length);
  let from = scan.ends(head, [0])[0];
  for (const stretch of rest) {
    if (from === undefined) return false;
    from = scan.firstEnd(stretch, from);
  }
  return from !== undefined && scan.reachesEnd(tail, from);
}

/** The pieces before, between and behind the holes of any content. */
function splitAtAny(pattern: TextPattern): readonly (readonly FillingPart[])[] {
  const stretches: FillingPart[][] = [[]];
  for (const part of pattern) {
    if (typeof part !== 'string' && part.filledBy === undefined) {
      stretches.push([]);
      continue;
    }
    const stretch = stretches.at(-1) ?? [];
    for (const piece of typeof part === 'string' ? [part] : (part.filledBy ?? [])) {
      const before = stretch.at(-1);
      if (typeof piece === 'string' && typeof before === 'string') stretch[stretch.length - 1] = before + piece;
      else if (piece !== '') stretch.push(piece);
    }
  }
  return stretches;
}

/** One text, in which pieces are looked for. Places are offsets, in ascending order. */
class Scan {
  readonly #text: string;
  readonly #lengths = new Map<CharacterKind, Uint32Array>();

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the pieces can end when they begin at one of `starts`. */
  ends(pieces: readonly FillingPart[], starts: readonly number[]): readonly number[] {
    let places = starts;
    for (const piece of pieces) {
      if (places.length === 0) return places;
      places = this.#behind(piece, places);
    }
    return places;
  }

  #behind(piece: FillingPart, places: readonly number[]): readonly number[] {
    if (typeof piece === 'string') return this.#behindText(piece, places);
    if (!('either' in piece)) return this.#behindCharacters(piece, places);
    const ends = new Set(piece.either.flatMap((filling) => this.ends(filling, places)));
    return [...ends].sort((a, b) => a - b);
  }

  /** The first place where the pieces can end when they begin at `from` or later. */
  firstEnd(pieces: readonly FillingPart[], from: number): number | undefined {
    const [first, ...others] = pieces;
    if (first === undefined) return from;
    if (typeof first !== 'string') return this.ends(pieces, this.#placesFrom(from))[0];
    if (others.length > 0) return this.ends(others, this.#behindAnywhere(first, from))[0];
    const found = this.#text.indexOf(first, from);
    return found === -1 ? undefined : found + first.length;
  }

  /** Whether the pieces can end with the text when they begin at `from` or later. */
  reachesEnd(pieces: readonly FillingPart[], from: number): boolean {
    const [first, ...others] = pieces;
    if (first === undefined) return true;
    if (typeof first === 'string' && others.length === 0) {
      return this.#text.length - first.length >= from && this.#text.endsWith(first);
    }
    const starts = typeof first === 'string' ? this.#behindAnywhere(first, from) : this.#placesFrom(from);
    return this.ends(typeof first === 'string' ? others : pieces, starts).includes(this.#text.length);
  }

  #placesFrom(from: number): readonly number[] {
    return Array.from({ length: this.#text.length - from + 1 }, (_, index) => from + index);
  }

  #behindAnywhere(piece: string, from: number): readonly number[] {
    const places: number[] = [];
    for (let at = this.#text.indexOf(piece, from); at !== -1; at = this.#text.indexOf(piece, at + 1)) {
      places.push(at + piece.length);
    }
    return places;
  }

  #behindText(piece: string, places: readonly number[]): readonly number[] {
    return places.filter((at) => this.#text.startsWith(piece, at)).map((at) => at + piece.length);
  }

  #behindCharacters({ of, least, most = this.#text.length }: Characters, places: readonly number[]): readonly number[] {
    const lengths = this.#lengthsOf(of);
    const ends: number[] = [];
    // Places ascend, and so do the ends that each of them allows: none is listed twice.
    let next = 0;
    for (const at of places) {
      const last = at + Math.min(most, lengths[at] ?? 0);
      for (let end = Math.max(next, at + least); end <= last; end++) ends.push(end);
      next = Math.max(next, last + 1);
    }
    return ends;
  }

  /** For every place how many characters of the kind follow it. */
  #lengthsOf(kind: CharacterKind): Uint32Array {
    const known = this.#lengths.get(kind);
    if (known !== undefined) return known;
    const lengths = new Uint32Array(this.#text.length + 1);
    const one = kinds[kind];
    for (let at = this.#text.length - 1; at >= 0; at--) {
      one.lastIndex = at;
      lengths[at] = one.test(this.#text) ? (lengths[at + 1] ?? 0) + 1 : 0;
    }
    this.#lengths.set(kind, lengths);
    return lengths;
  }
}
