import type { Report } from '../model/report/report.ts';
import type { Rule, RuleId } from '../model/rule.ts';

/** A repository on the web, at a commit. */
export interface SourceLinks {
  /** `https://github.com`, without a slash at its end. */
  readonly server: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly sha: string;
  /** Where the run began, to which places of findings are relative, from the top of the repository: `.`, `infra`. */
  readonly directory: string;
}

/** The repository of the code, and where the run began: both absolute, with forward slashes. */
export interface Checkout {
  /** The top of the repository. */
  readonly top: string;
  /** Where the run began, from which places of findings are named; it may lie outside of the repository. */
  readonly from: string;
}

/** What a reporter needs to know of where its text goes. */
export interface RenderContext {
  /** Columns to fill. */
  readonly width: number;
  readonly color: boolean;
  /** For formats whose readers know files by their path in the repository. Default: the run began at its top. */
  readonly checkout?: Checkout;
  /** Where lines of the code can be looked at. */
  readonly links?: SourceLinks;
  /** What tells this run from others about the same commit, where they are put together: `driftcheck/production`. */
  readonly category?: string;
  /** Whether what is owned or was accepted is reported, by reporters that leave it out. Default: no. */
  readonly setAside?: boolean;
  /** Whether reporters for people say of each difference what makes the two sides the same again. Default: no. */
  readonly fixHints?: boolean;
  /** When given, the report also says of every rule that it names why it matters and what to do. */
  readonly explain?: (rule: RuleId) => Rule;
}

/** Renders a report, ending with a line feed. The same report and context give the same text, byte by byte. */
export type Reporter = (report: Report, context: RenderContext) => string;
