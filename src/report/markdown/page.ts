import type { Report } from '../../model/report/report.ts';
import { allLeftText, moreText, outcomeSign, outcomeText, type SectionName } from '../message/markdown.ts';
import type { SourceLinks } from '../reporter.ts';
import { aboutBlocks } from './about.ts';
import { cut, type Fitted, type Measure, weightOf } from './blocks.ts';
import { code, type Inline, markdownOf, own, strong } from './inline.ts';
import { type Section, sectionsOf } from './sections.ts';

/** What a page has room for, and what it may refer to. */
export interface PageOptions {
  /** The page is shorter than this. */
  readonly limit: number;
  readonly measure: Measure;
  readonly links: SourceLinks | undefined;
  /** What the run is called beside others. */
  readonly name?: string;
  /** Stands before everything else. */
  readonly before?: string;
  /** Where all of it is. */
  readonly rest: readonly Inline[];
  /** Of each finding it is said what to do about it. */
  readonly fixHints?: boolean;
  /** What is only counted. */
  readonly counted: readonly SectionName[];
}

/** So long may values be; where that is too much, shorter ones are tried. */
const valueLimits = [1000, 240, 80];

/** Of the room, so much is for what stands behind the findings. */
const shareOfAbout = 0.2;

/** A report as a page of Markdown, ending with a line feed: the worst first, cut where there is no room left. */
export function page(report: Report, options: PageOptions): string {
  const { limit, measure } = options;
  for (const valueLimit of valueLimits) {
    const text = pageWith(report, valueLimit, { ...options, limit: Number.POSITIVE_INFINITY });
    if (measure(text) < limit) return text;
  }
  return pageWith(report, valueLimits.at(-1) ?? 0, options);
}

function pageWith(report: Report, valueLimit: number, options: PageOptions): string {
  const { links, limit, measure, before, counted, fixHints = false } = options;
  const style = { limit: valueLimit, links, targets: report.targets.length > 1, fixHints };
  const top = [...(before === undefined ? [] : [before]), heading(report, options)].join('\n');
  const about = cut(aboutBlocks(report), (limit - measure(top)) * shareOfAbout, measure).text;
  const sections = sectionsOf(report, style, counted);
  const room = limit - measure(top) - measure(about) - separators;
  return `${[top, ...sectionTexts(sections, room, options), about].filter((text) => text !== '').join('\n\n')}\n`;
}

/** The line feeds between top, sections and what stands behind them, and one more. */
const separators = 8;

function heading(report: Report, { name }: PageOptions): string {
  const named = name === undefined ? [] : [own(' · '), code(name)];
  return markdownOf([own(`## ${outcomeSign(report)} driftcheck: ${outcomeText(report)}`), ...named]);
}

/** Every section is there: where it does not fit, as far as it does, and with how much it is not. */
function sectionTexts(sections: readonly Section[], room: number, options: PageOptions): readonly string[] {
  const { measure } = options;
  const least = sections.map(({ name, blocks }) => measure(leftText(name, weightOf(blocks), true, options)));
  let free = room - least.reduce((sum, each) => sum + each + paragraphEnd, 0);
  return sections.map(({ name, blocks }, index) => {
    const kept = least[index] ?? 0;
    const whole = cut(blocks, free + kept, measure);
    const text = whole.left === 0 ? whole.text : cutText(name, cut(blocks, free - paragraphEnd, measure), options);
    free += kept - measure(text);
    return text;
  });
}

function cutText(name: SectionName, { text, left }: Fitted, options: PageOptions): string {
  const more = leftText(name, left, text === '', options);
  return text === '' ? more : `${text}\n\n${more}`;
}

const paragraphEnd = 2;

/** `isAll`: nothing of the section is there. */
const leftText = (name: SectionName, left: number, isAll: boolean, { rest }: PageOptions): string =>
  markdownOf([strong(own(isAll ? allLeftText(name, left) : moreText(name, left))), own(' '), ...rest]);
