import {
  holeReason,
  reasonOf,
  shownDeclared,
  shownLive,
  shownUnknown,
  type UnknownOf,
  type Value,
} from '../model/declared.ts';
import type { ReasonData } from '../model/report/reason.ts';
import type { ShownValue } from '../model/report/shown-value.ts';
import { shownHidden, shownSecret } from '../model/shown-secret.ts';
import type { Unknown } from '../model/value.ts';
import type { CollectionOf, KnownCollection, KnownMap, KnownRecord } from './declared.ts';

type DeclaredForm =
  | Value<unknown>
  | UnknownOf
  | KnownCollection<unknown>
  | KnownMap<unknown>
  | KnownRecord<Readonly<Record<string, unknown>>>;

/**
 * A declared value of any shape as a report may show it: what is known of it as plain data, and what is not by its
 * reasons; nothing but `secret` as soon as one part is secret.
 */
export function showDeclared(declared: { readonly state: string } | undefined): ShownValue {
  if (!isShape(declared)) return { absent: true };
  const plain = plainOf(declared);
  if (plain === secret) return shownSecretParts(declared);
  return plain === hole ? showParts(declared) : shownLive(plain);
}

/** A value with something secret in it: nothing but the fingerprint of all of it, where all of it is known. */
function shownSecretParts(declared: DeclaredForm): ShownValue {
  const content = contentOf(declared);
  return content === hole ? { secret: true } : shownSecret(content);
}

/** Several elements as one list; nothing of any of them where one is secret. */
export function showAll<T>(elements: readonly T[], show: (element: T) => ShownValue): ShownValue {
  const list = elements.map(show);
  if (list.some((shown) => 'secret' in shown)) return shownHidden({ list });
  const values = list.flatMap((shown) => ('value' in shown ? [shown.value] : []));
  return values.length === list.length ? { value: values } : { list };
}

/** A list of words with holes: `curl http://localhost:` *reason* `/health`. */
export function showWords(declared: CollectionOf<Value<unknown>>): ShownValue {
  if (declared.state === 'unknown') return shownUnknown(declared.because);
  const whole = showDeclared(declared);
  if (!('list' in whole)) return whole;
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
    else for (const part of element.parts) add(typeof part === 'string' ? part : holeReason(part));
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

/** A declared value with its secrets in it, to be fingerprinted; `hole` where not all of it is known. */
function contentOf(declared: unknown): unknown {
  if (!isShape(declared)) return undefined;
  switch (declared.state) {
    case 'known':
      return declared.value;
    case 'partial':
    case 'unknown':
      return hole;
    case 'collection': {
      const elements = declared.elements.map(contentOf);
      return declared.open !== undefined || elements.includes(hole) ? hole : elements;
    }
    case 'map':
    case 'record': {
      const members = declared.state === 'map' ? [...declared.entries] : Object.entries(declared.members);
      const entries = members.map(([key, member]) => [key, contentOf(member)] as const);
      const isOpen = declared.open !== undefined || entries.some(([, member]) => member === hole);
      return isOpen ? hole : Object.fromEntries(entries);
    }
  }
}

function worst(parts: readonly unknown[], open: boolean): typeof secret | typeof hole | undefined {
  if (parts.includes(secret)) return secret;
  return open || parts.includes(hole) ? hole : undefined;
}

/** A value with holes, part by part. */
function showParts(declared: unknown): ShownValue {
  if (!isShape(declared)) return { absent: true };
  switch (declared.state) {
    case 'known':
    case 'partial':
    case 'unknown':
      return shownDeclared(declared);
    case 'collection':
      return { list: declared.elements.map(showParts), ...more(declared) };
    case 'map':
    case 'record': {
      const members = declared.state === 'map' ? [...declared.entries] : Object.entries(declared.members);
      const shown = members.flatMap(([key, member]) =>
        member === undefined ? [] : [[key, showParts(member)] as const],
      );
      return { members: Object.fromEntries(shown), ...more(declared) };
    }
  }
}

function more({ open }: { readonly open?: Unknown }): { readonly open?: ReasonData } {
  return open === undefined ? {} : { open: reasonOf(open) };
}

function isShape(value: unknown): value is DeclaredForm {
  return typeof value === 'object' && value !== null && 'state' in value;
}
