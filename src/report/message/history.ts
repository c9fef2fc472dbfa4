import type { FamilyHistory, NameEvent, RevisionChange, RevisionRecord } from '../../model/history.ts';
import type { ShownValue } from '../../model/report/shown-value.ts';
import { shorten } from '../printable.ts';
import { countText } from './count.ts';
import { instantText, principalText } from './instant.ts';
import { awsProblemText } from './reason.ts';
import { valueText } from './value.ts';

/* What is said about the revisions of a family. */

const longest = 200;

/** What the history is of. */
export function historyTitle({ family, region, revisions }: FamilyHistory): string {
  const where = region === undefined ? '' : ` in ${region}`;
  return `${family}${where}: ${countText(revisions.length, 'revision')}, the newest first`;
}

/** When, by whom and in use by which service. */
export function revisionText(record: RevisionRecord): string {
  const { registeredAt, registeredBy, status, deregisteredAt, usedBy, problem } = record;
  if (problem !== undefined) return `could not be read: ${awsProblemText(problem)}`;
  const registered = [
    ...(registeredAt === undefined ? [] : [instantText(registeredAt)]),
    ...(registeredBy === undefined ? [] : [`by ${principalText(registeredBy)}`]),
  ].join(' ');
  return [
    ...(registered === '' ? [] : [`registered ${registered}`]),
    ...(status === undefined || status === 'ACTIVE'
      ? []
      : [`${status}${deregisteredAt === undefined ? '' : ` since ${instantText(deregisteredAt)}`}`]),
    ...(usedBy.length === 0 ? [] : [`in use by ${usedBy.join(', ')}`]),
  ].join(', ');
}

/** What one change is, on one line. */
export function changeText({ change, path, before, after }: RevisionChange): string {
  const shown = (value: ShownValue): string => shorten(valueText(value), longest);
  switch (change) {
    case 'added':
      return `+ ${path}  ${shown(after)}`;
    case 'removed':
      return `- ${path}  ${shown(before)}`;
    case 'changed':
      return 'secret' in before && 'secret' in after && before.fingerprint === undefined
        ? `~ ${path}  (secret, changed)`
        : `~ ${path}  ${shown(before)} -> ${shown(after)}`;
  }
}

export const firstReadText = 'the oldest one that was read';
export const unchangedText = 'nothing changed';

/** What became of a name. */
export function eventText({ event, revision, path, value }: NameEvent): string {
  const shown = value === undefined ? '' : `: ${shorten(valueText(value), longest)}`;
  switch (event) {
    case 'came':
      return `came in revision ${revision}, as ${path}${shown}`;
    case 'changed':
      return `changed in revision ${revision}, ${path}${shown}`;
    case 'went':
      return `went in revision ${revision}, was ${path}`;
    case 'there':
      return `stands in revision ${revision}, the oldest one that was read, as ${path}${shown}`;
  }
}

/** What was found of a name altogether. */
export function nameTitle(name: string, events: readonly NameEvent[]): string {
  return events.length === 0 ? `${name} stands in none of these revisions` : name;
}

/** What may lie beyond. */
export const moreText = 'There are, or may be, older revisions; --limit says how many are read.';

/** A signal ended it. */
export const interruptedText = 'Interrupted: not all was read.';

/** Nothing was found, or nothing could be read. */
export function emptyText({ family, region, problems }: FamilyHistory): string {
  const [problem] = problems;
  if (problem !== undefined) return `The revisions of ${family} could not be listed: ${awsProblemText(problem)}`;
  return `There is no task definition family ${family}${region === undefined ? '' : ` in ${region}`}.`;
}
