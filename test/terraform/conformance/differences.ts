import type { TerraformValue } from '../../../src/model/value.ts';
import type { Answer } from '../case.ts';

/** What an expression comes to here: a value, or the code of an error. */
export type Outcome = { readonly value: TerraformValue } | { readonly error: string };

/** A kind of difference from Terraform that is meant, and the reason. */
export interface Difference {
  readonly because: string;
  readonly applies: (expression: string, answer: Answer, outcome: Outcome) => boolean;
}

const mentionsUnknown = (expression: string): boolean => expression.includes('terraform_data.unknown');
const isError = (answer: Answer): answer is Answer & { readonly errors: readonly string[] } =>
  answer.errors !== undefined;
const isUnknown = (outcome: Outcome): boolean => 'value' in outcome && outcome.value.kind === 'unknown';

/** The kinds of difference that generated expressions come upon, the narrowest first. */
export const differences: readonly Difference[] = [
  {
    because: 'since Terraform 1.12 a left side that decides, or is not known, stands before what is wrong on the right',
    applies: (expression, answer, outcome) => /&&|\|\|/.test(expression) && isError(answer) && 'value' in outcome,
  },
  {
    because: 'infinity is a number to Terraform, which fails only when it writes the plan',
    applies: (_, answer) =>
      isError(answer) && answer.errors.some((error) => error.includes('cannot serialize infinity')),
  },
  {
    because: 'the type of what is not known is not relied on for an error',
    applies: (expression, answer, outcome) =>
      mentionsUnknown(expression) &&
      isError(answer) &&
      answer.errors.every((error) =>
        ['Inconsistent conditional result types', 'Unsupported attribute'].includes(error),
      ) &&
      'value' in outcome,
  },
  {
    because: 'an argument is not looked at while a part of it, or of another, is not known',
    applies: (expression, answer, outcome) => mentionsUnknown(expression) && isError(answer) && isUnknown(outcome),
  },
  {
    because: 'what cannot come to a value is an error here also while an argument is not known',
    applies: (expression, answer, outcome) =>
      mentionsUnknown(expression) && answer.unknown !== undefined && 'error' in outcome,
  },
  {
    because: 'templatestring takes any text here, not only one that a reference leads to',
    applies: (expression, answer, outcome) =>
      expression.startsWith('templatestring(') && isError(answer) && 'value' in outcome,
  },
  {
    because: 'how Terraform compresses is left open by the format, so that only the beginning is known',
    applies: (expression, answer, outcome) =>
      expression.startsWith('base64gzip(') &&
      !isError(answer) &&
      'value' in outcome &&
      outcome.value.kind === 'template',
  },
  {
    because: 'a negative index counts from the end of a tuple too, which Terraform 1.11 crashes on',
    applies: (expression, answer, outcome) =>
      /^element\(.*, -1\)$/.test(expression) && isError(answer) && 'value' in outcome,
  },
  {
    because: 'try and can take their arguments from an expanded list too',
    applies: (expression, answer, outcome) =>
      /^(?:can|try)\(.*\.\.\.\)$/.test(expression) && isError(answer) && 'value' in outcome,
  },
  {
    because: 'what is not known may be one of the keys, also beside what is sensitive',
    applies: (expression, answer, outcome) =>
      expression.startsWith('matchkeys(') && mentionsUnknown(expression) && !isError(answer) && 'value' in outcome,
  },
  {
    because: 'what is hidden may be ephemeral, for which ephemeralasnull is null',
    applies: (expression, answer, outcome) =>
      /^ephemeralasnull\(.*sensitive/.test(expression) && !isError(answer) && isUnknown(outcome),
  },
  {
    because: 'the time of the plan is not known',
    applies: (expression, answer, outcome) =>
      expression === 'plantimestamp()' && !isError(answer) && isUnknown(outcome),
  },
];
