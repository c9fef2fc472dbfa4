import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lineAges, lineHistory } from '../../src/check/ages.ts';
import type { SourceRange } from '../../src/model/source.ts';
import { commitAt, git, gitAt, markedSandbox, write } from '../git/sandbox.ts';

const now = new Date('2026-10-01T12:00:00Z');

let folder: string;
let code: string;
beforeEach(() => {
  ({ folder, code } = markedSandbox());
  git(code, 'init', '-q', '-b', 'main');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = () => ({ environment: { PATH: process.env['PATH'], HOME: folder } });

const place = (file: string, line: number): SourceRange => ({
  file,
  start: { line, column: 1, offset: 0 },
  end: { line, column: 2, offset: 1 },
});

/** The ages of the first lines of a file: when each was committed, or why that is not known. */
async function agesOf(file: string, count: number, commit?: string, at = now): Promise<readonly string[]> {
  const places = Array.from({ length: count }, (_, index) => place(file, index + 1));
  const ages = await lineAges(lineHistory(options()), at)(places, commit);
  return places.map((one) => {
    const age = ages.get(one);
    if (age === undefined) throw new Error(`no age of line ${one.start.line}`);
    return 'none' in age ? age.none : age.committedAt.toISOString().slice(0, 16);
  });
}

const old = '2026-09-01T08:00:00Z';
const recent = '2026-10-01T11:50:00Z';

describe('the age of a line is that of the first-parent commit that brought it', () => {
  test('which is the merge, and not the commit of the branch that was merged', async () => {
    commitAt(old, code, { 'main.tf': 'one\ntwo\nthree\n' });
    git(code, 'checkout', '-qb', 'feature');
    commitAt('2026-09-10T08:00:00Z', code, { 'main.tf': 'one\nTWO\nthree\n' });
    git(code, 'checkout', '-q', 'main');
    commitAt('2026-09-20T08:00:00Z', code, { 'other.tf': 'x\n' });
    gitAt(recent, code, 'merge', '-q', '--no-ff', '-m', 'Merge', 'feature');
    expect(await agesOf(join(code, 'main.tf'), 3)).toEqual([
      '2026-09-01T08:00',
      '2026-10-01T11:50',
      '2026-09-01T08:00',
    ]);
    expect(await agesOf(join(code, 'other.tf'), 1)).toEqual(['2026-09-20T08:00']);
  });

  test('which is the squashed one', async () => {
    commitAt(old, code, { 'main.tf': 'one\ntwo\n' });
    git(code, 'checkout', '-qb', 'feature');
    commitAt('2026-09-10T08:00:00Z', code, { 'main.tf': 'one\nTWO\n' });
    git(code, 'checkout', '-q', 'main');
    git(code, 'merge', '-q', '--squash', 'feature');
    gitAt(recent, code, 'commit', '-qm', 'Squashed');
    expect(await agesOf(join(code, 'main.tf'), 2)).toEqual(['2026-09-01T08:00', '2026-10-01T11:50']);
  });

  test('which is that of the committer, whatever the author says', async () => {
    commitAt(old, code, { 'main.tf': 'one\n' });
    write(code, { 'main.tf': 'two\n' });
    gitAt(recent, code, 'commit', '-qam', 'Change', '--date', '2026-01-01T00:00:00Z');
    expect(await agesOf(join(code, 'main.tf'), 1)).toEqual(['2026-10-01T11:50']);
  });

  test('also of a file that was renamed since', async () => {
    commitAt(old, code, { 'main.tf': 'resource "a" "b" {\n  name = "one"\n}\n' });
    git(code, 'mv', 'main.tf', 'service.tf');
    gitAt(recent, code, 'commit', '-qm', 'Rename');
    expect(new Set(await agesOf(join(code, 'service.tf'), 3))).toEqual(new Set(['2026-09-01T08:00']));
  });

  test('also of lines that end as on Windows', async () => {
    commitAt(old, code, { 'main.tf': 'one\r\ntwo\r\n' });
    commitAt(recent, code, { 'main.tf': 'one\r\nTWO\r\n' });
    expect(await agesOf(join(code, 'main.tf'), 2)).toEqual(['2026-09-01T08:00', '2026-10-01T11:50']);
    write(code, { 'main.tf': 'one\nTWO\n' });
    expect(await agesOf(join(code, 'main.tf'), 2)).toEqual(['2026-09-01T08:00', '2026-10-01T11:50']);
  });

  test('also in a worktree, and through a link', async () => {
    commitAt(old, code, { 'main.tf': 'one\n' });
    git(code, 'worktree', 'add', '-q', '--detach', join(folder, 'worktree'));
    expect(await agesOf(join(folder, 'worktree/main.tf'), 1)).toEqual(['2026-09-01T08:00']);
    symlinkSync('main.tf', join(code, 'link.tf'));
    expect(await agesOf(join(code, 'link.tf'), 1)).toEqual(['2026-09-01T08:00']);
  });

  test('of a submodule that of its own history', async () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    git(inner, 'init', '-q', '-b', 'main');
    commitAt(old, inner, { 'main.tf': 'one\n' });
    git(code, 'submodule', '--quiet', 'add', `file://${inner}`, 'modules/inner');
    gitAt(recent, code, 'commit', '-qm', 'Add');
    expect(await agesOf(join(code, 'modules/inner/main.tf'), 1)).toEqual(['2026-09-01T08:00']);
  });
});

describe('lines of another version', () => {
  test('are those of its files, whatever lies on the disk', async () => {
    const first = commitAt(old, code, { 'main.tf': 'one\ntwo\n' });
    const second = commitAt(recent, code, { 'main.tf': 'zero\none\ntwo\n' });
    git(code, 'rm', '-q', 'main.tf');
    const file = join(code, 'main.tf');
    expect(await agesOf(file, 3, second)).toEqual(['2026-10-01T11:50', '2026-09-01T08:00', '2026-09-01T08:00']);
    expect(await agesOf(file, 3, first)).toEqual(['2026-09-01T08:00', '2026-09-01T08:00', 'uncommitted']);
    expect(await agesOf(file, 1)).toEqual(['uncommitted']);
  });

  test('are asked for beside those of the disk', async () => {
    const first = commitAt(old, code, { 'main.tf': 'one\n' });
    commitAt(recent, code, { 'main.tf': 'two\n' });
    const history = lineHistory(options());
    const here = place(join(code, 'main.tf'), 1);
    const ages = lineAges(history, now);
    expect((await ages([here])).get(here)).toMatchObject({ committedAt: new Date(recent) });
    expect((await ages([here], first)).get(here)).toMatchObject({ committedAt: new Date(old), commit: first });
  });
});

describe('there is no age', () => {
  test('of lines at which a shallow clone was cut off', async () => {
    commitAt(old, code, { 'main.tf': 'one\n' });
    commitAt('2026-09-10T08:00:00Z', code, { 'main.tf': 'one\ntwo\n' });
    commitAt(recent, code, { 'main.tf': 'one\ntwo\nthree\n' });
    const clone = (depth: number): string => {
      const name = join(folder, `depth-${depth}`);
      git(folder, 'clone', '-q', '--depth', String(depth), `file://${code}`, name);
      return join(name, 'main.tf');
    };
    expect(await agesOf(clone(1), 3)).toEqual(['shallow', 'shallow', 'shallow']);
    expect(await agesOf(clone(2), 3)).toEqual(['shallow', 'shallow', '2026-10-01T11:50']);
    expect(await agesOf(clone(3), 3)).toEqual(['2026-09-01T08:00', '2026-09-10T08:00', '2026-10-01T11:50']);
  });

  test('of a commit that is dated after the run, but for what clocks differ by', async () => {
    commitAt('2026-10-01T12:00:30Z', code, { 'main.tf': 'one\n' });
    commitAt('2026-10-01T12:02:00Z', code, { 'main.tf': 'one\ntwo\n' });
    commitAt('2036-10-01T12:00:00Z', code, { 'main.tf': 'one\ntwo\nthree\n' });
    expect(await agesOf(join(code, 'main.tf'), 3)).toEqual(['2026-10-01T12:00', 'future', 'future']);
  });

  test('of lines that are not committed', async () => {
    commitAt(old, code, { 'main.tf': 'one\ntwo\n' });
    write(code, { 'main.tf': 'one\nTWO\n', 'new.tf': 'x\n' });
    expect(await agesOf(join(code, 'main.tf'), 2)).toEqual(['2026-09-01T08:00', 'uncommitted']);
    expect(await agesOf(join(code, 'new.tf'), 1)).toEqual(['uncommitted']);
  });

  test('of files in no repository, and of none', async () => {
    commitAt(old, code, { 'main.tf': 'one\n' });
    write(folder, { 'main.tf': 'one\n' });
    expect(await agesOf(join(folder, 'main.tf'), 1)).toEqual(['outside']);
    expect(await agesOf('', 1)).toEqual(['outside']);
  });

  test('where there is no git, or the repository is refused', async () => {
    commitAt(old, code, { 'main.tf': 'one\n' });
    const here = place(join(code, 'main.tf'), 1);
    const blind = lineHistory({ environment: { PATH: '' } });
    expect((await lineAges(blind, now)([here])).get(here)).toEqual({ none: 'unreadable' });
    write(code, { '.git/objects/info/alternates': `${folder}/elsewhere\n` });
    const refused = lineHistory(options());
    expect((await lineAges(refused, now)([here])).get(here)).toEqual({ none: 'unreadable' });
    expect([...refused.unread.values()]).toEqual([{ problem: 'outside', path: join(folder, 'elsewhere') }]);
  });
});

test('what is known is not asked for again', async () => {
  commitAt(old, code, { 'main.tf': 'one\ntwo\n' });
  const history = lineHistory(options());
  const [one, two] = [place(join(code, 'main.tf'), 1), place(join(code, 'main.tf'), 2)];
  await history.origins([one, two]);
  rmSync(join(code, '.git/objects'), { recursive: true });
  expect((await history.origins([one])).get(one)).toMatchObject({ committedAt: new Date(old) });
});
