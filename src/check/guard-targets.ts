import { defaultTarget } from '../model/default-target.ts';
import type { ExaminedTargets } from './examination.ts';
import { Failures, type LoadedTargets } from './load-targets.ts';
import { guardPlace } from './place.ts';

/**
 * Stops the targets that look in the wrong place or saw nothing at all (`guardPlace`): what was found of them says
 * nothing.
 *
 * @param loaded what was examined
 */
export async function guardTargets(run: ExaminedTargets, { loaded }: LoadedTargets): Promise<ExaminedTargets> {
  const failures = new Failures(run.failed);
  const byName = new Map(loaded.map(({ target }) => [target.name ?? defaultTarget, target]));
  const guarded = await Promise.all(
    run.examined.map(async (examination) => {
      const { target, place } = examination;
      const options = byName.get(target);
      if (options === undefined) return [examination];
      return (await failures.unless(options, () => guardPlace(examination, options.aws), place)) ?? [];
    }),
  );
  return { ...run, examined: guarded.flat(), failed: failures.failed };
}
