/* What the mutations came to, counted. */

/** What one mutation came to. */
export interface Tried {
  readonly scene: string;
  readonly kind: string;
  /** The place in the table of the kind. */
  readonly field: string;
  readonly what: string;
  readonly outcome: 'told' | 'somebody else' | 'quiet' | 'missed' | 'false alarm';
  /** Why nothing had to be told. */
  readonly quiet?: 'left to AWS' | 'not known' | 'the same';
  /** What was told that should not have been, or was not told. */
  readonly because?: string;
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
    because === undefined ? [] : [`${outcome}: ${scene} | ${kind} | ${what}\n  ${because}`],
  );
}

const columns = ['kind', 'detected', 'false alarms', 'others', 'same', 'left', 'unknown'];

/**
 * The table that `npm run mutants` prints. `others`: of the detected ones, those that are somebody else's. Of those that change nothing
 * (neutral): `same` mean the same, `left` are left to AWS by the code, and of `unknown` the code says too little.
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
    String(count(({ outcome }) => outcome === 'somebody else')),
    ...(['the same', 'left to AWS', 'not known'] as const).map((why) => String(count(({ quiet }) => quiet === why))),
  ];
}
