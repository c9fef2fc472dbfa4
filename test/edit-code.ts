import { cpSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { groupBy } from '../src/model/group.ts';
import type { Remedies, RemedyEdit } from '../src/model/report/remedies.ts';

/** A copy of a directory of code; the caller deletes it. */
export function copyOf(directory: string): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'driftcheck-remedies-')));
  cpSync(directory, copy, { recursive: true });
  return copy;
}

/** Does in a copy of `directory` what findings say: what several of them say alike is done once. */
export function applyEdits(all: readonly Remedies['adopt'][], directory: string, copy: string): void {
  const wholes = new Map(all.map(({ edits }) => [JSON.stringify(edits), edits]));
  const edits = [...wholes.values()].flat();
  for (const [file, own] of groupBy(edits, ({ at }) => at.file)) {
    const path = join(copy, relative(directory, file));
    writeFileSync(path, edited(readFileSync(path, 'utf8'), own));
  }
}

/** A text after changes that hold together; those at one place in their order. */
export function edited(text: string, edits: readonly RemedyEdit[]): string {
  const once = [...new Map(edits.map((edit, index) => [keyOf(edit, index), edit])).values()];
  const order = once
    .map((edit, index) => ({ edit, index }))
    .toSorted(
      (a, b) =>
        b.edit.at.start.offset - a.edit.at.start.offset || lengthOf(b.edit) - lengthOf(a.edit) || b.index - a.index,
    );
  let after = text;
  let from = Number.POSITIVE_INFINITY;
  for (const { edit } of order) {
    const { start, end } = edit.at;
    if (end.offset > from) throw new Error(`changes overlap at ${edit.at.file}:${start.line}`);
    from = start.offset;
    after = after.slice(0, start.offset) + (edit.hcl ?? '') + after.slice(end.offset);
  }
  return after;
}

const lengthOf = ({ at }: RemedyEdit): number => at.end.offset - at.start.offset;

/** What is put in twice is there twice; what is taken away twice is gone. */
const keyOf = (edit: RemedyEdit, index: number): string =>
  JSON.stringify(edit.action === 'insert' ? index : [edit.action, edit.at, edit.hcl]);
