import type { Command, CommanderError } from 'commander';
import { isTerraformOption, shownOption } from './model/secret/shown.ts';

/*
 * What commander leaves to do: Terraform's spelling of options, and errors that repeat no argument, since any argument
 * may be a secret.
 */

/**
 * The arguments with options of one dash and a long name, as Terraform spells them (`-var=n=v`, `-var-file x.tfvars`),
 * in commander's spelling. Only options that some command has are changed; the values of options and what follows `--`
 * stay as they are.
 */
export function inOurSpelling(args: readonly string[], program: Command): string[] {
  const all = [program, ...program.commands].flatMap((command) => command.options);
  /** Options by their spelling, and whether each takes a value. */
  const takesValue = new Map<string | undefined, boolean>([
    ['--help', false],
    ...all.flatMap(({ short, long, required }) => [short, long].map((flag) => [flag, required] as const)),
  ]);
  const spelled: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') return [...spelled, ...args.slice(at)];
    const [name] = /^-[a-z][a-z-]+/.exec(arg) ?? [];
    const option =
      name !== undefined && /^=|^$/.test(arg.slice(name.length)) && takesValue.has(`-${name}`) ? `-${arg}` : arg;
    spelled.push(option);
    const next = args[at + 1];
    if (takesValue.get(option) === true && next !== undefined) {
      spelled.push(next);
      at++;
    }
  }
  return spelled;
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

/** From `error: option '--timeout <seconds>' argument 'x' is invalid. It must be a number of seconds.` */
function invalidArgument(message: string): string {
  const [, what = 'an argument'] = /^error: ((?:option|command-argument value) '[^']*')/.exec(message) ?? [];
  const why = message.slice(message.lastIndexOf("' is invalid. ") + "' is invalid. ".length);
  return `the value of ${what} is invalid: ${why}`;
}
