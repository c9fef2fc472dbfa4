import { ProblemError } from '../model/problem.ts';

/** A variable, or a file of them, as the command line names it. */
export interface VariableInput {
  /** `var`: `value` is `name=text`. `var-file`: `value` is a path. */
  readonly kind: 'var' | 'var-file';
  readonly value: string;
}

/**
 * The `-var` and `-var-file` flags in the environment variables that Terraform adds to its command line; later ones win. Other flags are not looked at.
 * See https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_cli_args-and-tf_cli_args_name
 *
 * @throws ProblemError `usage` when the text is not a command line.
 */
export function environmentArguments(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly origin: string; readonly input: VariableInput }[] {
  return ['TF_CLI_ARGS_plan', 'TF_CLI_ARGS'].flatMap((origin) => {
    const words = splitWords(environment[origin] ?? '');
    if (words === undefined) throw new ProblemError({ code: 'usage', message: `${origin} has an unclosed quote` });
    return variableFlags(words).map((input) => ({ origin, input }));
  });
}

function variableFlags(words: readonly string[]): VariableInput[] {
  const inputs: VariableInput[] = [];
  for (const [index, word] of words.entries()) {
    const [, kind, equals, rest = ''] = /^--?(var-file|var)(=)?(.*)$/s.exec(word) ?? [];
    if (kind !== 'var' && kind !== 'var-file') continue;
    const value = equals === undefined ? words[index + 1] : rest;
    if ((equals === undefined && rest !== '') || value === undefined) continue;
    inputs.push({ kind, value });
  }
  return inputs;
}

/** Splits a text into words as a POSIX shell does, without expanding anything; undefined when a quote is not closed. */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else if (character === '\\' && quote === '"' && /["\\$`]/.test(text[at + 1] ?? '')) word += text[++at] ?? '';
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + (character === '\\' ? (text[++at] ?? '') : character);
    }
  }
  if (quote !== undefined) return undefined;
  return word === undefined ? words : [...words, word];
}
