import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '../../src/model/report/finding.ts';
import type { Gap } from '../../src/model/report/gap.ts';
import type { Report } from '../../src/model/report/report.ts';
import type { Run } from './lanes.ts';

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
export function judge(whole: Report, { outcome, answered }: Run): Verdict {
  switch (outcome.kind) {
    case 'hang':
      return wrong(['it hangs']);
    case 'crash':
      return wrong([outcome.error instanceof Error ? `it crashes: ${outcome.error.stack}` : 'it crashes']);
    case 'problem': {
      if (outcome.problem.code !== 'aws') return wrong([`it stops: ${JSON.stringify(outcome.problem)}`]);
      if (answered.length > 0) return wrong([`it stops, and was answered ${[...new Set(answered)].join(', ')}`]);
      return { kind: 'stopped', mistakes: [] };
    }
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

/** The addresses of what gaps are about. */
type Named = ReadonlySet<string | undefined>;

function mistakesIn(whole: Report, report: Report): readonly string[] {
  const known = new Set(whole.gaps.map(gapName));
  const gaps = report.gaps.filter((gap) => !known.has(gapName(gap)));
  const named = new Set(gaps.map(({ address }) => address));
  const expected = new Map(whole.findings.map((finding) => [nameOf(finding), finding]));
  const found = new Set(report.findings.map(nameOf));
  const instead = new Map(
    report.findings.flatMap((finding) => {
      const precise = expected.has(nameOf(finding)) ? undefined : whole.findings.find((one) => isLess(one, finding));
      return precise !== undefined && named.has(precise.address) ? [[finding, precise] as const] : [];
    }),
  );
  const toldInstead = new Set([...instead.keys()].map(({ address }) => address));
  const failing = report.findings.some(({ verdict, severity }) => verdict === 'drift' && severity === 'error');
  const code = failing ? 2 : gaps.length > 0 ? 3 : whole.summary.exitCode;
  return [
    ...report.findings.flatMap((finding) => {
      const same = expected.get(nameOf(finding));
      if (same === undefined) return instead.has(finding) ? [] : [`is not there: ${nameOf(finding)}`];
      const differing = Object.keys({ ...same, ...finding }).filter(
        (member) => JSON.stringify(Reflect.get(same, member)) !== JSON.stringify(Reflect.get(finding, member)),
      );
      const isAllowed = (member: string) =>
        (named.has(finding.address) && further.has(member)) ||
        (gaps.length > 0 && saysUnread(finding, member)) ||
        (member === 'reaches' && reachesLess(same, finding, named)) ||
        (member === 'related' && relatesLess(same, finding, named));
      return differing.every(isAllowed) ? [] : [`is otherwise, in ${differing.join(', ')}: ${nameOf(finding)}`];
    }),
    ...whole.findings
      .filter((finding) => !found.has(nameOf(finding)) && !named.has(finding.address))
      .map((finding) => `is not told: ${nameOf(finding)}`),
    ...whole.checked
      .filter((resource) => {
        const same = report.checked.find(({ address }) => address === resource.address);
        return !isAsBefore(resource, same) && !named.has(resource.address) && !toldInstead.has(resource.address);
      })
      .map(({ address }) => `is not named: ${address}`),
    ...(report.summary.exitCode === code ? [] : [`ends with ${report.summary.exitCode} instead of ${code}`]),
  ];
}

function isAsBefore(before: Report['checked'][number], after: Report['checked'][number] | undefined): boolean {
  return (
    after !== undefined &&
    after.status === before.status &&
    JSON.stringify(after.attributes) === JSON.stringify(before.attributes)
  );
}

/**
 * Whether a finding says what a more precise one says: that a service lags, without what became of the deployment; or one of the
 * differences that were lost on the way, without the way.
 */
function isLess(precise: Finding, finding: Finding): boolean {
  const { rule, address, path } = finding;
  const behind = 'differences' in precise ? (precise.differences ?? []) : [];
  const isSamePlace = precise.address === address && precise.path === path;
  if (rule === 'delivery/not-running') return isSamePlace && behind.length > 0;
  const concerned = [precise.address, ...(precise.related ?? []).map((one) => one.address)];
  return concerned.includes(address) && behind.some((one) => one.rule === rule && one.path === path);
}

/** Whether the finding itself says of such a member that it could not be read. */
function saysUnread(finding: Finding, member: string): boolean {
  const value: unknown = Reflect.get(finding, member);
  const status: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'status') : undefined;
  return status === 'unread' || status === 'unreadable';
}

/** Whether it lacks only other resources that have to do with it and were not read, and are named. */
function relatesLess(whole: Finding, finding: Finding, named: Named): boolean {
  return isDeepStrictEqual(
    finding.related ?? [],
    (whole.related ?? []).filter(({ address }) => address === undefined || !named.has(address)),
  );
}

/** Whether all that it reaches is told but for what services are configured with that were not read, and are named. */
function reachesLess(whole: Finding, finding: Finding, named: Named): boolean {
  const [all, told] = [whole.reaches, finding.reaches];
  if (all?.status !== 'known' || told?.status !== 'known') return false;
  const isNamed = (name = '') => named.has(`aws_ecs_service.service["${name}"]`);
  const expected = all.users.flatMap((user) => {
    if (user.isConfigured === undefined || !isNamed(user.name)) return [user];
    const { isConfigured: _, ...rest } = user;
    return rest.interfaces === 0 ? [] : [rest];
  });
  const inOrder = (users: typeof expected) => users.map((user) => JSON.stringify(user)).toSorted();
  return isDeepStrictEqual({ ...told, users: inOrder(told.users) }, { ...all, users: inOrder(expected) });
}

/**
 * What is found out beside the difference itself, by further calls; and how it is written where what it is made of could not be
 * read.
 */
const further: ReadonlySet<string> = new Set([
  ...['reaches', 'coveredBy', 'evidence', 'who', 'danger', 'remedies', 'hops', 'tasks', 'related'],
  ...['id', 'path', 'declared', 'live'],
]);

/** A finding, whatever the peer of its rule is called. */
function nameOf({ rule, address, path }: Pick<Finding, 'rule' | 'address' | 'path'>): string {
  return `${rule} ${address} ${path.replace(/ from .*\]$/, ']')}`;
}

function gapName({ code, scope, address = '', path = '' }: Gap): string {
  return `${code} (${scope}) ${address} ${path}`;
}
