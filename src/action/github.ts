import type { GitHubClient } from '../github/client.ts';
import type { GitHubFailure } from '../model/github.ts';
import type { ActionEvent } from './event.ts';
import type { ActionInputs } from './inputs.ts';

/*
 * What is done on GitHub besides the log. None of it changes the result: what cannot be done is a notice.
 */

type RunnerEnvironment = Readonly<Record<string, string | undefined>>;

/** GitHub's API as a job may ask it; it is loaded when it is asked for the first time. */
export interface ActionGitHub {
  /** The client, or why there is none. */
  client(): Promise<GitHubClient | GitHubFailure>;
  /** The tip of a branch; undefined where GitHub does not say. */
  tipOf(branch: string): Promise<string | undefined>;
}

/** @param token of the input; without one nothing is asked */
export function openGitHub(token: string | undefined, environment: RunnerEnvironment): ActionGitHub {
  const { GITHUB_API_URL: apiUrl = 'https://api.github.com', GITHUB_REPOSITORY: repository = '' } = environment;
  let opened: Promise<GitHubClient> | undefined;
  const client = async (): Promise<GitHubClient | GitHubFailure> => {
    if (token === undefined || repository === '') return { code: 'no-token' };
    opened ??= import('../github/client.ts').then(({ createGitHubClient }) =>
      createGitHubClient({ token, apiUrl, repository }),
    );
    return opened;
  };
  return {
    client,
    tipOf: async (branch) => {
      const found = await client();
      if ('code' in found) return undefined;
      const { branchTip } = await import('../github/branch.ts');
      const tip = await branchTip(found, branch);
      return 'commit' in tip ? tip.commit : undefined;
    },
  };
}

/** What comments and uploads are about. */
export interface Publication {
  readonly event: ActionEvent;
  readonly inputs: ActionInputs;
  readonly github: ActionGitHub;
  readonly environment: RunnerEnvironment;
}
