import type { SourceRange } from '../model/source.ts';
import { inert } from './inert.ts';
import { shorten } from './printable.ts';

/*
 * Commands to the runner of GitHub Actions that make an annotation: the only commands that ever stand in an output.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */

/** How much an annotation weighs, by the name of its command. */
export type Level = 'error' | 'warning' | 'notice';

/** One annotation. `lines`: its message. */
export interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly at?: SourceRange;
  readonly lines: readonly string[];
}

/**
 * The runner cuts a message there, in the middle of whatever stands there.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs (`_maxIssueMessageLength`)
 */
const longestMessage = 4096;
/** The API of check runs, which annotations become, takes no longer title. */
const longestTitle = 255;

/** The command, on one line that ends with a line feed. Nothing in its texts is a command or ends it. */
export function annotationCommand({ level, title, at, lines }: Annotation): string {
  const place: readonly (readonly [string, string])[] =
    at === undefined
      ? []
      : [
          ['file', at.file],
          ['line', String(at.start.line)],
          // A column is taken only of what stands on one line.
          ...(lastLine(at) === at.start.line ? ([['col', String(at.start.column)]] as const) : []),
          ['endLine', String(lastLine(at))],
        ];
  const properties = [...place, ['title', shorten(title, longestTitle - 32)] as const].map(
    ([name, value]) => `${name}=${property(inert(value))}`,
  );
  return `::${level} ${properties.join(',')}::${data(inert(fitting(lines)))}\n`;
}

/** The last line of which anything belongs to the range: its end is exclusive. */
function lastLine({ start, end }: SourceRange): number {
  return end.column === 1 && end.line > start.line ? end.line - 1 : Math.max(start.line, end.line);
}

/** As many lines as there is room for; the rest is counted. */
function fitting(lines: readonly string[]): string {
  const kept: string[] = [];
  let room = longestMessage - 64;
  for (const line of lines) {
    const shown = shorten(line, 1500);
    room -= inert(shown).length + 1;
    if (room < 0) break;
    kept.push(shown);
  }
  const more = lines.length - kept.length;
  return [...kept, ...(more > 0 ? [`and ${more} more ${more === 1 ? 'line' : 'lines'} in the JSON report`] : [])].join(
    '\n',
  );
}

/** As the runner reads the message of a command. https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** As the runner reads a property of a command. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

const command = /^::(?:error|warning|notice) (?:[a-zA-Z]+=[^:,\n]*,)*title=[^:,\n]*::/;

/**
 * A text in which no line is a command but those that make an annotation, and nothing else is one, either. Done twice
 * it changes nothing.
 */
export function inertAnnotations(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const own = command.exec(line)?.[0];
      return own === undefined ? inert(line) : own + inert(`.${line.slice(own.length)}`).slice(1);
    })
    .join('\n');
}
