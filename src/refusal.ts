import type { CommanderError } from 'commander';
import { ProblemError } from './model/problem.ts';
import { isTerraformOption, shownOption } from './model/secret/shown.ts';

/*
 * What commander leaves to do with what it refuses: errors that repeat no argument, since any argument may be a secret.
 */

/** Why the arguments are refused; undefined when commander has printed the help, which says it. */
export function refusalOf(error: CommanderError): ProblemError | undefined {
  const message = refusalText(error);
  return message === undefined ? undefined : new ProblemError({ code: 'usage', message });
}

/**
 * What to say when commander refuses the arguments, without any of them: its own message repeats them. Undefined when
 * it has printed the help or the version, which was asked for.
 */
export function refusalText({ code, message }: CommanderError): string | undefined {
  switch (code) {
    case 'commander.help':
    case 'commander.helpDisplayed':
    case 'commander.version':
      return undefined;
    case 'commander.unknownOption':
      return unknownOption(message);
    case 'commander.invalidArgument':
      return invalidArgument(message);
    // These name only what the program itself defines.
    case 'commander.excessArguments':
      return `${withoutLabel(message)} A variable is given as --var name=value.`;
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
    case 'commander.missingMandatoryOptionValue':
      return withoutLabel(message);
    default:
      return 'these arguments are not understood';
  }
}

const withoutLabel = (message: string): string => message.replace(/^error: /, '');

/** From `error: unknown option '--pasword=x'` and perhaps `(Did you mean --password?)` on a line of its own. */
function unknownOption(message: string): string {
  const option = shownOption(/^error: unknown option '([^='\s]*)/.exec(message)?.[1] ?? '');
  const [, meant] = /\n\(Did you mean (?:one of )?(--[a-z-]+(?:, --[a-z-]+)*)\?\)$/.exec(message) ?? [];
  if (meant !== undefined) return `unknown option ${option} (did you mean ${meant}?)`;
  const name = option.replace(/^--?/, '');
  if (name === 'chdir')
    return `unknown option ${option}: the directory is an argument, as in driftcheck infra/production`;
  return isTerraformOption(name)
    ? `option ${option} is Terraform's and means nothing to this command: leave it out`
    : `unknown option ${option}`;
}

/** From `error: option '--timeout <seconds>' argument 'x' is invalid. It must be a number of seconds above 0.` */
function invalidArgument(message: string): string {
  const [, what = 'an argument'] = /^error: ((?:option|command-argument value) '[^']*')/.exec(message) ?? [];
  const why = message.slice(message.lastIndexOf("' is invalid. ") + "' is invalid. ".length);
  return `the value of ${what} is invalid: ${why}`;
}
