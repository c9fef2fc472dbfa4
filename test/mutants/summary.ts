import { groupBy } from '../../src/model/group.ts';

/* What the mutations came to, counted. */

/** What one mutation came to. */
export interface Tried {
  readonly scene: string;
  readonly kind: string;
  /** The place in the table of the kind. */
  readonly field: string;
  readonly what: string;
  readonly outcome: 'told' | 'somebody else' | 'quiet' | 'undetermined' | 'missed' | 'false alarm' | 'skipped';
  /** Why nothing had to be told. */
  readonly quiet?: 'left to AWS' | 'the same';
  /** The rules of what was told besides, since it follows. */
  readonly following: readonly string[];
  /** What was told that should not have been, or was not told; or why it was skipped. */
  readonly because?: string;
  /** Why what is undetermined cannot be told. */
  readonly gap?: string;
}

/** What one part of the suite came to. */
export interface PartResult {
  readonly tried: readonly Tried[];
  /** All that mutations have to be of, by kind and place. */
  readonly fields: readonly string[];
}

/** Whether what had to be told was told. */
function isDetected({ outcome }: Tried): boolean {
  return outcome === 'told' || outcome === 'somebody else';
}

/** The fields of which no mutation was told. */
export function untouched(tried: readonly Tried[], fields: readonly string[]): readonly string[] {
  const told = new Set(tried.flatMap((one) => (isDetected(one) ? [`${one.kind} ${one.field}`] : [])));
  return fields.filter((field) => !told.has(field));
}

/** The mutations that came to something else than they had to. */
export function wrong(tried: readonly Tried[]): readonly string[] {
  return tried.flatMap(({ scene, kind, what, outcome, because }) =>
    because === undefined || outcome === 'skipped' ? [] : [`${outcome}: ${scene} | ${kind} | ${what}\n  ${because}`],
  );
}

const columns = ['kind', 'detected', 'false alarms', 'undetermined', 'skipped', 'others', 'same', 'left'];

/**
 * The table that `npm run mutants` prints. `undetermined`: the code leaves open what is right, so that they count neither as detected
 * nor as neutral. `others`: of the detected ones, those that are somebody else's. Of the neutral ones `same` mean the same and `left`
 * are left to AWS by the code.
 */
export function table(tried: readonly Tried[]): string {
  const kinds = [...new Set(tried.map(({ kind }) => kind))].toSorted();
  const rows = [
    columns,
    ...kinds.map((kind) =>
      cells(
        kind,
        tried.filter((one) => one.kind === kind),
      ),
    ),
    cells('total', tried),
  ];
  return rows
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(20) : cell.padStart(15))).join(''))
    .join('\n');
}

function cells(name: string, own: readonly Tried[]): readonly string[] {
  const count = (is: (one: Tried) => boolean) => own.filter(is).length;
  const detected = count(isDetected);
  const expected = detected + count(({ outcome }) => outcome === 'missed');
  const alarms = count(({ outcome }) => outcome === 'false alarm');
  const neutral = alarms + count(({ outcome }) => outcome === 'quiet');
  return [
    name,
    `${detected} / ${expected}`,
    `${alarms} / ${neutral}`,
    ...(['undetermined', 'skipped', 'somebody else'] as const).map((one) =>
      String(count(({ outcome }) => outcome === one)),
    ),
    ...(['the same', 'left to AWS'] as const).map((why) => String(count(({ quiet }) => quiet === why))),
  ];
}

/** What was not made and why, and what was told besides what had to be: a line for each reason. */
export function remarks(tried: readonly Tried[]): readonly string[] {
  const skipped = countBy(tried.flatMap(({ outcome, because = '' }) => (outcome === 'skipped' ? [because] : [])));
  const open = countBy(tried.flatMap(({ gap }) => gap ?? []));
  const following = countBy(tried.flatMap((one) => one.following));
  return [
    ...skipped.map(([why, count]) => `skipped: ${count}, because ${why}`),
    ...open.map(([why, count]) => `undetermined: ${count}, because ${why}`),
    ...following.map(
      ([rule, count]) => `told, or told no more, since it follows from a change elsewhere: ${count} × ${rule}`,
    ),
  ];
}

function countBy(all: readonly string[]): readonly (readonly [string, number])[] {
  return [...groupBy(all, (one) => one)]
    .map(([one, own]) => [one, own.length] as const)
    .toSorted((a, b) => b[1] - a[1]);
}
