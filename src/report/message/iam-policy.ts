import { shownName } from '../../model/secret/shown.ts';
import { printable } from '../printable.ts';
import { countText } from './count.ts';

/** What `driftcheck iam-policy` has to say of the policy that it printed, in lines for standard error. */
export function iamPolicyText(about: {
  /** Resources are named by wildcards, since IAM takes no policy that names each. */
  readonly isShortened: boolean;
  /** The addresses of what is declared and could not be looked for. */
  readonly unknown: readonly string[];
  /** Targets whose code could not be read. */
  readonly broken: readonly string[];
}): string {
  const { isShortened, unknown, broken } = about;
  const shown = unknown.slice(0, mostShown).map((address) => printable(shownName(address)));
  const more = unknown.length - shown.length;
  const lines = [
    ...(isShortened
      ? ['A policy that names every resource would be longer than IAM takes: some are named by wildcards.']
      : []),
    ...(unknown.length === 0
      ? []
      : [
          `What ${countText(unknown.length, 'declaration')} would take may be missing, since what is declared is not known:`,
          ...shown.map((address) => `  ${address}`),
          ...(more > 0 ? [`  and ${more} more`] : []),
          'Give the variables of the run (--var-file), and see "driftcheck eval".',
        ]),
    ...broken.map(
      (target) => `What target ${printable(shownName(target))} takes is missing: its code could not be read.`,
    ),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const mostShown = 10;
