import { rules } from '../model/catalogue.ts';
import { isInFlight, isSetAside } from '../model/leaf.ts';
import type { Finding } from '../model/report/finding.ts';
import type { Gap } from '../model/report/gap.ts';
import type { Report } from '../model/report/report.ts';
import type { Severity } from '../model/report/severity.ts';
import type { RuleId } from '../model/rule.ts';
import { severityRank } from '../model/severity-rank.ts';
import type { SourceRange } from '../model/source.ts';
import { stableJson } from './json.ts';
import { type Locate, locator } from './location.ts';
import { inFlightText } from './message/annotation.ts';
import { countText } from './message/count.ts';
import { findingDetails, targetProblemText } from './message/detail.ts';
import { findingTitle } from './message/finding.ts';
import { gapTitle } from './message/gap.ts';
import { ignoredText, policyText, policyWarningText } from './message/policy.ts';
import { printable } from './printable.ts';
import type { Reporter } from './reporter.ts';
import { ruleDescriptor } from './sarif-rules.ts';
import { weightOf } from './weight.ts';

/*
 * SARIF 2.1.0, as GitHub's code scanning takes it.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 * https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support
 */

/**
 * Code scanning refuses a file with more than 25,000 results, and keeps 5,000 of one that has more than that.
 * https://docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
const mostResults = 5000;
/** https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support#result-object */
const mostLocations = 10;
const mostNotifications = 1000;
const longestValue = 400;

/**
 * What drifts, as alerts of code scanning: the worst first, as many as it takes. What could not be decided is told as
 * notifications of the run, and so is what is in flight, which is no alert: an alert would be opened by every pull
 * request and closed by every apply.
 */
export const sarif: Reporter = (report, context) => {
  const locate = locator(report, context);
  const alerts = report.findings
    .filter(({ verdict }) => !isInFlight(verdict) && (context.setAside === true || !isSetAside(verdict)))
    .map((finding) => ({ finding, level: weightOf(finding, report) }))
    .toSorted((a, b) => severityRank[a.level] - severityRank[b.level]);
  const print = fingerprints();
  const { links, category } = context;
  return stableJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            semanticVersion: report.tool.version,
            rules: rules.map(ruleDescriptor),
          },
        },
        ...(category === undefined ? {} : { automationDetails: { id: `${category}/` } }),
        ...(links === undefined
          ? {}
          : {
              versionControlProvenance: [
                { repositoryUri: `${links.server}/${links.repository}`, revisionId: links.sha },
              ],
            }),
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [uriBase]: { description: { text: 'The top of the repository.' } } },
        invocations: [invocationOf(report, alerts.length - mostResults, locate)],
        results: alerts
          .slice(0, mostResults)
          .map(({ finding, level }) => resultOf(finding, level, print(finding), locate)),
      },
    ],
  });
};

/** What paths are relative to, by the name that CodeQL gives it. */
const uriBase = '%SRCROOT%';

const ruleIndex: ReadonlyMap<RuleId, number> = new Map(rules.map(({ id }, index) => [id, index]));

/**
 * The only fingerprint that code scanning uses: results with the same one in one file are one alert. The action that
 * uploads files makes it of the text of the line, `hash:count`, so that two findings on one line would be one. Ours is
 * the id of the finding, which stays the same when lines move.
 * https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
 */
function fingerprints(): (finding: Finding) => string {
  const seen = new Map<string, number>();
  return ({ id }) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return `${id}:${count}`;
  };
}

function resultOf(finding: Finding, level: Severity, fingerprint: string, locate: Locate): object {
  const { rule, address, path, target, verdict, related = [], since, danger } = finding;
  const places = related.flatMap((one) => (one.at === undefined ? [] : [{ ...one, target }]));
  return {
    ruleId: rule,
    ruleIndex: ruleIndex.get(rule),
    level,
    // Where there is little room, code scanning shows the first sentence.
    message: { text: messageText([`${findingTitle(finding)}.`, ...findingDetails(finding, longestValue)]) },
    locations: [
      {
        physicalLocation: physicalLocation(locate(finding)),
        ...(address === '' ? {} : { logicalLocations: [{ fullyQualifiedName: printable(address), kind: 'resource' }] }),
      },
    ],
    ...(places.length === 0
      ? {}
      : {
          relatedLocations: places.slice(0, mostLocations).map((place) => ({
            physicalLocation: physicalLocation(locate(place)),
            ...(place.address === undefined ? {} : { message: { text: messageText([place.address]) } }),
          })),
        }),
    partialFingerprints: { primaryLocationLineHash: fingerprint },
    ...(isSetAside(verdict) ? { suppressions: [suppressionOf(finding)] } : {}),
    properties: {
      target,
      verdict,
      address: printable(address),
      path: printable(path),
      ...(finding.untouched === undefined ? {} : { untouched: true }),
      ...(since === undefined ? {} : { since }),
      ...(danger === undefined ? {} : { danger: danger.map(({ code }) => code) }),
    },
  };
}

function suppressionOf({ verdict, policy = {} }: Finding): object {
  const said = verdict === 'ignored' ? ignoredText(policy) : policyText(policy);
  return { kind: 'external', status: 'accepted', ...(said === '' ? {} : { justification: printable(said) }) };
}

function physicalLocation({ file, start, end }: SourceRange): object {
  return {
    artifactLocation: {
      uri: file.split('/').map(encoded).join('/'),
      // What lies outside of the repository is below none of its directories.
      ...(file.startsWith('../') || file.startsWith('/') ? {} : { uriBaseId: uriBase }),
    },
    region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
  };
}

/** For half a surrogate pair, which no URI holds, the sign of a lost character. */
const encoded = (segment: string): string => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'));

/**
 * Lines of a message. A text in brackets before one in parentheses would be a link, and a number in braces would stand
 * for an argument: 3.11.5 and 3.11.6 of the specification.
 */
function messageText(lines: readonly string[]): string {
  return lines
    .map((line) =>
      printable(line)
        .replace(/\{(\d+)\}/g, '{{$1}}')
        .replace(/\[([^[\]]*)\]\(/g, String.raw`\[$1\](`),
    )
    .join('\n');
}

/** How the run ended, and what it did not decide. `cut`: how many results are left out. */
function invocationOf(report: Report, cut: number, locate: Locate): object {
  const { summary, gaps, findings, policy, targets, diagnostics } = report;
  const inFlight = inFlightText(findings);
  const open = [...gaps].toSorted((a, b) => Number(a.scope === 'leaf') - Number(b.scope === 'leaf'));
  const execution = [
    ...(cut > 0 ? [notification('results-cut', 'warning', `${countText(cut, 'more result')} in the JSON report`)] : []),
    ...targets.flatMap(({ name, problem }) =>
      problem === undefined
        ? []
        : [
            notification(
              'target-failed',
              'error',
              [name, ...targetProblemText(problem)].join('\n'),
              locate({ target: name }),
            ),
          ],
    ),
    ...open
      .filter(({ code }) => code !== 'target-failed')
      .map((gap) => notification(gap.code, gap.scope === 'leaf' ? 'note' : 'warning', gapText(gap), locate(gap))),
    ...(inFlight === '' ? [] : [notification('in-flight', 'note', inFlight)]),
    ...diagnostics.map(({ code, severity, summary: said, detail, at }) => {
      const place = at === undefined ? undefined : locate({ target: '', at });
      return notification(`terraform/${code}`, severity, detail === '' ? said : `${said}\n${detail}`, place);
    }),
  ];
  const more = execution.length - mostNotifications;
  return {
    executionSuccessful: gaps.every(({ scope }) => scope === 'leaf'),
    exitCode: summary.exitCode,
    toolExecutionNotifications: [
      ...execution.slice(0, mostNotifications),
      ...(more > 0 ? [notification('notifications-cut', 'note', `and ${more} more in the JSON report`)] : []),
    ],
    ...(policy === undefined
      ? {}
      : {
          toolConfigurationNotifications: policy.warnings.map((warning) =>
            notification(warning.code, 'warning', policyWarningText(warning), locate({ target: '', at: warning.at })),
          ),
        }),
  };
}

function gapText(gap: Gap): string {
  const where = [gap.address, gap.path].filter((name) => name !== undefined && name !== '').join(' ');
  return where === '' ? gapTitle(gap, 1) : `${where}: ${gapTitle(gap, 1)}`;
}

function notification(id: string, level: Severity, said: string, at?: SourceRange): object {
  return {
    descriptor: { id },
    level,
    message: { text: messageText(said.split('\n')) },
    ...(at === undefined ? {} : { locations: [{ physicalLocation: physicalLocation(at) }] }),
  };
}
