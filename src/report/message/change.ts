import type { ChangeData } from '../../model/report/change.ts';
import { countText } from './count.ts';

/** What a run held the code against, and what of the change was read otherwise than from its commits. */
export function changeTexts({
  base,
  applied,
  lacks,
  installed = [],
  variableFiles = [],
}: ChangeData): readonly string[] {
  const appliedText = applied === undefined ? '' : `; what counts as applied: ${appliedName(applied)}`;
  const from = (one: 'disk' | 'absent') => variableFiles.filter((file) => file.from === one).map(({ file }) => file);
  const [untracked, added] = [from('disk'), from('absent')];
  return [
    `base: ${revisionName(base)}${appliedText}`,
    ...(lacks === undefined ? [] : [lacksTexts[lacks]]),
    ...(installed.length === 0
      ? []
      : [
          `${countText(installed.length, 'module call')} of the base read from what is installed for the head: ${namesText(installed.map(({ address }) => address))}`,
        ]),
    ...(untracked.length === 0 ? [] : [`in no commit, so read as it is for the base too: ${namesText(untracked)}`]),
    ...(added.length === 0 ? [] : [`not in the base, which gets nothing of it: ${namesText(added)}`]),
  ];
}

const lacksTexts: Readonly<Record<NonNullable<ChangeData['lacks']>, string>> = {
  cut: 'this clone lacks commits of the change, so what was applied from one of them is not known as such: with actions/checkout, fetch-depth: 0',
  most: 'the change has more commits than are held against AWS, so what was applied from an older one is not known as such',
};

function appliedName(applied: NonNullable<ChangeData['applied']>): string {
  return applied.kind === 'state' ? 'the state' : revisionName(applied);
}

/** A revision with its commit, where it is not the name of that already. */
function revisionName({ revision, commit }: { readonly revision: string; readonly commit: string }): string {
  const short = commit.slice(0, 7);
  return commit.startsWith(revision) ? short : `${revision} (${short})`;
}

/** A longer list of names helps nobody. */
const mostNames = 5;

function namesText(all: readonly string[]): string {
  const names = [...new Set(all)];
  const shown = names.slice(0, mostNames).join(', ');
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown;
}
