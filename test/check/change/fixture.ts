import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ChangeOptions, CodeVersion, GraceOptions, SettledCode } from '../../../src/check/change.ts';
import type { TargetOptions } from '../../../src/check/target.ts';
import type { Ageless, LineAge } from '../../../src/model/line-age.ts';
import { diskFiles, type FileReader } from '../../../src/terraform/load/files.ts';

/*
 * Fixtures of `fixtures/pull-request`: `head/` is what is checked out, `base/` what it was before, `earlier/` an earlier
 * commit of the change, `applied/` what counts as applied, `settled/` the base before what came within the grace.
 * `change.json` says how the run is made.
 */

interface ChangeForm {
  readonly scope?: 'touched' | 'all';
  /** Seconds. */
  readonly grace?: number;
  /** When lines of the base that hold a text were committed, or why they have no age. All others are old. */
  readonly ages?: Readonly<Record<string, string>>;
  /** When the grace is over of what came after `settled/`, or why that is not known. Default: nothing came. */
  readonly settled?: string;
}

/** Whether a folder is such a fixture. */
export function isChange(folder: string): boolean {
  return existsSync(join(folder, 'head'));
}

/** Reads one directory as if it lay where another one does: as one path has two contents in two commits. */
function filesAt(shown: string, real: string): FileReader {
  const at = (path: string): string => join(real, relative(shown, path));
  return {
    read: (path) => diskFiles.read(at(path)),
    list: (path) => diskFiles.list(at(path)),
    kindOf: (path) => diskFiles.kindOf?.(at(path)),
  };
}

const commits = {
  base: 'ba5e'.repeat(10),
  applied: 'a991'.repeat(10),
  earlier: 'ea41'.repeat(10),
  settled: '5e77'.repeat(10),
  head: 'cafe'.repeat(10),
};

/**
 * The change of a fixture.
 *
 * @param target that of the head
 */
export function changeOf(
  folder: string,
  target: TargetOptions,
): { readonly change: ChangeOptions; readonly grace?: GraceOptions } {
  const file = join(folder, 'change.json');
  const {
    scope = 'touched',
    grace,
    ages = {},
    settled,
  } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ChangeForm) : {};
  const version = (name: keyof typeof commits, revision: string): CodeVersion => ({
    revision,
    commit: commits[name],
    targets: [{ ...target, files: filesAt(target.directory, join(folder, name)) }],
  });
  const optional = (name: 'applied' | 'earlier', revision: string) =>
    existsSync(join(folder, name)) ? [version(name, revision)] : [];
  const [applied] = optional('applied', 'production');
  return {
    change: {
      base: version('base', 'main'),
      ...(applied === undefined ? {} : { applied }),
      head: commits.head,
      earlier: async () => optional('earlier', commits.earlier),
      scope,
    },
    ...(grace === undefined
      ? {}
      : {
          grace: {
            seconds: grace,
            settled: async () => settledOf(settled, () => version('settled', commits.settled)),
            ages: async (places, commit) =>
              new Map(
                places.map((place) => {
                  if (commit !== commits.base) throw new Error(`ages of ${commit}`);
                  const path = join(folder, 'base', relative(target.directory, place.file));
                  const line = readFileSync(path, 'utf8').split('\n')[place.start.line - 1] ?? '';
                  const known = Object.entries(ages).find(([text]) => line.includes(text))?.[1];
                  return [place, ageOf(known ?? '2020-01-01T00:00:00Z')];
                }),
              ),
          },
        }),
  };
}

function settledOf(text: string | undefined, version: () => CodeVersion): SettledCode {
  if (text === undefined) return { status: 'none' };
  const until = new Date(text);
  return Number.isNaN(until.getTime())
    ? { status: 'unknown', why: text as Ageless }
    : { status: 'found', version: version(), until };
}

function ageOf(text: string): LineAge {
  const committedAt = new Date(text);
  return Number.isNaN(committedAt.getTime()) ? { none: text as Ageless } : { committedAt, commit: commits.base };
}
