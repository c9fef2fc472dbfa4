import type { Finding } from '../../src/model/report/finding.ts';
import type { Gap } from '../../src/model/report/gap.ts';
import type { Report } from '../../src/model/report/report.ts';
import type { Outcome } from './lanes.ts';

/*
 * Whether what a damaged run says is true, by what the same run says undamaged.
 */

/** `right`: the same as undamaged. `incomplete`: less, and what is lacking is named. `stopped`: nothing, as nothing answered. */
export interface Verdict {
  readonly kind: 'right' | 'incomplete' | 'stopped' | 'wrong';
  /** What is wrong, for whoever looks into it. */
  readonly mistakes: readonly string[];
}

/** Judges a run by what it came to undamaged. */
export function judge(whole: Report, outcome: Outcome): Verdict {
  switch (outcome.kind) {
    case 'hang':
      return wrong(['it hangs']);
    case 'crash':
      return wrong([outcome.error instanceof Error ? `it crashes: ${outcome.error.stack}` : 'it crashes']);
    case 'problem':
      // That AWS answered nothing of what was declared, and not whose account it is.
      return outcome.problem.code === 'aws'
        ? { kind: 'stopped', mistakes: [] }
        : wrong([`it stops: ${JSON.stringify(outcome.problem)}`]);
    case 'report': {
      const mistakes = mistakesIn(whole, outcome.report);
      if (mistakes.length > 0) return wrong(mistakes);
      return { kind: outcome.report.gaps.length > whole.gaps.length ? 'incomplete' : 'right', mistakes: [] };
    }
  }
}

function wrong(mistakes: readonly string[]): Verdict {
  return { kind: 'wrong', mistakes };
}

function mistakesIn(whole: Report, report: Report): readonly string[] {
  const known = new Set(whole.gaps.map(gapName));
  const gaps = report.gaps.filter((gap) => !known.has(gapName(gap)));
  const isNamed = (address: string) => gaps.some((gap) => gap.address === address || gap.scope === 'run');
  const expected = new Map(whole.findings.map((finding) => [nameOf(finding), finding]));
  const found = new Set(report.findings.map(nameOf));
  // What is behind a delivery that was lost is told by itself where the delivery cannot be followed.
  const behind = (finding: Finding) => ('differences' in finding ? (finding.differences ?? []) : []);
  const lost = new Set(
    whole.findings.flatMap((finding) =>
      behind(finding).flatMap(({ rule, path }) => whole.checked.map(({ address }) => nameOf({ rule, address, path }))),
    ),
  );
  const isToldOtherwise = (finding: Finding) =>
    report.findings.some(({ rule, path }) => behind(finding).some((one) => one.rule === rule && one.path === path));
  const elsewhere = new Set(whole.findings.filter(isToldOtherwise).map(({ address }) => address));
  const failing = report.findings.some(({ verdict, severity }) => verdict === 'drift' && severity === 'error');
  const code = failing ? 2 : gaps.length > 0 ? 3 : whole.summary.exitCode;
  return [
    ...report.findings.flatMap((finding) => {
      const same = expected.get(nameOf(finding));
      if (same === undefined) {
        return lost.has(nameOf(finding)) ? [] : [`is not there: ${nameOf(finding)}`];
      }
      const differing = Object.keys({ ...same, ...finding }).filter(
        (member) => JSON.stringify(Reflect.get(same, member)) !== JSON.stringify(Reflect.get(finding, member)),
      );
      const isAllowed = gaps.length > 0 || isLess(same, finding);
      return differing.every((member) => isAllowed && further.has(member))
        ? []
        : [`is otherwise, in ${differing.join(', ')}: ${nameOf(finding)}`];
    }),
    ...whole.findings
      .filter((finding) => !found.has(nameOf(finding)) && !isNamed(finding.address) && !isToldOtherwise(finding))
      .map((finding) => `is not told: ${nameOf(finding)}`),
    ...whole.checked
      .filter((resource) => {
        const same = report.checked.find(({ address }) => address === resource.address);
        return !isAsBefore(resource, same) && !isNamed(resource.address) && !elsewhere.has(resource.address);
      })
      .map(({ address }) => `is not named: ${address}`),
    ...(report.summary.exitCode === code ? [] : [`ends with ${report.summary.exitCode} instead of ${code}`]),
  ];
}

/** Whether it came to the same. How many values differ is told by the findings. */
function isAsBefore(before: Report['checked'][number], after: Report['checked'][number] | undefined): boolean {
  if (after === undefined || after.status !== before.status) return false;
  return after.status === 'drifted' || JSON.stringify(after.attributes) === JSON.stringify(before.attributes);
}

/**
 * What is found out beside the difference itself, by further calls; and how it is written where what it is made of could not be
 * read.
 */
const further: ReadonlySet<string> = new Set([
  ...['reaches', 'coveredBy', 'evidence', 'who', 'danger', 'remedies', 'hops', 'tasks', 'related'],
  ...['id', 'path', 'declared', 'live'],
]);

/** Whether a finding tells less than it could, and nothing else: not what the code names, or not all evidence. */
function isLess(whole: Finding, finding: Finding): boolean {
  const evidence = (one: Finding) =>
    ('evidence' in one ? (one.evidence ?? []) : []).map((item) => JSON.stringify(item));
  const all = new Set(evidence(whole));
  const hasLess = evidence(finding).length < all.size && evidence(finding).every((item) => all.has(item));
  return hasLess || (finding.declared !== undefined && 'unknown' in finding.declared);
}

/** A finding, whatever the peer of its rule is called. */
function nameOf({ rule, address, path }: Pick<Finding, 'rule' | 'address' | 'path'>): string {
  return `${rule} ${address} ${path.replace(/ from .*\]$/, ']')}`;
}

function gapName({ code, scope, address = '', path = '' }: Gap): string {
  return `${code} (${scope}) ${address} ${path}`;
}
