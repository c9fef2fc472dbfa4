import { compareCodeUnits } from '../model/order.ts';
import type { Reporter } from './reporter.ts';

/**
 * The report as JSON, in the form of `docs/report.schema.json`: indented, members in the order of their names, entries
 * in the report's own order. The same report gives the same bytes.
 */
export const json: Reporter = (report) => stableJson(report);

/**
 * Indented JSON with members in the order of their names, ending with a line feed: the same data gives the same bytes.
 */
export function stableJson(data: unknown): string {
  return `${JSON.stringify(sorted(data), undefined, 2)}\n`;
}

/** A copy with the members of every object in code-unit order of their names; what is undefined is left out. */
function sorted(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(sorted);
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => compareCodeUnits(a, b))
    .map(([name, value]) => [name, sorted(value)] as const);
  return Object.fromEntries(entries);
}
