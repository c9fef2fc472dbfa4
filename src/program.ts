import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { inOurSpelling } from './command-line.ts';
import type { AcceptFlags } from './commands/accept.ts';
import type { CheckFlags } from './commands/check.ts';
import type { EvalFlags } from './commands/eval.ts';
import type { HistoryFlags } from './commands/history.ts';
import type { IamPolicyFlags } from './commands/iam-policy.ts';
import type { TraceFlags } from './commands/trace.ts';
import { exitCode } from './exit-code.ts';
import { limitHeapGrowth } from './heap-growth.ts';
import { positiveNumber, wholeNumber } from './model/given-number.ts';
import { version } from './version.ts';

/*
 * The commands with their flags. What a command does stands in `commands/`, loaded when it is run.
 */

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

const formatHelp = 'how to report: text, json, markdown, sarif, junit, github; repeatable';

/** Seconds, as a positive number. */
function seconds(value: string): number {
  const number = positiveNumber(value);
  if (number === undefined) throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return number;
}

/** A whole number from 1 on, of so many digits at most. */
const count =
  (digits?: number) =>
  (value: string): number => {
    const number = wholeNumber(value, digits);
    if (number === undefined) throw new InvalidArgumentError('It must be a whole number from 1 on.');
    return number;
  };

/** Keeps `--var` and `--var-file` in the order they were given in: the last one wins, as in Terraform. */
function withVariableFlags(command: Command): Command {
  const inputs: CheckFlags['inputs'] = [];
  const add = (kind: 'var' | 'var-file') => (value: string) => {
    inputs.push({ kind, value });
    return inputs;
  };
  command
    .addOption(new Option('--var <name=value>', 'set a variable of the root module').argParser(add('var')))
    .addOption(new Option('--var-file <file>', 'set variables from a file').argParser(add('var-file')))
    .option('--workspace <name>', 'the Terraform workspace')
    .option('--config <file>', 'the policy (default: driftcheck.yaml here or above)')
    .option('--config-from <revision>', 'read the policy from a revision of the repository: origin/main, HEAD~1')
    .addOption(
      new Option('--allow-outside <dir>', 'let the code read a directory outside of its repository; repeatable')
        .argParser(collect)
        .default([], 'none'),
    );
  command.hook('preAction', (_, action) => {
    action.setOptionValue('inputs', inputs);
  });
  return command;
}

/** The flags that say what the code is, and what stands for it. */
function withCodeFlags(command: Command): Command {
  return withVariableFlags(command)
    .option('--state <file>', 'a state file, or what "terraform show -json" prints (- is standard input)')
    .option('--plan <file>', 'what "terraform show -json" prints of a plan, instead of the code (- is standard input)')
    .addOption(
      new Option('--remote-state <name=file>', 'the state that a terraform_remote_state data source reads; repeatable')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--region <region>', 'the AWS region of resources that name none');
}

const maxCalls = (): Option =>
  new Option('--max-calls <count>', 'give up reading AWS after so many API calls').argParser(count());

/** The flags of a command that reads AWS. */
function withInputFlags(command: Command): Command {
  return withCodeFlags(command)
    .option('--profile <name>', 'the AWS profile to use')
    .option('--timeout <seconds>', 'give up reading AWS after this long', seconds)
    .addOption(maxCalls())
    .option('-q, --quiet', 'no progress, and no report when all is well');
}

/** Chooses among the targets of `driftcheck.yaml`. */
const onlyTarget = (): Option =>
  new Option('--only-target <name>', 'one target of driftcheck.yaml; repeatable').argParser(collect).default([], 'all');

const askWho = (): Option => new Option('--who', 'ask CloudTrail who made what differs, and when');

/** How a command prints that makes no report. */
const dataFormat = (): Option =>
  new Option('--format <name[=file]>', 'how to print: text, json; repeatable').argParser(collect).default([], 'text');

/** What it was before there was `--format json`. */
const olderJson = (): Option => new Option('--json', 'print JSON').hideHelp();

const severities = ['error', 'warning', 'note'];

function addCheck(program: Command): void {
  withInputFlags(
    program.command('check', { isDefault: true }).description('compare the code with AWS (the default command)'),
  )
    .argument('[dir]', 'the root module (default: the targets of driftcheck.yaml, or else ".")')
    .addOption(onlyTarget())
    .option('--live <file>', 'compare with a recorded snapshot instead of AWS')
    .option('--base <revision>', 'what a change is based on: only drift from there fails, and the policy is that one')
    .option('--applied <revision>', 'what of the change is applied, when that is not the base')
    .addOption(new Option('--format <name[=file]>', formatHelp).argParser(collect).default([], 'text'))
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that makes the exit code 2 (default: error)').choices(
        severities,
      ),
    )
    .option('--strict', 'count single undetermined values as incomplete (exit code 3)')
    .addOption(askWho())
    .option('--show-set-aside', 'report what is owned elsewhere or accepted in formats that leave it out')
    .option('--fix-hints', 'print for security groups what restores the code, and the code that adopts what AWS has')
    .option('--no-color', 'no colour')
    .addHelpText(
      'after',
      `
Exit codes:
  0  in sync
  1  could not run, or nothing was compared
  2  drift at or above --fail-on
  3  incomplete: something declared could not be identified or read
  130, 143  interrupted: what is reported is not all`,
    )
    .action(async (directory: string | undefined, flags: CheckFlags) => {
      const { runCheck } = await import('./commands/check.ts');
      process.exitCode = await runCheck(directory, flags);
    });
}

function addTrace(program: Command): void {
  withInputFlags(
    program.command('trace').description('follow one service, or one value, hop by hop to the running containers'),
  )
    .argument('<service>', 'the name of the service, or its address in the code')
    .argument('[dir]', 'the root module (default: ".", where there is one)')
    .option('--cluster <name>', 'the cluster, when the code does not say it')
    .option('--env <name>', 'follow one variable or secret of the containers')
    .option('--field <path>', 'follow one value: "cpu", "containers[api].image"')
    .option('--no-terraform', 'look at AWS only; every hop is held against the latest revision')
    .option('--live <file>', 'look at a recorded snapshot instead of AWS')
    .addOption(dataFormat())
    .addOption(olderJson())
    .option('--no-color', 'no colour')
    .addHelpText(
      'after',
      `
Exit codes:
  0  as expected at every hop, or on its way
  1  could not run
  2  lost at some hop
  3  could not be followed to its end`,
    )
    .action(async (service: string, directory: string | undefined, flags: TraceFlags) => {
      const { runTrace } = await import('./commands/trace.ts');
      process.exitCode = await runTrace(service, directory, flags);
    });
}

function addSnapshot(program: Command): void {
  withInputFlags(program.command('snapshot').description('record the AWS side, to be replayed with --live'))
    .argument('[dir]', 'the root module (default: the targets of driftcheck.yaml, or else ".")')
    .addOption(onlyTarget())
    .requiredOption('-o, --output <file>', 'where to write the snapshot (- is standard output)')
    .addOption(askWho())
    .action(async (directory: string | undefined, flags: CheckFlags & { output: string }) => {
      const { runSnapshot } = await import('./commands/snapshot.ts');
      process.exitCode = await runSnapshot(directory, flags);
    });
}

function addIamPolicy(program: Command): void {
  withCodeFlags(program.command('iam-policy').description('print the least IAM policy that a run needs; needs no AWS'))
    .argument('[dir]', 'the root module (default: the targets of driftcheck.yaml, or else ".")')
    .addOption(onlyTarget())
    .addOption(new Option('--who', 'of a run with --who'))
    .addHelpText(
      'after',
      `
Exit codes:
  0  printed
  1  could not run
  3  something declared is not known, so that the policy may lack what it takes`,
    )
    .action(async (directory: string | undefined, flags: IamPolicyFlags) => {
      const { runIamPolicy } = await import('./commands/iam-policy.ts');
      process.exitCode = await runIamPolicy(directory, flags);
    });
}

function addEval(program: Command): void {
  withVariableFlags(
    program.command('eval').description('what was understood of the code, and why the rest is not known; needs no AWS'),
  )
    .argument('[dir]', 'the root module (default: ".")')
    .argument(
      '[address]',
      'a resource, to be shown with every value: aws_ecs_service.api, module.api.aws_ecs_service.this[0]',
    )
    .option('--all', 'show every resource')
    .option('--expression <expression>', "evaluate an expression of Terraform's language")
    .option('--expressions <file>', 'evaluate a JSON array of expressions (- is standard input)')
    .option('--module <address>', 'the module that the expressions stand in (default: the root)')
    .addOption(dataFormat())
    .addOption(olderJson())
    .option('--no-color', 'no colour')
    .addHelpText(
      'after',
      `
Without an address, --all or an expression it prints a summary.

Exit codes:
  0  understood
  1  the code, the address or the expression is in error
  3  a module is missing or in error`,
    )
    .action(async (directory: string | undefined, address: string | undefined, flags: EvalFlags) => {
      const { runEval } = await import('./commands/eval.ts');
      process.exitCode = await runEval(directory, address, flags);
    });
}

function addHistory(program: Command): void {
  withVariableFlags(
    program
      .command('history')
      .description('the revisions of a task definition: when, by whom, in use where, and what changed'),
  )
    .argument('<family>', 'the family of the task definition')
    .argument('[name]', 'an environment variable or secret: the revisions in which it came and went')
    .option('--cluster <cluster>', 'name the services of this cluster that run each revision')
    .option('--dir <dir>', 'name the services that this root module declares, too')
    .addOption(new Option('--limit <count>', 'how many revisions to read').argParser(count(5)).default(20))
    .option('--live <file>', 'read a recorded snapshot instead of AWS')
    .option('--region <region>', 'the AWS region')
    .option('--profile <name>', 'the AWS profile to use')
    .option('--timeout <seconds>', 'give up reading AWS after this long', seconds)
    .addOption(maxCalls())
    .addOption(dataFormat())
    .addOption(olderJson())
    .option('--no-color', 'no colour')
    .action(async (family: string, name: string | undefined, flags: HistoryFlags) => {
      const { runHistory } = await import('./commands/history.ts');
      process.exitCode = await runHistory(family, name, flags);
    });
}

function addInit(program: Command): void {
  program
    .command('init')
    .description('write a driftcheck.yaml, and the least IAM policy, for what a directory declares; needs no AWS')
    .argument('[dir]', 'where the root modules are', '.')
    .action(async (directory: string) => {
      const { runInit } = await import('./commands/init.ts');
      process.exitCode = await runInit(directory);
    });
}

function addAccept(program: Command): void {
  withInputFlags(
    program
      .command('accept')
      .description('write what differs now into driftcheck.yaml, so that only what comes after it fails a run'),
  )
    .argument('[dir]', 'the root module (default: the targets of driftcheck.yaml, or else ".")')
    .addOption(onlyTarget())
    .option('--live <file>', 'compare with a recorded snapshot instead of AWS')
    .requiredOption('--owner <name>', 'who answers for the entries')
    .requiredOption('--reason <text>', 'why it may be so')
    .option('--expires <day>', 'the last day of the entries (UTC), or a number of days', '90')
    .option('--rule <rule>', 'accept only what breaks this rule, or a rule of this family: sg/*')
    .option('--address <pattern>', 'accept only what is at this address: module.api.*')
    .addOption(
      new Option('--fail-on <severity>', 'accept only what is as severe as this (default: note, all drift)').choices(
        severities,
      ),
    )
    .addHelpText(
      'after',
      `
Exit codes:
  0  all that counts has an entry
  1  could not run
  2  something has none and still counts: its value is secret, and there is no DRIFTCHECK_FINGERPRINT_KEY
  3  incomplete: something declared could not be identified or read`,
    )
    .action(async (directory: string | undefined, flags: AcceptFlags) => {
      const { runAccept } = await import('./commands/accept.ts');
      process.exitCode = await runAccept(directory, flags);
    });
}

function addExplain(program: Command): void {
  program
    .command('explain')
    .description('what a rule means, why it matters, how to fix it')
    .argument('[rule]', 'the rule, as in ecs/secret-missing; without it all rules are listed')
    .option('--no-color', 'no colour')
    .action(async (rule: string | undefined, flags: { color: boolean }) => {
      const { runExplain } = await import('./commands/explain.ts');
      process.exitCode = runExplain(rule, flags);
    });
}

function addDemo(program: Command): void {
  program
    .command('demo')
    .description('the bundled incident; needs no AWS account')
    .option('--no-color', 'no colour')
    .action(async (flags: { color: boolean }) => {
      const { runDemo } = await import('./commands/demo.ts');
      process.exitCode = await runDemo(flags);
    });
}

/** The commands, in the order in which the help lists them: each adds itself, with its flags. */
const commands: ReadonlyMap<string, (program: Command) => void> = new Map([
  ['check', addCheck],
  ['trace', addTrace],
  ['snapshot', addSnapshot],
  ['iam-policy', addIamPolicy],
  ['eval', addEval],
  ['history', addHistory],
  ['init', addInit],
  ['accept', addAccept],
  ['explain', addExplain],
  ['demo', addDemo],
]);

/**
 * Runs the command that the arguments name, or prints the help that they ask for, and sets the exit code.
 *
 * @throws ProblemError `usage` where they are refused; what the command throws
 */
export async function runCommand(args: readonly string[]): Promise<void> {
  limitHeapGrowth();
  const program = new Command('driftcheck')
    .description(
      'Finds where what runs on AWS (ECS task definitions and services, security groups) differs from what the Terraform ' +
        'code declares. Reads only.',
    )
    .version(version, '-V, --version')
    .helpOption('-h, --help')
    .addHelpText(
      'after',
      `
Examples:
  driftcheck infra/production --var-file production.tfvars
  driftcheck infra/production --format text --format json=report.json
  driftcheck snapshot infra/production -o live.json
  driftcheck infra/production --live live.json

"driftcheck [dir]" is "driftcheck check [dir]";
"driftcheck check --help" lists its flags.`,
    )
    // Commander's errors repeat the arguments, which may be secret: they are told below.
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  const [name = ''] = args;
  const named = commands.get(name);
  for (const add of named === undefined ? commands.values() : [named]) add(program);
  try {
    await program.parseAsync(inOurSpelling(args, program), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // It has printed the help or the version, which was asked for.
    if (error.exitCode === 0) process.exitCode = exitCode.inSync;
    else {
      const { refusalOf } = await import('./refusal.ts');
      const refused = refusalOf(error);
      if (refused !== undefined) throw refused;
      process.exitCode = exitCode.couldNotRun;
    }
  }
}
