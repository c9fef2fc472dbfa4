import type { Report } from '../../model/report/report.ts';
import { inert } from '../inert.ts';
import { jobSummaryText, jsonReportText } from '../message/markdown.ts';
import type { SourceLinks } from '../reporter.ts';
import { link, own } from './inline.ts';
import { commentMarker } from './marker.ts';
import { page } from './page.ts';

/** What a comment on a pull request is to refer to. */
export interface CommentOptions {
  /** By which it is found again: that of `commentMarker`. */
  readonly key: string;
  /** What the run is called beside others on the same pull request: a target, a job of a matrix. */
  readonly name?: string;
  readonly links?: SourceLinks;
  /** The page of the run, whose summary has what the comment has no room for. */
  readonly runUrl?: string;
  /** The comment is shorter than this. Default: 65,000. */
  readonly limit?: number;
}

/**
 * GitHub says of longer ones "is too long (maximum is 65536 characters)". By measurements it counts code points of a
 * pull request, and of a comment bytes, four times as many. A text of so few UTF-16 code units is below both.
 * https://github.com/dead-claudia/github-limits/pull/13
 */
const mostCharacters = 65_000;

/** The comment on a pull request: as the page of a report, and what is set aside is only counted. */
export function commentBody(report: Report, options: CommentOptions): string {
  const { key, name, links, runUrl, limit = mostCharacters } = options;
  return inert(
    page(report, {
      limit,
      measure: (text) => inert(text).length,
      links,
      ...(name === undefined ? {} : { name }),
      before: commentMarker(key),
      rest: runUrl === undefined ? [own(jsonReportText)] : link(runUrl, own(jobSummaryText)),
      counted: ['owned', 'ignored'],
    }),
  );
}
