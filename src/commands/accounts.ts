import type { AwsReader } from '../aws/reader.ts';
import { readPlace } from '../check/place.ts';
import { ProblemError } from '../model/problem.ts';

/**
 * Asks whose the credentials of a run are, and nothing else.
 *
 * @throws ProblemError `account-not-allowed` for those of an account that is not listed; `aws` where it is not told
 */
export async function requireAccounts(readers: readonly AwsReader[], allowed: readonly string[]): Promise<void> {
  for (const aws of new Map(readers.map((reader) => [reader.origin ?? reader, reader])).values()) {
    const { account, problem } = await readPlace(aws);
    if (problem !== undefined) throw new ProblemError({ code: 'aws', problem });
    if (account !== undefined && allowed.includes(account)) continue;
    throw new ProblemError({
      code: 'account-not-allowed',
      input: true,
      account: account ?? '(not told)',
      allowed,
      forbidden: [],
    });
  }
}
