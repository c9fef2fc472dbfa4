import { redactedStretches, redactionOfName } from './redaction.ts';
import { assignedSecrets, decodePunctuation } from './sensitive-assignment.ts';
import { commandSecrets } from './sensitive-command.ts';
import { judgeName } from './sensitive-name.ts';
import { randomStretches } from './sensitive-random.ts';
import { tokenMatches } from './sensitive-token.ts';
import { userInfoSecrets } from './sensitive-url.ts';
import { beginsWithReference, isHarmless, isReference } from './sensitive-value.ts';

/*
 * Which stretches of a text look secret by themselves. Every pattern is linear: no nested or adjoining open-ended
 * repetitions.
 */

/** Why a stretch looks secret; `redacted`: the configuration describes it. */
export type ShapeReason =
  | 'redacted'
  | 'token'
  | 'jwt'
  | 'private-key'
  | 'url'
  | 'authorization'
  | 'assignment'
  | 'entropy';

/** A stretch of a text, from `start` (inclusive) to `end` (exclusive) in UTF-16 code units. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly reason: ShapeReason;
}

// https://www.rfc-editor.org/rfc/rfc7519: a base64url header that begins with `{"`, then two more parts.
const jwt = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{4,16384}(?:\.[A-Za-z0-9_-]{0,4096})?/g;
// PEM (https://www.rfc-editor.org/rfc/rfc7468) and PGP; to the end of the text when the end marker was cut off.
const privateKeyStart = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const privateKeyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const signature = /^(?:sig|key|code|[a-z-]*signature|x-amz-security-token)$/i;
const queryParameter = /[?&]([A-Za-z0-9_.[\]%-]{1,80})=([^\s&#;'"<>]{1,4096})/g;
const authorization =
  /(?<![A-Za-z0-9])(?:Bearer|Basic|Negotiate|Digest|ApiKey|Token)[ \t]{1,4}([A-Za-z0-9._~+/=-]{8,8192})/gi;

/** The stretches of `text` that look secret, in order, not overlapping. Takes time linear in the length of `text`. */
export function secretSpans(text: string): SecretSpan[] {
  return joinSpans(findings(text));
}

/** The same, each as it was found: one may lie within another. */
export function findings(text: string): SecretSpan[] {
  const spans: SecretSpan[] = redactedStretches(text).map((span) => ({ ...span, reason: 'redacted' }));
  if (isPlain(text)) return spans;
  const add = (start: number, end: number, reason: ShapeReason) => {
    if (end > start) spans.push({ start, end, reason });
  };
  let keyEnd = 0;
  for (const match of text.includes('-----BEGIN ') ? text.matchAll(privateKeyStart) : []) {
    if (match.index < keyEnd) continue;
    const ending = new RegExp(privateKeyEnd);
    ending.lastIndex = match.index;
    const end = ending.exec(text);
    keyEnd = end === null ? text.length : end.index + end[0].length;
    add(match.index, keyEnd, 'private-key');
  }
  for (const { start, end } of tokenMatches(text)) add(start, end, 'token');
  for (const match of text.includes('eyJ') ? text.matchAll(jwt) : [])
    add(match.index, match.index + match[0].length, 'jwt');
  for (const { start, end } of userInfoSecrets(text)) add(start, end, 'url');
  const plain = decodePunctuation(text);
  for (const match of /[?&]/.test(plain) ? plain.matchAll(queryParameter) : []) {
    const value = match[2] ?? '';
    const end = match.index + match[0].length;
    if (isSensitiveParameter(match[1] ?? '', value)) add(end - value.length, end, 'url');
  }
  for (const match of /[ \t]/.test(text) ? text.matchAll(authorization) : []) {
    const credentials = match[1] ?? '';
    const end = match.index + match[0].length;
    if (looksLikeCredentials(credentials)) add(end - credentials.length, end, 'authorization');
  }
  for (const { start, end } of assignedSecrets(plain)) add(start, end, 'assignment');
  for (const { start, end } of commandSecrets(plain)) add(start, end, 'assignment');
  for (const { start, end } of randomStretches(text)) add(start, end, 'entropy');
  return spans;
}

/** A quick look at what most texts are: words, or too short for a token and without anything that assigns. */
function isPlain(text: string): boolean {
  return (
    text.length < 4 ||
    (/^[a-z./-]*$/.test(text) && !/[a-z]{16}/.test(text)) ||
    (text.length < 13 && !/[^A-Za-z0-9_./-]/.test(text))
  );
}

function isSensitiveParameter(name: string, value: string): boolean {
  const sounds = signature.test(name) && redactionOfName(name) !== 'allow' ? 'secret' : undefined;
  const judgement = judgeName(name) ?? sounds;
  return judgement !== undefined && !beginsWithReference(value) && !isHarmless(value, judgement);
}

/** After `Bearer` or `Basic`: prose ("Basic authentication", "token included") is letters only and short. */
function looksLikeCredentials(text: string): boolean {
  return !isReference(text) && (/[0-9+/=_~]/.test(text) || text.length >= 24 || /[a-z][A-Z]/.test(text));
}

/** In order of position, overlapping stretches joined; of their reasons the one that was looked for first stays. */
export function joinSpans(spans: readonly SecretSpan[]): SecretSpan[] {
  const result: (SecretSpan & { readonly rank: number })[] = [];
  const ordered = spans.map((span, rank) => ({ ...span, rank })).sort((a, b) => a.start - b.start || a.rank - b.rank);
  for (const span of ordered) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) result.push(span);
    else {
      const { reason, rank } = span.rank < last.rank ? span : last;
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end), reason, rank };
    }
  }
  return result.map(({ start, end, reason }) => ({ start, end, reason }));
}
