import type { Gap } from '../../model/report/gap.ts';
import { expectationText } from './expectation.ts';
import { causeText } from './reason.ts';

/** What could not be decided, for all gaps that have the code and the cause in common. `count`: how many. */
export function gapTitle(gap: Gap, count: number): string {
  const title = titles[gap.code](count, causeText(gap.reason), gap);
  if (gap.policy !== undefined) return `${title}; owned elsewhere, so it counts for nothing`;
  return gap.expectation === undefined ? title : `${expectationText(gap.expectation)}: ${title}`;
}

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

const titles: Readonly<Record<Gap['code'], (count: number, cause: string, gap: Gap) => string>> = {
  'value-unknown': (count, cause) => `${many(count, 'value', 'values')} not known: ${cause}`,
  'elements-unknown': (count, cause) => `${many(count, 'list', 'lists')} may hold further elements: ${cause}`,
  unidentified: (count, cause) => `${many(count, 'resource', 'resources')} not identified on AWS: ${cause}`,
  unreadable: (count, cause) => `${many(count, 'resource', 'resources')} not read: ${cause}`,
  'expansion-unknown': (count, cause) => `${many(count, 'resource', 'resources')} of unknown number: ${cause}`,
  'module-missing': (count, cause, { reason }) =>
    reason.kind === 'outside'
      ? `${many(count, 'module', 'modules')} not read: ${cause}`
      : `${many(count, 'module', 'modules')} not there${sourceText(reason.source)}: run "terraform init"`,
  'module-invalid': (count, _, { reason }) =>
    `${many(count, 'module', 'modules')} in error${sourceText(reason.source)}: its code could not be understood`,
  'expression-invalid': (count, cause) => `${many(count, 'value', 'values')} in error: ${cause}`,
  'unknown-member': (count, _, { reason }) =>
    `${many(count, 'answer', 'answers')} of AWS with a part that this version does not know: ${reason.name ?? '?'}`,
  'not-compared': (count, _, { reason }) =>
    `${many(count, 'setting', 'settings')} not compared by this version: ${reason.name ?? '?'}`,
  'target-failed': (count) => `${many(count, 'target', 'targets')} could not be run`,
  'base-unreadable': (_, cause, { reason }) =>
    `the base of the change could not be read: ${cause}${reason.kind === 'module' ? baseModuleText(reason.source) : ''}`,
  'base-unknown': (count, cause) =>
    `${many(count, 'difference', 'differences')} of which the base of the change is not known: ${cause}`,
  'expectation-unmatched': (_, cause) => cause,
  'age-unknown': (_, cause) => `"apply-grace" does not cover what differs, since its age is not known: ${cause}`,
  'interfaces-unreadable': (_, cause) => `what rules reach that differ is not known: ${cause}`,
  'prefix-lists-unreadable': (_, cause) =>
    `what prefix lists of rules that differ are called, or let through, is not known: ${cause}`,
  interrupted: (_, cause) => `not all was read and compared: ${cause}`,
  'history-unreadable': (_, cause) => `when lines were committed is not known: ${cause}`,
};

/** Where a module of the base of a change is looked for. */
function baseModuleText(source = ''): string {
  return /^\.\.?(?:\/|$)/.test(source)
    ? ' in that commit'
    : '; what is installed for the head is its code only with the same source and version';
}

const sourceText = (source: string | undefined): string => (source === undefined ? '' : ` ("${source}")`);
