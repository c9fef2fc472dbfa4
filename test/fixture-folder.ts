import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { replaySnapshot } from '../src/aws/snapshot/snapshot.ts';
import type { CheckOptions } from '../src/check/check.ts';
import type { GivenFile } from '../src/check/declaration.ts';
import { runPolicy } from '../src/commands/policy.ts';
import { redactionOf } from '../src/config/redaction.ts';
import { changeOf, isChange } from './check/change/fixture.ts';
import { triesAll } from './tries.ts';

/*
 * How a folder of `fixtures/` is a run: `live.json` beside a `main.tf`, or several of them below `states/`. In those of a change the
 * code lies in `base/` and `head/` (see `check/change/fixture.ts`). A `state.json` or `plan.json` beside them is given to the run,
 * and a `driftcheck.yaml` judges it.
 */

export const fixtures: string = join(import.meta.dirname, '../fixtures');

/** The folders below `directory` that hold a `live.json`, in order. */
export function fixtureFolders(directory: string = fixtures): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name === 'live.json')
    .map((entry) => entry.parentPath)
    .sort();
}

/** The Terraform of a fixture: its own folder, the head of a change, or the one that holds `states/`. */
export function terraformOf(folder: string): string {
  if (isChange(folder)) return join(folder, 'head');
  const above = join(folder, '../..');
  return existsSync(join(folder, 'main.tf')) || existsSync(join(folder, 'main.tf.json')) ? folder : above;
}

/** A state or plan that lies in the folder. */
function given(folder: string, name: 'state' | 'plan'): { state?: GivenFile; plan?: GivenFile } {
  const file = join(folder, `${name}.json`);
  return existsSync(file) ? { [name]: { text: readFileSync(file, 'utf8'), file: `${name}.json` } } : {};
}

/** The day of every run, by which entries of a `driftcheck.yaml` expire. */
const now = new Date('2026-11-29T12:00:00Z');

/** What a `driftcheck.yaml` of the fixture says: beside its `live.json`, else beside its Terraform. */
async function judged(folder: string): Promise<Pick<CheckOptions, 'policy' | 'failOn' | 'redaction'>> {
  const { config, policy } = await runPolicy(relative(process.cwd(), folder), {}, {});
  return {
    ...(policy === undefined ? {} : { policy }),
    ...(config === undefined ? {} : { redaction: await redactionOf(config) }),
    ...(config?.failOn === undefined ? {} : { failOn: config.failOn }),
  };
}

/** The run of a fixture. */
export async function fixtureOptions(folder: string): Promise<CheckOptions> {
  const live = join(folder, 'live.json');
  const target: CheckOptions = {
    directory: relative(process.cwd(), terraformOf(folder)),
    environment: {},
    aws: replaySnapshot(readFileSync(live, 'utf8'), live),
    ...given(folder, 'state'),
    ...given(folder, 'plan'),
  };
  return { ...target, ...(await judged(folder)), ...(isChange(folder) ? changeOf(folder, target) : {}), now };
}

/** Whether a fixture is there for its size alone, and is not tried now where that is not what is tested. */
export function isLeftOut(name: string): boolean {
  return !triesAll && name === 'three-hundred-groups';
}

/**
 * What is tried of all fixtures, where each costs more than it tells of a change. `npm run test:fixtures` tries every one, `npm test` the
 * first two of each folder, and not the one that is there for its size.
 */
export function chosenFixtures<T>(all: readonly T[], folderOf: (one: T) => string): readonly T[] {
  if (triesAll) return all;
  const counts = new Map<string, number>();
  return all.filter((one) => {
    const [group = '', name = ''] = relative(fixtures, folderOf(one)).split(sep);
    const count = counts.get(group) ?? 0;
    if (isLeftOut(name) || count >= 2) return false;
    counts.set(group, count + 1);
    return true;
  });
}
