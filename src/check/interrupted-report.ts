import type { Gap } from '../model/report/gap.ts';
import type { Interrupted } from '../model/report/interrupted.ts';
import type { Report } from '../model/report/report.ts';

/**
 * The report of a run that a signal ended: what was found stands, and nothing of it says that all is well. That it is
 * not whole is a gap of each target, so that whoever reads but a part of it is told.
 *
 * @param code of the signal, which the process ends with
 */
export function interruptedReport(report: Report, interrupted: Interrupted, code: number): Report {
  const { schemaVersion, tool, targets, gaps: before, summary, ...rest } = report;
  const reason = { kind: 'interrupted', name: interrupted.by } as const;
  const gaps = targets.map(({ name: target }): Gap => ({ code: 'interrupted', scope: 'run', reason, target }));
  const outcome = summary.outcome === 'drift' ? 'drift' : 'incomplete';
  return {
    schemaVersion,
    tool,
    interrupted,
    targets,
    ...rest,
    gaps: [...before, ...gaps],
    summary: { ...summary, outcome, exitCode: code, gaps: before.length + gaps.length },
  };
}
