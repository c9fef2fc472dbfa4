import type { Problem } from '../../../model/problem.ts';
import { shownName } from '../../../model/secret/shown.ts';
import { type Line, line, solid } from '../../layout.ts';
import { next } from './advice.ts';

/** That a file or standard input is not the plan or state that it was given for, and how to make one. */
export function unusableInput({
  file,
  expected,
  found,
  detail,
}: Extract<Problem, { code: 'terraform-json' }>): readonly Line[] {
  const subject = solid(file === '-' ? 'standard input' : shownName(file));
  const show = expected === 'plan' ? 'terraform show -json <plan file>' : 'terraform show -json';
  const make = next(`Make one with: ${show} > ${expected}.json`);
  switch (found) {
    case 'empty':
      return [line(0, subject, ` is empty, not a ${expected}`), make];
    case 'not-json':
      return [line(0, subject, ` is not JSON, so it is no ${expected}`), make];
    case 'foreign':
      return [line(0, subject, ` is JSON, but no ${expected} of Terraform's`), make];
    case 'binary-plan':
      return [
        line(0, subject, ' is a saved plan, which only Terraform itself can read'),
        next(
          'Turn it into JSON and give that with --plan: terraform show -json ',
          file === '-' ? '<plan file>' : subject,
          ' > plan.json',
        ),
      ];
    case 'encrypted':
      return [
        line(0, subject, ' is an encrypted state'),
        next('Let OpenTofu decrypt it: tofu show -json | driftcheck --state -'),
      ];
    case 'version':
      return [
        line(0, subject, ` is of format version ${detail ?? '?'}, which this version of driftcheck does not read`),
        next('It reads state files of version 4 and what "terraform show -json" prints in format version 1.'),
      ];
    case 'plan':
      return [line(0, subject, ' is a plan, not a state'), next('Give it with --plan.')];
    case 'state':
      return [line(0, subject, ' is a state, not a plan'), next('Give it with --state.')];
  }
}
