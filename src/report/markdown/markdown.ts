import { jsonReportText } from '../message/markdown.ts';
import type { Reporter } from '../reporter.ts';
import { own } from './inline.ts';
import { page } from './page.ts';

/**
 * What GitHub takes as the summary of a step is 1 MiB, and other text may stand beside the report.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
const mostBytes = 1_000_000;

/** A report as a page of GitHub-flavoured Markdown: the summary of a step, a file, a wiki. */
export const markdown: Reporter = (report, { links, fixHints = false }) =>
  page(report, {
    fixHints,
    limit: mostBytes,
    measure: (text) => Buffer.byteLength(text),
    links,
    rest: [own(jsonReportText)],
    counted: [],
  });
