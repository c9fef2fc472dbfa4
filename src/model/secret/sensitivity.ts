import { Remembered } from '../remembered.ts';
import { perRedaction, redactedStretches } from './redaction.ts';
import { Secret, type Text } from './secret.ts';
import { secretsOfArray } from './sensitive-command.ts';
import { judgeName, namesChecksum, namesDigest } from './sensitive-name.ts';
import { findings, joinSpans, type SecretSpan, type ShapeReason, secretSpans } from './sensitive-shape.ts';
import { isHarmless } from './sensitive-value.ts';

/*
 * Which texts are secret. The rules are documented in docs/secrets.md. A text that is wrongly taken for a secret is
 * still compared, only not shown; one that is wrongly taken for an ordinary value could be printed. When in doubt, it
 * is secret.
 */

/** Why a text is taken for a secret: its name says so, or something in it has a secret's shape. */
export type SensitivityReason = 'name' | ShapeReason;

/**
 * What was found in a text is remembered, whatever the name that it stands under: a text of the code is judged where it
 * is compared, where it is shown and where secrets are collected, and AWS's answers hold it again.
 */
const remembered = perRedaction(() => new Remembered<string, readonly SecretSpan[]>(mostRemembered));
const mostRemembered = 20_000;
const longestRemembered = 1000;
const nothing: readonly SecretSpan[] = [];

function findingsIn(text: string): readonly SecretSpan[] {
  if (text.length > longestRemembered) return findings(text);
  const recent = remembered();
  const before = recent.get(text);
  if (before !== undefined) return before;
  const found = findings(text);
  recent.set(text, found.length === 0 ? nothing : found);
  return found;
}

/**
 * Why `text` (under `name`, when it has one: an environment variable, an option, a label) is secret; undefined for an
 * ordinary value.
 */
export function classify(name: string | undefined, text: string): SensitivityReason | undefined {
  if (text === '') return undefined;
  const judgement = name === undefined ? undefined : judgeName(name);
  if (judgement !== undefined && !isHarmless(text, judgement)) return 'name';
  const found = findingsIn(text);
  if (found.length === 0) return undefined;
  return joinSpans(found).find((span) => !isPublic(name, span.reason, text.slice(span.start, span.end)))?.reason;
}

/**
 * The secrets themselves in `text` (under `name`, when it has one): of a URL with a password the password, of an
 * assignment what is assigned, under a sensitive name the whole text and the secrets within it. A part that is
 * percent-encoded is also given decoded. Without duplicates, in order; empty exactly when `classify` finds nothing.
 */
export function secretParts(name: string | undefined, text: string): string[] {
  const reason = classify(name, text);
  if (reason === undefined) return [];
  const parts = new Set<string>(reason === 'name' ? [text] : []);
  for (const span of findingsIn(text)) {
    const part = text.slice(span.start, span.end);
    if (isPublic(name, span.reason, part)) continue;
    parts.add(part).add(percentDecoded(part)).add(unescaped(part));
  }
  return [...parts];
}

/** A part of a JSON text as the JSON means it. */
function unescaped(text: string): string {
  if (!text.includes('\\') || text.includes('"')) return text;
  try {
    const value: unknown = JSON.parse(`"${text}"`);
    return typeof value === 'string' ? value : text;
  } catch (error) {
    // What is no JSON stands for itself.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/**
 * Whether what is random in the text under a name is public: anything of a checksum, hexadecimal digits of a commit or
 * an image.
 */
function isPublic(name: string | undefined, reason: ShapeReason, part: string): boolean {
  if (reason !== 'entropy' || name === undefined || !namesDigest(name)) return false;
  return namesChecksum(name) || /^[^A-Za-z0-9]*(?:[a-z0-9.]{1,20}[-_.:])?(?:[0-9a-f]+|[0-9A-F]+)$/.test(part);
}

/** `text` with its percent-encoded bytes decoded; `text` itself where they are no UTF-8. */
function percentDecoded(text: string): string {
  if (!/%[0-9A-Fa-f]{2}/.test(text)) return text;
  // Each run by itself: one stray `%` elsewhere must not keep the others encoded.
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const decoded = Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8');
    return decoded.includes('\uFFFD') ? run : decoded;
  });
}

/** `text`, as a `Secret` when it is classified as one. */
export function seal(name: string | undefined, text: string): Text {
  return classify(name, text) === undefined ? text : Secret.of(text);
}

/**
 * The words of a command, each as `seal` makes it; one that follows a flag with a sensitive name (`--password`, `x`),
 * or that the command takes for a password (`redis-cli -a x`, `mysql -px`), is secret too.
 */
export function sealWords(words: readonly string[]): Text[] {
  const secrets = secretsOfArray(words);
  return words.map((word, index) => (secrets[index] === undefined ? seal(undefined, word) : Secret.of(word)));
}

/**
 * What a `secrets` or `secretOptions` entry points at. An ARN or the name of an SSM parameter is a reference, which may
 * be shown; anything else is not a reference but perhaps the secret itself, put into the wrong member. See
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
 */
export function sealValueFrom(text: string): Text {
  const arn = /^arn:[a-z-]{1,20}:(?:ssm|secretsmanager):[a-z0-9-]{0,30}:\d{0,12}:[A-Za-z0-9/_+=.@:!-]{1,2048}$/.test(
    text,
  );
  // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html: letters, digits and `.-_/`.
  const parameter = /^[A-Za-z0-9_./-]{1,1011}(?::[A-Za-z0-9_.-]{1,100})?$/.test(text);
  if (arn) return redactedStretches(text).length === 0 ? text : Secret.of(text);
  return parameter && classify(undefined, text) === undefined ? text : Secret.of(text);
}

/**
 * `text` (a message of AWS, a diagnostic, a line of code) with every stretch that looks secret replaced by `[secret]`.
 */
export function redactText(text: string): string {
  let result = '';
  let from = 0;
  for (const span of secretSpans(text)) {
    result += `${text.slice(from, span.start)}[secret]`;
    from = span.end;
  }
  return result + text.slice(from);
}
