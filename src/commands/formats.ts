import { resolve } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import { shownName } from '../model/secret/shown.ts';
import type { RenderContext } from '../report/reporter.ts';
import { print } from './print.ts';
import { terminal } from './terminal.ts';
import { prepareOutputs, writeFile } from './write-file.ts';

/** Where something goes in a format: a file, or standard output. */
export interface Output<Format extends string> {
  readonly format: Format;
  readonly file?: string;
}

/**
 * Reads `--format name[=file]` flags; `-` is standard output. Without any: text on standard output.
 * @throws ProblemError `usage` for an unknown name, or two outputs in one file or on standard output.
 */
export function parseFormats<Format extends string>(
  flags: readonly string[],
  known: readonly Format[],
): readonly Output<Format | 'text'>[] {
  const outputs = flags.map((text): Output<Format> => {
    const split = text.indexOf('=');
    const name = split === -1 ? text : text.slice(0, split);
    const file = split === -1 ? undefined : text.slice(split + 1);
    const format = known.find((one) => one === name);
    if (format === undefined) {
      throw usage(`there is no --format "${shownName(name)}" (there are: ${known.join(', ')})`);
    }
    if (file === '') throw usage(`--format ${text}: the file's name is missing`);
    return file === undefined || file === '-' ? { format } : { format, file };
  });
  if (outputs.length === 0) return [{ format: 'text' }];
  const files = filesOf(outputs).map((file) => resolve(file));
  if (new Set(files).size < files.length) {
    throw usage('two --format name the same file; give each a file of its own');
  }
  if (outputs.length - files.length > 1) {
    throw usage('only one --format can go to standard output; give the others a file: --format json=report.json');
  }
  return outputs;
}

const usage = (message: string): ProblemError => new ProblemError({ code: 'usage', message });

/** The files that outputs go to. */
export function filesOf(outputs: readonly Output<string>[]): readonly string[] {
  return outputs.flatMap(({ file }) => (file === undefined ? [] : [file]));
}

/** How a command prints that is no report. */
const dataFormats = ['text', 'json'] as const;
export type DataFormat = (typeof dataFormats)[number];

/** The flags that say how such a command prints, as commander gives them. */
export interface FormatFlags {
  format?: string[];
  /** `--json`, which was there before `--format json`. */
  json?: boolean;
  color: boolean;
}

/**
 * Reads how a command is to print, and finds out before it runs whether it can.
 * @throws ProblemError `usage`, `output-unwritable`
 * @returns what prints: it is given how each format is made
 */
export function dataPrinter({
  format = [],
  json,
  color,
}: FormatFlags): (render: (format: DataFormat, context: Pick<RenderContext, 'color' | 'width'>) => string) => void {
  const asked = json === true && !format.includes('json') ? [...format, 'json'] : format;
  const outputs = parseFormats(asked, dataFormats);
  prepareOutputs(filesOf(outputs));
  return (render) => {
    for (const output of outputs) {
      if (output.file === undefined) print(process.stdout, render(output.format, terminal(process.stdout, color)));
      else writeFile(output.file, render(output.format, { color: false, width: 80 }));
    }
  };
}
