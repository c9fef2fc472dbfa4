import { leastPolicy } from '../check/rehearsal/least-policy.ts';
import { rehearse } from '../check/rehearsal/rehearse.ts';
import { exitCode } from '../exit-code.ts';
import { iamPolicyText } from '../report/message/iam-policy.ts';
import { type CheckFlags, loadOptions } from './check.ts';
import { type PolicyFlags, type RunPolicy, underPolicy } from './policy.ts';
import { print } from './print.ts';

/** The flags of `driftcheck iam-policy`, as commander gives them: those of a run that say what the code is. */
export type IamPolicyFlags = PolicyFlags &
  Pick<CheckFlags, 'inputs' | 'allowOutside' | 'workspace' | 'state' | 'plan' | 'remoteState' | 'region'>;

/**
 * `driftcheck iam-policy [dir]`: prints the least IAM policy that a run needs. Asks nobody but the files.
 *
 * @returns 0, or 3 when something declared is not known, so that the policy may lack what it takes
 * @throws ProblemError
 */
export function runIamPolicy(directory: string, flags: IamPolicyFlags): Promise<number> {
  return underPolicy(directory, flags, (run) => printPolicy(directory, flags, run));
}

async function printPolicy(directory: string, flags: IamPolicyFlags, run: RunPolicy): Promise<number> {
  const rehearsal = await rehearse({
    ...loadOptions(directory, flags),
    ...(flags.region === undefined ? {} : { region: flags.region }),
    ...(run.policy === undefined ? {} : { policy: run.policy }),
  });
  const { policy, exactness, gaps } = leastPolicy([rehearsal]);
  print(process.stdout, `${JSON.stringify(policy, null, 2)}\n`);
  const unknown = [...new Set(gaps.map(({ address = '' }) => address))];
  print(process.stderr, iamPolicyText({ isShortened: exactness !== 'each', unknown }));
  return unknown.length === 0 ? exitCode.inSync : exitCode.incomplete;
}
