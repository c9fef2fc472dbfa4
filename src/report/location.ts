import { posix } from 'node:path';
import type { Report } from '../model/report/report.ts';
import type { SourceRange } from '../model/source.ts';
import type { RenderContext } from './reporter.ts';

/*
 * Where readers of a repository (code scanning, annotations, test reports) find what is said: a file of the repository,
 * by its path from the top of it.
 */

/** What is said of something: a finding, a gap, a checked resource. */
interface Said {
  readonly target: string;
  readonly address?: string | undefined;
  readonly at?: SourceRange | undefined;
  /** The module call that leads there, where that place is in no repository. */
  readonly calledAt?: SourceRange | undefined;
}

/** Where in the repository something that the report says is to be found. */
export type Locate = (said: Said) => SourceRange;

/** Finds the place in the code; of what has none, the beginning of a file of its root module. */
export function locator(report: Report, context: Pick<RenderContext, 'checkout'>): Locate {
  const declared = new Map(
    report.checked.flatMap(({ target, address, at, calledAt = at }) =>
      isPlace(calledAt) ? [[JSON.stringify([target, address]), calledAt] as const] : [],
    ),
  );
  const roots = new Map(report.targets.map(({ name, directory }) => [name, rootFile(report, name, directory)]));
  return ({ target, address, at, calledAt = at }) => {
    const own = isPlace(calledAt) ? calledAt : declared.get(JSON.stringify([target, address]));
    const place = own ?? startOf(roots.get(target) ?? 'main.tf');
    return { ...place, file: inRepository(place.file, context) };
  };
}

/** What comes from a plan or a state stands in no file. */
function isPlace(at: SourceRange | undefined): at is SourceRange {
  return at !== undefined && at.file !== '';
}

/** The first file of a root module that the report names, else the one that most root modules have. */
function rootFile({ checked, unsetVariables }: Report, target: string, directory: string): string {
  const here = posix.normalize(directory).replace(/\/$/, '');
  const [first] = [...checked, ...unsetVariables]
    .flatMap((one) => (one.target === target && isPlace(one.at) ? [one.at.file] : []))
    .filter((file) => posix.dirname(file) === here)
    .toSorted();
  return first ?? posix.join(directory, 'main.tf');
}

function startOf(file: string): SourceRange {
  const start = { line: 1, column: 1, offset: 0 };
  return { file, start, end: start };
}

/**
 * A file by its path from the top of the repository, with forward slashes; by its own name where it lies outside or no
 * repository is known.
 */
function inRepository(file: string, { checkout }: Pick<RenderContext, 'checkout'>): string {
  if (checkout === undefined) return posix.normalize(file);
  const path = posix.relative(checkout.top, posix.resolve(checkout.from, file));
  return path === '' || path.startsWith('../') ? posix.normalize(file) : path;
}
