import { type ChangeScope, isFailingIn } from './model/leaf.ts';
import type { Finding } from './model/report/finding.ts';
import type { Gap } from './model/report/gap.ts';
import type { Severity } from './model/report/severity.ts';
import { reaches } from './model/severity-rank.ts';

/** The exit codes of every command; the README's table. */
export const exitCode = {
  inSync: 0,
  couldNotRun: 1,
  drift: 2,
  incomplete: 3,
  interrupted: 130,
  terminated: 143,
} as const;

/** What a gap needs to have for the exit code to be told. */
export interface Verdicts {
  readonly findings: readonly Pick<Finding, 'severity' | 'verdict' | 'untouched'>[];
  readonly gaps: readonly Pick<Gap, 'scope' | 'policy'>[];
  /** The change that the run is about. Without `all`, drift of what it does not touch fails nothing. */
  readonly change?: ChangeScope;
}

/**
 * The exit code of a finished run: 2 when a drift reaches `failOn`, else 3 when something declared could not be
 * identified or read (with `strict` also when a single value is undetermined that is not left to others), else 0. Drift
 * wins over incomplete.
 */
export function exitCodeOf(verdicts: Verdicts, failOn: Severity, strict: boolean): number {
  const failing = verdicts.findings.some(
    (finding) => isFailingIn(verdicts.change, finding) && reaches(finding.severity, failOn),
  );
  if (failing) return exitCode.drift;
  const incomplete = verdicts.gaps.some((gap) => gap.scope !== 'leaf' || (strict && gap.policy === undefined));
  return incomplete ? exitCode.incomplete : exitCode.inSync;
}
