import type { Read } from '../../aws/read.ts';
import type { AwsReader } from '../../aws/reader.ts';
import type { LiveTaskDefinition } from '../../aws/reads/ecs-describe-task-definition.ts';
import { declaredModel } from '../../compare/known.ts';
import type { ExpectForm } from '../../config/sections/expect.ts';
import { parseRevision } from '../../kinds/ecs/arn.ts';
import { serviceKey } from '../../kinds/ecs/declared-service.ts';
import { activeService, type ReadService, readServices } from '../../kinds/ecs/read-service.ts';
import { readTasks } from '../../kinds/ecs/read-tasks.ts';
import { runningRevision } from '../../kinds/ecs/running-revision.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from '../../kinds/ecs/task-definition/declared.ts';
import { declaredIdentity, revisionIdentity } from '../../kinds/ecs/task-definition/found.ts';
import { liveTaskDefinition } from '../../kinds/ecs/task-definition/live.ts';
import type { Root } from '../../kinds/kind.ts';
import { reasonOf, type Value } from '../../model/declared.ts';
import { groupBy } from '../../model/group.ts';
import type { Compared, Leaf, Subject } from '../../model/leaf.ts';
import { memberAt, wholePath } from '../../model/path.ts';
import type { AwsProblem } from '../../model/report/aws-problem.ts';
import type { ExpectationSide } from '../../model/report/expectation.ts';
import { matchesGlob } from '../pattern.ts';
import { type ContainerExpectation, type DefinitionVersion, judgeContainers, unknownIn } from './containers.ts';
import { literalPrefix, mayMatch } from './may-match.ts';
import {
  type Doubt,
  type ExpectedAccount,
  type HeldThing,
  type HeldThings,
  holdsFor,
  isExcepted,
  type OpenThing,
  unreadable,
} from './thing.ts';

type DefinitionSubject = Extract<Subject, { readonly kind: 'ecs-task-definition' }>;

/** A task definition with the versions of it that are held against expectations. */
export interface TaskDefinition {
  readonly root: Root;
  readonly subject: DefinitionSubject;
  readonly family: Value<string> | undefined;
  readonly versions: readonly DefinitionVersion[];
  /** Versions that are there and could not be read. */
  readonly doubts: readonly Doubt[];
  /** Families that it is of, for certain, in a region of this account. */
  readonly own: readonly FamilyOfRegion[];
}

interface FamilyOfRegion {
  readonly family: string;
  readonly region: string | undefined;
}

/**
 * The task definitions that the code of an account declares, each as declared and as the revisions of it that were
 * compared: the one that a service runs, those of tasks that still run another one, and the newest.
 */
export async function declaredDefinitions(
  { subjects, leaves }: Compared,
  { roots, aws }: ExpectedAccount,
): Promise<readonly TaskDefinition[]> {
  const compared = subjects.flatMap((one) => (one.kind === 'ecs-task-definition' ? [one] : []));
  const whole = new Map<Subject, Leaf>(leaves.flatMap((leaf) => (leaf.whole === true ? [[leaf.subject, leaf]] : [])));
  const services = new Map(
    await Promise.all(roots.map(async (root) => [root, await readServices(root.stack, aws)] as const)),
  );
  const byAddress = groupBy(compared, keyOf);
  const found = await Promise.all(
    roots.flatMap((root) =>
      declaredTaskDefinitions(root.stack).flatMap((definition) => {
        const { address, at } = definition;
        const own = byAddress.get(keyOf({ target: root.target, address })) ?? [];
        const identity = declaredIdentity(definition);
        const all: readonly DefinitionSubject[] =
          own.length > 0 ? own : [{ kind: 'ecs-task-definition', target: root.target, address, at, identity }];
        return all.map(async (subject): Promise<TaskDefinition> => {
          const live = await liveVersions(services.get(root) ?? [], definition, subject, whole.get(subject), aws);
          const { family } = subject.identity;
          const { place } = definition;
          const names = [family, definition.family?.state === 'known' ? definition.family.value : undefined];
          return {
            root,
            subject,
            family: family === undefined ? definition.family : { state: 'known', value: family },
            own:
              place.doubt === undefined
                ? names.flatMap((name) => (name === undefined ? [] : [{ family: name, region: place.region }]))
                : [],
            versions: [{ side: 'code', model: definition.model, expansion: definition.expansion }, ...live.versions],
            doubts: live.doubts,
          };
        });
      }),
    ),
  );
  return found;
}

function keyOf({ target, address }: Pick<Subject, 'target' | 'address'>): string {
  return JSON.stringify([target, address]);
}

interface LiveVersions {
  readonly versions: readonly DefinitionVersion[];
  readonly doubts: readonly Doubt[];
}

async function liveVersions(
  services: readonly ReadService[],
  definition: DeclaredTaskDefinition,
  { identity }: DefinitionSubject,
  whole: Leaf | undefined,
  aws: AwsReader,
): Promise<LiveVersions> {
  if (whole?.outcome === 'undetermined') {
    return { versions: [], doubts: [{ code: whole.code, reason: whole.reason }] };
  }
  const { arn, family, revision, latestRevision, service } = identity;
  if (whole !== undefined || arn === undefined) return { versions: [], doubts: [] };
  const { region } = definition.place;
  const named = arn === '' ? (family ?? '') : arn;
  const own = await readVersion(service === undefined ? 'latest-revision' : 'service', named, region, aws);
  const latest =
    latestRevision === undefined || latestRevision === revision || family === undefined
      ? []
      : [await readVersion('latest-revision', family, region, aws)];
  const tasks = service === undefined ? [] : await taskVersions(services, arn, region, aws);
  return joinVersions([own, ...latest, ...tasks]);
}

function joinVersions(all: readonly LiveVersions[]): LiveVersions {
  return { versions: all.flatMap(({ versions }) => versions), doubts: all.flatMap(({ doubts }) => doubts) };
}

async function readVersion(
  side: ExpectationSide['side'],
  taskDefinition: string,
  region: string | undefined,
  aws: AwsReader,
): Promise<LiveVersions> {
  return versionOf(side, await aws.read('ecs:DescribeTaskDefinition', { taskDefinition }, region));
}

function versionOf(side: ExpectationSide['side'], read: Read<LiveTaskDefinition>): LiveVersions {
  if (read.status !== 'found') {
    const gone: AwsProblem = { kind: 'unexpected-answer', action: 'ecs:DescribeTaskDefinition' };
    const problem = read.status === 'unreadable' ? read.problem : gone;
    return { versions: [], doubts: [unreadable(problem)] };
  }
  const { revision } = read.value;
  const model = declaredModel(liveTaskDefinition(read.value));
  return { versions: [{ side, model, ...(revision === undefined ? {} : { revision }) }], doubts: [] };
}

/**
 * The revisions of the family that tasks run beside the one of their service. A snapshot that holds nothing about tasks
 * is no failure to look, as of the delivery.
 */
async function taskVersions(
  services: readonly ReadService[],
  arn: string,
  region: string | undefined,
  aws: AwsReader,
): Promise<readonly LiveVersions[]> {
  const read = await Promise.all(
    services.flatMap((service) => {
      const live = activeService(service);
      const key = serviceKey(service.declared);
      if (live === undefined || key === undefined || runningRevision(live) !== arn) return [];
      return [readTasks(aws, { ...key, ...(region === undefined ? {} : { region }) }, 'RUNNING')];
    }),
  );
  const problem = read.find((one) => one.status === 'unreadable' && one.problem.kind !== 'not-recorded');
  const family = parseRevision(arn)?.family;
  const others = read.flatMap((one) =>
    one.status === 'found' ? one.value.flatMap(({ taskDefinitionArn: of }) => of ?? []) : [],
  );
  const foreign = [...new Set(others)].filter((of) => of !== arn && parseRevision(of)?.family === family).toSorted();
  const versions = await Promise.all(foreign.map((of) => readVersion('task', of, region, aws)));
  if (problem?.status !== 'unreadable') return versions;
  const path = memberAt(wholePath, 'tasks');
  const reason = { kind: 'aws', problem: problem.problem } as const;
  return [...versions, { versions: [], doubts: [{ code: 'unreadable', reason, scope: 'leaf', path }] }];
}

/**
 * Holds an expectation against all task definitions that it is about: those that the code declares, and the newest
 * revision of each family that no code declares.
 */
export async function holdDefinitions(
  expectation: ContainerExpectation,
  entry: ExpectForm,
  declared: readonly TaskDefinition[],
  { roots, aws }: ExpectedAccount,
): Promise<HeldThings> {
  const pattern = entry['task-definition'] ?? '*';
  const things: HeldThing[] = [];
  const open: OpenThing[] = [];
  for (const definition of declared) {
    if (!holdsFor(entry, definition.root)) continue;
    const { family, subject, versions, doubts } = definition;
    const matching = family === undefined ? 'maybe' : mayMatch(pattern, family);
    if (matching === 'no' || (family?.state === 'known' && isExcepted(entry, family.value))) continue;
    if (matching === 'maybe') {
      const reason =
        family === undefined || family.state === 'known'
          ? ({ kind: 'invalid', name: 'family-missing' } as const)
          : reasonOf(unknownIn(family));
      open.push({ subject, doubt: { code: 'unidentified', reason } });
      continue;
    }
    const judged = judgeContainers(expectation, entry, versions);
    if (judged !== undefined || doubts.length > 0) things.push({ subject, versions: judged ?? [], doubts });
  }
  const own = roots.filter((root) => holdsFor(entry, root));
  if (own.length === 0) return { things, open };
  const undeclared = await undeclaredDefinitions(pattern, entry, { roots: own, aws }, declared);
  open.push(...undeclared.open);
  for (const { family, region, read } of undeclared.families) {
    const arn = read.status === 'found' ? (read.value.taskDefinitionArn ?? '') : '';
    const identity = arn === '' ? { family, ...(region === undefined ? {} : { region }) } : revisionIdentity(arn);
    const subject = nowhereDeclared(own, identity);
    const { versions, doubts } = versionOf('latest-revision', read);
    const judged = judgeContainers(expectation, entry, versions);
    if (judged !== undefined || doubts.length > 0) things.push({ subject, versions: judged ?? [], doubts });
  }
  return { things, open };
}

/** Of the families that no code declares so many are read, in order. */
export const mostFamilies = 500;

interface UndeclaredFamily {
  readonly family: string;
  readonly region: string | undefined;
  readonly read: Read<LiveTaskDefinition>;
}

async function undeclaredDefinitions(
  pattern: string,
  entry: ExpectForm,
  { roots, aws }: ExpectedAccount,
  declared: readonly TaskDefinition[],
): Promise<{ readonly families: readonly UndeclaredFamily[]; readonly open: readonly OpenThing[] }> {
  const standard = await aws.defaultRegion();
  const known = new Set(
    declared.flatMap(({ own }) => own.map(({ family, region }) => JSON.stringify([region ?? standard, family]))),
  );
  const families: UndeclaredFamily[] = [];
  const open: OpenThing[] = [];
  for (const region of await regionsOf(roots, aws)) {
    const listed = await familiesOf(pattern, region, aws);
    const subject = nowhereDeclared(roots, region === undefined ? {} : { region });
    if (listed.status === 'unreadable') {
      open.push({ subject, doubt: unreadable(listed.problem) });
      continue;
    }
    const names = (listed.status === 'found' ? listed.value : []).filter(
      (family) =>
        matchesGlob(pattern, family) && !isExcepted(entry, family) && !known.has(JSON.stringify([region, family])),
    );
    if (names.length > mostFamilies) {
      const reason = { kind: 'expectation', name: 'too-many', value: String(names.length) } as const;
      open.push({ subject, doubt: { code: 'unreadable', reason } });
    }
    const read = await Promise.all(
      names.slice(0, mostFamilies).map(async (family): Promise<UndeclaredFamily> => {
        const found = await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: family }, region);
        return { family, region, read: found };
      }),
    );
    // A family whose last revision was deregistered since it was listed has none.
    families.push(...read.filter((one) => one.read.status !== 'absent'));
  }
  return { families, open };
}

/** The families that may fit a pattern. Which one a name without a wildcard means needs no list. */
async function familiesOf(
  pattern: string,
  region: string | undefined,
  aws: AwsReader,
): Promise<Read<readonly string[]>> {
  if (!pattern.includes('*')) return { status: 'found', value: [pattern] };
  return aws.read('ecs:ListTaskDefinitionFamilies', { 'family-prefix': literalPrefix(pattern) }, region);
}

/** What no code declares, as what leaves are about: the first target for whose code it was looked for reports it. */
function nowhereDeclared([first]: readonly Root[], identity: DefinitionSubject['identity']): Subject {
  return { kind: 'ecs-task-definition', target: first?.target ?? '', address: '', identity };
}

/** Where the code has task definitions, and where what names no region is. */
async function regionsOf(roots: readonly Root[], aws: AwsReader): Promise<readonly (string | undefined)[]> {
  const places = roots.flatMap(({ stack }) => declaredTaskDefinitions(stack).map(({ place }) => place));
  return regionsOfPlaces(places, await aws.defaultRegion());
}

/** The regions of places that the credentials lead to, with that of what names none. */
export function regionsOfPlaces(
  places: readonly DeclaredTaskDefinition['place'][],
  standard: string | undefined,
): readonly (string | undefined)[] {
  const named = places.flatMap(({ region, doubt }) => (doubt === undefined && region !== undefined ? [region] : []));
  const all = [...new Set([...named, ...(standard === undefined ? [] : [standard])])].toSorted();
  return all.length === 0 ? [undefined] : all;
}
