import type { Read } from '../../../aws/read.ts';
import type { AwsReader } from '../../../aws/reader.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { differencesOf, undeterminedOf } from '../../../compare/comparison.ts';
import { parseArn } from '../../../model/arn.ts';
import { shownDeclared } from '../../../model/declared.ts';
import type { LiveIdentity } from '../../../model/identity.ts';
import { comparePaths, concerns, formatPath, isSamePath, isWithin, type Path, parsePath } from '../../../model/path.ts';
import type { Hop, ShownValue } from '../../../model/report.ts';
import { sameValue } from '../../../model/secret/same-value.ts';
import { Secret } from '../../../model/secret/secret.ts';
import type { Trace, TraceVerdict } from '../../../model/trace.ts';
import { parseRevision } from '../arn.ts';
import type { DeclaredServiceIdentity } from '../declared-service.ts';
import { runningRevision } from '../running-revision.ts';
import { compareTaskDefinition } from '../task-definition/compare.ts';
import type { DeclaredTaskDefinition } from '../task-definition/declared.ts';
import { liveTaskDefinition } from '../task-definition/live.ts';
import { type Chain, followChain } from './chain.ts';
import { type Deviation, type Judge, type Judged, uniquePaths } from './deviation.ts';
import { isFailing, lagOf } from './lag.ts';
import { type Observation, observeDeployments, observeService, type ServiceKey } from './observe.ts';
import type { DeliveryProblem } from './problems.ts';
import { isVariableList, type Setting, settingsOf, variableName } from './settings.ts';
import { createShow, type Show } from './show.ts';

/** What to follow. */
export interface TraceOptions {
  readonly aws: AwsReader;
  readonly key: ServiceKey;
  /** What the code declares; without it every hop is held against the latest revision. */
  readonly declared?: { readonly service: DeclaredServiceIdentity; readonly definition: DeclaredTaskDefinition };
  /** One variable, or one path, instead of all. */
  readonly followed?: { readonly env: string } | { readonly path: string };
  /** What the fingerprints of secrets are made with; without it they are numbered in the order in which they appear. */
  readonly fingerprintKey?: string;
}

/** What a hop has otherwise, with what the code declares there. */
interface TracedDeviation extends Deviation {
  readonly declared?: ShownValue;
}

/** Follows a service from what is expected to the images that run. `unreadable` when AWS does not let the service be read. */
export async function traceService(options: TraceOptions): Promise<Read<Trace>> {
  const { aws, key, declared, followed: typed } = options;
  const followed = typed && followedOf(typed);
  const service = await aws.read('ecs:DescribeServices', { cluster: key.cluster, service: key.service }, key.region);
  if (service.status === 'unreadable') return service;
  const common = {
    schemaVersion: 1 as const,
    source: aws.source,
    reference: declared === undefined ? ('latest-revision' as const) : ('code' as const),
    ...(declared === undefined ? {} : { declared: { address: declared.service.address, at: declared.service.at } }),
    ...(typed === undefined ? {} : { followed: typed }),
  };
  const identity: LiveIdentity = {
    ...(key.region === undefined ? {} : { region: key.region }),
    cluster: key.cluster,
    service: key.service,
  };
  if (service.status === 'absent' || (service.value.status ?? 'ACTIVE') !== 'ACTIVE') {
    const status = service.status === 'found' ? service.value.status : undefined;
    const hop: Hop = { hop: 'service', state: 'differs', ...(status === undefined ? {} : { status: String(status) }) };
    const verdict = status === undefined ? 'service-missing' : 'service-inactive';
    const hops = status === undefined ? [{ ...hop, value: { absent: true as const } }] : [hop];
    return found({ ...common, identity, hops, verdict, brokenAt: 'service', problems: [], exitCode: 2 });
  }
  const live = service.value;
  const family = declared?.definition.family;
  const observation = await observeService(aws, key, live, family?.state === 'known' ? family.value : undefined);
  const show = createShow(options.fingerprintKey);
  const judgeOf = (of: Followed | undefined) =>
    declared === undefined ? againstLatest(observation, of, show) : againstCode(declared.definition, of, show);
  const [judge, judgeAll] = [judgeOf(followed), judgeOf(undefined)];
  const follows = declared?.service.pointer?.names.some((name) => name.revision !== undefined) !== true;
  const latestArn = observation.latest.status === 'found' ? observation.latest.value.taskDefinitionArn : undefined;
  const lags =
    lagOf({ observation, judge, judgeAll, follows }).length > 0 ||
    (declared === undefined && latestArn !== undefined && latestArn !== runningRevision(live));
  const evidence = lags || isFailing(observation) ? await observeDeployments(aws, key, lags) : undefined;
  const whole = followChain({ observation, judge, judgeAll, follows, ...(evidence === undefined ? {} : { evidence }) });
  const chain = followed === undefined ? whole : narrowed(whole, followed);
  const first = declaredHop(declared?.definition, chain, followed, show);
  const hops = first === undefined ? chain.hops : [first, ...chain.hops];
  const verdict = verdictOf(chain, hops, observation, declared !== undefined, followed);
  const brokenAt = brokenHop(verdict, chain, hops);
  return found({
    ...common,
    identity: { ...identity, ...placeOf(observation) },
    hops,
    verdict,
    ...(brokenAt === undefined ? {} : { brokenAt }),
    problems: chain.problems.map(({ rule, brokenAt: at, differences, evidence: said, tasks, path, shown }) => ({
      rule,
      brokenAt: at,
      differences: differences.map((one) => formatPath(one.path)),
      evidence: said,
      ...(tasks === undefined ? {} : { tasks }),
      ...(path === undefined ? {} : { path: formatPath(path) }),
      ...(shown ?? {}),
    })),
    exitCode: exitCodes[verdict],
  });
}

const found = (value: Trace): Read<Trace> => ({ status: 'found', value });

/** 0: as it should be, or on its way; 2: not so; 3: cannot be told. */
const exitCodes: Readonly<Record<TraceVerdict, number>> = {
  delivered: 0,
  'in-progress': 0,
  'image-stale': 0,
  overrides: 0,
  'not-registered': 2,
  'not-deployed': 2,
  'rolled-back': 2,
  'not-running': 2,
  'deployment-failed': 2,
  'tasks-outdated': 2,
  'service-missing': 2,
  'service-inactive': 2,
  'family-missing': 2,
  absent: 3,
  undetermined: 3,
};

/** The one value that is followed: a variable of any container, or what stands at a path. */
type Followed = { readonly env: string } | { readonly path: Path };

function followedOf(typed: NonNullable<TraceOptions['followed']>): Followed {
  return 'env' in typed ? typed : { path: parsePath(typed.path) };
}

/** Whether a path is that of the value that is followed, leads to it or lies in it. */
function isFollowed(path: Path, followed: Followed | undefined): boolean {
  if (followed === undefined) return true;
  return 'env' in followed ? concernsVariable(path, followed.env) : concerns(path, followed.path);
}

function concernsVariable(path: Path, name: string): boolean {
  const [containers, list, ...further] = path;
  if (containers?.field !== 'containers') return false;
  if (list === undefined) return true;
  if (!isVariableList(list.field) || further.length > 0) return false;
  return list.key === undefined || list.key === name;
}

/** The followed value in a revision. undefined when none, or no single one, is followed. */
function valueIn(revision: LiveTaskDefinition, followed: Followed | undefined, show: Show): ShownValue | undefined {
  if (followed === undefined) return undefined;
  const entries = settingsOf(revision).filter(({ path }) =>
    'env' in followed ? variableName(path) === followed.env : isWithin(path, followed.path),
  );
  const [first] = entries;
  if (first === undefined) return { absent: true };
  if ('path' in followed && (entries.length > 1 || !isSamePath(first.path, followed.path))) return undefined;
  return show(first.value);
}

/** Variables of a container may also come from a file in S3, which is not read. */
function mayComeFromFile(revision: LiveTaskDefinition): boolean {
  return (revision.containerDefinitions ?? []).some(({ environmentFiles = [] }) => environmentFiles.length > 0);
}

function withValue<D extends Deviation>(
  judged: Judged<D>,
  revision: LiveTaskDefinition,
  followed: Followed | undefined,
  show: Show,
): Judged<D> {
  const value = valueIn(revision, followed, show);
  if (
    value !== undefined &&
    'absent' in value &&
    followed !== undefined &&
    'env' in followed &&
    mayComeFromFile(revision)
  ) {
    return { state: 'undetermined', differences: [], reason: { kind: 'unsupported', name: 'environmentFiles' } };
  }
  return value === undefined ? judged : { ...judged, value };
}

function againstCode(
  definition: DeclaredTaskDefinition,
  followed: Followed | undefined,
  show: Show,
): Judge<TracedDeviation> {
  return (revision) => {
    const place = revision.taskDefinitionArn === undefined ? undefined : parseArn(revision.taskDefinitionArn);
    const comparison = compareTaskDefinition(definition.model, liveTaskDefinition(revision), definition.ignored, place);
    const differences = differencesOf(comparison)
      .filter(({ path }) => isFollowed(path, followed))
      .map(({ path, declared }) => ({ path, ...(declared === undefined ? {} : { declared }) }));
    const unknown = undeterminedOf(comparison).find(({ path }) => followed !== undefined && isFollowed(path, followed));
    const state = differences.length > 0 ? 'differs' : unknown === undefined ? 'as-declared' : 'undetermined';
    const reason = state === 'undetermined' && unknown !== undefined ? { reason: unknown.reason } : {};
    return withValue({ state, differences, ...reason }, revision, followed, show);
  };
}

/** Without code, the latest revision is what is expected to run. */
function againstLatest({ latest }: Observation, followed: Followed | undefined, show: Show): Judge<TracedDeviation> {
  const expected = latest.status === 'found' ? settingsOf(latest.value) : undefined;
  return (revision) => {
    if (expected === undefined) return withValue({ state: 'undetermined', differences: [] }, revision, followed, show);
    const own = settingsOf(revision);
    const differences = uniquePaths([...expected, ...own])
      .filter(
        ({ path }) => isFollowed(path, followed) && sameValue(settingAt(path, expected), settingAt(path, own)) !== true,
      )
      .map(({ path }) => ({ path }))
      .toSorted((a, b) => comparePaths(a.path, b.path));
    return withValue(
      { state: differences.length > 0 ? 'differs' : 'as-declared', differences },
      revision,
      followed,
      show,
    );
  };
}

function settingAt(path: Path, settings: readonly Setting[]): unknown {
  return settings.findLast((setting) => isSamePath(setting.path, path))?.value;
}

/** Of the problems, those that have to do with the value that is followed. */
function narrowed(chain: Chain<TracedDeviation>, followed: Followed): Chain<TracedDeviation> {
  const concernsValue = ({ rule, path, differences }: DeliveryProblem<TracedDeviation>): boolean =>
    path === undefined ? differences.length > 0 || rule === 'delivery/deployment-failed' : isFollowed(path, followed);
  const hops = 'env' in followed ? chain.hops.filter(({ hop }) => hop !== 'image') : chain.hops;
  return { hops, problems: chain.problems.filter(concernsValue) };
}

/** What the code says: the value itself where one is followed. */
function declaredHop(
  definition: DeclaredTaskDefinition | undefined,
  { hops, problems }: Chain<TracedDeviation>,
  followed: Followed | undefined,
  show: Show,
): Hop | undefined {
  if (definition === undefined) return undefined;
  const hop = { hop: 'declared', state: 'as-declared' } as const;
  if (followed === undefined) return hop;
  const own = 'env' in followed ? declaredVariable(definition, followed.env, show) : undefined;
  const told = problems.flatMap(({ differences }) => differences).find((one) => one.declared !== undefined)?.declared;
  const value = own ?? told ?? hops.find((one) => one.state === 'as-declared' && one.value !== undefined)?.value;
  return value === undefined ? hop : { ...hop, value };
}

function declaredVariable(definition: DeclaredTaskDefinition, name: string, show: Show): ShownValue | undefined {
  const { containers } = definition.model.members;
  if (containers === undefined || containers.state === 'unknown') return undefined;
  for (const container of containers.elements) {
    if (container.state === 'unknown') continue;
    const { environment, secrets } = container.members;
    const entries = [
      ...(environment?.state === 'collection' ? environment.elements : []).map((one) =>
        one.state === 'record' ? { name: one.members.name, value: one.members.value } : undefined,
      ),
      ...(secrets?.state === 'collection' ? secrets.elements : []).map((one) =>
        one.state === 'record' ? { name: one.members.name, value: one.members.valueFrom } : undefined,
      ),
    ];
    const entry = entries.find((one) => one?.name?.state === 'known' && one.name.value === name);
    if (entry === undefined) continue;
    return entry.value?.state === 'known' && entry.value.value instanceof Secret
      ? show(entry.value.value)
      : shownDeclared(entry.value);
  }
  return containers.open === undefined ? { absent: true } : undefined;
}

function verdictOf(
  { problems }: Chain<TracedDeviation>,
  hops: readonly Hop[],
  { latest, revision }: Observation,
  hasCode: boolean,
  followed: Followed | undefined,
): TraceVerdict {
  const at = (name: Hop['hop']) => hops.find(({ hop }) => hop === name);
  const isAbsent = (hop: Hop): boolean => hop.value !== undefined && 'absent' in hop.value;
  if (latest.status === 'absent' && revision?.status !== 'found') return 'family-missing';
  const values = hops.filter(({ hop }) => hop === 'declared' || hop === 'latest-revision' || hop === 'service');
  if (followed !== undefined && 'env' in followed && values.every(isAbsent) && problems.length === 0) return 'absent';
  if (hasCode && at('latest-revision')?.state === 'differs' && at('service')?.state === 'differs') {
    const isLag = problems.some(({ rule }) => lagVerdicts.has(rule));
    if (!isLag) return 'not-registered';
  }
  const [worst] = problems
    .map(({ rule }) => rule.slice('delivery/'.length))
    .flatMap((name) => order.find((one) => one === name) ?? [])
    .toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  if (worst !== undefined) return worst;
  // A service that nobody may see the tasks of was followed as far as that goes.
  const blind = hops.some(({ hop, state, tasks }) => state === 'undetermined' && hop !== 'image' && tasks !== 0);
  if (hops.some(({ hop, state }) => hop === 'service' && state === 'differs')) return 'not-registered';
  return blind ? 'undetermined' : 'delivered';
}

const lagVerdicts: ReadonlySet<string> = new Set([
  'delivery/not-deployed',
  'delivery/rolled-back',
  'delivery/not-running',
  'delivery/deployment-failed',
  'delivery/in-progress',
]);

/** The worst first. */
const order = [
  'deployment-failed',
  'rolled-back',
  'not-deployed',
  'not-running',
  'tasks-outdated',
  'overrides',
  'image-stale',
  'in-progress',
] as const satisfies readonly TraceVerdict[];

function brokenHop(
  verdict: TraceVerdict,
  { problems }: Chain<TracedDeviation>,
  hops: readonly Hop[],
): Hop['hop'] | undefined {
  if (verdict === 'delivered' || verdict === 'absent' || verdict === 'undetermined') return undefined;
  if (verdict === 'not-registered' || verdict === 'family-missing') return 'latest-revision';
  const problem = problems.find(({ rule }) => rule === `delivery/${verdict}`);
  return problem?.brokenAt ?? hops.find(({ state }) => state === 'differs')?.hop;
}

function placeOf({ live, latest }: Observation): LiveIdentity {
  const arn = live.serviceArn;
  const place = arn === undefined ? undefined : parseArn(arn);
  const runs = parseRevision(runningRevision(live) ?? '');
  const newest = latest.status === 'found' ? latest.value.revision : undefined;
  return {
    ...(place === undefined ? {} : { account: place.account, region: place.region }),
    ...(arn === undefined ? {} : { arn }),
    ...(runs === undefined ? {} : { family: runs.family }),
    ...(runs?.revision === undefined ? {} : { revision: runs.revision }),
    ...(newest === undefined || newest === runs?.revision ? {} : { latestRevision: newest }),
  };
}
