/*
 * What came of a request to GitHub's API, as data; `report/message/github.ts` has the words.
 */

/** Why GitHub did not do what was asked. */
export type GitHubFailureCode =
  /** There is no token to ask with. */
  | 'no-token'
  /** The token is not, or no longer, valid (401). */
  | 'bad-credentials'
  /** The token may not do it (403); `needs` is the permission that it lacks. */
  | 'permission'
  /** There is no such thing, or the token may not see it (404, 410). */
  | 'not-found'
  /** The conversation of the pull request is locked. */
  | 'locked'
  /** Code scanning is off, or the repository has none. */
  | 'code-scanning-off'
  /** What was sent is larger than GitHub takes. */
  | 'too-large'
  /** GitHub found something wrong with what was sent (400, 422 and other refusals). */
  | 'rejected'
  /** A rate limit is not over in the time that there is; `until` is when it will be, where GitHub said so. */
  | 'rate-limited'
  /** GitHub has trouble of its own (5xx), also after retries. */
  | 'unavailable'
  /** GitHub was not reached; `system` is the code of the network's error. */
  | 'unreachable'
  /** No answer came in the time that there is. */
  | 'timeout'
  /** What answered does not speak GitHub's API: the page of a proxy, for instance. */
  | 'unreadable'
  /** The bound of requests of a run was reached. */
  | 'too-many-requests'
  /** What is checked out is not what the event is about: code scanning would show it for other code. */
  | 'other-commit'
  /** Others changed the same comments again and again meanwhile. */
  | 'contended'
  /** The run was interrupted. */
  | 'interrupted';

/** One failure, with what is known of it. */
export interface GitHubFailure {
  readonly code: GitHubFailureCode;
  /** The HTTP status of the last answer. */
  readonly status?: number;
  /** What GitHub itself said, at most a few hundred characters on one line. */
  readonly message?: string;
  /** As `permissions:` of a workflow has it: `pull-requests: write`. */
  readonly needs?: string;
  /** ISO 8601. */
  readonly until?: string;
  /** `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED` … */
  readonly system?: string;
}

/** When a comment is wanted on a pull request. */
export type CommentMode = 'always' | 'on-drift' | 'never';

/** What became of the comment on a pull request. */
export type CommentResult =
  | { readonly status: 'created' | 'updated' | 'unchanged'; readonly url: string }
  /** Nothing to say and no comment there, or none is wanted. */
  | { readonly status: 'not-needed' }
  | { readonly status: 'skipped'; readonly failure: GitHubFailure };

/** What became of an upload to code scanning. */
export type SarifUploadResult =
  /** GitHub took it, and looks at it now. `url`: where the API tells what came of that. */
  | { readonly status: 'uploaded'; readonly id?: string; readonly url?: string }
  | { readonly status: 'skipped'; readonly failure: GitHubFailure };

/** The commit that a branch points at. */
export type BranchTip = { readonly commit: string } | { readonly failure: GitHubFailure };
