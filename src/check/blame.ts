import { dirname } from 'node:path';
import type { Finding } from '../model/report/finding.ts';
import type { Gap } from '../model/report/gap.ts';
import type { Report } from '../model/report/report.ts';
import type { SourceRange } from '../model/source.ts';
import { realPath, repositoryTop } from '../terraform/load/boundary.ts';
import type { LineHistory } from './ages.ts';

/**
 * Adds to the findings when the line that declares them came to the branch. Reads only, and only the lines of findings;
 * where there is no repository, no git or no commit of the line, the report stays as it is. A history that may not or
 * cannot be read is a gap, which changes no exit code: nothing that is declared hangs on it.
 */
export async function withCommits(report: Report, history: LineHistory): Promise<Report> {
  // What the change takes away stands where the base had it.
  const base = report.change?.base.commit;
  const commitOf = ({ removed }: Finding) => (removed === true ? base : undefined);
  // What AWS alone has is told at the line of what it was found under, which says nothing of when it came.
  const lineOf = ({ at, declared, removed: isGone }: Finding) =>
    declared !== undefined && 'absent' in declared && isGone !== true ? undefined : at;
  const placesOf = (version: string | undefined) =>
    report.findings.flatMap((finding) => (commitOf(finding) === version ? (lineOf(finding) ?? []) : []));
  const declared = await history.origins(placesOf(undefined));
  const removed = base === undefined ? new Map<SourceRange, never>() : await history.origins(placesOf(base), base);
  const findings = report.findings.map((finding): Finding => {
    const at = lineOf(finding);
    const origin = at && (declared.get(at) ?? removed.get(at));
    if (origin === undefined || !('commit' in origin)) return finding;
    const commit = { declaredAt: origin.committedAt.toISOString(), declaredIn: origin.commit.slice(0, 12) };
    return { ...finding, history: { ...finding.history, ...commit } };
  });
  const gaps = gapsOf(report, history);
  if (gaps.length === 0) return { ...report, findings };
  const summary = { ...report.summary, gaps: report.summary.gaps + gaps.length };
  return { ...report, findings, gaps: [...report.gaps, ...gaps], summary };
}

/** Each of the first target with findings in the repository. */
function gapsOf({ findings }: Report, { unread }: LineHistory): readonly Gap[] {
  return [...unread].flatMap(([top, { problem, path }]): Gap[] => {
    const first = findings.find(({ at }) => at && at.file !== '' && repositoryTop(dirname(realPath(at.file))) === top);
    if (first === undefined) return [];
    const reason = { kind: 'git', name: problem, source: path } as const;
    return [{ code: 'history-unreadable', scope: 'leaf', reason, target: first.target }];
  });
}
