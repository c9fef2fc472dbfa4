import type { Read } from '../../aws/read.ts';
import type { AwsReader } from '../../aws/reader.ts';
import type { LiveSecret } from '../../aws/reads/secretsmanager-describe-secret.ts';
import type { LiveParameter } from '../../aws/reads/ssm-describe-parameters.ts';
import type { DifferingLeaf, Leaf, Subject, UndeterminedLeaf } from '../../model/leaf.ts';
import type { Path } from '../../model/path.ts';
import type { ReasonData } from '../../model/report/reason.ts';
import type { SourceRange } from '../../model/source.ts';
import type { ParameterPlace } from './parameter.ts';
import { type ManagedSecretSource, type ParameterSource, type SecretSource, secretSource } from './secret-source.ts';

/*
 * Whether the parameters and secrets exist that containers take their secrets from: a task whose secret cannot be
 * pulled does not start. AWS is asked for what it says of them, never for their values, so what a secret holds (its
 * JSON keys) cannot be told.
 */

/** A place that a secret is taken from. */
export interface SecretReference {
  /** The `valueFrom` in the model: `containers[api].secrets[TOKEN].valueFrom`. */
  readonly path: Path;
  readonly valueFrom: string;
  /** Where it is declared. */
  readonly at?: SourceRange;
}

/** What AWS says of the sources of secrets, by `valueFrom`; those that it is not asked for are not in it. */
export type SourceReads = ReadonlyMap<string, SourceRead>;

type SourceRead =
  /** For each name that the parameter may have. */
  | { readonly kind: 'parameter'; readonly reads: readonly Read<LiveParameter>[] }
  | { readonly kind: 'secret'; readonly read: Read<LiveSecret> };

/**
 * Asks AWS for the sources of secrets.
 *
 * @param place where the tasks run
 */
export async function readSecretSources(
  references: readonly Pick<SecretReference, 'valueFrom'>[],
  place: ParameterPlace,
  aws: AwsReader,
): Promise<SourceReads> {
  const reads = await Promise.all(
    references.map(async ({ valueFrom }) => [valueFrom, await readSource(valueFrom, place, aws)] as const),
  );
  return new Map(reads.flatMap(([valueFrom, read]) => (read === undefined ? [] : [[valueFrom, read] as const])));
}

async function readSource(valueFrom: string, place: ParameterPlace, aws: AwsReader): Promise<SourceRead | undefined> {
  const source = secretSource(valueFrom, place);
  if (source === undefined || whyNotAsked(source, place) !== undefined) return undefined;
  if (source.kind === 'secret') {
    const read = await aws.read('secretsmanager:DescribeSecret', { 'secret-id': source.id }, source.region);
    return { kind: 'secret', read };
  }
  const reads = source.names.map((name) => aws.read('ssm:DescribeParameters', { name }, source.region));
  return { kind: 'parameter', reads: await Promise.all(reads) };
}

/**
 * Nobody but their owner can list them: parameters of other accounts, and those that AWS itself publishes.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
 */
function whyNotAsked(source: SecretSource, place: ParameterPlace): string | undefined {
  if (source.kind === 'secret') return undefined;
  if (source.account !== place.account) return 'parameter of another account';
  return source.names.some((name) => name.startsWith('/aws/')) ? 'public parameter' : undefined;
}

/**
 * Holds each reference against what AWS says of its source. What a snapshot has not recorded is passed over in silence:
 * the sources are evidence beside the comparison, and a snapshot without them is a whole one.
 *
 * @param place where the tasks run
 */
export function secretSourceLeaves(
  references: readonly SecretReference[],
  reads: SourceReads,
  place: ParameterPlace,
  subject: Subject,
): readonly Leaf[] {
  return references.flatMap(({ path, valueFrom, at }) => {
    const common = { subject, path, ...(at === undefined ? {} : { at }) };
    return judge(valueFrom, reads.get(valueFrom), place).map((one): Leaf => {
      if (one.outcome !== 'differs') return { ...one, ...common };
      const live = one.rule === 'ecs/secret-source-region' ? { value: place.region } : { absent: true as const };
      return { ...one, ...common, change: 'changed', declared: { value: valueFrom }, live };
    });
  });
}

/** What looking at a source comes to. */
type SourceVerdict =
  | { readonly outcome: 'equal' }
  | ({ readonly outcome: 'differs' } & Pick<DifferingLeaf, 'rule'>)
  | ({ readonly outcome: 'undetermined' } & Pick<UndeterminedLeaf, 'code' | 'reason'>);

function judge(valueFrom: string, found: SourceRead | undefined, place: ParameterPlace): readonly SourceVerdict[] {
  const source = secretSource(valueFrom, place);
  if (source === undefined) return [unsupported('valueFrom')];
  const existence = existenceOf(source, found, place);
  if (source.region === place.region || existence.length === 0) return existence;
  return [broken('ecs/secret-source-region'), ...existence];
}

function existenceOf(
  source: SecretSource,
  found: SourceRead | undefined,
  place: ParameterPlace,
): readonly SourceVerdict[] {
  const notAsked = whyNotAsked(source, place);
  if (notAsked !== undefined) return [unsupported(notAsked)];
  if (source.kind === 'parameter') {
    const reads = found?.kind === 'parameter' ? found.reads : [];
    const read = reads.find((one) => one.status === 'found');
    return read?.status === 'found' ? parameterVersion(source, read.value) : notFound(reads);
  }
  const reads = found?.kind === 'secret' ? [found.read] : [];
  const [read] = reads;
  if (read?.status === 'found') return secretVersion(source, read.value);
  // To another account, a secret that may not be seen does not exist.
  if (read?.status === 'absent' && source.account !== place.account) return [unsupported('secret of another account')];
  return notFound(reads);
}

function parameterVersion(
  { version, label }: ParameterSource,
  { Version: newest }: LiveParameter,
): readonly SourceVerdict[] {
  if (label !== undefined) return [unsupported('label of a parameter')];
  const isThere = version === undefined || newest === undefined || (version >= 1 && version <= newest);
  return [isThere ? { outcome: 'equal' } : broken('ecs/secret-version-missing')];
}

function secretVersion(
  source: ManagedSecretSource,
  { VersionIdsToStages: versions }: LiveSecret,
): readonly SourceVerdict[] {
  const { stage = source.versionId === undefined ? 'AWSCURRENT' : undefined, versionId, jsonKey } = source;
  if (versions !== undefined) {
    if (stage !== undefined && !Object.values(versions).some((stages) => stages.includes(stage))) {
      return [broken('ecs/secret-version-missing')];
    }
    // Versions without a stage are deprecated, and AWS does not list them all.
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html#term_version
    if (versionId !== undefined && versions[versionId] === undefined) return [unsupported('version without a stage')];
  }
  return [jsonKey === undefined ? { outcome: 'equal' } : unsupported('JSON key of a secret')];
}

function notFound(reads: readonly Read<unknown>[]): readonly SourceVerdict[] {
  const unread = reads.find((read) => read.status === 'unreadable');
  if (unread?.status !== 'unreadable') return [broken('ecs/secret-source-missing')];
  const { problem } = unread;
  return problem.kind === 'not-recorded'
    ? []
    : [{ outcome: 'undetermined', code: 'unreadable', reason: { kind: 'aws', problem } }];
}

const broken = (rule: DifferingLeaf['rule']): SourceVerdict => ({ outcome: 'differs', rule });

function unsupported(name: string): SourceVerdict {
  const reason: ReasonData = { kind: 'unsupported', name };
  return { outcome: 'undetermined', code: 'not-compared', reason };
}
