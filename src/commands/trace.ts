import type { Read } from '../aws/read.ts';
import type { AwsReader } from '../aws/reader.ts';
import { honourAccounts } from '../check/account.ts';
import { type CheckOptions, examine } from '../check/check.ts';
import { concealTrace, publicName } from '../check/conceal.ts';
import { loadDeclaration } from '../check/declaration.ts';
import type { Examination } from '../check/examination.ts';
import { markedReader } from '../check/marked-reader.ts';
import { hidingProblems } from '../check/secrets.ts';
import { clusterName } from '../kinds/ecs/arn.ts';
import { declaredServiceIdentities, serviceKey } from '../kinds/ecs/declared-service.ts';
import { definitionOf } from '../kinds/ecs/delivery/follow.ts';
import { type TraceOptions, traceService } from '../kinds/ecs/delivery/trace.ts';
import { ecsService } from '../kinds/ecs/service/index.ts';
import { declaredTaskDefinitions } from '../kinds/ecs/task-definition/declared.ts';
import { ecsTaskDefinition } from '../kinds/ecs/task-definition/index.ts';
import { reasonOf } from '../model/declared.ts';
import { ProblemError } from '../model/problem.ts';
import { hideIn } from '../model/secret/hidden.ts';
import { hiddenSecrets, joinSecrets } from '../model/secret/known-secrets.ts';
import { shownName } from '../model/secret/shown.ts';
import type { Stack } from '../model/stack.ts';
import type { Trace } from '../model/trace.ts';
import { ownerOfPolicy } from '../policy/owners.ts';
import type { Policy } from '../policy/policy.ts';
import { traceJson, traceText } from '../report/trace.ts';
import { awsReader, type CheckFlags, loadOptions, runProfile } from './check.ts';
import { keyOfRun } from './fingerprint-key.ts';
import { dataPrinter, type FormatFlags } from './formats.ts';
import { codeOfSignal, InterruptedError, type Interruption, interruptible } from './interrupt.ts';
import { underPolicy } from './policy.ts';
import { createProgress } from './progress.ts';

/** The flags of `driftcheck trace`, as commander gives them. */
export interface TraceFlags
  extends Omit<CheckFlags, 'format' | 'failOn' | 'strict' | 'showSetAside' | 'fixHints'>,
    FormatFlags {
  cluster?: string;
  env?: string;
  field?: string;
  /** False with `--no-terraform`. */
  terraform: boolean;
}

/**
 * `driftcheck trace <service> [dir]`: follows one service from the code to the images that run.
 * @returns the exit code.
 * @throws ProblemError, InterruptedError
 */
export function runTrace(service: string, directory: string | undefined, flags: TraceFlags): Promise<number> {
  return underPolicy(directory ?? '.', flags, ({ policy }) => printTrace(service, directory, flags, policy));
}

async function printTrace(
  service: string,
  directory: string | undefined,
  flags: TraceFlags,
  policy: Policy | undefined,
): Promise<number> {
  if (flags.env !== undefined && flags.field !== undefined) throw usage('give one of --env and --field');
  const printAs = dataPrinter(flags);
  const work = async (interruption: Interruption) => {
    const aws = awsReader(flags, interruption);
    const progress = createProgress(process.stderr, flags.quiet !== true);
    try {
      const { course } = interruption;
      const run = { onProgress: progress.show, course, ...(policy === undefined ? {} : { policy }) };
      return await followService(service, directory, flags, aws, run);
    } finally {
      progress.clear();
    }
  };
  const { value: read, interrupted } = await interruptible(work, flags);
  if (interrupted !== undefined && read.status !== 'found') throw new InterruptedError(interrupted);
  if (read.status === 'unreadable') throw new ProblemError({ code: 'aws', problem: read.problem });
  if (read.status === 'absent') throw usage(`there is no service ${shownName(service)}`);
  const trace: Trace =
    interrupted === undefined ? read.value : { ...read.value, interrupted, exitCode: codeOfSignal(interrupted.by) };
  printAs((format, context) => (format === 'json' ? traceJson(trace) : traceText(trace, context)));
  return trace.exitCode;
}

/**
 * Finds the service in the code, where there is any, and follows it.
 * @throws ProblemError
 */
export async function followService(
  service: string,
  directory: string | undefined,
  flags: TraceFlags,
  aws: AwsReader,
  run: Pick<CheckOptions, 'onProgress' | 'policy' | 'course'> = {},
): Promise<Read<Trace>> {
  const code = flags.terraform ? await readCode(directory, flags, aws, run) : undefined;
  const options = {
    ...followed(flags),
    ...keyOfRun(),
    ...(run.policy === undefined ? {} : { ownership: ownerOfPolicy(run.policy) }),
  };
  if (code === undefined) {
    const read = await traceService({ aws, ...withoutCode(service, flags), ...options });
    return hideIn(read, hiddenSecrets(joinSecrets([]), [aws]));
  }
  const { stack, secretParts, secrets } = code;
  const found = hidingProblems(hiddenSecrets(secrets, [aws]), () => withCode(service, flags, code));
  const marked = markedReader(aws, secretParts);
  const read = await traceService({ aws: marked, ...found, ...options });
  const shown =
    read.status === 'found' ? { ...read, value: concealTrace(read.value, secretParts, addressesIn(stack)) } : read;
  return hideIn(shown, hiddenSecrets(secrets, [marked]));
}

/** Where it is not known which task definition a service runs, it may be any. */
const addressesIn = ({ resources }: Stack): readonly string[] =>
  resources.filter(({ type }) => type === 'aws_ecs_task_definition').map(({ address }) => address);

function followed({ env, field }: TraceFlags): Pick<TraceOptions, 'followed'> {
  if (env !== undefined) return { followed: { env } };
  return field === undefined ? {} : { followed: { path: field } };
}

/** The evaluated code; undefined where there is none and none was asked for. */
async function readCode(
  directory: string | undefined,
  flags: TraceFlags,
  aws: AwsReader,
  run: Pick<CheckOptions, 'onProgress' | 'policy' | 'course'>,
): Promise<Examination | undefined> {
  const kinds = [ecsTaskDefinition, ecsService];
  const options = { ...loadOptions(directory ?? '.', flags), aws, ...runProfile(flags), kinds, ...run };
  try {
    const types = new Set(kinds.flatMap((kind) => kind.terraformTypes));
    const examination = await examine(await loadDeclaration({ ...options, types }), options);
    return hidingProblems(examination.hidden, () => honourAccounts(examination));
  } catch (error) {
    const isBare = error instanceof ProblemError && error.problem.code === 'no-terraform-files';
    if (isBare && directory === undefined && flags.plan === undefined) return undefined;
    throw error;
  }
}

function withoutCode(service: string, { cluster, region }: TraceFlags): Pick<TraceOptions, 'key'> {
  if (cluster === undefined)
    throw usage(`which cluster is service ${shownName(service)} in? Without Terraform code, say it: --cluster <name>`);
  return { key: { cluster: clusterName(cluster), service, ...(region === undefined ? {} : { region }) } };
}

/** The declared service of that name (or address), in the cluster where one is named. */
function withCode(
  service: string,
  flags: TraceFlags,
  { target, stack, secretParts }: Examination,
): Pick<TraceOptions, 'key' | 'declared'> {
  const cluster = flags.cluster === undefined ? undefined : clusterName(flags.cluster);
  const all = declaredServiceIdentities(stack).flatMap((declared) => {
    const key = serviceKey(declared);
    return key === undefined ? [] : [{ declared, key }];
  });
  const found = all.filter(
    ({ declared, key }) =>
      (key.service === service || declared.address === service) && (cluster === undefined || key.cluster === cluster),
  );
  const [first, second] = found;
  if (first === undefined) {
    if (cluster !== undefined) return withoutCode(service, flags);
    const names = [...new Set(all.map(({ key }) => publicName('service', key.service, secretParts)))].toSorted();
    const known = names.length === 0 ? 'no service with a known name' : names.join(', ');
    throw usage(
      `the code declares no service ${shownName(service)} (it declares ${known}); for one outside of it, give --cluster <name>`,
    );
  }
  if (second !== undefined) {
    const clusters = found.map(({ key }) => publicName('cluster', key.cluster, secretParts)).join(', ');
    throw usage(
      `service ${shownName(service)} is declared in several clusters (${clusters}): say which with --cluster <name>`,
    );
  }
  const { declared, key } = first;
  const { doubt, region } = declared.place;
  if (doubt !== undefined) {
    throw new ProblemError({ code: 'not-looked-for', address: declared.address, reason: reasonOf(doubt) });
  }
  const where = { ...key, ...(region === undefined ? {} : { region }) };
  const definition = definitionOf(declared, declaredTaskDefinitions(stack), undefined);
  return definition === undefined
    ? { key: where }
    : { key: where, declared: { target, service: declared, definition } };
}

function usage(message: string): ProblemError {
  return new ProblemError({ code: 'usage', message });
}
