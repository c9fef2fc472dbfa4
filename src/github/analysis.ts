/** What the runner says of the event that started the workflow, and what of it is checked out. */
export interface CheckedOut {
  /** The commit that was examined, all 40 digits. */
  readonly commit: string;
  /** `GITHUB_REF` and `GITHUB_SHA`. */
  readonly event: { readonly ref: string; readonly sha: string };
  /** The pull request that the event is about, with the commit of its head. */
  readonly pullRequest?: { readonly number: number; readonly head: string };
  /** The branch of this repository whose run a `workflow_run` follows, and its commit; not that of a fork. */
  readonly branch?: { readonly name: string; readonly commit: string };
}

/**
 * The reference that an analysis is of. Code scanning opens and closes alerts by it: under another one it would close
 * those of code that was not looked at. Undefined when what is checked out is not what the event is about.
 */
export function analysisRef({ commit, event, pullRequest, branch }: CheckedOut): string | undefined {
  // Of a pull request this is the merge commit, `refs/pull/<number>/merge`.
  if (commit === event.sha) return event.ref === '' ? undefined : event.ref;
  if (commit === pullRequest?.head) return `refs/pull/${pullRequest.number}/head`;
  return commit === branch?.commit ? `refs/heads/${branch.name}` : undefined;
}
