import { emptySet } from '../empty.ts';
import { formsOf, type Hidden, hiddenBy, leastHidden } from './hidden.ts';
import { currentRedaction } from './redaction.ts';
import { classify, secretParts } from './sensitivity.ts';
import { shownName } from './shown.ts';

/*
 * What is secret in a run, and which of it is hidden wherever it stands. A text that only a name calls secret
 * (`deploy_token = "orders-production"`) may be the name of something as well: there it is shown, and hidden where a
 * value stands.
 */

/** The secret texts of code, of a plan or a state, and the names beside them. */
export interface KnownSecrets {
  /** What is marked, or looks secret by itself. */
  readonly always: ReadonlySet<string>;
  /** What is secret for the name that it stands under, or that it is assigned to in a text. */
  readonly named: ReadonlySet<string>;
  /** What resources are openly called. */
  readonly resourceNames: ReadonlySet<string>;
  /** What anything is openly called: also variables, containers, keys of maps, files. */
  readonly names: ReadonlySet<string>;
}

/** Collects secrets and names. */
export class SecretCollector implements KnownSecrets {
  readonly always = new Set<string>();
  readonly named = new Set<string>();
  readonly resourceNames = new Set<string>();
  readonly names = new Set<string>();

  /** @param isNamed whether nothing but the name says that it is secret */
  add(text: string, isNamed: boolean): void {
    if (text.length < leastHidden) return;
    (isNamed && classify(undefined, text) === undefined ? this.named : this.always).add(text);
    for (const part of secretParts(undefined, text)) this.#addPart(part);
  }

  /** A stretch of a longer text, which is secret for what is around it. */
  #addPart(part: string): void {
    (classify(undefined, part) === undefined ? this.named : this.always).add(part);
  }

  addName(name: string): void {
    if (name.length >= leastHidden) this.names.add(name);
  }

  addAll(other: KnownSecrets): this {
    for (const text of other.always) this.always.add(text);
    for (const text of other.named) this.named.add(text);
    for (const text of other.resourceNames) this.resourceNames.add(text);
    for (const text of other.names) this.names.add(text);
    return this;
  }

  /** All of it, to be kept: of most things that are looked through there is little or nothing. */
  kept(): KnownSecrets {
    return {
      always: orNone(this.always),
      named: orNone(this.named),
      resourceNames: orNone(this.resourceNames),
      names: orNone(this.names),
    };
  }
}

function orNone(texts: ReadonlySet<string>): ReadonlySet<string> {
  return texts.size === 0 ? emptySet : texts;
}

/** What several know together. */
export function joinSecrets(all: Iterable<KnownSecrets>): KnownSecrets {
  const joined = new SecretCollector();
  for (const one of all) joined.addAll(one);
  return joined;
}

/** What AWS's answers held: see `AwsReader`. */
export interface AnsweredTexts {
  secretTexts?(): ReadonlySet<string>;
  markedTexts?(): ReadonlySet<string>;
  openNames?(): ReadonlySet<string>;
}

/** What hides the secrets of a run wherever they stand: those of the code, of the configuration, of AWS's answers. */
export function hiddenSecrets(known: KnownSecrets, answers: readonly AnsweredTexts[]): Hidden {
  const names = [known.names, ...answers.map((one) => one.openNames?.() ?? [])].flatMap((some) => [...some]);
  const isOpen = openNames(names);
  const forms = new Set<string>();
  const add = (text: string): void => {
    for (const form of formsOf(text)) forms.add(form);
  };
  const addNamed = (text: string): void => {
    if (!known.resourceNames.has(text) && !isOpen(text)) add(text);
  };
  for (const text of known.always) add(text);
  for (const text of known.named) if (!known.always.has(text)) addNamed(text);
  for (const answer of answers) {
    const marked = answer.markedTexts?.() ?? new Set();
    for (const text of answer.secretTexts?.() ?? []) {
      if (known.resourceNames.has(text)) continue;
      if (marked.has(text) || classify(undefined, text) !== undefined) add(text);
      else addNamed(text);
    }
  }
  for (const text of currentRedaction().held) (classify(undefined, text) === undefined ? addNamed : add)(text);
  return hiddenBy(forms);
}

/**
 * Tells whether a text is one of the names, or stands in one as a word or several (`ADMIN_DASHBOARD` in
 * `ADMIN_DASHBOARD_URL`). Only a text that is made of words is: what is drawn at random is nobody's name, though it may
 * stand in the wrong place.
 */
function openNames(names: readonly string[]): (text: string) => boolean {
  let all: string | undefined;
  return (text) => {
    if (text.length < leastHidden || shownName(text) !== text) return false;
    all ??= [...new Set(names)].join('\n');
    for (let at = all.indexOf(text); at !== -1; at = all.indexOf(text, at + 1)) {
      const [before = '', after = ''] = [all[at - 1], all[at + text.length]];
      if (!letter.test(before) && !letter.test(after)) return true;
    }
    return false;
  };
}

const letter = /[\p{L}\p{N}]/u;
