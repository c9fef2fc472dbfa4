/** What stands above what the Action says on the page of a run. */
export const actionTitle = 'driftcheck';

/** That a run of a fork or of Dependabot has no credentials. */
export const notCheckedText =
  'Not checked: this is a change of a fork or of Dependabot, whose jobs have no AWS credentials. Whoever may push to this ' +
  'repository can run the check on it, from a branch of the repository.';

/** What to do in a workflow whose job has no credentials. */
export const credentialsAdviceText =
  'In a workflow: give the job the permission id-token: write, and take on a role in a step before this one, with ' +
  'aws-actions/configure-aws-credentials (docs/oidc.md).';

/** That what is incomplete does not fail the step, as the workflow asks for. */
export const incompleteAllowedText =
  'Something declared could not be identified or read. The step does not fail for it, as on-incomplete is "warn".';

/** That an output or the summary could not be handed to the runner. */
export function unhandedText(what: string): string {
  return `The runner did not take ${what}: its file cannot be written. The result above stands.`;
}

/** What the comment of a pull request says above why the check could not be run. */
export const couldNotRunTitle = 'driftcheck: could not run';
