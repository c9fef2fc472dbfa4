import type { KindRun } from '../kinds/run-kind.ts';
import { noSourceRange } from '../model/source.ts';

/** What was found about a plan, without places: of a plan nothing stands in a file of code. */
export function withoutSourcePositions(run: KindRun): KindRun {
  return {
    ...run,
    checked: run.checked.map(strip),
    findings: run.findings.map(strip),
    gaps: run.gaps.map(strip),
  };
}

/** `data` without the places, at any depth, that are no places. */
function strip<T>(data: T): T {
  if (Array.isArray(data)) return data.map(strip) as T;
  if (typeof data !== 'object' || data === null || Object.getPrototypeOf(data) !== Object.prototype) return data;
  const members = Object.entries(data).filter(([name, member]) => name !== 'at' || !isNowhere(member));
  return Object.fromEntries(members.map(([name, member]) => [name, strip(member)])) as T;
}

function isNowhere(place: unknown): boolean {
  return typeof place === 'object' && place !== null && 'file' in place && place.file === noSourceRange.file;
}
