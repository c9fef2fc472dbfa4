import { groupBy } from '../model/group.ts';
import { isSetAside } from '../model/leaf.ts';
import type { Checked } from '../model/report/checked.ts';
import type { Finding } from '../model/report/finding.ts';
import type { Gap } from '../model/report/gap.ts';
import type { Report } from '../model/report/report.ts';
import type { Target } from '../model/report/target.ts';
import { type Locate, locator } from './location.ts';
import { countText } from './message/count.ts';
import { findingDetails, targetProblemText } from './message/detail.ts';
import { findingTitle, identityText } from './message/finding.ts';
import { gapTitle } from './message/gap.ts';
import { placeText } from './message/reason.ts';
import type { RenderContext, Reporter } from './reporter.ts';
import { fails, weightOf } from './weight.ts';
import { element, type XmlElement, xmlDocument } from './xml.ts';

/*
 * A test report as JUnit writes it. There is no standard; what GitLab, Jenkins and the reporters for GitHub have in
 * common is a suite with named cases, of which each has at most one failure, error or mark of being skipped:
 * https://github.com/jenkinsci/junit-plugin/blob/master/src/main/java/hudson/tasks/junit/CaseResult.java
 * https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/parsers/test/junit.rb
 * How long a case took is not said, since nothing measures it.
 */

const longestValue = 1000;

/**
 * Resources as test cases, a suite for each target: one that fails the run is a failure with what differs, and one that
 * could not be identified or read is skipped. What differs and fails nothing is told by a case that passes.
 */
export const junit: Reporter = (report, context) => {
  const locate = locator(report, context);
  const suites = report.targets.map((target) => suiteOf(contentOf(target, report, context, locate), target));
  const sum = (name: string): number => suites.reduce((total, one) => total + Number(one.attributes[name]), 0);
  const attributes = {
    name: report.tool.name,
    tests: sum('tests'),
    failures: sum('failures'),
    errors: sum('errors'),
    skipped: sum('skipped'),
  };
  return xmlDocument(element('testsuites', attributes, ...suites));
};

/** What a test case is about, and what was found of it. */
interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly result?: CaseResult;
  readonly output: Lines;
}

interface CaseResult {
  readonly kind: 'failure' | 'error' | 'skipped';
  readonly type?: string;
  /** What readers show in a list of cases. */
  readonly message: string;
  readonly lines: Lines;
}

type Lines = readonly string[];

function suiteOf({ cases, rest }: SuiteContent, { name, directory, workspace, account, region }: Target): XmlElement {
  const count = (kind: CaseResult['kind']): number => cases.filter(({ result }) => result?.kind === kind).length;
  const attributes = {
    name,
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
  const properties = Object.entries({ directory, workspace, account, region }).flatMap(([key, value]) =>
    value === undefined ? [] : [element('property', { name: key, value })],
  );
  return element(
    'testsuite',
    attributes,
    element('properties', {}, ...properties),
    ...cases.map(caseElement),
    ...outputElements(rest),
  );
}

const outputElements = (lines: Lines): readonly XmlElement[] =>
  lines.length === 0 ? [] : [element('system-out', {}, lines.join('\n'))];

function caseElement({ classname, name, file, line, result, output }: TestCase): XmlElement {
  const children: readonly XmlElement[] = [
    ...(result === undefined ? [] : [resultElement(result)]),
    ...outputElements(output),
  ];
  return element('testcase', { classname, name, file, line }, ...children);
}

function resultElement({ kind, type, message, lines }: CaseResult): XmlElement {
  return element(kind, { message, type }, lines.join('\n'));
}

/** The cases of a target, and what is said beside them. */
interface SuiteContent {
  readonly cases: readonly TestCase[];
  readonly rest: Lines;
}

function contentOf(target: Target, report: Report, context: RenderContext, locate: Locate): SuiteContent {
  const isOwn = (one: { readonly target: string }): boolean => one.target === target.name;
  const listed = report.findings.filter(({ verdict }) => context.setAside === true || !isSetAside(verdict));
  const checked = groupBy(report.checked.filter(isOwn), subjectName);
  const findings = groupBy(listed.filter(isOwn), subjectName);
  const gaps = groupBy(
    report.gaps.filter((gap) => isOwn(gap) && gap.code !== 'target-failed'),
    subjectName,
  );
  const subjects = [...new Set([...checked.keys(), ...findings.keys(), ...gaps.keys()])].map(
    (name): CaseSubject => ({
      name,
      checked: checked.get(name) ?? [],
      findings: findings.get(name) ?? [],
      gaps: gaps.get(name) ?? [],
    }),
  );
  // A single value that belongs to no resource is no case.
  const isCase = (subject: CaseSubject): boolean =>
    subject.checked.length + subject.findings.length > 0 || subject.gaps.some((gap) => countsAsOpen(gap, report));
  return {
    cases: [
      ...problemCases(target, locate),
      ...subjects.filter(isCase).map((subject) => caseOf(subject, target.name, report, locate)),
    ],
    rest: subjects.filter((subject) => !isCase(subject)).flatMap((subject) => gapLines(subject.gaps)),
  };
}

/** By which name a case is known from run to run: the address of its resource, else what it is on AWS. */
function subjectName(one: Checked | Finding | Gap): string {
  if (one.address !== undefined && one.address !== '') return one.address;
  return 'reason' in one ? (one.expectation ?? one.code) : identityText(one.kind, one.identity) || one.kind;
}

interface CaseSubject {
  readonly name: string;
  readonly checked: readonly Checked[];
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/** Why a target could not be run is told by a case of its own. */
function problemCases({ name, problem }: Target, locate: Locate): readonly TestCase[] {
  if (problem === undefined) return [];
  const { file, start } = locate({ target: name });
  const lines = targetProblemText(problem);
  const result = { kind: 'error', type: problem.code, message: lines[0] ?? problem.code, lines } as const;
  return [{ classname: `${name}.target`, name, file, line: start.line, result, output: [] }];
}

function caseOf(subject: CaseSubject, target: string, report: Report, locate: Locate): TestCase {
  const { name, checked, findings, gaps } = subject;
  const [said] = [...checked, ...findings, ...gaps];
  const { file, start } = locate(said ?? { target });
  const result = resultOf(subject, report, locate);
  const rest = findings.filter((finding) => !fails(finding, report));
  const unsaid = result?.kind === 'skipped' ? gaps.filter((gap) => !countsAsOpen(gap, report)) : gaps;
  return {
    classname: `${target}.${said?.kind ?? (gaps[0]?.scope === 'module' ? 'module' : 'run')}`,
    name,
    file,
    line: start.line,
    ...(result === undefined ? {} : { result }),
    output: [...rest.flatMap((finding) => blockOf(finding, report, locate)), ...gapLines(unsaid)],
  };
}

/** What differs comes before what could not be decided. */
function resultOf({ checked, findings, gaps }: CaseSubject, report: Report, locate: Locate): CaseResult | undefined {
  const failing = findings.filter((finding) => fails(finding, report));
  const [worst] = failing;
  if (worst !== undefined) {
    const more = failing.length - 1;
    const message = `${findingTitle(worst)}${more === 0 ? '' : `, and ${countText(more, 'more difference')}`}`;
    return {
      kind: 'failure',
      type: worst.rule,
      message,
      lines: failing.flatMap((finding) => blockOf(finding, report, locate)),
    };
  }
  const lines = gapLines(gaps.filter((gap) => countsAsOpen(gap, report)));
  const isUnknown = checked.some(({ status }) => status === 'unidentified' || status === 'unreadable');
  if (lines.length === 0 && !isUnknown) return undefined;
  const [message = 'could not be decided'] = lines;
  return { kind: 'skipped', message, lines: lines.length === 0 ? [message] : lines };
}

/** Whether a gap leaves its resource undecided: a single value does so only when the run was told to count it. */
function countsAsOpen({ scope, policy }: Gap, { gaps, summary }: Report): boolean {
  if (scope !== 'leaf') return true;
  const isStrict = summary.exitCode === 3 && gaps.every((gap) => gap.scope === 'leaf');
  return isStrict && policy === undefined;
}

function blockOf(finding: Finding, report: Report, locate: Locate): Lines {
  return [
    `${weightOf(finding, report)}: ${findingTitle(finding)}`,
    `  ${placeText(locate(finding))} [${finding.rule}]`,
    ...findingDetails(finding, longestValue).map((line) => `  ${line}`),
  ];
}

const mostPaths = 20;

function gapLines(gaps: readonly Gap[]): Lines {
  const groups = groupBy(gaps, (gap) => gapTitle(gap, 0));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const paths = [...new Set(group.flatMap(({ path = '' }) => (path === '' ? [] : [path])))];
    const more = paths.length - mostPaths;
    return [
      gapTitle(first, group.length),
      ...paths.slice(0, mostPaths).map((path) => `  ${path}`),
      ...(more > 0 ? [`  and ${more} more in the JSON report`] : []),
    ];
  });
}
