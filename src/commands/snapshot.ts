import { joinRecorded } from '../aws/joined-reader.ts';
import { ReadingEnded } from '../aws/reading-ended.ts';
import { snapshotLines } from '../aws/snapshot/snapshot.ts';
import { comparedTypes, examineTargets, type RunOptions } from '../check/check.ts';
import type { Examination } from '../check/examination.ts';
import { guardTargets } from '../check/guard-targets.ts';
import { loadTargets, noneCouldBeRun } from '../check/load-targets.ts';
import { isSecretRecorded, sealRecorded } from '../check/marked-reader.ts';
import { joinShared } from '../check/secret-parts.ts';
import { hidingProblems } from '../check/secrets.ts';
import { exitCode } from '../exit-code.ts';
import { defaultTarget } from '../model/default-target.ts';
import { ProblemError } from '../model/problem.ts';
import { hideIn } from '../model/secret/hidden.ts';
import type { Policy } from '../policy/policy.ts';
import { problemText } from '../report/message/problem/problem.ts';
import { snapshotText } from '../report/message/snapshot.ts';
import { type CheckFlags, targetOptions } from './check.ts';
import { keyOfRun } from './fingerprint-key.ts';
import { codeOfSignal, type Interruption, interruptible } from './interrupt.ts';
import { underPolicy } from './policy.ts';
import { print } from './print.ts';
import { createProgress } from './progress.ts';
import { type ChosenTarget, chooseTargets, liveReaders } from './targets.ts';
import { inertBatches, probeOutputs, writeLines } from './write-file.ts';

/** The flags of `driftcheck snapshot`, as commander gives them. */
type SnapshotFlags = Omit<CheckFlags, 'format' | 'failOn' | 'color'> & { readonly output: string };

/**
 * `driftcheck snapshot`: reads what a check would read and writes it down. Of a run that a signal ends nothing is: what
 * an earlier one wrote stays, since a part of what AWS has is no better.
 *
 * @returns 0, or 3 when something declared could not be read, or not written down, and so is not in the snapshot.
 * @throws ProblemError, InterruptedError
 */
export function runSnapshot(directory: string | undefined, flags: SnapshotFlags): Promise<number> {
  return underPolicy(directory ?? '.', flags, ({ config, policy }) =>
    record(chooseTargets(directory, flags, config), flags, policy),
  );
}

async function record(
  targets: readonly ChosenTarget[],
  flags: SnapshotFlags,
  policy: Policy | undefined,
): Promise<number> {
  const toStdout = flags.output === '-';
  if (!toStdout) probeOutputs([flags.output]);
  const work = async (interruption: Interruption): Promise<number> => {
    const { course } = interruption;
    const readerOf = liveReaders(flags, interruption, { isRecorded: true });
    const progress = createProgress(process.stderr, flags.quiet !== true);
    try {
      const readers = targets.map(readerOf);
      const looked = targets.flatMap((target, index) => {
        const aws = readers[index];
        return aws === undefined ? [] : [targetOptions(target, flags, aws)];
      });
      // What the policy asks for is recorded, too.
      const options: RunOptions = {
        onProgress: progress.show,
        course,
        ...(policy === undefined ? {} : { policy }),
        ...(flags.who === true ? { who: 'asked' } : {}),
      };
      const loaded = await loadTargets(looked, comparedTypes(), progress.show);
      const run = await guardTargets(await examineTargets(loaded, options), loaded);
      if (course.isEnded()) throw new ReadingEnded('interruption');
      const { examined, hidden } = run;
      const failed = run.failed.map(({ target, error: { problem } }) => ({ target, problem }));
      const region = hidingProblems(hidden, () => {
        if (examined.length === 0) throw noneCouldBeRun(run.failed);
        requireOneAccount(examined);
        return regionOf(examined, targets, flags);
      });
      const secretParts = joinShared(examined.map((one) => one.secretParts));
      const reads = joinRecorded(readers);
      let withheld = 0;
      const recorder = { recorded: () => reads, defaultRegion: async () => region };
      const lines = await snapshotLines(recorder, {
        seal: (all) => sealRecorded(secretParts, all),
        isSecret: isSecretRecorded(secretParts, hidden),
        recordedAt: new Date().toISOString(),
        ...keyOfRun(),
        onWithheld: () => {
          withheld += 1;
        },
      });
      progress.clear();
      if (toStdout) for (const piece of inertBatches(lines)) print(process.stdout, piece);
      else writeLines(flags.output, lines);
      const unread = reads.filter(({ read }) => read.status === 'unreadable').length;
      if (flags.quiet !== true) {
        const calls = [...new Map(readers.map((reader) => [reader.origin, reader])).values()];
        print(
          process.stderr,
          snapshotText({
            file: flags.output,
            reads: reads.length - withheld,
            unread,
            withheld,
            calls: calls.reduce((sum, reader) => sum + reader.calls(), 0),
            failed: hideIn(failed, hidden).map(({ target, problem }) => ({ target, problem: problemText(problem) })),
          }),
        );
      }
      return unread + withheld + failed.length === 0 ? exitCode.inSync : exitCode.incomplete;
    } finally {
      progress.clear();
    }
  };
  const { value, interrupted } = await interruptible(work, flags);
  return interrupted === undefined ? value : codeOfSignal(interrupted.by);
}

/** @throws ProblemError `usage` for targets of several accounts */
function requireOneAccount(examined: readonly Examination[]): void {
  const accounts = new Set(examined.flatMap(({ place: { account } }) => account ?? []));
  if (accounts.size < 2) return;
  const named = [...accounts].toSorted().join(', ');
  throw usage(`a snapshot is of one account, and these targets are of several (${named}): choose with --only-target`);
}

/**
 * The region of what names none, as a run that replays the snapshot needs it: targets that name one have their own.
 * @throws ProblemError `usage` where that is not one region
 */
function regionOf(
  examined: readonly Examination[],
  targets: readonly ChosenTarget[],
  flags: SnapshotFlags,
): string | undefined {
  const named = new Set(
    targets.flatMap(({ name = defaultTarget, region }) =>
      region === undefined || flags.region !== undefined ? [] : [name],
    ),
  );
  const open = examined.filter(({ target }) => !named.has(target));
  const regions = new Set((open.length > 0 ? open : examined.slice(0, 1)).map(({ place }) => place.region));
  const [region] = regions;
  if (regions.size < 2) return region;
  const all = [...regions]
    .map((one) => one ?? 'none')
    .toSorted()
    .join(', ');
  throw usage(
    `a snapshot has one region for what names none, and these targets have several (${all}): say "region" of each in driftcheck.yaml`,
  );
}

function usage(message: string): ProblemError {
  return new ProblemError({ code: 'usage', message });
}
