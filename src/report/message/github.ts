import type { GitHubFailure } from '../../model/github.ts';
import { printable } from '../printable.ts';
import { instantText } from './instant.ts';

/** Says that the pull request has no comment of this run, why, and what to do. */
export function commentSkippedText(failure: GitHubFailure): string {
  return `The pull request got no comment: ${githubFailureText(failure)}`;
}

/** Says that code scanning did not get the results, why, and what to do. `file` is where they are nevertheless. */
export function uploadSkippedText(failure: GitHubFailure, file: string): string {
  return `Code scanning did not get the results, which are in ${printable(file)}: ${githubFailureText(failure)}`;
}

/** Why GitHub did not do what was asked, and what to do about it, in sentences. */
export function githubFailureText(failure: GitHubFailure): string {
  return `${reasonText(failure)}${quoted(failure)}`;
}

function reasonText({ code, needs, until, system, status }: GitHubFailure): string {
  switch (code) {
    case 'no-token':
      return 'there is no token. Leave out the input `token`, or give one that may do it.';
    case 'bad-credentials':
      return 'GitHub does not accept the token. It is wrong, or no longer valid.';
    case 'permission':
      return `the token lacks the permission \`${needs}\`. Add it to \`permissions:\` of the job; the token of a pull request from a fork can only read, whatever is said there.`;
    case 'not-found':
      return `GitHub has nothing there, or does not show it to the token. That takes the permission \`${needs}\`.`;
    case 'locked':
      return 'its conversation is locked.';
    case 'code-scanning-off':
      return 'code scanning is not available in this repository, or is off. A private repository needs GitHub Code Security for it.';
    case 'too-large':
      return 'what is to be sent is larger than GitHub takes.';
    case 'rejected':
      return `GitHub refuses what was sent${status === undefined ? '' : ` (HTTP ${status})`}.`;
    case 'rate-limited':
      return `a rate limit of GitHub's API is reached${until === undefined ? '' : `, until ${instantText(until)}`}. Run the job again after that.`;
    case 'unavailable':
      return `GitHub's API has trouble${status === undefined ? '' : ` (HTTP ${status})`}, and several attempts did not help. Run the job again later.`;
    case 'unreachable':
      return `GitHub's API cannot be reached${system === undefined ? '' : ` (${printable(system)})`}. See whether the runner may connect to it, and by which proxy.`;
    case 'timeout':
      return "GitHub's API did not answer in time. Run the job again later.";
    case 'unreadable':
      return "what answers is not GitHub's API. See whether a proxy answers in its place.";
    case 'too-many-requests':
      return 'it would take more requests than a run may make.';
    case 'other-commit':
      return 'the commit that is checked out is not that of the event, so that they would be shown for other code.';
    case 'contended':
      return 'other runs changed it again and again at the same time. Let one run for each pull request work at a time (`concurrency:`).';
    case 'interrupted':
      return 'the run was interrupted.';
  }
}

/** GitHub's own words, where they may say more. */
function quoted({ message }: GitHubFailure): string {
  return message === undefined ? '' : ` GitHub says: "${printable(message)}"`;
}
