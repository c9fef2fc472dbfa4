import type { Problem } from '../../../model/problem.ts';
import { shownName } from '../../../model/secret/shown.ts';
import { item, type Line, line, solid } from '../../layout.ts';
import { placeText } from '../reason.ts';
import { listed, next } from './advice.ts';

/** That nothing was found where the run looked. */
export function wrongPlace(problem: Extract<Problem, { code: 'wrong-place' }>): readonly Line[] {
  const { account, region, workspace, source, declared, looked, errors = [] } = problem;
  const snapshot = source === 'snapshot';
  return [
    line(
      0,
      declared === 1
        ? `the one resource that is declared was not found ${snapshot ? 'in the snapshot' : 'on AWS'}: `
        : `none of the ${declared} declared resources was found ${snapshot ? 'in the snapshot' : 'on AWS'}: `,
      'this looks like the wrong place',
    ),
    { indent: 2, verbatim: true, pieces: [{ text: `account    ${account ?? '(not known)'}` }] },
    {
      indent: 2,
      verbatim: true,
      pieces: [{ text: `region     ${region === undefined ? '(not set)' : shownName(region)}` }],
    },
    { indent: 2, verbatim: true, pieces: [{ text: `workspace  ${shownName(workspace)}` }] },
    line(2, 'looked for:'),
    ...listed(looked, ({ address, name }) => item(4, solid(name), ' for ', solid(address))),
    ...(errors.length === 0 ? [] : [line(2, 'errors in the code, which may be why:')]),
    ...listed(errors, ({ summary, at }) =>
      item(4, summary, ...(at === undefined ? [] : [' (', solid(placeText(at)), ')'])),
    ),
    next(
      snapshot
        ? 'Give the snapshot of the account and region that the code is for, and the right --workspace and variables.'
        : 'Set the account with --profile, the region with --region, and check --workspace and the variables that names are made of.',
    ),
  ];
}

/** That the code, or the workflow, forbids the account of the credentials. */
export function notAllowed(problem: Extract<Problem, { code: 'account-not-allowed' }>): readonly Line[] {
  const { account, allowed, forbidden, input } = problem;
  if (input === true) {
    return [
      line(0, `the credentials are for account ${account}, which allowed-account-ids does not name; nothing was read`),
      item(2, `allowed-account-ids: ${allowed.join(', ')}`),
      next('Take on a role of an account that is named there, or name this one.'),
    ];
  }
  return [
    line(0, `the code does not allow account ${account}`),
    ...(allowed.length === 0 ? [] : [item(2, `allowed_account_ids: ${allowed.join(', ')}`)]),
    ...(forbidden.length === 0 ? [] : [item(2, `forbidden_account_ids: ${forbidden.join(', ')}`)]),
    next('Choose the credentials of an account that is allowed, with --profile or AWS_PROFILE.'),
  ];
}

/** That the code is for an account that the credentials are not for. */
export function accountElsewhere({
  account,
  assumed,
  address,
  at,
}: Extract<Problem, { code: 'account-elsewhere' }>): readonly Line[] {
  const where = at === undefined ? '' : ` (${placeText(at)})`;
  return [
    line(
      0,
      assumed === undefined
        ? `the code is for another account, and the credentials are for ${account}`
        : `the code is for account ${assumed}, and the credentials are for ${account}`,
    ),
    item(2, `${address} works in that account${where}`),
    next('Choose the credentials of that account, with --profile or AWS_PROFILE.'),
  ];
}
