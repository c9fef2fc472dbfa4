import type { ShownValue } from './report/shown-value.ts';
import { fingerprintOf, fingerprintOfAll, fingerprintOfProcess } from './secret/fingerprint.ts';

/*
 * Values that may not be shown, as reports hold them: with a fingerprint where the run has a key for them.
 */

/** A secret value, of which the content is known here: a scalar, `Text`, a list or record of them. */
export function shownSecret(content: unknown): ShownValue {
  return hidden(content, fingerprintOf(content));
}

/** The same value with nothing of it shown. What is not there has nothing to hide. */
export function shownHidden(shown: ShownValue): ShownValue {
  if ('absent' in shown) return shown;
  const content = contentOf(shown);
  const fingerprint = fingerprintOfShown(shown);
  return content === undefined ? withFingerprint(fingerprint) : hidden(content.content, fingerprint);
}

/**
 * A secret text of which only parts are known. `parts`: the texts, and anything else in the place of what is not known.
 */
export function shownSecretTemplate(parts: readonly unknown[]): ShownValue {
  return hidden(
    parts.map((part) => (typeof part === 'string' ? part : false)),
    undefined,
  );
}

/** The fingerprint of a value as it is shown; undefined where not all of it is known, or there is no key. */
export function fingerprintOfShown(shown: ShownValue): string | undefined {
  if ('secret' in shown) return shown.fingerprint;
  if ('value' in shown) return fingerprintOf(shown.value);
  if ('list' in shown && shown.open === undefined) return fingerprintOfAll(shown.list.map(fingerprintOfShown));
  return undefined;
}

/** What secrets that are shown stand for. Nothing of it can be read out of a shown value. */
const contents = new WeakMap<ShownValue, { readonly content: unknown }>();

/** Whether two shown values, of which one is secret, stand for the same; undefined when that cannot be told. */
export function sameSecret(a: ShownValue, b: ShownValue): boolean | undefined {
  const [left, right] = [digestOf(a), digestOf(b)];
  return left === undefined || right === undefined ? undefined : left === right;
}

function digestOf(shown: ShownValue): string | undefined {
  const content = contentOf(shown);
  return content === undefined ? undefined : fingerprintOfProcess(content.content);
}

function contentOf(shown: ShownValue): { readonly content: unknown } | undefined {
  if ('value' in shown) return { content: shown.value };
  if (!('list' in shown) || shown.open !== undefined) return contents.get(shown);
  const elements = shown.list.map(contentOf);
  const known = elements.flatMap((element) => element ?? []);
  return known.length === elements.length ? { content: known.map(({ content }) => content) } : undefined;
}

function hidden(content: unknown, fingerprint: string | undefined): ShownValue {
  const shown = withFingerprint(fingerprint);
  contents.set(shown, { content });
  return shown;
}

function withFingerprint(fingerprint: string | undefined): ShownValue {
  return fingerprint === undefined ? { secret: true } : { secret: true, fingerprint };
}
