import type { Problem } from '../../../model/problem.ts';
import type { Target } from '../../../model/report/target.ts';
import { shownName, withShownNames } from '../../../model/secret/shown.ts';
import { item, type Line, line, renderLines, solid } from '../../layout.ts';
import { reasonText } from '../reason.ts';
import { invalidInput, untrustedCheckout } from './action.ts';
import { listed, next } from './advice.ts';
import { awsLines } from './aws.ts';
import { invalidCode, noFiles } from './code.ts';
import { ambiguousConfig, invalidConfig, outsideConfig } from './config.ts';
import { unusableInput } from './input.ts';
import { accountElsewhere, notAllowed, wrongPlace } from './place.ts';
import { unusableRevision } from './revision.ts';
import { rootLines } from './roots.ts';
import { tooLargeLines } from './size.ts';
import { systemText } from './system.ts';

/**
 * Why a run could not be made: what was wrong, with the wrong value and its place, and what to do next. Several lines,
 * the last without a line feed; the first leaves room for `error: ` before it.
 */
export function problemText(problem: Problem, width = 80): string {
  const [first, ...rest] = problemLines(problem, width);
  if (first === undefined) return problem.code;
  const lines = [{ ...first, hanging: 2, taken: 'error: '.length }, ...rest];
  return renderLines(lines, { width, color: false }).trimEnd();
}

function problemLines(problem: Problem, width: number): readonly Line[] {
  switch (problem.code) {
    case 'usage':
      return [line(0, problem.message), next('See "driftcheck --help".')];
    case 'directory-missing':
      if (problem.isFile) {
        return [
          line(0, solid(shownName(problem.directory)), ' is a file'),
          next('Give the directory of the root module that the file belongs to.'),
        ];
      }
      return [
        line(0, 'there is no directory ', solid(shownName(problem.directory))),
        isUrl(problem.directory)
          ? next('A URL is not read: clone what it names, and give the directory.')
          : next('Give the directory of a root module, or a command ("driftcheck --help" lists them).'),
      ];
    case 'no-terraform-files':
      return noFiles(problem);
    case 'terraform-invalid':
      return invalidCode(problem.diagnostics, width);
    case 'variable-invalid': {
      const name = shownName(problem.name);
      return [
        line(0, `the value of variable "${name}" from ${problem.origin} is wrong: ${problem.detail}`),
        problem.undeclared
          ? next(`Leave it out, or declare it: variable "${name}" {}`)
          : next(`Correct it there, or set it with --var '${name}=…', which comes last and wins.`),
      ];
    }
    case 'aws':
      return awsLines(problem.problem);
    case 'wrong-place':
      return wrongPlace(problem);
    case 'account-not-allowed':
      return notAllowed(problem);
    case 'account-elsewhere':
      return accountElsewhere(problem);
    case 'not-looked-for':
      return [
        line(0, solid(shownName(problem.address)), ` is not looked for: ${reasonText(problem.reason)}`),
        next('Choose the credentials of its account, and give the variables that its place is made of.'),
      ];
    case 'nothing-declared':
      return [
        line(0, solid(shownName(problem.directory)), ' declares nothing that driftcheck compares'),
        ...(problem.types.length === 0 ? [] : [item(2, `It compares: ${problem.types.join(', ')}.`)]),
        ...((problem.roots ?? []).length === 0
          ? [next('Give the directory of the root module that declares the services and security groups.')]
          : rootLines(problem)),
      ];
    case 'address-unknown':
      return [
        line(0, 'nothing in the code has the address ', solid(shownName(problem.address))),
        ...(problem.candidates.length === 0
          ? [next('"driftcheck eval <dir>" lists what there is.')]
          : [
              next('Did you mean:'),
              ...listed(problem.candidates, (candidate) => line(4, solid(shownName(candidate)))),
            ]),
      ];
    case 'snapshot-unreadable':
      return [
        line(
          0,
          solid(shownName(problem.file)),
          ` is not a snapshot that this version can replay: ${withShownNames(problem.detail)}`,
        ),
        next('Record it again: driftcheck snapshot -o ', solid(shownName(problem.file))),
      ];
    case 'too-large':
      return tooLargeLines(problem);
    case 'output-unwritable':
      return [
        line(0, 'cannot write ', solid(shownName(problem.file)), `: ${systemText(problem.detail)}`),
        next('Give a file in a directory that exists and may be written to.'),
      ];
    case 'file-exists':
      return [
        line(0, solid(shownName(problem.file)), ' is there already, and is not written over; nothing was changed'),
        next('Edit it, or move it away and run this again.'),
      ];
    case 'input-unreadable':
      return [
        line(0, 'cannot read ', solid(shownName(problem.file)), `: ${systemText(problem.detail)}`),
        isUrl(problem.file)
          ? next('A URL is not read: download what it names, and give the file.')
          : next('Give a file that exists and may be read, or - for standard input.'),
      ];
    case 'config-invalid':
      return invalidConfig(problem, width);
    case 'config-ambiguous':
      return ambiguousConfig(problem);
    case 'config-outside':
      return outsideConfig(problem);
    case 'revision-unusable':
      return unusableRevision(problem);
    case 'outside':
      return [
        line(0, solid(problem.file), ' leads to ', solid(problem.path), ', which is not a file of the code'),
        problem.directory === undefined
          ? next('Devices, and what the system tells of its processes, are never read.')
          : next('If it is meant to be read, permit it: --allow-outside ', solid(problem.directory)),
      ];
    case 'terraform-json':
      return unusableInput(problem);
    case 'input-invalid':
      return invalidInput(problem);
    case 'checkout-untrusted':
      return untrustedCheckout(problem);
    case 'targets-failed':
      return [
        line(0, `none of the ${problem.targets.length} targets could be run`),
        ...problem.targets.flatMap(({ target, directory, problem: own }) => [
          line(2, solid(shownName(target)), ' (', solid(shownName(directory)), '):'),
          ...indented(problemLines(own, width - 4), 4),
        ]),
      ];
  }
}

/** Why one of several targets could not be run, as lines of a report. `problem`: as a report has it. */
export function targetProblemLines(
  problem: NonNullable<Target['problem']>,
  width: number,
  indent: number,
): readonly Line[] {
  // The form of a report says no more of a problem than its code.
  return indented(problemLines(problem as Problem, width - indent), indent);
}

function indented(lines: readonly Line[], by: number): readonly Line[] {
  return lines.map((one) => ({ ...one, indent: one.indent + by }));
}

const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
