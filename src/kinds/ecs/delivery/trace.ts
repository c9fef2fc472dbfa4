import type { Read } from '../../../aws/read.ts';
import type { AwsReader } from '../../../aws/reader.ts';
import { parseArn } from '../../../model/arn.ts';
import { shownDeclared } from '../../../model/declared.ts';
import type { LiveIdentity } from '../../../model/identity.ts';
import { formatPath } from '../../../model/path.ts';
import type { Hop } from '../../../model/report/delivery.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';
import { Secret } from '../../../model/secret/secret.ts';
import type { Trace } from '../../../model/trace.ts';
import { nobodysOwn, type OwnerOf } from '../../owner-of.ts';
import { parseRevision } from '../arn.ts';
import { type DeclaredServiceIdentity, knownFamily } from '../declared-service.ts';
import type { ServiceKey } from '../read-tasks.ts';
import { runningRevision } from '../running-revision.ts';
import type { DeclaredTaskDefinition } from '../task-definition/declared.ts';
import { type Chain, followChain } from './chain.ts';
import type { OwnedDeviation } from './deviation.ts';
import { isOlder, leavesPointer, ownerOf, readEvidence } from './follow.ts';
import { againstCode, againstLatest, type Followed, followedOf, isFollowed, type TracedDeviation } from './followed.ts';
import { isBehind } from './lag.ts';
import { type Observation, observeService } from './observe.ts';
import type { DeliveryProblem } from './problems.ts';
import { createShow, type Show } from './show.ts';
import { brokenHop, exitCodes, verdictOf } from './verdict.ts';

/** What to follow. */
export interface TraceOptions {
  readonly aws: AwsReader;
  readonly key: ServiceKey;
  /** What the code declares; without it every hop is held against the latest revision. */
  readonly declared?: {
    /** The target whose code it is. */
    readonly target: string;
    readonly service: DeclaredServiceIdentity;
    readonly definition: DeclaredTaskDefinition;
  };
  /** Whose differences are beside what the code says. */
  readonly ownership?: OwnerOf;
  /** One variable, or one path, instead of all. */
  readonly followed?: NonNullable<Trace['followed']>;
  /** What the fingerprints of secrets are made with; without it they are numbered in the order in which they appear. */
  readonly fingerprintKey?: string;
}

/**
 * Follows a service from what is expected to the images that run. `unreadable` when AWS does not let the service be
 * read.
 */
export async function traceService(options: TraceOptions): Promise<Read<Trace>> {
  const { aws, key, declared, followed: typed, ownership = nobodysOwn } = options;
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
  const family = declared?.definition.isFamilyIgnored === false ? knownFamily(declared.definition) : undefined;
  const observation = await observeService(aws, key, live, family);
  const show = createShow(options.fingerprintKey);
  const judgeOf = (of: Followed | undefined) => {
    if (declared === undefined) return againstLatest(observation, of, show);
    const { target, definition } = declared;
    return againstCode(definition, ownerOf({ target, ...definition }, ownership), of, show);
  };
  const [judge, judgeAll] = [judgeOf(followed), judgeOf(undefined)];
  const follows = declared?.service.pointer?.names.some((name) => name.revision !== undefined) !== true;
  const latestArn = observation.latest.status === 'found' ? observation.latest.value.taskDefinitionArn : undefined;
  const isLeft = declared !== undefined && leavesPointer({ ...declared, live }, ownership);
  const isOld = follows && isOlder(observation, declared?.service ?? {}, isLeft);
  const input = { observation, judge, judgeAll, follows, isOld };
  const lags =
    isBehind(input) || (declared === undefined && latestArn !== undefined && latestArn !== runningRevision(live));
  const evidence = await readEvidence(aws, key, observation, lags);
  const whole = followChain({ ...input, ...(evidence === undefined ? {} : { evidence }) });
  const chain = followed === undefined ? whole : narrowed(whole, followed);
  const owned = [observation.latest, observation.revision].flatMap((read) =>
    read?.status === 'found' ? (judge(read.value).owned ?? []) : [],
  );
  const first = declaredHop(declared?.definition, chain, owned, followed, show);
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

/** Of the problems, those that have to do with the value that is followed. */
function narrowed(chain: Chain<TracedDeviation>, followed: Followed): Chain<TracedDeviation> {
  const concernsValue = ({ rule, path, differences }: DeliveryProblem<TracedDeviation>): boolean =>
    path === undefined ? differences.length > 0 || rule === 'delivery/deployment-failed' : isFollowed(path, followed);
  const hops = 'env' in followed ? chain.hops.filter(({ hop }) => hop !== 'image') : chain.hops;
  return { hops, problems: chain.problems.filter(concernsValue), unread: chain.unread };
}

/** What the code says: the value itself where one is followed. */
function declaredHop(
  definition: DeclaredTaskDefinition | undefined,
  { hops, problems }: Chain<TracedDeviation>,
  owned: readonly OwnedDeviation[],
  followed: Followed | undefined,
  show: Show,
): Hop | undefined {
  if (definition === undefined) return undefined;
  const hop = { hop: 'declared', state: 'as-declared' } as const;
  if (followed === undefined) return hop;
  const own = 'env' in followed ? declaredVariable(definition, followed.env, show) : undefined;
  const differing = [...problems.flatMap(({ differences }) => differences), ...owned].find(
    (one) => one.declared !== undefined,
  )?.declared;
  const value = own ?? differing ?? hops.find((one) => one.state === 'as-declared' && one.value !== undefined)?.value;
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
