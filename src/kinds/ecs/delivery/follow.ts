import type { AwsReader } from '../../../aws/reader.ts';
import type { LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { differencesOf } from '../../../compare/comparison.ts';
import { declaredModel } from '../../../compare/known.ts';
import { parseArn } from '../../../model/arn.ts';
import type { Differing } from '../../../model/leaf.ts';
import { onceOf } from '../../../model/once.ts';
import { memberAt, wholePath } from '../../../model/path.ts';
import { isSamePlace } from '../../../model/place.ts';
import type { PolicyData } from '../../../model/report/policy.ts';
import type { RuleId } from '../../../model/rule.ts';
import { ignoringAt } from '../../ignore-changes.ts';
import type { Root } from '../../kind.ts';
import type { OwnedPlace, OwnerOf } from '../../owner-of.ts';
import { parseRevision } from '../arn.ts';
import { type DeclaredServiceIdentity, knownFamily, serviceKey } from '../declared-service.ts';
import { definitionsNear } from '../linked.ts';
import { isOpen, pointsAt } from '../pointer.ts';
import { activeService, type ReadService, readServices } from '../read-service.ts';
import type { ServiceKey } from '../read-tasks.ts';
import { isRunByOthers, runningRevision } from '../running-revision.ts';
import { compareTaskDefinition, ruleOf } from '../task-definition/compare.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from '../task-definition/declared.ts';
import { liveTaskDefinition } from '../task-definition/live.ts';
import { type Chain, followChain } from './chain.ts';
import { type Judge, notAmong, type OwnedDeviation } from './deviation.ts';
import { isBehind, isDeploymentFailing, mayWait } from './lag.ts';
import { type DeploymentEvidence, type Observation, observeDeployments, observeService } from './observe.ts';

/** A declared service, the task definition that it is to run, and how far that has come. */
export interface Delivery {
  /** The target whose code declares it. */
  readonly target: string;
  readonly service: DeclaredServiceIdentity;
  readonly definition: DeclaredTaskDefinition;
  readonly observation: Observation;
  /** Whether the service is to run the latest revision. */
  readonly follows: boolean;
  /** The code has the service run the newest revision, and it does not. */
  readonly isOld: boolean;
  readonly chain: Chain<DefinitionDifference>;
}

/** What a revision has otherwise than the code, and the rule that this breaks. */
export interface DefinitionDifference extends Differing {
  readonly rule: RuleId;
}

/** Follows every declared service that exists and whose task definition is declared. */
export async function followServices(
  roots: readonly Root[],
  aws: AwsReader,
  ownership: OwnerOf,
): Promise<readonly Delivery[]> {
  const services = await Promise.all(
    roots.map(async ({ target, stack }) => {
      const near = definitionsNear(declaredTaskDefinitions(stack));
      return (await readServices(stack, aws)).flatMap((service) => matchedService(target, service, near));
    }),
  );
  // What became of deployments is asked when all services were looked at: their stopped tasks travel together then.
  const observed = await Promise.all(services.flat().map((service) => observe(service, aws, ownership)));
  return Promise.all(observed.map((service) => withEvidence(service, aws)));
}

/** A service that exists, with the task definition that it is to run. */
interface MatchedService extends Pick<Delivery, 'target' | 'service' | 'definition'> {
  readonly live: LiveService;
  readonly key: ServiceKey;
}

/** None for a service that does not exist or that runs nothing declared. */
function matchedService(
  target: string,
  read: ReadService,
  near: ReturnType<typeof definitionsNear<DeclaredTaskDefinition>>,
): readonly MatchedService[] {
  const service = read.declared;
  const live = activeService(read);
  const names = serviceKey(service);
  if (live === undefined || names === undefined) return [];
  const runs = runningRevision(live);
  const definition = definitionOf(service, near(service, runs), runs);
  if (definition === undefined) return [];
  const { region } = service.place;
  return [{ target, service, live, key: { ...names, ...(region === undefined ? {} : { region }) }, definition }];
}

/** A service that was looked at, but for the history of its deployments. */
interface ObservedService extends Omit<Delivery, 'chain'> {
  readonly key: ServiceKey;
  readonly judge: Judge<DefinitionDifference>;
}

async function observe(
  { live, key, ...declared }: MatchedService,
  aws: AwsReader,
  ownership: OwnerOf,
): Promise<ObservedService> {
  const { target, definition, service } = declared;
  const family = definition.isFamilyIgnored ? undefined : knownFamily(definition);
  const observation = await observeService(aws, key, live, family);
  const namesRevision = service.pointer?.names.some((name) => name.revision !== undefined) === true;
  const follows = !namesRevision && (definition.isFamilyIgnored || isSameFamily(definition, runningRevision(live)));
  const isOld = follows && isOlder(observation, service, leavesPointer({ target, service, live }, ownership));
  const owner = ownerOf({ target, ...definition }, ownership);
  return { ...declared, key, observation, follows, isOld, judge: judgeFor(definition, owner, observation, isOld) };
}

async function withEvidence({ key, judge, ...observed }: ObservedService, aws: AwsReader): Promise<Delivery> {
  const { observation, follows, isOld } = observed;
  const input = { observation, judge, follows, isOld };
  const evidence = await readEvidence(aws, key, observation, isBehind(input));
  return { ...observed, chain: followChain({ ...input, ...(evidence === undefined ? {} : { evidence }) }) };
}

/** What became of deployments, where that is asked for. `isBehind`: the service lags behind the latest revision. */
export async function readEvidence(
  aws: AwsReader,
  key: ServiceKey,
  observation: Observation,
  isBehind: boolean,
): Promise<DeploymentEvidence | undefined> {
  const asks = isBehind || mayWait(observation);
  return asks || isDeploymentFailing(observation) ? observeDeployments(aws, key, asks) : undefined;
}

/** Whether the policy leaves it to somebody which revision a service runs. */
export function leavesPointer(
  {
    target,
    service,
    live,
  }: { readonly target: string; readonly service: { address: string }; readonly live: LiveService },
  ownership: OwnerOf,
): boolean {
  const revision = parseRevision(runningRevision(live) ?? '');
  if (revision === undefined) return false;
  const { family, revision: number } = revision;
  const runs = number === undefined ? family : `${family}:${number}`;
  const subject = { kind: 'ecs-service', target, address: service.address } as const;
  const difference = { path: memberAt(wholePath, 'taskDefinition'), live: { value: runs } };
  return ownership({ subject, difference }) !== undefined;
}

/**
 * Whether the service runs an older revision than the newest one, which the code has it run.
 *
 * @param isLeft which revision it runs is left to somebody
 */
export function isOlder(
  { live, latest }: Observation,
  { pointer, leavesRevision }: Pick<DeclaredServiceIdentity, 'pointer' | 'leavesRevision'>,
  isLeft: boolean,
): boolean {
  const newest = pointer?.newest;
  const running = parseRevision(runningRevision(live) ?? '')?.revision;
  const wanted = latest.status === 'found' ? latest.value.revision : undefined;
  if (newest === undefined || leavesRevision || isLeft || isRunByOthers(live)) return false;
  if (running === undefined || wanted === undefined) return false;
  return newest === 'least' ? wanted > running : wanted !== running;
}

/**
 * What is expected of a revision: what the task definition declares or, where the code has the service run the newest
 * one and that holds something else, what that one holds.
 */
function judgeFor(
  definition: DeclaredTaskDefinition,
  owner: OwnerAt,
  observation: Observation,
  isOld: boolean,
): Judge<DefinitionDifference> {
  const { latest, revision } = observation;
  const judge = judgeOf(definition.model, owner);
  if (!isOld || latest.status !== 'found' || revision?.status !== 'found') return judge;
  const further = notAmong(judge(latest.value).differences, judge(revision.value).differences);
  return further.length === 0 ? judge : judgeOf(declaredModel(liveTaskDefinition(latest.value)), owner);
}

/**
 * The task definition that a service is to run: the one it points at or, where that is not known, the one of the family
 * that it runs.
 *
 * @param runs the ARN of the revision that it runs
 */
export function definitionOf(
  { pointer, place }: DeclaredServiceIdentity,
  all: readonly DeclaredTaskDefinition[],
  runs: string | undefined,
): DeclaredTaskDefinition | undefined {
  const definitions = all.filter((one) => one.place.doubt === undefined && isSamePlace(one.place, place));
  if (pointer === undefined) return definitions.find((one) => runs !== undefined && isSameFamily(one, runs));
  const linked = definitions.filter(
    (one) =>
      pointsAt(pointer, one.address, knownFamily(one)) ||
      (isOpen(pointer) && runs !== undefined && isSameFamily(one, runs)),
  );
  return linked.find((one) => isSameFamily(one, runs)) ?? linked[0];
}

function isSameFamily(definition: DeclaredTaskDefinition, runs: string | undefined): boolean {
  const family = knownFamily(definition);
  return family === undefined || runs === undefined || parseRevision(runs)?.family === family;
}

/** Whose what stands at a place of a task definition is: what its code leaves to others, or the policy. */
export type OwnerAt = (difference: OwnedPlace['difference']) => PolicyData | undefined;

/** See {@link OwnerAt}. */
export function ownerOf(
  { target, address, ignored }: Pick<DeclaredTaskDefinition, 'address' | 'ignored'> & { readonly target: string },
  ownership: OwnerOf,
): OwnerAt {
  const subject = { kind: 'ecs-task-definition', target, address } as const;
  return (difference) => {
    const by = ignoringAt(difference.path, ignored);
    return by === undefined ? ownership({ subject, difference }) : { by };
  };
}

/** The differences that a deployment could take away, and apart from them those that somebody else owns. */
export function setApart<D extends Differing>(
  differences: readonly D[],
  owner: OwnerAt,
): { readonly own: readonly D[]; readonly owned: readonly OwnedDeviation[] } {
  const own: D[] = [];
  const owned: OwnedDeviation[] = [];
  for (const difference of differences) {
    const policy = owner(difference);
    if (policy === undefined) own.push(difference);
    else {
      const { path, declared } = difference;
      owned.push({ path, policy, ...(declared === undefined ? {} : { declared }) });
    }
  }
  return { own, owned };
}

/** Compares any revision with what is declared, each once: the service runs the latest one, and so do its tasks. */
function judgeOf(model: DeclaredTaskDefinition['model'], owner: OwnerAt): Judge<DefinitionDifference> {
  return onceOf((revision: LiveTaskDefinition) => {
    const place = revision.taskDefinitionArn === undefined ? undefined : parseArn(revision.taskDefinitionArn);
    const comparison = compareTaskDefinition(model, liveTaskDefinition(revision), place);
    // What others set is nothing that a deployment could bring.
    const { own, owned } = setApart(differencesOf(comparison), owner);
    const differences = own.map((one) => ({ ...one, rule: ruleOf(one) }));
    const state = differences.length > 0 ? 'differs' : owned.length > 0 ? 'owned' : 'as-declared';
    return { state, differences, owned };
  });
}
