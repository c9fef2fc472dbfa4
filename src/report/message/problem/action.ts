import type { CheckoutDoubt, Problem } from '../../../model/problem.ts';
import { shownName } from '../../../model/secret/shown.ts';
import { type Line, line, solid } from '../../layout.ts';
import { next } from './advice.ts';

/** That an input of the Action has a value that it cannot have. */
export function invalidInput({
  input,
  why,
  found,
  choices = [],
}: Extract<Problem, { code: 'input-invalid' }>): readonly Line[] {
  const value = found === undefined ? '' : ` "${shownName(found)}"`;
  switch (why) {
    case 'choice':
      return [line(0, `input ${input} cannot be${value}`), next(`It is one of ${choices.join(', ')}.`)];
    case 'account':
      return [
        line(0, `input ${input}:${value} is no AWS account`),
        next('An account is twelve digits; in YAML they stand in quotes, since a number loses zeros at its beginning.'),
      ];
    case 'count':
      return [line(0, `input ${input}:${value} is no whole number from 1 on`), next('As in max-calls: 2000')];
    case 'seconds':
      return [line(0, `input ${input}:${value} is no number of seconds above 0`), next('As in timeout: 300')];
    case 'several-lines':
      return [line(0, `input ${input} takes one line of text, and this has a line break or a control character`)];
    case 'control-character':
      return [line(0, `input ${input} holds a control character`)];
  }
}

/** That somebody else's code may lie where the job has the repository's own rights. */
export function untrustedCheckout(problem: Extract<Problem, { code: 'checkout-untrusted' }>): readonly Line[] {
  const { event, why, directory, commit } = problem;
  const where = directory === '' || directory === '.' ? 'the workspace' : shownName(directory);
  return [
    line(0, ...doubtText(why, where, commit), '; nothing was read'),
    next(
      `A job that ${solid(event)} starts has the secrets and the rights of this repository, and driftcheck would compute what a `,
      'stranger wrote beside them. Check pull requests in a workflow on pull_request; on ',
      solid(event),
      ' check out nothing but the base.',
    ),
  ];
}

function doubtText(why: CheckoutDoubt, where: string, commit: string | undefined): Parameters<typeof line>[1][] {
  const at = commit === undefined ? 'another commit' : `commit ${commit.slice(0, 7)}`;
  switch (why) {
    case 'fork':
      return [`this event is about a fork's change, and ${where} has ${at} checked out, which is not the base's own`];
    case 'unknown-head':
      return [
        `this event does not tell whose change it is about, and ${where} has ${at} checked out, which is not the branch that `,
        'the event ran on',
      ];
    case 'no-commit':
      return [
        `it cannot be told what ${where} has checked out, and this event may be about a stranger's change: there is no `,
        'repository, or no git',
      ];
  }
}
