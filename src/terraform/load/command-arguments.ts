import { ProblemError } from '../../model/problem.ts';
import { shownOption } from '../../model/secret/shown.ts';

/** A variable, or a file of them, as the command line names it. */
export interface VariableInput {
  /**
   * `var`: `value` is `name=text`. `var-file`: `value` is a path. `json`: `value` is a JSON object with a member for
   * each variable.
   */
  readonly kind: 'var' | 'var-file' | 'json';
  readonly value: string;
  /** Where it was given, where that is not on the command line. */
  readonly origin?: string;
}

/** What the environment adds to Terraform's command line. */
export interface EnvironmentArguments {
  readonly inputs: readonly { readonly origin: string; readonly input: VariableInput }[];
  /**
   * Flags that mean nothing here, by the environment variable that they stand in. Their names only: a value may be
   * anything.
   */
  readonly ignored: readonly { readonly origin: string; readonly flags: readonly string[] }[];
}

/**
 * Reads the environment variables that Terraform adds to its command line; later ones win. Only `-var` and `-var-file`
 * mean something here. See
 * https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_cli_args-and-tf_cli_args_name
 *
 * @throws ProblemError `usage` when the text is not a command line, or a flag lacks its value.
 */
export function environmentArguments(environment: Readonly<Record<string, string | undefined>>): EnvironmentArguments {
  const read = ['TF_CLI_ARGS_plan', 'TF_CLI_ARGS'].map((origin) => {
    const words = splitWords(environment[origin] ?? '');
    if (words === undefined) throw new ProblemError({ code: 'usage', message: `${origin} has an unclosed quote` });
    return { origin, ...sortFlags(words, origin) };
  });
  return {
    inputs: read.flatMap(({ origin, inputs }) => inputs.map((input) => ({ origin, input }))),
    ignored: read.filter(({ flags }) => flags.length > 0).map(({ origin, flags }) => ({ origin, flags })),
  };
}

function sortFlags(words: readonly string[], origin: string): { inputs: VariableInput[]; flags: string[] } {
  const inputs: VariableInput[] = [];
  const flags = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const [, name = '', equals, rest = ''] = /^--?([A-Za-z][\w-]*)(=)?(.*)$/s.exec(words[at] ?? '') ?? [];
    if (name !== 'var' && name !== 'var-file') {
      // What is no flag is the value of the one before it.
      if (name !== '') flags.add(shownOption(`-${name}`));
      continue;
    }
    const value = equals === undefined ? words[++at] : rest;
    if (value === undefined)
      throw new ProblemError({ code: 'usage', message: `${origin} ends with -${name}: give its value` });
    inputs.push({ kind: name, value });
  }
  return { inputs, flags: [...flags] };
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
