import { printable, shorten } from '../printable.ts';
import { escaped } from '../xml.ts';

/*
 * Text from elsewhere inside Markdown (names, values, addresses, paths, reasons, AWS's messages): nothing in it may
 * become active, in any dialect. What escapes would do for Markdown itself is not enough: GitHub, GitLab and Bitbucket
 * look for mentions, references, commits, emoji and addresses in the text of the rendered page, where escapes are gone.
 * They leave code alone. So everything but plain words stands in code.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 * https://docs.gitlab.com/user/markdown/#gitlab-specific-references
 */

/** A stretch of a line. `strong` and `link` hold others. */
export type Inline =
  /** Our own, and safe as it stands, in Markdown and in HTML. */
  | { readonly type: 'own'; readonly text: string }
  /** Words of ours and of others, of which all that is not a plain word is shown as code. */
  | { readonly type: 'prose'; readonly text: string }
  /** Shown exactly as it is. */
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'strong'; readonly parts: readonly Inline[] }
  | { readonly type: 'link'; readonly url: string; readonly parts: readonly Inline[] };

/** Punctuation and signs of ours. Never anything from elsewhere. */
export const own = (text: string): Inline => ({ type: 'own', text });

/** Words: an address, a name or a number among them is shown as code. */
export const prose = (text: string): Inline => ({ type: 'prose', text });

/** No name is shown with more characters than these. */
const longestName = 400;

/** A name, an address, a place or a value. */
export const code = (text: string, limit = longestName): Inline => ({ type: 'code', text: shorten(text, limit) });

/** The parts with something of ours between them. */
export function joined(all: readonly (readonly Inline[])[], between: string): readonly Inline[] {
  return all
    .filter((parts) => parts.length > 0)
    .flatMap((parts, index) => (index === 0 ? parts : [own(between), ...parts]));
}

/** What is read first. */
export const strong = (...parts: readonly Inline[]): Inline => ({ type: 'strong', parts });

/** A link; without an address the text alone. `url`: an absolute URL without blanks, brackets and quotes. */
export function link(url: string | undefined, ...parts: readonly Inline[]): readonly Inline[] {
  return url === undefined ? parts : [{ type: 'link', url, parts }];
}

/** The parts as a stretch of a line of Markdown. */
export function markdownOf(parts: readonly Inline[]): string {
  return parts.map(markdownPart).join('');
}

function markdownPart(part: Inline): string {
  switch (part.type) {
    case 'own':
      return part.text;
    case 'prose':
      return proseOf(part.text, codeSpan);
    case 'code':
      return codeSpan(printable(part.text));
    case 'strong':
      return `**${markdownOf(part.parts)}**`;
    case 'link':
      return `[${markdownOf(part.parts)}](${part.url})`;
  }
}

/** The parts as HTML: in `<summary>`, where Markdown is not read. */
export function htmlOf(parts: readonly Inline[]): string {
  return parts.map(htmlPart).join('');
}

function htmlPart(part: Inline): string {
  switch (part.type) {
    case 'own':
      return part.text;
    case 'prose':
      return proseOf(part.text, codeElement);
    case 'code':
      return codeElement(printable(part.text));
    case 'strong':
      return `<b>${htmlOf(part.parts)}</b>`;
    case 'link':
      return `<a href="${part.url}">${htmlOf(part.parts)}</a>`;
  }
}

/**
 * Text between backticks, more of them than stand together in it. A blank at either end, which CommonMark takes away
 * again, keeps a backtick or a `$` of the text off ours: GitHub reads `$` and a backtick as the begin of a formula.
 * https://spec.commonmark.org/0.31.2/#code-spans
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
 */
function codeSpan(text: string): string {
  if (text === '') return '';
  const fence = '`'.repeat(longestRun(text) + 1);
  const isPadded = /^[`$]|[`$]$/.test(text) || (/^ .* $/s.test(text) && /[^ ]/.test(text));
  return isPadded ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

/** How many backticks stand together at most. */
export function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

const codeElement = (text: string): string => `<code>${escaped(text)}</code>`;

/** What may stand before and behind a word without being part of it. */
const word = /^(?<before>["'(]*)(?<core>.*?)(?<after>["'),.;:?…]*)$/s;

/** English words; a date; a time of day; a number that is no commit's. */
const plainWords = /^(?:[A-Za-z]+(?:['’][a-z]+)?|\d{4}-\d\d-\d\d|\d\d:\d\d(?::\d\d)?|\d{1,6})$/;
const longestWord = 40;

/** GitHub takes seven to forty of these for a commit. */
const hexadecimal = /^[0-9a-f]{7,}$/i;

/** Blanks, and what stands between them; what brackets hold, as in `ingress[22/tcp from 10.0.0.0/8]`, is not split. */
const words = / +|(?:\[[^[\]]{0,200}\]|[^ ])+/g;

function proseOf(text: string, codeOf: (text: string) => string): string {
  const stretches = printable(text).match(words) ?? [];
  const first = stretches.findIndex((each) => !each.startsWith(' '));
  return stretches.map((each, index) => (each.startsWith(' ') ? ' ' : wordOf(each, index === first, codeOf))).join('');
}

/** `isFirst`: of its line, perhaps, where `1.` and `1)` begin a list. */
function wordOf(text: string, isFirst: boolean, codeOf: (text: string) => string): string {
  const { before = '', core = '', after = '' } = word.exec(text)?.groups ?? {};
  const beginsList = isFirst && /^\d/.test(text) && /^[.)]/.test(after);
  const isPlain = core === '' || (core.length <= longestWord && plainWords.test(core) && !hexadecimal.test(core));
  if (isPlain && !beginsList) return text;
  const isQuoted = before.endsWith('"') && after.startsWith('"');
  const [left, right] = isQuoted ? [before.slice(0, -1), after.slice(1)] : [before, after];
  return left + codeOf(shorten(core, longestName)) + right;
}
