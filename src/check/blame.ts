import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import type { Finding, Report } from '../model/report.ts';

/** When a line was last committed, and in which commit. */
interface Commit {
  readonly declaredAt: string;
  readonly declaredIn: string;
}

/** A repository that answers slowly is not waited for. Milliseconds. */
const patience = 5_000;

/**
 * Adds to the findings when the line that declares them was last committed (`git blame`). Reads only, and only the lines of findings; where there
 * is no repository, no git or no commit of the line, the report stays as it is.
 */
export async function withCommits(report: Report): Promise<Report> {
  const lines = new Map<string, Set<number>>();
  for (const { at } of report.findings) {
    if (at !== undefined) lines.set(at.file, (lines.get(at.file) ?? new Set()).add(at.start.line));
  }
  const blamed = new Map(
    await Promise.all([...lines].map(async ([file, of]) => [file, await blame(file, of)] as const)),
  );
  const findings = report.findings.map((finding): Finding => {
    const commit = finding.at && blamed.get(finding.at.file)?.get(finding.at.start.line);
    return commit === undefined ? finding : { ...finding, history: { ...finding.history, ...commit } };
  });
  return { ...report, findings };
}

/** The commits of lines of one file. */
function blame(file: string, lines: ReadonlySet<number>): Promise<ReadonlyMap<number, Commit>> {
  const ranges = [...lines].toSorted((a, b) => a - b).flatMap((line) => ['-L', `${line},${line}`]);
  const args = ['--no-optional-locks', 'blame', '--porcelain', ...ranges, '--', basename(file)];
  return new Promise((resolve) => {
    execFile('git', args, { cwd: dirname(file), timeout: patience, maxBuffer: 16 << 20 }, (error, stdout) => {
      resolve(error === null ? parsePorcelain(stdout) : new Map());
    });
  });
}

const notCommitted = /^0+$/;

/**
 * Reads `git blame --porcelain`: a header `<commit> <line then> <line now>` before each line; what is said of a commit stands once.
 * https://git-scm.com/docs/git-blame#_the_porcelain_format
 */
export function parsePorcelain(text: string): ReadonlyMap<number, Commit> {
  const times = new Map<string, string>();
  const found: { readonly line: number; readonly commit: string }[] = [];
  let current = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('\t')) continue;
    const header = /^([0-9a-f]{40,64}) \d+ (\d+)(?: \d+)?$/.exec(line);
    if (header?.[1] !== undefined) {
      current = header[1];
      found.push({ line: Number(header[2]), commit: current });
      continue;
    }
    const seconds = /^committer-time (\d+)$/.exec(line)?.[1];
    if (seconds !== undefined) times.set(current, new Date(Number(seconds) * 1000).toISOString());
  }
  return new Map(
    found.flatMap(({ line, commit }) => {
      const declaredAt = times.get(commit);
      if (declaredAt === undefined || notCommitted.test(commit)) return [];
      return [[line, { declaredAt, declaredIn: commit.slice(0, 12) }] as const];
    }),
  );
}
