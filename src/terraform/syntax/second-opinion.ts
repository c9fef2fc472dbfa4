import { parse } from '@cdktf/hcl2json';
import { redactText } from '../../model/secret/sensitivity.ts';
import type { SourcePosition, SourceRange } from '../../model/source.ts';
import { parseFile } from './parser.ts';
import { scan } from './scanner.ts';

/**
 * What HashiCorp's own parser says of a text. Its `message` is one diagnostic, "summary; detail", without quoted
 * contents.
 */
export type SecondOpinion =
  | { readonly accepts: true }
  | { readonly accepts: false; readonly message: string; readonly at?: SourceRange };

/** Longer texts are not passed on: the other parser runs on this thread and cannot be interrupted. */
const longestText = 200_000;
/** How long the other parser may take, in milliseconds. */
const timeout = 5_000;
/**
 * The other parser recurses without a limit: far beyond this its runtime dies, prints a trace, and never answers again.
 */
const deepest = 500;
/** The file name that the other parser is given, easy to find in its messages. */
const nameInside = 'second-opinion.tf';

/**
 * Asks HashiCorp's HCL parser (as WebAssembly, which loading this module starts: import it when it is needed) about a
 * file that ours rejects. Resolves to `undefined` when it gives no answer: it cannot be loaded, crashes, hangs, or the
 * text is too long. Never rejects.
 */
export async function secondOpinion(text: string, file: string): Promise<SecondOpinion | undefined> {
  if (text.length > longestText || isTooDeep(text, file)) return undefined;
  let timer: NodeJS.Timeout | undefined;
  // Not unref'ed: a parser that has died keeps nothing else alive, and the process would end in silence.
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeout);
  });
  const answer = await Promise.race([ask(text), silence]).finally(() => clearTimeout(timer));
  if (answer === undefined) return undefined;
  return 'tree' in answer ? { accepts: true } : readMessage(answer.message, text, file);
}

/**
 * hcl2json's tree of a text, or the message that it rejects the text with. For tests that hold our parser against it.
 */
export async function referenceTree(text: string): Promise<{ tree: unknown } | { message: string }> {
  try {
    return { tree: await parse(nameInside, text) };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

/** Judged by the characters alone, since neither parser has a tree of the text. */
function isTooDeep(text: string, file: string): boolean {
  const parsed = parseFile(text, file);
  if (!parsed.ok && parsed.diagnostics.some(({ code }) => code === 'nesting-too-deep')) return true;
  let open = 0;
  let operators = 0;
  let conditionals = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if ('([{'.includes(character)) open++;
    else if (')]}'.includes(character)) open = Math.max(0, open - 1);
    else if (character === '?') conditionals++;
    operators = '-!'.includes(character) ? operators + 1 : ' \t\n'.includes(character) ? operators : 0;
    if (open > deepest || operators > deepest || conditionals > 10 * deepest) return true;
  }
  return false;
}

async function ask(text: string): Promise<{ tree: unknown } | { message: string } | undefined> {
  try {
    return await referenceTree(text);
  } catch {
    return undefined;
  }
}

function readMessage(message: string, text: string, file: string): SecondOpinion | undefined {
  // What fails after the parse is a limit of the conversion to JSON, not of the language.
  if (message.startsWith('convert to HCL:')) return { accepts: true };
  const list = /^parse config: \[([\s\S]*)\]$/.exec(message)?.[1];
  if (list === undefined) return undefined;
  const [first = ''] = list.split(new RegExp(` (?=${nameInside}:\\d+,\\d+-[\\d,]+: )`));
  const match = new RegExp(`^${nameInside}:(\\d+),(\\d+)-(?:(\\d+),)?(\\d+): ([\\s\\S]*)$`).exec(first);
  if (match === null) return { accepts: false, message: redact(first, text, file) };
  const [, line, column, endLine = line, endColumn, rest = ''] = match;
  const lines = text.split('\n');
  const start = positionOf(lines, Number(line), Number(column));
  const end = positionOf(lines, Number(endLine), Number(endColumn));
  return { accepts: false, message: redact(rest, text, file), at: { file, start, end } };
}

/** HCL counts columns in grapheme clusters, and offsets in bytes; ours are UTF-16 units. */
function positionOf(lines: readonly string[], line: number, column: number): SourcePosition {
  const written = lines[line - 1] ?? '';
  const mark = line === 1 && written.startsWith('\ufeff') ? 1 : 0;
  const width = unitsOf(written.slice(mark), column - 1);
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return { line, column: width + 1, offset: before + mark + width };
}

/** How many UTF-16 units the first `count` clusters of a line take. */
function unitsOf(content: string, count: number): number {
  const start = content.slice(0, 4 * count + 64);
  // The segmenter takes time that grows with the square of the length.
  if (count > 5000 || /^[\x20-\x7e\t]*$/.test(start)) return Math.min(count, content.length);
  let units = 0;
  let left = count;
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(start)) {
    if (left-- <= 0) break;
    units += segment.length;
  }
  return units;
}

/**
 * Quoted parts of a message may come from the file's strings: only signs, names of the code and HCL's own words stay.
 */
function redact(message: string, text: string, file: string): string {
  const names = identifiers(text);
  const located = message.replace(
    new RegExp(`${nameInside}:(\\d+),(\\d+)(?:-[\\d,]*\\d)?`, 'g'),
    (_, line: string, column: string) => `${file}:${line}:${column}`,
  );
  const masked = located.replace(/"((?:[^"\\]|\\.)*)"/g, (quoted, content: string) =>
    content.length <= 3 || !/[\p{L}\p{N}]/u.test(content) || ownWords.has(content) || names.has(content)
      ? quoted
      : '"…"',
  );
  return redactText(masked);
}

const ownWords: ReadonlySet<string> = new Set(['heredoc', '<<EOT', 'else', 'endif', 'endfor', 'null', 'true', 'false']);

/** Words that stand in the code outside of strings and comments, as far as it can be read. */
function identifiers(text: string): ReadonlySet<string> {
  const { kinds, starts, ends } = scan(text, 'code');
  const names = new Set<string>();
  for (const [index, kind] of kinds.entries()) {
    if (kind === 'identifier') names.add(text.slice(starts[index], ends[index]));
  }
  return names;
}
