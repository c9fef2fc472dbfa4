import type { AwsReader, LiveService, LiveTaskDefinition } from '../../../aws/reads.ts';
import { type Comparison, differencesOf } from '../../../compare/comparison.ts';
import { parseArn } from '../../../model/arn.ts';
import { reasonOf, type Value } from '../../../model/declared.ts';
import { groupBy } from '../../../model/group.ts';
import { isSamePlace } from '../../../model/place.ts';
import type { Counts, DraftChecked, DraftFinding, DraftGap, LiveIdentity } from '../../../model/report.ts';
import { matchesParts } from '../../../model/secret/secret.ts';
import type { KnownAttributes } from '../../../model/stack.ts';
import type { TerraformValue, Unknown } from '../../../model/value.ts';
import { countsOf, findingsOf, gapsOf } from '../../draft.ts';
import type { KindContext, KindRun, RunKind } from '../../run-kind.ts';
import { parseRevision } from '../arn.ts';
import type { ParameterPlace } from '../parameter.ts';
import { isOpen, pointsAt } from '../pointer.ts';
import { activeService, type ReadService, readServices } from '../read-service.ts';
import { runningRevision } from '../running-revision.ts';
import { checkSecretSources } from '../secret-sources.ts';
import { compareTags } from '../tags.ts';
import { compareTaskDefinition, ruleOf } from './compare.ts';
import { type DeclaredTaskDefinition, declaredTaskDefinitions } from './declared.ts';
import { liveTaskDefinition } from './live.ts';
import { secretReferences } from './secret-references.ts';
import { compareState } from './state.ts';

/**
 * Task definitions. A family is compared as the revision that a service of the stack runs; when no service does, as its latest ACTIVE
 * revision.
 */
export const ecsTaskDefinition: RunKind = {
  name: 'ecs-task-definition',
  terraformTypes: ['aws_ecs_task_definition'],
  run,
  compareState,
};

const kind = 'ecs-task-definition';
const nothingCompared: Counts = { compared: 0, equal: 0, drifted: 0, undetermined: 0 };

/** What one declared task definition came to. */
interface Result {
  readonly checked: readonly DraftChecked[];
  readonly findings: readonly DraftFinding[];
  readonly gaps: readonly DraftGap[];
  /** The ARN of a revision of its family, when one was found. */
  readonly arn?: string;
}

async function run({ stack, aws }: KindContext): Promise<KindRun> {
  const services = await readServices(stack, aws);
  const declared = declaredTaskDefinitions(stack);
  const results = await Promise.all(declared.map((one) => examine(one, services, aws)));
  return {
    checked: results.flatMap((result) => result.checked),
    findings: results.flatMap((result) => result.findings),
    gaps: results.flatMap((result) => result.gaps),
    learnt: learn(declared, results),
  };
}

async function examine(
  declared: DeclaredTaskDefinition,
  services: readonly ReadService[],
  aws: AwsReader,
): Promise<Result> {
  const { place } = declared;
  if (place.doubt !== undefined) return notLookedFor(declared, place.doubt);
  const family = declared.family?.state === 'known' ? declared.family.value : undefined;
  const linked = services.filter((service) => isLinked(service, declared, family));
  const running = groupByRevision(linked, declared.family);
  const read = (taskDefinition: string) => aws.read('ecs:DescribeTaskDefinition', { taskDefinition }, place.region);
  const latestRead = family === undefined ? undefined : await read(family);
  const latest = latestRead?.status === 'found' && isActive(latestRead.value) ? latestRead.value : undefined;

  if (running.size > 0) {
    const results = await Promise.all(
      [...running].map(async ([arn, users]): Promise<Result> => {
        const revision = await read(arn);
        const identity = identityOf(arn, latest, users[0]);
        switch (revision.status) {
          case 'found':
            return withEvidence(compared(declared, revision.value, identity), declared, revision.value, aws);
          case 'unreadable':
            return unreadable(declared, identity, { kind: 'aws', problem: revision.problem });
          case 'absent':
            // Deleted, while the service still names it.
            return unreadable(declared, identity, {
              kind: 'aws',
              problem: { kind: 'unexpected-answer', action: 'ecs:DescribeTaskDefinition' },
            });
        }
      }),
    );
    return withCommonGaps(declared, mergeResults(results, [...running.keys()][0]));
  }
  if (family === undefined) return unidentified(declared);
  const identity: LiveIdentity = { family, ...(place.region === undefined ? {} : { region: place.region }) };
  const hidden = linked.map((service) => service.read).find((one) => one.status === 'unreadable');
  if (hidden?.status === 'unreadable') {
    // Which revision runs is not known, and the latest one may not be it.
    return unreadable(declared, identity, { kind: 'aws', problem: hidden.problem });
  }
  if (latestRead?.status === 'unreadable') {
    return unreadable(declared, identity, { kind: 'aws', problem: latestRead.problem });
  }
  if (latest === undefined) return absent(declared, identity);
  const arn = latest.taskDefinitionArn ?? '';
  const result = compared(declared, latest, identityOf(arn, latest, undefined));
  return withCommonGaps(declared, await withEvidence(result, declared, latest, aws));
}

/**
 * A service belongs to a task definition when its argument points there or, where that is not known, when it runs its family. A family of that name
 * in another place is another one.
 */
function isLinked(
  service: ReadService,
  { address, place }: DeclaredTaskDefinition,
  family: string | undefined,
): boolean {
  const { pointer } = service.declared;
  if (pointer === undefined || !isSamePlace(service.declared.place, place)) return false;
  if (pointsAt(pointer, address, family)) return true;
  const running = activeService(service);
  const live = running && runningRevision(running);
  return isOpen(pointer) && live !== undefined && family !== undefined && parseRevision(live)?.family === family;
}

/** The revisions of the family that services run, by ARN; the services of each in order of their addresses. */
function groupByRevision(
  services: readonly ReadService[],
  family: Value<string> | undefined,
): ReadonlyMap<string, readonly RunningService[]> {
  const running = services.flatMap((service) => {
    const live = activeService(service);
    return live === undefined ? [] : [{ service, live }];
  });
  return groupBy(running, ({ live }) => {
    const arn = runningRevision(live);
    return arn !== undefined && isOfFamily(arn, family) ? arn : undefined;
  });
}

interface RunningService {
  readonly service: ReadService;
  readonly live: LiveService;
}

function isOfFamily(arn: string, family: Value<string> | undefined): boolean {
  const name = parseRevision(arn)?.family;
  if (name === undefined) return false;
  if (family?.state === 'known') return family.value === name;
  if (family?.state !== 'partial') return true;
  return matchesParts(
    name,
    family.parts.map((part) => (typeof part === 'string' ? part : undefined)),
  );
}

function isActive(live: LiveTaskDefinition): boolean {
  return live.status === undefined || live.status === 'ACTIVE';
}

function compared(declared: DeclaredTaskDefinition, live: LiveTaskDefinition, identity: LiveIdentity): Result {
  const comparison = compareWith(declared, live);
  const subject = { kind, address: declared.address, identity } as const;
  const drifted = differencesOf(comparison).length > 0;
  return {
    checked: [
      {
        kind,
        address: declared.address,
        at: declared.at,
        identity,
        status: drifted ? 'drifted' : 'in-sync',
        attributes: countsOf(comparison),
      },
    ],
    findings: findingsOf(comparison, subject, ruleOf),
    gaps: gapsOf(comparison, subject, ([first, ...further]) =>
      first?.field === 'containers' && first.key === undefined && further.length === 0 ? 'resource' : 'leaf',
    ),
    ...(live.taskDefinitionArn === undefined ? {} : { arn: live.taskDefinitionArn }),
  };
}

/** What is said of a revision beside its settings: tags, and whether the sources of its secrets exist. */
async function withEvidence(
  result: Result,
  declared: DeclaredTaskDefinition,
  live: LiveTaskDefinition,
  aws: AwsReader,
): Promise<Result> {
  const subject = { kind, address: declared.address, identity: result.checked[0]?.identity ?? {} } as const;
  const tags = compareTags(declared.tags, live.tags);
  const place = placeOf(live.taskDefinitionArn);
  const references = secretReferences(declared.model, liveTaskDefinition(live));
  const sources = place && (await checkSecretSources(references, place, aws, subject));
  return {
    ...result,
    findings: [
      ...result.findings,
      ...findingsOf(tags, subject, () => 'ecs/tags-changed'),
      ...(sources?.findings ?? []),
    ],
    gaps: [...result.gaps, ...gapsOf(tags, subject), ...(sources?.gaps ?? [])],
  };
}

function compareWith(declared: DeclaredTaskDefinition, live: LiveTaskDefinition): Comparison {
  const place = placeOf(live.taskDefinitionArn);
  return compareTaskDefinition(declared.model, liveTaskDefinition(live), declared.ignored, place);
}

function absent(declared: DeclaredTaskDefinition, identity: LiveIdentity): Result {
  const { address, at } = declared;
  const { expansion } = declared;
  if (expansion !== undefined) {
    const gap: DraftGap = {
      code: 'expansion-unknown',
      scope: 'resource',
      kind,
      address,
      at,
      identity,
      reason: reasonOf(expansion),
    };
    return { checked: [checkedAs('unidentified', declared, identity)], findings: [], gaps: [gap] };
  }
  return {
    checked: [checkedAs('missing', declared, identity)],
    findings: [
      { type: 'resource-missing', rule: 'ecs/task-definition-missing', kind, address, path: '', at, identity },
    ],
    gaps: [],
  };
}

function unidentified(declared: DeclaredTaskDefinition): Result {
  const { address, at, family } = declared;
  const because = family?.state === 'unknown' ? family.because : undefined;
  const hole = family?.state === 'partial' ? family.parts.find((part) => typeof part !== 'string') : because;
  const reason = hole === undefined ? ({ kind: 'invalid', name: 'family-missing' } as const) : reasonOf(hole);
  return {
    checked: [checkedAs('unidentified', declared, {})],
    findings: [],
    gaps: [{ code: 'unidentified', scope: 'resource', kind, address, path: 'family', at: family?.at ?? at, reason }],
  };
}

/** AWS is not asked for what lives where the run's credentials do not lead. */
function notLookedFor(declared: DeclaredTaskDefinition, doubt: Unknown): Result {
  const { address, at, family, place } = declared;
  const identity: LiveIdentity = {
    ...(family?.state === 'known' ? { family: family.value } : {}),
    ...(place.region === undefined ? {} : { region: place.region }),
  };
  const gap: DraftGap = {
    code: 'unidentified',
    scope: 'resource',
    kind,
    address,
    at,
    identity,
    reason: reasonOf(doubt),
  };
  return { checked: [checkedAs('unidentified', declared, identity)], findings: [], gaps: [gap] };
}

function unreadable(declared: DeclaredTaskDefinition, identity: LiveIdentity, reason: DraftGap['reason']): Result {
  const { address, at } = declared;
  return {
    checked: [checkedAs('unreadable', declared, identity)],
    findings: [],
    gaps: [{ code: 'unreadable', scope: 'resource', kind, address, at, identity, reason }],
  };
}

function checkedAs(
  status: DraftChecked['status'],
  { address, at }: DeclaredTaskDefinition,
  identity: LiveIdentity,
): DraftChecked {
  return { kind, address, at, identity, status, attributes: nothingCompared };
}

/** What holds whichever revision is compared: members that `ignore_changes` names. */
function withCommonGaps(declared: DeclaredTaskDefinition, result: Result): Result {
  const { address, model, ignored } = declared;
  const gap = (path: string, at: DraftGap['at'], name: string): DraftGap => ({
    code: 'not-compared',
    scope: 'leaf',
    kind,
    address,
    path,
    ...(at === undefined ? {} : { at }),
    reason: { kind: 'unsupported', name },
  });
  const left = Object.entries(model.members)
    .filter(([member, value]) => value !== undefined && ignored.has(member))
    .map(([member, value]) => gap(member, value?.at, 'ignore_changes'));
  return { ...result, gaps: [...result.gaps, ...left] };
}

function mergeResults(results: readonly Result[], arn: string | undefined): Result {
  return {
    checked: results.flatMap((result) => result.checked),
    findings: results.flatMap((result) => result.findings),
    gaps: results.flatMap((result) => result.gaps),
    ...(arn === undefined ? {} : { arn }),
  };
}

function identityOf(
  arn: string,
  latest: LiveTaskDefinition | undefined,
  user: RunningService | undefined,
): LiveIdentity {
  const place = placeOf(arn);
  const name = parseRevision(arn);
  const key = user && { service: user.live.serviceName, cluster: user.service.declared.cluster };
  return {
    ...(place === undefined ? {} : { account: place.account, region: place.region }),
    arn,
    ...(name === undefined ? {} : { family: name.family }),
    ...(name?.revision === undefined ? {} : { revision: name.revision }),
    ...(latest?.revision === undefined || latest.revision === name?.revision
      ? {}
      : { latestRevision: latest.revision }),
    ...(key?.service === undefined ? {} : { service: key.service }),
    ...(key?.cluster.state === 'known' ? { cluster: key.cluster.value } : {}),
  };
}

function placeOf(taskDefinitionArn: string | undefined): ParameterPlace | undefined {
  return taskDefinitionArn === undefined ? undefined : parseArn(taskDefinitionArn);
}

/**
 * What the live side tells of the resources: not `arn` and `revision`, which are those of a revision that the code may not have
 * registered yet.
 */
function learn(declared: readonly DeclaredTaskDefinition[], results: readonly Result[]): KnownAttributes {
  const learnt = new Map<string, ReadonlyMap<string, TerraformValue>>();
  for (const [index, { address, expansion }] of declared.entries()) {
    const arn = results[index]?.arn;
    const family = arn === undefined ? undefined : parseRevision(arn)?.family;
    if (arn === undefined || family === undefined || expansion !== undefined) continue;
    learnt.set(
      address,
      new Map([
        ['family', text(family)],
        ['id', text(family)],
        ['arn_without_revision', text(arn.replace(/:\d+$/, ''))],
      ]),
    );
  }
  return learnt;
}

function text(value: string): TerraformValue {
  return { kind: 'string', value };
}
