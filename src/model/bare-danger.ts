import type { Danger } from './report/danger.ts';

/** What may be told of a danger where the rule may not be shown. */
export function bareDanger({ code, severity: own, direction }: Danger): Danger {
  return { code, severity: own, direction };
}
