import type { AwsReader, LiveParameter, LiveSecret, Read } from '../../aws/reads.ts';
import type { DraftFinding, DraftGap, ReasonData } from '../../model/report.ts';
import type { RuleId } from '../../model/rule.ts';
import type { SourceRange } from '../../model/source.ts';
import type { Subject } from '../draft.ts';
import type { ParameterPlace } from './parameter.ts';
import { type ManagedSecretSource, type ParameterSource, secretSource } from './secret-source.ts';

/*
 * Whether the parameters and secrets exist that containers take their secrets from: a task whose secret cannot be pulled does not start. AWS is asked
 * for what it says of them, never for their values, so what a secret holds (its JSON keys) cannot be told.
 */

/** A place that a secret is taken from. */
export interface SecretReference {
  /** The `valueFrom` in the model: `containers[api].secrets[TOKEN].valueFrom`. */
  readonly path: string;
  readonly valueFrom: string;
  /** Where it is declared. */
  readonly at?: SourceRange;
}

/** What looking for the sources came to. */
export interface SourcesChecked {
  readonly findings: readonly DraftFinding[];
  readonly gaps: readonly DraftGap[];
}

type Verdict =
  | { readonly verdict: 'there' }
  | { readonly verdict: 'broken'; readonly rule: RuleId }
  | { readonly verdict: 'open'; readonly code: DraftGap['code']; readonly reason: ReasonData };

/**
 * Looks for the sources of secrets. What a snapshot has not recorded is passed over in silence: the sources are evidence beside the comparison, and
 * a snapshot without them is a whole one.
 *
 * @param place where the tasks run
 */
export async function checkSecretSources(
  references: readonly SecretReference[],
  place: ParameterPlace,
  aws: AwsReader,
  subject: Subject,
): Promise<SourcesChecked> {
  const verdicts = await Promise.all(
    references.map(async (reference) => ({ reference, verdicts: await judge(reference.valueFrom, place, aws) })),
  );
  const findings: DraftFinding[] = [];
  const gaps: DraftGap[] = [];
  for (const { reference, verdicts: all } of verdicts) {
    const { path, valueFrom, at } = reference;
    const common = { ...subject, path, ...(at === undefined ? {} : { at }) };
    for (const one of all) {
      if (one.verdict === 'broken') {
        const live = one.rule === 'ecs/secret-source-region' ? { value: place.region } : { absent: true as const };
        findings.push({ type: 'attribute-changed', rule: one.rule, ...common, declared: { value: valueFrom }, live });
      } else if (one.verdict === 'open') {
        gaps.push({ code: one.code, scope: 'leaf', ...common, reason: one.reason });
      }
    }
  }
  return { findings, gaps };
}

async function judge(valueFrom: string, place: ParameterPlace, aws: AwsReader): Promise<readonly Verdict[]> {
  const source = secretSource(valueFrom, place);
  if (source === undefined) return [unsupported('valueFrom')];
  const existence = await (source.kind === 'parameter'
    ? parameterExists(source, place, aws)
    : secretExists(source, place, aws));
  if (source.region === place.region || isSilent(existence)) return existence;
  return [{ verdict: 'broken', rule: 'ecs/secret-source-region' }, ...existence];
}

const isSilent = (verdicts: readonly Verdict[]): boolean => verdicts.length === 0;

async function parameterExists(
  source: ParameterSource,
  place: ParameterPlace,
  aws: AwsReader,
): Promise<readonly Verdict[]> {
  // Nobody but their owner can list them: parameters of other accounts, and those that AWS itself publishes.
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
  if (source.account !== place.account) return [unsupported('parameter of another account')];
  if (source.names.some((name) => name.startsWith('/aws/'))) return [unsupported('public parameter')];
  const reads = await Promise.all(
    source.names.map((name) => aws.read('ssm:DescribeParameters', { name }, source.region)),
  );
  const found = reads.find((read) => read.status === 'found');
  if (found?.status === 'found') return parameterVersion(source, found.value);
  return notFound(reads);
}

function parameterVersion({ version, label }: ParameterSource, { Version: newest }: LiveParameter): readonly Verdict[] {
  if (label !== undefined) return [unsupported('label of a parameter')];
  const isThere = version === undefined || newest === undefined || (version >= 1 && version <= newest);
  return [isThere ? { verdict: 'there' } : { verdict: 'broken', rule: 'ecs/secret-version-missing' }];
}

async function secretExists(
  source: ManagedSecretSource,
  place: ParameterPlace,
  aws: AwsReader,
): Promise<readonly Verdict[]> {
  const read = await aws.read('secretsmanager:DescribeSecret', { 'secret-id': source.id }, source.region);
  if (read.status === 'found') return secretVersion(source, read.value);
  // To another account, a secret that may not be seen does not exist.
  if (read.status === 'absent' && source.account !== place.account) return [unsupported('secret of another account')];
  return notFound([read]);
}

function secretVersion(source: ManagedSecretSource, { VersionIdsToStages: versions }: LiveSecret): readonly Verdict[] {
  const { stage = source.versionId === undefined ? 'AWSCURRENT' : undefined, versionId, jsonKey } = source;
  const noVersion: Verdict = { verdict: 'broken', rule: 'ecs/secret-version-missing' };
  if (versions !== undefined) {
    if (stage !== undefined && !Object.values(versions).some((stages) => stages.includes(stage))) return [noVersion];
    // Versions without a stage are deprecated, and AWS does not list them all.
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html#term_version
    if (versionId !== undefined && versions[versionId] === undefined) return [unsupported('version without a stage')];
  }
  return [jsonKey === undefined ? { verdict: 'there' } : unsupported('JSON key of a secret')];
}

function notFound(reads: readonly Read<unknown>[]): readonly Verdict[] {
  const unread = reads.find((read) => read.status === 'unreadable');
  if (unread?.status !== 'unreadable') return [{ verdict: 'broken', rule: 'ecs/secret-source-missing' }];
  const { problem } = unread;
  return problem.kind === 'not-recorded'
    ? []
    : [{ verdict: 'open', code: 'unreadable', reason: { kind: 'aws', problem } }];
}

function unsupported(name: string): Verdict {
  return { verdict: 'open', code: 'not-compared', reason: { kind: 'unsupported', name } };
}
