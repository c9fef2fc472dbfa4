import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import type { Report } from '../model/report/report.ts';
import { shownName } from '../model/secret/shown.ts';
import { inertAnnotations } from '../report/annotation.ts';
import { isAnnotating, isReporterName, type ReporterName, reporters } from '../report/index.ts';
import { inert } from '../report/inert.ts';
import type { Checkout, RenderContext } from '../report/reporter.ts';
import { realPath, repositoryTop } from '../terraform/load/boundary.ts';
import { print } from './print.ts';
import { terminal } from './terminal.ts';

/** Where a report goes: a file, or standard output. */
export interface Output {
  readonly format: ReporterName;
  readonly file?: string;
}

/**
 * Reads `--format name[=file]` flags. Without any: text on standard output.
 * @throws ProblemError `usage` for an unknown name, or two reports in one file or on standard output.
 */
export function parseOutputs(formats: readonly string[]): readonly Output[] {
  const outputs = formats.map((text): Output => {
    const split = text.indexOf('=');
    const name = split === -1 ? text : text.slice(0, split);
    const file = split === -1 ? undefined : text.slice(split + 1);
    if (!isReporterName(name)) {
      const known = Object.keys(reporters).join(', ');
      throw new ProblemError({
        code: 'usage',
        message: `there is no --format "${shownName(name)}" (there are: ${known})`,
      });
    }
    if (file === '') throw new ProblemError({ code: 'usage', message: `--format ${text}: the file's name is missing` });
    return file === undefined || file === '-' ? { format: name } : { format: name, file };
  });
  if (outputs.length === 0) return [{ format: 'text' }];
  const files = outputs.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)]));
  if (new Set(files).size < files.length) {
    throw new ProblemError({ code: 'usage', message: 'two --format name the same file; give each a file of its own' });
  }
  if (outputs.filter((output) => output.file === undefined).length > 1) {
    throw new ProblemError({
      code: 'usage',
      message: 'only one --format can go to standard output; give the others a file: --format json=report.json',
    });
  }
  return outputs;
}

/**
 * Renders the report everywhere it should go. `more`: what the reporters are told beside where their text goes.
 * @throws ProblemError `output-unwritable`.
 */
export function writeOutputs(
  report: Report,
  outputs: readonly Output[],
  allowColor: boolean,
  more: Omit<RenderContext, 'color' | 'width'> = {},
): void {
  for (const { format, file } of outputs) {
    if (file === undefined) {
      const { color, width } = terminal(process.stdout, allowColor);
      print(process.stdout, reporters[format](report, { ...more, color, width }), isAnnotating(format));
    } else {
      writeFile(file, reporters[format](report, { ...more, color: false, width: 80 }), isAnnotating(format));
    }
  }
}

/** The repository of the code that was checked, and where the run began; nothing where there is none. */
export function runCheckout({ targets: [first] }: Report): { readonly checkout?: Checkout } {
  const top = repositoryTop(first?.directory ?? '.');
  if (top === undefined) return {};
  const [from, above] = [realPath(process.cwd()), top].map((path) => path.split(sep).join('/'));
  return from === undefined || above === undefined ? {} : { checkout: { top: above, from } };
}

/**
 * Finds out before a run whether its reports can be written, as far as that can be told.
 * @throws ProblemError `output-unwritable`.
 */
export function probeOutputs(files: readonly string[]): void {
  for (const file of files) {
    try {
      accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
    } catch (error) {
      throw unwritable(file, error);
    }
  }
}

/**
 * Writes a text file; nothing in it is a command to whatever prints it, but for annotations where these are asked for.
 * @throws ProblemError `output-unwritable` with the system's reason.
 */
export function writeFile(file: string, text: string, annotations = false): void {
  try {
    writeFileSync(file, annotations ? inertAnnotations(text) : inert(text));
  } catch (error) {
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): ProblemError {
  const detail = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new ProblemError({ code: 'output-unwritable', file, detail }, { cause: error });
}
