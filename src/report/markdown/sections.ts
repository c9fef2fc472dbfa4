import type { Gap } from '../../model/report/gap.ts';
import type { Report } from '../../model/report/report.ts';
import { type GapGroup, gapGroupLines, groupGaps, permissionLines, unsetVariableLines } from '../gaps.ts';
import { renderLines } from '../layout.ts';
import { type SectionName, sectionCount, sections, sectionTitle } from '../message/markdown.ts';
import { targetProblemLines } from '../message/problem/problem.ts';
import { sectionOf } from '../section.ts';
import { type PageBlock, weightOf } from './blocks.ts';
import type { FindingStyle } from './finding.ts';
import { findingBlocks } from './findings.ts';
import { code, markdownOf, own, prose, strong } from './inline.ts';
import { entriesOf, fenced } from './lines.ts';

/** A part of the page that tells of findings or gaps. */
export interface Section {
  readonly name: SectionName;
  readonly blocks: readonly PageBlock[];
}

/** What was found and what was not decided, the worst first. `counted`: of these only the number is told elsewhere. */
export function sectionsOf(report: Report, style: FindingStyle, counted: readonly SectionName[]): readonly Section[] {
  return sections.flatMap((name): readonly Section[] => {
    const blocks = counted.includes(name) ? [] : blocksOf(name, report, style);
    if (blocks.length === 0) return [];
    const count = weightOf(blocks);
    const isFolded = folded.has(name) || (foldedWhenLong.has(name) && count > longSection);
    const summary = () => [strong(prose(sectionTitle(name))), own(` (${sectionCount(name, count)})`)];
    return [{ name, blocks: isFolded ? [{ type: 'fold', summary, blocks }] : [title(name, blocks)] }];
  });
}

const folded: ReadonlySet<SectionName> = new Set(['untouched', 'undetermined', 'owned', 'ignored']);
const foldedWhenLong: ReadonlySet<SectionName> = new Set(['awaiting', 'pending', 'adopts']);
const longSection = 10;

const title = (name: SectionName, blocks: readonly PageBlock[]): PageBlock => ({
  type: 'group',
  head: `### ${sectionTitle(name)}`,
  blocks,
});

function blocksOf(name: SectionName, report: Report, style: FindingStyle): readonly PageBlock[] {
  switch (name) {
    case 'incomplete':
    case 'undetermined':
      return gapBlocks(report, name);
    default: {
      const own = report.findings.filter((finding) => sectionOf(finding, report) === name);
      return findingBlocks(own, style, name === 'owned' || name === 'ignored' || name === 'untouched');
    }
  }
}

/** Gaps by their cause, with where they are and what to do. */
function gapBlocks(report: Report, name: 'incomplete' | 'undetermined'): readonly PageBlock[] {
  const own = report.gaps.filter((gap) => name === (isOfValue(gap) ? 'undetermined' : 'incomplete'));
  const advice = [...permissionLines(own), ...unsetVariableLines({ ...report, gaps: own })];
  return [
    ...(name === 'incomplete' ? failedTargets(report) : []),
    ...groupGaps(own.filter(({ code: of }) => of !== 'target-failed')).map(gapBlock),
    ...entriesOf(advice).map((text): PageBlock => ({ type: 'item', weight: 0, text })),
  ];
}

/** Whether a run is complete in spite of it. */
const isOfValue = ({ scope, policy }: Gap): boolean => scope === 'leaf' || policy !== undefined;

function gapBlock(group: GapGroup): PageBlock {
  return { type: 'item', weight: group.gaps.length, text: entriesOf(gapGroupLines(group)).join('\n') };
}

/** Targets that could not be run, with why and what to do. */
function failedTargets({ targets }: Report): readonly PageBlock[] {
  return targets.flatMap(({ name, problem }): readonly PageBlock[] => {
    if (problem === undefined) return [];
    const lines = renderLines(targetProblemLines(problem, problemWidth, 0), { width: problemWidth, color: false });
    const head = markdownOf([own('target '), strong(code(name)), own(' could not be run:')]);
    return [{ type: 'paragraph', weight: 1, text: `${head}\n\n${fenced(lines.trimEnd())}` }];
  });
}

const problemWidth = 80;
