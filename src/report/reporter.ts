import type { Report } from '../model/report/report.ts';
import type { Rule, RuleId } from '../model/rule.ts';

/** What a reporter needs to know of where its text goes. */
export interface RenderContext {
  /** Columns to fill. */
  readonly width: number;
  readonly color: boolean;
  /** When given, the report also says of every rule that it names why it matters and what to do. */
  readonly explain?: (rule: RuleId) => Rule;
}

/** Renders a report, ending with a line feed. The same report and context give the same text, byte by byte. */
export type Reporter = (report: Report, context: RenderContext) => string;
