import { dirname, relative, sep } from 'node:path';
import { blame, type LineCommit } from '../git/blame.ts';
import { readBlobs } from '../git/blobs.ts';
import { sameLines } from '../git/lines.ts';
import { GitError } from '../git/process.ts';
import { type GitProblem, type OpenOptions, type Repository, withRepository } from '../git/repository.ts';
import { groupBy } from '../model/group.ts';
import type { Finding } from '../model/report/finding.ts';
import type { Gap } from '../model/report/gap.ts';
import type { Report } from '../model/report/report.ts';
import { realPath, repositoryTop } from '../terraform/load/boundary.ts';
import { readRegularFile } from '../terraform/load/files.ts';

/** A file with findings, and the lines they are at. */
interface BlamedFile {
  /** As the findings name it. */
  readonly file: string;
  readonly real: string;
  readonly lines: readonly number[];
  /** The first target with findings in it. */
  readonly target: string;
}

/**
 * Adds to the findings when the line that declares them was last committed. Reads only, and only the lines of findings;
 * where there is no repository, no git or no commit of the line, the report stays as it is. A history that may not or
 * cannot be read is a gap, which changes no exit code: nothing that is declared hangs on it.
 */
export async function withCommits(report: Report, options: OpenOptions): Promise<Report> {
  const byRepository = groupBy(filesOf(report), ({ real }) => repositoryTop(dirname(real)));
  const blamed = new Map<string, ReadonlyMap<number, LineCommit>>();
  const gaps: Gap[] = [];
  for (const [top, files] of byRepository) {
    const [{ target } = { target: '' }] = files;
    const refuse = (problem: GitProblem, path?: string) => gaps.push(historyGap(problem, path ?? top, target));
    try {
      const outcome = await withRepository(top, options, (repository) => blameFiles(repository, files));
      if (outcome.status === 'refused') refuse(outcome.problem, outcome.path);
      if (outcome.status === 'done') for (const [file, commits] of outcome.value) blamed.set(file, commits);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      refuse('failed');
    }
  }
  const findings = report.findings.map((finding): Finding => {
    const commit = finding.at && blamed.get(finding.at.file)?.get(finding.at.start.line);
    return commit === undefined ? finding : { ...finding, history: { ...finding.history, ...commit } };
  });
  if (gaps.length === 0) return { ...report, findings };
  const summary = { ...report.summary, gaps: report.summary.gaps + gaps.length };
  return { ...report, findings, gaps: [...report.gaps, ...gaps], summary };
}

function historyGap(problem: GitProblem, source: string, target: string): Gap {
  return { code: 'history-unreadable', scope: 'leaf', reason: { kind: 'git', name: problem, source }, target };
}

function filesOf(report: Report): readonly BlamedFile[] {
  const byFile = groupBy(report.findings, ({ at }) => at?.file);
  return [...byFile].flatMap(([file, findings]): BlamedFile[] => {
    const [first] = findings;
    const lines = new Set(findings.flatMap(({ at }) => (at === undefined ? [] : [at.start.line])));
    return first === undefined ? [] : [{ file, real: realPath(file), lines: [...lines], target: first.target }];
  });
}

/** What is known of the lines of files, by file. */
async function blameFiles(
  repository: Repository,
  files: readonly BlamedFile[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, LineCommit>>> {
  const inTree = files.map((file) => ({ ...file, path: relative(repository.top, file.real).replaceAll(sep, '/') }));
  const blobs = await readBlobs(
    repository,
    repository.head,
    inTree.map(({ path }) => path),
  );
  const found = new Map<string, ReadonlyMap<number, LineCommit>>();
  for (const { file, real, path, lines } of inTree) {
    const committed = blobs.get(path)?.toString();
    const changed = committed === undefined ? undefined : textOf(real);
    if (committed === undefined || changed === undefined) continue;
    const same = sameLines(committed, changed);
    const wanted = new Set(lines.flatMap((line) => same.get(line) ?? []));
    if (wanted.size === 0) continue;
    const commits = await blame(repository, repository.head, path, [...wanted]);
    const known = lines.flatMap((line) => {
      const commit = commits.get(same.get(line) ?? 0);
      return commit === undefined ? [] : [[line, commit] as const];
    });
    found.set(file, new Map(known));
  }
  return found;
}

/** The file as it is now; undefined when it went away since it was read. */
function textOf(path: string): string | undefined {
  try {
    const content = readRegularFile(path);
    return content === undefined ? undefined : Buffer.from(content).toString();
  } catch {
    return undefined;
  }
}
