import type { FamilyHistory, RevisionRecord } from '../model/history.ts';
import { stableJson } from './json.ts';
import { blank, item, type Line, line, renderLines, solid } from './layout.ts';
import {
  changeText,
  emptyText,
  eventText,
  firstReadText,
  historyTitle,
  interruptedText,
  moreText,
  nameTitle,
  revisionText,
  unchangedText,
} from './message/history.ts';
import type { RenderContext } from './reporter.ts';

/** `driftcheck history` for people. */
export function historyText(history: FamilyHistory, context: RenderContext): string {
  if (history.revisions.length === 0) return renderLines([item(0, emptyText(history))], context);
  const blocks: readonly (readonly Line[])[] = [
    [line(0, historyTitle(history))],
    ...nameLines(history),
    ...history.revisions.map(revisionLines),
    ...(history.more ? [[line(0, moreText)]] : []),
    ...(history.interrupted === undefined ? [] : [[line(0, interruptedText)]]),
  ];
  return renderLines(
    blocks.flatMap((block, index) => (index === 0 ? block : [blank, ...block])),
    context,
  );
}

function nameLines({ name, events }: FamilyHistory): readonly (readonly Line[])[] {
  if (name === undefined || events === undefined) return [];
  return [[line(0, solid(nameTitle(name, events), 'strong')), ...events.map((event) => item(2, eventText(event)))]];
}

function revisionLines(record: RevisionRecord): readonly Line[] {
  const { revision, changes, problem } = record;
  const heading = item(0, solid(`${revision}`, 'strong'), `  ${revisionText(record)}`);
  if (problem !== undefined) return [heading];
  if (changes === undefined) return [heading, item(2, { text: firstReadText, style: 'faint' })];
  if (changes.length === 0) return [heading, item(2, { text: unchangedText, style: 'faint' })];
  return [heading, ...changes.map((change) => item(2, changeText(change)))];
}

/** `driftcheck history --format json`: members in the order of their names. */
export function historyJson(history: FamilyHistory): string {
  return stableJson({ schemaVersion: 1, ...history });
}
