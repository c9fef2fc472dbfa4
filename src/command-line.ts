import type { Command } from 'commander';

/*
 * What commander leaves to do with arguments: Terraform's spelling of options.
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
