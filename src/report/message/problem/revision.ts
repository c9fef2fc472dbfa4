import type { Problem } from '../../../model/problem.ts';
import { shownName } from '../../../model/secret/shown.ts';
import { type Line, line } from '../../layout.ts';
import { reasonText } from '../reason.ts';
import { next } from './advice.ts';

/** A revision as an error may name it: of the name of a commit its beginning. */
export function revisionText(revision: string): string {
  const [, name = '', steps = ''] = /^(.*?)([~^0-9]*)$/s.exec(revision) ?? [];
  return /^[0-9a-f]{8,64}$/i.test(revision) ? `${revision.slice(0, 7)}…` : `${shownName(name)}${steps}`;
}

/** What to do about the history that a shallow clone lacks. */
const deepen =
  'This clone is shallow. Fetch the history before: with actions/checkout, fetch-depth: 0 (2 is enough for the base of a merge, and leaves most lines without an age).';

/** Why the configuration, or the code, cannot be read from a revision, and what to do. */
export function unusableRevision(problem: Extract<Problem, { code: 'revision-unusable' }>): readonly Line[] {
  const name = revisionText(problem.revision);
  const { said, advice } = textOf(problem, name);
  const isHistory = problem.why === 'unknown' || problem.why === 'ambiguous' || problem.why === 'missing';
  return [line(0, said), next(problem.shallow === true && isHistory ? deepen : advice)];
}

interface RevisionText {
  readonly said: string;
  readonly advice: string;
}

function textOf({ why, path }: Extract<Problem, { code: 'revision-unusable' }>, name: string): RevisionText {
  const file = path === undefined ? 'the file' : shownName(path);
  switch (why) {
    case 'malformed':
      return {
        said: `${name} is no name of a revision`,
        advice: 'Give a branch (main, origin/main), a tag or a commit, with ~1 or ^ behind it for one before.',
      };
    case 'unknown':
      return {
        said: `this clone has no revision ${name}`,
        advice: 'Fetch it before: git fetch origin <branch>, and give origin/<branch>.',
      };
    case 'ambiguous':
      return { said: `${name} is the beginning of several objects`, advice: 'Give more of the name of the commit.' };
    case 'missing':
      return {
        said: `this clone lacks objects of ${name}`,
        advice: 'Clone with the whole history and without --filter: with actions/checkout, fetch-depth: 0',
      };
    case 'link':
      return {
        said: `${file} is a symbolic link in ${name}`,
        advice: 'Links are not followed there: put the file there itself.',
      };
    case 'unrelated':
      return {
        said: `${name} has no commit in common with what is checked out`,
        advice: 'Give the revision that the change is based on: a branch (origin/main), or HEAD^1 of a merge.',
      };
    case 'uncommitted':
      return {
        said: `${file} is in no commit, so that ${name} cannot say what it was before`,
        advice: 'Commit it, or leave --base out for it.',
      };
    case 'no-repository':
      return {
        said: `there is no repository to read ${name} from`,
        advice: 'Run it in a clone, or leave the flag out.',
      };
    case 'no-history':
      return {
        said: `${name} cannot be read: git is not installed, or the repository has no commit`,
        advice: 'Install git, or leave the flag out.',
      };
    case 'old-git':
    case 'dubious-ownership':
    case 'outside':
    case 'unsupported-references':
    case 'failed':
      return {
        said: `${name} cannot be read`,
        advice: `${reasonText({ kind: 'git', name: why, ...(path === undefined ? {} : { source: path }) })}.`,
      };
  }
}
