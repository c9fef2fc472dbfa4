import type { AwsReader, LiveService } from '../../../aws/reads.ts';
import { differencesOf } from '../../../compare/comparison.ts';
import { parseArn } from '../../../model/arn.ts';
import { reasonOf, shownLive, type Value } from '../../../model/declared.ts';
import type { Differing } from '../../../model/leaf.ts';
import { isSamePlace } from '../../../model/place.ts';
import type { Counts, DraftChecked, DraftFinding, DraftGap, LiveIdentity, ReasonData } from '../../../model/report.ts';
import type { RuleId } from '../../../model/rule.ts';
import type { KnownAttributes, Stack } from '../../../model/stack.ts';
import type { TerraformValue, Unknown } from '../../../model/value.ts';
import { placeOf } from '../../../terraform/stack/place.ts';
import { countsOf, findingsOf, gapsOf } from '../../draft.ts';
import type { KindContext, KindRun, RunKind } from '../../run-kind.ts';
import { clusterName, parseRevision } from '../arn.ts';
import type { DeclaredServiceIdentity } from '../declared-service.ts';
import { activeService, readService } from '../read-service.ts';
import { isRunByOthers } from '../running-revision.ts';
import { compareTags } from '../tags.ts';
import { compareService } from './compare.ts';
import { type DeclaredService, declaredServices } from './declared.ts';
import { liveService } from './live.ts';
import { compareState } from './state.ts';

/** Services of ECS, found by cluster and name. What the revision they run holds is compared by `ecs-task-definition`. */
export const ecsService: RunKind = { name: 'ecs-service', terraformTypes: ['aws_ecs_service'], run, compareState };

const kind = 'ecs-service';
const nothingCompared: Counts = { compared: 0, equal: 0, drifted: 0, undetermined: 0 };

/** What one declared service came to. */
interface Result {
  readonly checked: DraftChecked;
  readonly findings: readonly DraftFinding[];
  readonly gaps: readonly DraftGap[];
  readonly live?: LiveService;
}

async function run({ stack, aws }: KindContext): Promise<KindRun> {
  const declared = declaredServices(stack);
  const results = await Promise.all(declared.map((service) => examine(service, aws)));
  return {
    checked: results.map((result) => result.checked),
    findings: results.flatMap((result) => result.findings),
    gaps: results.flatMap((result) => result.gaps),
    learnt: new Map([...learnServices(declared, results), ...learnClusters(stack, declared, results)]),
  };
}

async function examine(declared: DeclaredService, aws: AwsReader): Promise<Result> {
  const service = await readService(declared.identity, aws);
  const identity = identityOf(declared.identity, undefined);
  switch (service.read.status) {
    case 'unidentified':
      return unidentified(declared, identity);
    case 'unreadable':
      return withGap('unreadable', 'unreadable', declared, identity, { kind: 'aws', problem: service.read.problem });
    case 'absent':
      return absent(declared, identity);
    case 'found':
      return activeService(service) === undefined
        ? inactive(declared, service.read.value)
        : compared(declared, service.read.value);
  }
}

function compared(declared: DeclaredService, live: LiveService): Result {
  const { address, at } = declared.identity;
  const identity = identityOf(declared.identity, live);
  const subject = { kind, address, identity } as const;
  const comparison = compareService(declared, liveService(live), isRunByOthers(live) ? undefined : live.taskDefinition);
  const tags = compareTags(declared.tags, live.tags);
  const status = differencesOf(comparison).length > 0 ? 'drifted' : 'in-sync';
  return {
    checked: { kind, address, at, identity, status, attributes: countsOf(comparison) },
    findings: [...findingsOf(comparison, subject, ruleOf), ...findingsOf(tags, subject, () => 'ecs/tags-changed')],
    gaps: [...gapsOf(comparison, subject), ...gapsOf(tags, subject), ...notCompared(declared)],
    live,
  };
}

/** The rule that a difference breaks. */
function ruleOf({ path }: Differing): RuleId {
  switch (path[0]?.field) {
    case 'desiredCount':
      return 'ecs/service-desired-count';
    case 'taskDefinition':
      return 'ecs/service-revision';
    default:
      return 'ecs/service-changed';
  }
}

function absent(declared: DeclaredService, identity: LiveIdentity): Result {
  const { address, at, expansion } = declared.identity;
  if (expansion !== undefined) {
    return withGap('expansion-unknown', 'unidentified', declared, identity, reasonOf(expansion));
  }
  return {
    checked: { kind, address, at, identity, status: 'missing', attributes: nothingCompared },
    findings: [{ type: 'resource-missing', rule: 'ecs/service-missing', kind, address, path: '', at, identity }],
    gaps: [],
  };
}

/** AWS keeps a deleted service for a while. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html */
function inactive(declared: DeclaredService, live: LiveService): Result {
  const { address, at } = declared.identity;
  const identity = identityOf(declared.identity, live);
  return {
    checked: { kind, address, at, identity, status: 'missing', attributes: nothingCompared },
    findings: [
      {
        type: 'resource-missing',
        rule: 'ecs/service-inactive',
        kind,
        address,
        path: '',
        at,
        identity,
        declared: { value: 'ACTIVE' },
        live: shownLive(live.status ?? ''),
      },
    ],
    gaps: [],
  };
}

function unidentified(declared: DeclaredService, identity: LiveIdentity): Result {
  const { name, cluster, place } = declared.identity;
  if (place.doubt !== undefined) {
    return withGap('unidentified', 'unidentified', declared, identity, reasonOf(place.doubt));
  }
  const [path, unknown] = name?.state === 'known' ? (['cluster', cluster] as const) : (['name', name] as const);
  const hole = holeIn(unknown);
  const reason: ReasonData = hole === undefined ? { kind: 'invalid', name: `${path}-missing` } : reasonOf(hole);
  return withGap('unidentified', 'unidentified', declared, identity, reason, { path, value: unknown });
}

function holeIn(value: Value<string> | undefined): Unknown | undefined {
  if (value?.state === 'unknown') return value.because;
  return value?.state === 'partial' ? value.parts.find((part) => typeof part !== 'string') : undefined;
}

function withGap(
  code: DraftGap['code'],
  status: DraftChecked['status'],
  declared: DeclaredService,
  identity: LiveIdentity,
  reason: ReasonData,
  argument?: { readonly path: string; readonly value: Value<string> | undefined },
): Result {
  const { address } = declared.identity;
  const at = argument?.value?.at ?? declared.identity.at;
  const path = argument === undefined ? {} : { path: argument.path };
  return {
    checked: { kind, address, at: declared.identity.at, identity, status, attributes: nothingCompared },
    findings: [],
    gaps: [{ code, scope: 'resource', kind, address, ...path, at, identity, reason }],
  };
}

function notCompared(declared: DeclaredService): DraftGap[] {
  return declared.notCompared.map(({ path, at }) => ({
    code: 'not-compared',
    scope: 'leaf',
    kind,
    address: declared.identity.address,
    path,
    at,
    reason: { kind: 'unsupported', name: path },
  }));
}

function identityOf(declared: DeclaredServiceIdentity, live: LiveService | undefined): LiveIdentity {
  const arn = live?.serviceArn;
  const place = arn === undefined ? undefined : parseArn(arn);
  const region = place?.region ?? declared.place.region;
  const running = live?.taskDefinition === undefined ? undefined : parseRevision(live.taskDefinition);
  return {
    ...(place === undefined ? {} : { account: place.account }),
    ...(region === undefined ? {} : { region }),
    ...(arn === undefined ? {} : { arn }),
    ...(declared.cluster.state === 'known' ? { cluster: declared.cluster.value } : {}),
    ...(declared.name?.state === 'known' ? { service: declared.name.value } : {}),
    ...(running === undefined ? {} : { family: running.family }),
    ...(running?.revision === undefined ? {} : { revision: running.revision }),
  };
}

function learnServices(declared: readonly DeclaredService[], results: readonly Result[]): KnownAttributes {
  const learnt = new Map<string, ReadonlyMap<string, TerraformValue>>();
  for (const [index, { identity }] of declared.entries()) {
    const arn = results[index]?.live?.serviceArn;
    if (arn === undefined || identity.expansion !== undefined) continue;
    learnt.set(
      identity.address,
      new Map([
        ['id', text(arn)],
        ['arn', text(arn)],
      ]),
    );
  }
  return learnt;
}

/** A cluster is not compared, but the services that were found in it tell its ARN. */
function learnClusters(
  stack: Stack,
  declared: readonly DeclaredService[],
  results: readonly Result[],
): KnownAttributes {
  const learnt = new Map<string, ReadonlyMap<string, TerraformValue>>();
  for (const cluster of stack.resources) {
    if (cluster.type !== 'aws_ecs_cluster' || cluster.expansion !== undefined) continue;
    const name = cluster.body.attributes.get(cluster.mode === 'data' ? 'cluster_name' : 'name')?.value;
    if (name?.kind !== 'string') continue;
    const place = placeOf(cluster, stack);
    if (place.doubt !== undefined) continue;
    const found = results.find(({ live }, index) => {
      const service = declared[index]?.identity;
      return (
        live?.clusterArn !== undefined &&
        clusterName(live.clusterArn) === name.value &&
        service !== undefined &&
        isSamePlace(service.place, place)
      );
    });
    const arn = found?.live?.clusterArn;
    if (arn === undefined) continue;
    learnt.set(
      cluster.address,
      new Map([
        ['id', text(arn)],
        ['arn', text(arn)],
      ]),
    );
  }
  return learnt;
}

function text(value: string): TerraformValue {
  return { kind: 'string', value };
}
