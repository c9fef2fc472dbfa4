import * as z from 'zod';
import type { BranchTip } from '../model/github.ts';
import type { GitHubClient } from './client.ts';

const reference = z.object({ object: z.object({ sha: z.string() }) });

/**
 * The commit that a branch points at now: what a merge queue will add its changes to. `branch` is its name or its full
 * reference (`refs/heads/main`).
 * https://docs.github.com/rest/git/refs#get-a-reference
 */
export async function branchTip(client: GitHubClient, branch: string): Promise<BranchTip> {
  const answer = await client.request({
    route: 'GET /repos/{owner}/{repo}/git/ref/{ref}',
    parameters: { ref: `heads/${branch.replace(/^refs\/heads\//, '')}` },
    answer: reference,
    needs: 'contents: read',
    repeatable: true,
  });
  return 'failure' in answer ? { failure: answer.failure } : { commit: answer.data.object.sha };
}
