import type { Problem } from '../model/problem.ts';

/** Where the AWS SDK takes credentials from that a job is given. https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html */
const variables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/**
 * Whether a run could not be made since the job has no credentials at all: not even such as do not work. The step that
 * takes on a role also sets the region, so that neither may be there.
 */
export function lacksCredentials(problem: Problem, environment: Readonly<Record<string, string | undefined>>): boolean {
  if (variables.some((name) => (environment[name] ?? '') !== '')) return false;
  const all = problem.code === 'targets-failed' ? problem.targets.map((target) => target.problem) : [problem];
  return all.every(
    (one) => one.code === 'aws' && (one.problem.kind === 'no-credentials' || one.problem.kind === 'unknown-region'),
  );
}
