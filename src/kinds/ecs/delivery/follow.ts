import type { AwsReader } from '../../../aws/reader.ts';
import type { LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { differencesOf } from '../../../compare/comparison.ts';
import { declaredModel } from '../../../compare/known.ts';
import { parseArn } from '../../../model/arn.ts';
import type { Differing } from '../../../model/leaf.ts';
import { isSamePlace } from '../../../model/place.ts';
import type { RuleId } from '../../../model/rule.ts';
import { isIgnored } from '../../ignore-changes.ts';
import type { Root } from '../../kind.ts';
import { parseRevision } from '../arn.ts';
import { type DeclaredServiceIdentity, knownFamily, serviceKey } from '../declared-service.ts';
import { isOpen, pointsAt } from '../pointer.ts';
import { activeService, type ReadService, readServices } from '../read-service.ts';
import { isRunByOthers, runningRevision } from '../running-revision.ts';
import { compareTaskDefinition, ruleOf } from '../task-definition/compare.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from '../task-definition/declared.ts';
import { liveTaskDefinition } from '../task-definition/live.ts';
import { type Chain, followChain } from './chain.ts';
import { type Judge, notAmong } from './deviation.ts';
import { isBehind, isDeploymentFailing, mayWait } from './lag.ts';
import {
  type DeploymentEvidence,
  listRunningTasks,
  type Observation,
  observeDeployments,
  observeService,
  type ServiceKey,
} from './observe.ts';

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
export async function followServices(roots: readonly Root[], aws: AwsReader): Promise<readonly Delivery[]> {
  const services = await Promise.all(
    roots.map(async ({ target, stack }) => {
      const definitions = declaredTaskDefinitions(stack);
      return (await readServices(stack, aws)).flatMap((service) => matchedService(target, service, definitions));
    }),
  );
  const followed = services.flat();
  await listRunningTasks(
    aws,
    followed.map(({ key }) => key),
  );
  return Promise.all(followed.map((service) => followService(service, aws)));
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
  definitions: readonly DeclaredTaskDefinition[],
): readonly MatchedService[] {
  const service = read.declared;
  const live = activeService(read);
  const names = serviceKey(service);
  if (live === undefined || names === undefined) return [];
  const definition = definitionOf(service, definitions, runningRevision(live));
  if (definition === undefined) return [];
  const { region } = service.place;
  return [{ target, service, live, key: { ...names, ...(region === undefined ? {} : { region }) }, definition }];
}

async function followService({ live, key, ...declared }: MatchedService, aws: AwsReader): Promise<Delivery> {
  const { definition, service } = declared;
  const family = definition.isFamilyIgnored ? undefined : knownFamily(definition);
  const observation = await observeService(aws, key, live, family);
  const namesRevision = service.pointer?.names.some((name) => name.revision !== undefined) === true;
  const follows = !namesRevision && (definition.isFamilyIgnored || isSameFamily(definition, runningRevision(live)));
  const isOld = follows && isOlder(observation, service);
  const input = { observation, judge: judgeFor(definition, observation, isOld), follows, isOld };
  const evidence = await readEvidence(aws, key, observation, isBehind(input));
  const chain = followChain({ ...input, ...(evidence === undefined ? {} : { evidence }) });
  return { ...declared, observation, follows, isOld, chain };
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

/** Whether the service runs an older revision than the newest one, which the code has it run. */
export function isOlder(
  { live, latest }: Observation,
  { pointer, leavesRevision }: Pick<DeclaredServiceIdentity, 'pointer' | 'leavesRevision'>,
): boolean {
  const newest = pointer?.newest;
  const running = parseRevision(runningRevision(live) ?? '')?.revision;
  const wanted = latest.status === 'found' ? latest.value.revision : undefined;
  if (newest === undefined || leavesRevision || isRunByOthers(live)) return false;
  if (running === undefined || wanted === undefined) return false;
  return newest === 'least' ? wanted > running : wanted !== running;
}

/**
 * What is expected of a revision: what the task definition declares or, where the code has the service run the newest
 * one and that holds something else, what that one holds.
 */
function judgeFor(
  definition: DeclaredTaskDefinition,
  observation: Observation,
  isOld: boolean,
): Judge<DefinitionDifference> {
  const { latest, revision } = observation;
  const judge = judgeOf(definition);
  if (!isOld || latest.status !== 'found' || revision?.status !== 'found') return judge;
  const further = notAmong(judge(latest.value).differences, judge(revision.value).differences);
  return further.length === 0
    ? judge
    : judgeOf({ model: declaredModel(liveTaskDefinition(latest.value)), ignored: definition.ignored });
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

/** Compares any revision with what is declared. */
function judgeOf({ model, ignored }: Pick<DeclaredTaskDefinition, 'model' | 'ignored'>): Judge<DefinitionDifference> {
  return (revision: LiveTaskDefinition) => {
    const place = revision.taskDefinitionArn === undefined ? undefined : parseArn(revision.taskDefinitionArn);
    const comparison = compareTaskDefinition(model, liveTaskDefinition(revision), place);
    // What others set is nothing that a deployment could bring.
    const differences = differencesOf(comparison)
      .filter(({ path }) => !isIgnored(path, ignored))
      .map((one) => ({ ...one, rule: ruleOf(one) }));
    return { state: differences.length > 0 ? 'differs' : 'as-declared', differences };
  };
}
