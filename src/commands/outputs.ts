import { sep } from 'node:path';
import type { Report } from '../model/report/report.ts';
import { isAnnotating, isReporterName, type ReporterName, reporters } from '../report/index.ts';
import type { Checkout, RenderContext } from '../report/reporter.ts';
import { realPath, repositoryTop } from '../terraform/load/boundary.ts';
import { type Output, parseFormats } from './formats.ts';
import { print } from './print.ts';
import { terminal } from './terminal.ts';
import { writeFile } from './write-file.ts';

/**
 * Reads `--format` flags of a report.
 * @throws ProblemError `usage` as `parseFormats`
 */
export function parseOutputs(formats: readonly string[]): readonly Output<ReporterName>[] {
  return parseFormats(formats, Object.keys(reporters).filter(isReporterName));
}

/**
 * Renders the report everywhere it should go. `more`: what the reporters are told beside where their text goes.
 * @throws ProblemError `output-unwritable`.
 */
export function writeOutputs(
  report: Report,
  outputs: readonly Output<ReporterName>[],
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
