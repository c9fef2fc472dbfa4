import { type Release, usesAction, usesDriftcheck } from './uses.ts';

/** What a workflow is written for. */
export interface WorkflowSubject {
  /** The region that credentials are got for; each target may be in another. */
  readonly region: string;
  /** The accounts that the code says it is in; empty where it does not. */
  readonly accounts: readonly string[];
  /** What people pin of driftcheck; undefined as long as nothing was released. */
  readonly release: Release | undefined;
}

/**
 * The text of a workflow for GitHub Actions that checks pull requests and, every night, the default branch. All in it
 * that is not known is a variable of the repository, so that the file need not be edited. A merge queue is left out:
 * its branches have names that no role can trust, so it takes an environment, which somebody has to make.
 */
export function workflowText({ region, accounts, release }: WorkflowSubject): string {
  const allowed = accounts.length === 0 ? [] : [`          allowed-account-ids: '${accounts.join(',')}'`];
  return `${[
    '# "driftcheck init" wrote it; from here on it is yours to edit. It takes the role that the variable DRIFTCHECK_ROLE of',
    '# the repository names (Settings > Secrets and variables > Actions > Variables), as in',
    `# arn:aws:iam::${accounts[0] ?? '123456789012'}:role/driftcheck. The role needs the policy in driftcheck-iam-policy.json.`,
    'name: driftcheck',
    '',
    'on:',
    '  pull_request:',
    '  schedule:',
    "    - cron: '17 4 * * *' # every night, on the default branch",
    '  workflow_dispatch:',
    '',
    'permissions: {}',
    '',
    'concurrency:',
    `  group: driftcheck-\${{ github.ref }}`,
    `  cancel-in-progress: \${{ github.event_name == 'pull_request' }}`,
    '',
    'jobs:',
    '  drift:',
    '    name: Drift',
    '    runs-on: ubuntu-24.04',
    '    timeout-minutes: 15',
    '    permissions:',
    '      contents: read # to check the code out',
    '      id-token: write # to get AWS credentials without a stored key',
    '      pull-requests: write # to keep one comment up to date',
    '    steps:',
    '      - name: Check the code out, with its history',
    `        uses: ${usesAction('actions/checkout')}`,
    '        with:',
    '          fetch-depth: 0',
    '          persist-credentials: false',
    '      # A fork\'s or Dependabot\'s pull request gets no credentials: driftcheck says "not checked" then.',
    '      - name: Get AWS credentials',
    '        if: >-',
    "          github.actor != 'dependabot[bot]' &&",
    "          (github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository)",
    `        uses: ${usesAction('aws-actions/configure-aws-credentials')}`,
    '        with:',
    `          role-to-assume: \${{ vars.DRIFTCHECK_ROLE }}`,
    `          aws-region: ${region}`,
    ...allowed,
    '      - name: Compare the code with AWS',
    ...(release === undefined
      ? ['        # driftcheck itself, as long as it has no release to pin: its code at the top of this repository.']
      : []),
    `        uses: ${usesDriftcheck(release)}`,
    ...(allowed.length === 0 ? [] : ['        with:', ...allowed]),
  ].join('\n')}\n`;
}
