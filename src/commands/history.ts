import type { AwsReader } from '../aws/reader.ts';
import type { LiveService } from '../aws/reads/ecs-describe-services.ts';
import { concealHistory } from '../check/conceal.ts';
import { evaluateToFixedPoint, nothingKnown } from '../check/evaluate-stack.ts';
import { markedReader, ofFamily } from '../check/marked-reader.ts';
import { readPlace } from '../check/place.ts';
import { noSecretParts, secretParts } from '../check/secret-parts.ts';
import { secretTexts } from '../check/secrets.ts';
import { exitCode } from '../exit-code.ts';
import { familyHistory } from '../kinds/ecs/delivery/history.ts';
import { readServices } from '../kinds/ecs/read-service.ts';
import { kinds } from '../kinds/index.ts';
import { lastSegment } from '../model/arn.ts';
import { ProblemError } from '../model/problem.ts';
import { hideIn } from '../model/secret/hidden.ts';
import { hiddenSecrets, joinSecrets } from '../model/secret/known-secrets.ts';
import { shownName } from '../model/secret/shown.ts';
import type { KnownAttributes, Stack } from '../model/stack.ts';
import { historyJson, historyText } from '../report/history.ts';
import { loadConfiguration } from '../terraform/load/load.ts';
import type { VariableInput } from '../terraform/load/variables.ts';
import { type EvaluatedModules, moduleEvaluator } from '../terraform/stack/evaluate-modules.ts';
import { awsReader, runProfile } from './check.ts';
import { keyOfRun } from './fingerprint-key.ts';
import { dataPrinter, type FormatFlags } from './formats.ts';
import { codeOfSignal, InterruptedError, interruptible } from './interrupt.ts';
import { type PolicyFlags, underPolicy } from './policy.ts';

/** The flags of `driftcheck history`, as commander gives them. */
export interface HistoryFlags extends PolicyFlags, FormatFlags {
  inputs: VariableInput[];
  /** `--allow-outside`. */
  allowOutside?: string[];
  workspace?: string;
  cluster?: string;
  dir?: string;
  limit: number;
  live?: string;
  region?: string;
  profile?: string;
  timeout?: number;
  maxCalls?: number;
}

/**
 * `driftcheck history <family> [NAME]`: the newest revisions of a family and what changed in each; for NAME, a variable
 * or secret, the revisions in which it came and went.
 * @returns 0, or 3 when something could not be read.
 * @throws ProblemError when nothing could be listed; InterruptedError
 */
export function runHistory(family: string, name: string | undefined, flags: HistoryFlags): Promise<number> {
  return underPolicy(flags.dir ?? '.', flags, () => printHistory(family, name, flags));
}

async function printHistory(family: string, name: string | undefined, flags: HistoryFlags): Promise<number> {
  const printAs = dataPrinter(flags);
  const { value, interrupted } = await interruptible(async (interruption) => {
    const aws = awsReader(flags, interruption);
    const region = flags.region ?? (await aws.defaultRegion());
    const code = flags.dir === undefined ? undefined : await readCode(flags.dir, flags, aws);
    const services = await servicesOf(flags, region, aws, code?.stack);
    const secret = code === undefined ? noSecretParts : secretParts(code.stack);
    const marked = markedReader(aws, secret);
    const history = await familyHistory(
      {
        family,
        limit: flags.limit,
        services,
        ...(name === undefined ? {} : { name }),
        ...(region === undefined ? {} : { region }),
        ...keyOfRun(),
      },
      marked,
    );
    const shown = concealHistory(history, secret, ofFamily(secret, family));
    return hideIn(shown, hiddenSecrets(joinSecrets(code === undefined ? [] : [secretTexts(code)]), [marked]));
  }, flags);
  const history = interrupted === undefined ? value : { ...value, interrupted };
  const [problem] = history.problems;
  if (interrupted !== undefined && history.revisions.length === 0) throw new InterruptedError(interrupted);
  if (history.revisions.length === 0 && problem !== undefined) throw new ProblemError({ code: 'aws', problem });
  printAs((format, context) => (format === 'json' ? historyJson(history) : historyText(history, context)));
  if (interrupted !== undefined) return codeOfSignal(interrupted.by);
  if (history.revisions.length === 0) return exitCode.couldNotRun;
  const unread = problem !== undefined || history.revisions.some((revision) => revision.problem !== undefined);
  return unread ? exitCode.incomplete : exitCode.inSync;
}

/** The services of the cluster that is named, and those that the code declares. */
async function servicesOf(
  flags: HistoryFlags,
  region: string | undefined,
  aws: AwsReader,
  stack: Stack | undefined,
): Promise<readonly LiveService[]> {
  const found = [
    ...(flags.cluster === undefined ? [] : await servicesOfCluster(flags.cluster, region, aws)),
    ...(stack === undefined ? [] : await servicesOfCode(stack, aws)),
  ];
  return [...new Map(found.map((service) => [service.serviceArn ?? service.serviceName, service])).values()];
}

async function servicesOfCluster(cluster: string, region: string | undefined, aws: AwsReader): Promise<LiveService[]> {
  const list = await aws.read('ecs:ListServices', { cluster }, region);
  if (list.status === 'absent') {
    throw new ProblemError({ code: 'usage', message: `there is no cluster ${shownName(cluster)} (--cluster)` });
  }
  if (list.status === 'unreadable') throw new ProblemError({ code: 'aws', problem: list.problem });
  const reads = await Promise.all(
    list.value.map((arn) => aws.read('ecs:DescribeServices', { cluster, service: lastSegment(arn) }, region)),
  );
  return reads.flatMap((read) => (read.status === 'found' ? [read.value] : []));
}

async function servicesOfCode(stack: Stack, aws: AwsReader): Promise<LiveService[]> {
  const services = await readServices(stack, aws);
  return services.flatMap(({ read }) => (read.status === 'found' ? [read.value] : []));
}

async function readCode(directory: string, flags: HistoryFlags, aws: AwsReader): Promise<EvaluatedModules> {
  const options = {
    directory,
    variables: flags.inputs,
    allowOutside: flags.allowOutside ?? [],
    environment: process.env,
    ...(flags.workspace === undefined ? {} : { workspace: flags.workspace }),
  };
  const configuration = await loadConfiguration(options);
  const types = new Set(kinds.flatMap((kind) => kind.terraformTypes));
  const evaluator = moduleEvaluator(configuration);
  let evaluated = evaluator(new Map());
  const evaluate = (known: KnownAttributes): Stack => {
    evaluated = evaluator(known);
    return evaluated.stack;
  };
  const { stack } = await evaluateToFixedPoint(evaluate, nothingKnown, {
    aws,
    run: await readPlace(aws, runProfile(flags).profile),
    types,
  });
  return { ...evaluated, stack };
}
