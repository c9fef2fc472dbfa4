import { shownName } from '../../model/secret/shown.ts';
import { printable } from '../printable.ts';
import { countText } from './count.ts';

/** What `driftcheck init` did, and what comes next. */
export function initText(done: {
  readonly config: string;
  readonly policy: string;
  /**
   * The workflow for GitHub Actions. `there`: one of that name is there already. `other-ci`: the repository's CI is
   * another. `no-repository`: it would stand in none.
   */
  readonly workflow: {
    readonly path: string;
    readonly status: 'written' | 'there' | 'other-ci' | 'no-repository';
  };
  readonly targets: readonly { readonly name: string; readonly directory: string; readonly unset: readonly string[] }[];
  readonly leftOut: readonly { readonly directory: string; readonly why: 'empty' | 'invalid' }[];
  /** Not all of what lies below was looked at. */
  readonly isCut: boolean;
  /** The policy names resources by wildcards, since IAM takes no policy that names each. */
  readonly isShortened: boolean;
  /** How the user starts the program for the file that was written. */
  readonly command: string;
}): string {
  const show = (text: string) => printable(shownName(text));
  const { config, policy, targets, leftOut } = done;
  const unset = targets.filter((target) => target.unset.length > 0);
  const lines = [
    `Wrote ${show(config)} with ${countText(targets.length, 'target')}:`,
    ...targets.map(({ name, directory }) => `  ${show(name)} (${show(directory)})`),
    `Wrote ${show(policy)}, the least IAM policy that they need${done.isShortened ? '; it names some resources by wildcards, as IAM takes no longer one' : ''}.`,
    ...workflowLines(done.workflow, show),
    ...leftOut.map(({ directory, why }) =>
      why === 'empty'
        ? `Left out ${show(directory)}: nothing in it is compared.`
        : `Left out ${show(directory)}: its code could not be read. See: driftcheck eval ${show(directory)}`,
    ),
    ...(done.isCut ? ['Not all directories were looked at: there are very many. Add what is missing.'] : []),
    ...unset.map(
      ({ name, unset: names }) =>
        `Target ${show(name)} has no value for ${names.map(show).join(', ')}: add vars or var-files.`,
    ),
    '',
    'Next:',
    `  1. Give the policy to the user or role whose credentials driftcheck gets: ${show(policy)}`,
    `  2. ${printable(done.command)}`,
    ...(done.workflow.status === 'written'
      ? [
          '  3. Set the variable DRIFTCHECK_ROLE of the repository to the ARN of the role that the workflow takes',
          '     (docs/oidc.md shows the role).',
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function workflowLines(
  { path, status }: { readonly path: string; readonly status: 'written' | 'there' | 'other-ci' | 'no-repository' },
  show: (text: string) => string,
): readonly string[] {
  switch (status) {
    case 'written':
      return [`Wrote ${show(path)}, which checks pull requests, and the default branch every night.`];
    case 'there':
      return [`Left ${show(path)} as it is.`];
    case 'other-ci':
      return ['Wrote no workflow for GitHub Actions: docs/recipes/ says how other CI systems run driftcheck.'];
    case 'no-repository':
      return [];
  }
}
