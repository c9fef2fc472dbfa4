import { recordSnapshot } from '../aws/snapshot/snapshot.ts';
import { comparedTypes, examine } from '../check/check.ts';
import { loadDeclaration } from '../check/declaration.ts';
import { isSecretRecorded, sealRecorded } from '../check/marked-reader.ts';
import { guardPlace } from '../check/place.ts';
import { hidingProblems } from '../check/secrets.ts';
import { exitCode } from '../exit-code.ts';
import { snapshotText } from '../report/message/snapshot.ts';
import { type CheckFlags, liveReader, loadOptions, runProfile } from './check.ts';
import { fingerprintKey } from './fingerprint-key.ts';
import { interruptible } from './interrupt.ts';
import { probeOutputs, writeFile } from './outputs.ts';
import { underPolicy } from './policy.ts';
import { print } from './print.ts';
import { createProgress } from './progress.ts';

/** The flags of `driftcheck snapshot`, as commander gives them. */
type SnapshotFlags = Omit<CheckFlags, 'format' | 'failOn' | 'color'> & { readonly output: string };

/**
 * `driftcheck snapshot`: reads what a check would read and writes it down.
 * @returns 0, or 3 when something declared could not be read, or not written down, and so is not in the snapshot.
 * @throws ProblemError, InterruptedError
 */
export function runSnapshot(directory: string, flags: SnapshotFlags): Promise<number> {
  return underPolicy(directory, flags, () => record(directory, flags));
}

async function record(directory: string, flags: SnapshotFlags): Promise<number> {
  const toStdout = flags.output === '-';
  if (!toStdout) probeOutputs([flags.output]);
  return interruptible(async (interruption) => {
    const aws = liveReader(flags, interruption);
    const progress = createProgress(process.stderr, flags.quiet !== true);
    try {
      const options = { ...loadOptions(directory, flags), aws, ...runProfile(flags), onProgress: progress.show };
      const examination = await examine(await loadDeclaration({ ...options, types: comparedTypes() }), options);
      const { secretParts, hidden } = examination;
      hidingProblems(hidden, () => guardPlace(examination, aws.source));
      const sealed = {
        recorded: () => sealRecorded(secretParts, aws.recorded()),
        defaultRegion: () => aws.defaultRegion(),
      };
      const key = fingerprintKey();
      let withheld = 0;
      const text = await recordSnapshot(sealed, {
        isSecret: isSecretRecorded(secretParts, hidden),
        recordedAt: new Date().toISOString(),
        ...(key === undefined ? {} : { fingerprintKey: key }),
        onWithheld: () => {
          withheld += 1;
        },
      });
      progress.clear();
      if (toStdout) print(process.stdout, text);
      else writeFile(flags.output, text);
      const reads = aws.recorded();
      const unread = reads.filter(({ read }) => read.status === 'unreadable').length;
      if (flags.quiet !== true) {
        print(
          process.stderr,
          snapshotText({ file: flags.output, reads: reads.length - withheld, unread, withheld, calls: aws.calls() }),
        );
      }
      return unread + withheld === 0 ? exitCode.inSync : exitCode.incomplete;
    } finally {
      progress.clear();
    }
  });
}
