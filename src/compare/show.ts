import { reasonOf, shownDeclared, shownLive, shownUnknown, type UnknownOf, type Value } from '../model/declared.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import type { CollectionOf, KnownCollection, KnownMap, KnownRecord } from './declared.ts';

type DeclaredForm =
  | Value<unknown>
  | UnknownOf
  | KnownCollection<unknown>
  | KnownMap<unknown>
  | KnownRecord<Readonly<Record<string, unknown>>>;

/**
 * A declared value of any shape as a report may show it: the known parts as plain data; nothing but `secret` as soon as
 * one part is secret; a value with holes as a text with its reasons.
 */
export function showDeclared(declared: { readonly state: string } | undefined): ShownValue {
  if (!isShape(declared)) return { absent: true };
  const plain = plainOf(declared);
  if (plain === secret) return { secret: true };
  if (plain !== hole) return shownLive(plain);
  switch (declared.state) {
    case 'known':
    case 'partial':
    case 'unknown':
      return shownDeclared(declared);
    default: {
      const first = firstHole(declared);
      return first === undefined ? { absent: true } : { unknown: first };
    }
  }
}

/** A list of words with holes: `curl http://localhost:` *reason* `/health`. */
export function showWords(declared: CollectionOf<Value<unknown>>): ShownValue {
  if (declared.state === 'unknown') return shownUnknown(declared.because);
  const whole = showDeclared(declared);
  if (!('unknown' in whole)) return whole;
  const parts: (string | ReasonData)[] = [];
  const add = (part: string | ReasonData) => {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  };
  for (const [index, element] of declared.elements.entries()) {
    if (index > 0) add(' ');
    if (element.state === 'known') add(String(element.value));
    else if (element.state === 'unknown') add(reasonOf(element.because));
    else for (const part of element.parts) add(typeof part === 'string' ? part : reasonOf(part));
  }
  if (declared.open !== undefined) {
    add(' ');
    add(reasonOf(declared.open));
  }
  return { template: parts };
}

const secret = Symbol('secret');
const hole = Symbol('hole');

/** The plain data of a declared value, or `secret` / `hole` when there is one in it (a secret wins). */
function plainOf(declared: unknown): unknown {
  if (!isShape(declared)) return undefined;
  switch (declared.state) {
    case 'known': {
      if (declared.sensitive) return secret;
      const shown = shownLive(declared.value);
      return 'secret' in shown ? secret : declared.value;
    }
    case 'partial':
      return declared.secret ? secret : hole;
    case 'unknown':
      return hole;
    case 'collection': {
      if (declared.sensitive) return secret;
      const elements = declared.elements.map(plainOf);
      return worst(elements, declared.open !== undefined) ?? elements;
    }
    case 'map':
    case 'record': {
      if (declared.sensitive) return secret;
      const members = declared.state === 'map' ? [...declared.entries] : Object.entries(declared.members);
      const entries = members.map(([key, member]) => [key, plainOf(member)] as const);
      const found = worst(
        entries.map(([, member]) => member),
        declared.open !== undefined,
      );
      return found ?? Object.fromEntries(entries.filter(([, member]) => member !== undefined));
    }
  }
}

function worst(parts: readonly unknown[], open: boolean): typeof secret | typeof hole | undefined {
  if (parts.includes(secret)) return secret;
  return open || parts.includes(hole) ? hole : undefined;
}

function firstHole(declared: unknown): ReasonData | undefined {
  if (!isShape(declared)) return undefined;
  switch (declared.state) {
    case 'known':
      return undefined;
    case 'partial': {
      const part = declared.parts.find((candidate) => typeof candidate !== 'string');
      return part === undefined ? undefined : reasonOf(part);
    }
    case 'unknown':
      return reasonOf(declared.because);
    default: {
      const parts =
        declared.state === 'collection'
          ? declared.elements
          : declared.state === 'map'
            ? [...declared.entries.values()]
            : Object.values(declared.members);
      for (const part of parts) {
        const found = firstHole(part);
        if (found !== undefined) return found;
      }
      return declared.open === undefined ? undefined : reasonOf(declared.open);
    }
  }
}

function isShape(value: unknown): value is DeclaredForm {
  return typeof value === 'object' && value !== null && 'state' in value;
}
