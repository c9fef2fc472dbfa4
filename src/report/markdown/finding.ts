import { isInFlight } from '../../model/leaf.ts';
import type { Finding } from '../../model/report/finding.ts';
import type { Remedies } from '../../model/report/remedies.ts';
import type { SourceRange } from '../../model/source.ts';
import { type BrokenDelivery, continueCommand, evidenceText, hopOfLoss, lostText } from '../message/delivery.ts';
import { findingNotes, hopStateText, hopText, titlePieces } from '../message/finding.ts';
import { lineDiffText, sideText } from '../message/markdown.ts';
import { placeText, reasonText } from '../message/reason.ts';
import { remedyParts } from '../message/remedies.ts';
import { differenceLines, valueText } from '../message/value.ts';
import type { SourceLinks } from '../reporter.ts';
import { sourceUrl } from '../source-links.ts';
import { indented } from './blocks.ts';
import { lineDiff } from './diff.ts';
import { code, type Inline, joined, link, markdownOf, own, prose, strong } from './inline.ts';
import { fenced, inlineOf } from './lines.ts';

/** How findings are shown. */
export interface FindingStyle {
  /** The most characters of a value. */
  readonly limit: number;
  readonly links: SourceLinks | undefined;
  /** There are several targets, so that each is named. */
  readonly targets: boolean;
  /** Of each finding it is said what to do about it. */
  readonly fixHints?: boolean;
}

/** What stands between the parts of a line. */
export const dot = ' · ';

/** A place in the code, to be followed where that is possible. */
export function placeParts(at: SourceRange | undefined, links: SourceLinks | undefined): readonly Inline[] {
  return at === undefined || at.file === '' ? [] : link(sourceUrl(at, links), code(placeText(at)));
}

/** The line of a finding: how much it weighs, where that matters, what is the case, where, by which rule. */
export function findingParts(finding: Finding, { links }: FindingStyle): readonly Inline[] {
  const weight = isInFlight(finding.verdict) ? [] : [strong(prose(finding.severity)), own(dot)];
  const title = [...weight, ...titlePieces(finding).map(inlineOf)];
  return joined([title, placeParts(finding.calledAt ?? finding.at, links), [code(finding.rule)]], dot);
}

/** What stands below the line of a finding, an entry each: values, the way to the containers, what else is known. */
export function findingDetails(finding: Finding, style: FindingStyle): readonly string[] {
  return [
    ...valueEntries(finding, style),
    ...(finding.type === 'delivery-broken' ? deliveryEntries(finding, style) : []),
    ...findingNotes(finding).map((note) => entry([prose(note)])),
    ...(style.fixHints === true && finding.remedies !== undefined ? remedyEntries(finding.remedies) : []),
  ];
}

function remedyEntries(remedies: Remedies): readonly string[] {
  return remedyParts(remedies).map(({ text, code: lines, language }) =>
    entry([prose(text)], lines.length === 0 ? [] : [`\n${fenced(lines.join('\n'), language)}\n`]),
  );
}

/** The sides of a difference in one line. */
export function valueParts(finding: Finding, style: FindingStyle): readonly Inline[] {
  return joined(sidesOf(finding, style), ', ');
}

const entry = (parts: readonly Inline[], below: readonly string[] = []): string =>
  [`- ${markdownOf(parts)}`, ...below.map(indented)].join('\n');

function valueEntries(finding: Finding, style: FindingStyle): readonly string[] {
  const diff = lineDiff(finding.declared, finding.live);
  return [
    ...sidesOf(finding, style).map((parts) => entry(parts)),
    ...(diff === undefined
      ? []
      : [`- <details><summary>${lineDiffText}</summary>\n\n${indented(diff)}\n\n  </details>`]),
  ];
}

function sidesOf(
  { type, declared, live, base }: Pick<Finding, 'type' | 'declared' | 'live' | 'base'>,
  { limit }: FindingStyle,
): readonly (readonly Inline[])[] {
  if (type === 'resource-missing') return [];
  const isNew = base !== undefined && JSON.stringify(base) !== JSON.stringify(declared);
  return differenceLines(declared, live, limit, base).map(({ label, text }) => [
    own(`${sideText(label, isNew)}: `),
    shownValue(text, limit),
  ]);
}

/** What is not a value but said of one stands in parentheses. */
const shownValue = (text: string, limit: number): Inline =>
  text.startsWith('(') || text.startsWith('differs (') ? prose(text) : code(text, limit * 2);

const mostDifferences = 10;

function deliveryEntries(finding: BrokenDelivery, style: FindingStyle): readonly string[] {
  const { differences = [], evidence = [], hops } = finding;
  const broken = hopOfLoss(hops, finding.brokenAt);
  const more = differences.length - mostDifferences;
  return [
    ...hops.map((hop) =>
      entry([
        prose(`${hopText(hop.hop)}: ${hopStateText(hop)}`),
        ...(hop.value === undefined ? [] : [own(': '), shownValue(valueText(hop.value), style.limit)]),
        ...(hop.reason === undefined ? [] : [prose(` (${reasonText(hop.reason)})`)]),
        ...(hop === broken ? [own(' ← '), strong(own('lost here'))] : []),
      ]),
    ),
    ...hops.flatMap(({ waiting }) =>
      waiting === undefined ? [] : [entry([own('to go on: '), code(continueCommand(waiting))])],
    ),
    ...(differences.length === 0
      ? []
      : [
          entry(
            [prose(lostText(finding))],
            [
              ...differences
                .slice(0, mostDifferences)
                .map(({ path, declared, live, at }) =>
                  entry(
                    joined(
                      [
                        [
                          code(path),
                          own(': '),
                          ...joined(sidesOf({ type: finding.type, declared, live }, style), ', '),
                        ],
                        placeParts(at, style.links),
                      ],
                      dot,
                    ),
                  ),
                ),
              ...(more > 0 ? [`- and ${more} more in the JSON report`] : []),
            ],
          ),
        ]),
    ...evidence.map((one) => entry([prose(evidenceText(one))])),
  ];
}
