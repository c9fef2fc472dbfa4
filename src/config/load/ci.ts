/**
 * Variables that CI systems set in their jobs. Most of them set `CI`.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 * https://docs.gitlab.com/ci/variables/predefined_variables/
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
const names = [
  'CI',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'BITBUCKET_BUILD_NUMBER',
  'BUILDKITE',
  'CIRCLECI',
  'CODEBUILD_BUILD_ID',
  'JENKINS_URL',
  'TEAMCITY_VERSION',
  'TF_BUILD',
];

/** Whether a run is part of a CI job, by its environment. */
export function isCi(environment: Readonly<Record<string, string | undefined>>): boolean {
  return names.some((name) => !['', '0', 'false', undefined].includes(environment[name]?.toLowerCase()));
}
