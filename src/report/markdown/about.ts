import { rule } from '../../model/catalogue.ts';
import type { Report } from '../../model/report/report.ts';
import type { RuleId } from '../../model/rule.ts';
import { type Line, line } from '../layout.ts';
import { changeTexts } from '../message/change.ts';
import { hintsTitle } from '../message/hint.ts';
import { appliedTexts, explainText, pageTitles, policyText, scopeText } from '../message/markdown.ts';

import { policySourceText } from '../message/policy.ts';
import { comparedText, notComparedText, verdictLine } from '../message/summary.ts';
import { diagnosticLines, expectationLines, headingLines, hintLines, policyLines } from '../text.ts';
import { item, type PageBlock, paragraph } from './blocks.ts';
import { code, link, markdownOf, own, prose, strong } from './inline.ts';
import { entriesOf, fenced } from './lines.ts';

/** What the run was about, what else should be looked at, and what the rules mean: it stands behind the findings. */
export function aboutBlocks(report: Report): readonly PageBlock[] {
  const { policy } = report;
  return [
    paragraph([prose(verdictLine(report))]),
    ...changeBlocks(report),
    ...(policy === undefined ? [] : [item(0, [own(`${policyText} `), prose(policySourceText(policy.source))])]),
    ...folded(pageTitles.configuration, policyLines(report).slice(1)),
    ...folded(pageTitles.diagnostics, diagnosticLines(report).slice(1)),
    ...folded(pageTitles.expectations, expectationLines(report).slice(1)),
    ...folded(hintsTitle, hintLines(report).slice(1)),
    ...remedyBlocks(report),
    { type: 'fold', summary: () => [own(pageTitles.compared)], blocks: itemsOf(comparedLines(report)) },
  ];
}

/** What a change was compared with, and what was read for that. */
function changeBlocks({ change, gaps }: Report): readonly PageBlock[] {
  if (change === undefined) return [];
  const isBaseKnown = gaps.every(({ code }) => code !== 'base-unreadable');
  return [...changeTexts(change), ...appliedTexts(change), scopeText(change, isBaseKnown)].map((text) =>
    item(0, [prose(text)]),
  );
}

/** The targets, how much of them was compared, and what was not. */
function comparedLines(report: Report): readonly Line[] {
  return [
    ...headingLines(report),
    line(0, comparedText(report)),
    ...(report.notCompared.length === 0 ? [] : [line(0, notComparedText(report))]),
  ];
}

function folded(title: string, lines: readonly Line[]): readonly PageBlock[] {
  const blocks = itemsOf(lines);
  return blocks.length === 0 ? [] : [{ type: 'fold', summary: () => [own(`${title} (${blocks.length})`)], blocks }];
}

const itemsOf = (lines: readonly Line[]): readonly PageBlock[] =>
  entriesOf(lines).map((text) => ({ type: 'item', weight: 0, text }));

const mostRemedies = 8;

/** What the catalogue advises about the rules that fail the run. */
function remedyBlocks({ findings }: Report): readonly PageBlock[] {
  const failing = findings.filter(({ verdict }) => verdict === 'drift' || verdict === 'collides');
  const rules = [...new Set(failing.map((finding) => finding.rule))];
  const more = rules.length - mostRemedies;
  const blocks = [
    ...rules.slice(0, mostRemedies).flatMap(remedyOf),
    ...(more > 0 ? [paragraph([own(explainText)])] : []),
  ];
  return blocks.length === 0 ? [] : [{ type: 'fold', summary: () => [own(pageTitles.remedies)], blocks }];
}

function remedyOf(id: RuleId): readonly PageBlock[] {
  const { title, remedy, links } = rule(id);
  return [
    {
      type: 'group',
      head: markdownOf([strong(prose(title)), own(' ('), code(id), own(')')]),
      blocks: [
        ...remedy.split('\n\n').map((text): PageBlock => ({ type: 'paragraph', weight: 0, text: remedyText(text) })),
        ...links.slice(0, 1).map((url) => paragraph(link(url, code(url)))),
      ],
    },
  ];
}

/** A paragraph of the catalogue: commands are indented, and stand between backticks inside of a sentence. */
function remedyText(text: string): string {
  const lines = text.split('\n');
  if (lines.every((each) => each.startsWith('    '))) return fenced(lines.map((each) => each.trim()).join('\n'), 'sh');
  return markdownOf(
    lines
      .join(' ')
      .split('`')
      .map((part, index) => (index % 2 === 1 ? code(part) : prose(part))),
  );
}
