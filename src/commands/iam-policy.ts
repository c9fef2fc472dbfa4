import { type LeastPolicy, leastPolicy } from '../check/rehearsal/least-policy.ts';
import { type Rehearsal, rehearse } from '../check/rehearsal/rehearse.ts';
import { exitCode } from '../exit-code.ts';
import { parseArn } from '../model/arn.ts';
import { ProblemError } from '../model/problem.ts';
import { iamPolicyText } from '../report/message/iam-policy.ts';
import { type CheckFlags, targetCode } from './check.ts';
import { type RunPolicy, underPolicy } from './policy.ts';
import { print } from './print.ts';
import { type ChosenTarget, chooseTargets } from './targets.ts';

/** The flags of `driftcheck iam-policy`, as commander gives them: those of a run that say what the code is. */
export type IamPolicyFlags = Omit<
  CheckFlags,
  'profile' | 'timeout' | 'maxCalls' | 'quiet' | 'live' | 'format' | 'failOn' | 'strict'
>;

/**
 * `driftcheck iam-policy [dir]`: prints the least IAM policy that a run with the same flags needs. Without a directory
 * it is about the targets of `driftcheck.yaml`, or else about the working directory. Asks nobody but the files.
 *
 * @returns 0, or 3 when something declared is not known, so that the policy may lack what it takes
 * @throws ProblemError
 */
export function runIamPolicy(directory: string | undefined, flags: IamPolicyFlags): Promise<number> {
  return underPolicy(directory ?? '.', flags, (run) => printPolicy(directory, flags, run));
}

async function printPolicy(directory: string | undefined, flags: IamPolicyFlags, run: RunPolicy): Promise<number> {
  const targets = chooseTargets(directory, flags, run.config);
  const rehearsals: Rehearsal[] = [];
  const failed: { readonly target: ChosenTarget; readonly error: ProblemError }[] = [];
  for (const target of targets) {
    try {
      rehearsals.push(await rehearse(rehearsalOptions(target, flags, run)));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      failed.push({ target, error });
    }
  }
  const [first] = failed;
  if (first !== undefined && rehearsals.length === 0) throw first.error;
  const least = leastPolicy(
    rehearsals,
    targets.flatMap(({ role }) => role ?? []),
  );
  print(process.stdout, `${JSON.stringify(least.policy, null, 2)}\n`);
  const unknown = unknownIn(least);
  const broken = failed.map(({ target: { name, directory: of } }) => name ?? of);
  print(process.stderr, iamPolicyText({ isShortened: least.exactness !== 'each', unknown, broken }));
  return unknown.length + broken.length === 0 ? exitCode.inSync : exitCode.incomplete;
}

function rehearsalOptions(target: ChosenTarget, flags: IamPolicyFlags, { policy }: RunPolicy) {
  const account = target.role === undefined ? undefined : parseArn(target.role)?.account;
  return {
    ...targetCode(target, flags),
    ...(target.region === undefined ? {} : { region: target.region }),
    ...(account === undefined ? {} : { account }),
    ...(policy === undefined ? {} : { policy }),
    ...(flags.who === true ? { who: 'asked' as const } : {}),
  };
}

/** The addresses of what could not be looked for. */
function unknownIn({ gaps }: LeastPolicy): readonly string[] {
  return [...new Set(gaps.map(({ address = '' }) => address))];
}
