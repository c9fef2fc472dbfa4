import type { AwsReader } from '../../aws/reader.ts';
import { dateAt } from '../../model/date.ts';
import { groupBy } from '../../model/group.ts';
import type { LiveIdentity } from '../../model/identity.ts';
import { type Compared, type DifferingLeaf, isBesideChange, type UndeterminedLeaf } from '../../model/leaf.ts';
import { formatPath, type Path } from '../../model/path.ts';
import type { WhoData } from '../../model/report/who.ts';
import type { ComparedRule } from '../../model/security-group.ts';
import { asksForEvidence, type EvidenceRun, inPool, withFound } from './asked.ts';
import { type Culprit, foundWho, withoutCulprit } from './culprit.ts';
import { type Trail, type TrailEvents, trailOf } from './trail.ts';
import { culpritOfGroup, culpritOfRule, culpritOfTags } from './who-changed-group.ts';
import { culpritOfRevision, culpritOfService } from './who-changed-service.ts';

/**
 * Adds who made a difference, and when, as far as CloudTrail tells it: it tells of the last 90 days, and of an event
 * some minutes after it happened. What a change does not answer for is not looked up.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
 */
export async function withWho(compared: Compared, { pools, now, change, who: mode }: EvidenceRun): Promise<Compared> {
  if (mode === undefined) return compared;
  const { subjects, leaves } = compared;
  const asked = leaves.filter(asksForEvidence).filter((leaf) => !isBesideChange(change, leaf));
  const told = new Map<DifferingLeaf, WhoData>();
  await Promise.all(
    pools.map(async (pool) => {
      const own = inPool(asked, pool);
      const trail = trailOf(pool.aws);
      const [first] = pool.members;
      const account = first?.target.place.account;
      const at = first?.target.aws.recordedAt ?? now;
      const look = (leaf: DifferingLeaf) => whoMade(leaf, { trail, aws: pool.aws, account, now: at });
      // One region does not wait for another; in one, what is refused once is not asked for again.
      await Promise.all(
        [...groupBy(own, regionOf).values()].map(async (inRegion) => {
          for (const leaf of inRegion) {
            const who = await look(leaf);
            if (who !== undefined) told.set(leaf, who);
          }
        }),
      );
    }),
  );
  return {
    subjects,
    leaves: [
      ...withFound(leaves, new Map([...told].map(([leaf, who]) => [leaf, { who }]))),
      ...(mode === 'asked' ? unreadLeaves(told) : []),
    ],
  };
}

/** What could not be read, once for each target and reason. A snapshot lacks it when nobody was to be asked then. */
function unreadLeaves(told: ReadonlyMap<DifferingLeaf, WhoData>): readonly UndeterminedLeaf[] {
  const unread = new Map<string, UndeterminedLeaf>();
  for (const [{ subject, identity, path, at }, who] of told) {
    if (who.status !== 'unreadable' || who.problem.kind === 'not-recorded') continue;
    const { problem } = who;
    const id = JSON.stringify([subject.target, problem]);
    if (unread.has(id)) continue;
    unread.set(id, {
      outcome: 'undetermined',
      code: 'unreadable',
      scope: 'leaf',
      isRemark: true,
      subject,
      ...(identity === undefined ? {} : { identity }),
      path,
      ...(at === undefined ? {} : { at }),
      reason: { kind: 'aws', problem },
    });
  }
  return [...unread.values()];
}

const identityOf = ({ identity, subject }: DifferingLeaf): LiveIdentity => identity ?? subject.identity;

const regionOf = (leaf: DifferingLeaf): string | undefined => leaf.groupRule?.region ?? identityOf(leaf).region;

/** With what one difference is looked up. */
interface Looking {
  readonly trail: Trail;
  readonly aws: AwsReader;
  /** That the trail is of. */
  readonly account: string | undefined;
  readonly now: Date;
}

/** Who made a difference; undefined where no event of CloudTrail would tell it. */
async function whoMade(leaf: DifferingLeaf, looking: Looking): Promise<WhoData | undefined> {
  const { account } = identityOf(leaf);
  const owner = leaf.groupRule?.group.ownerId ?? account;
  if (owner !== undefined && looking.account !== undefined && owner !== looking.account) {
    return { status: 'not-asked', why: 'other-account' };
  }
  switch (leaf.subject.kind) {
    case 'security-group':
      return leaf.groupRule === undefined ? whoMadeGroup(leaf, looking) : whoMadeRule(leaf, leaf.groupRule, looking);
    case 'ecs-service':
      return leaf.delivery === undefined ? whoMadeService(leaf, looking) : whoBroke(leaf, leaf.delivery, looking);
    case 'ecs-task-definition':
      return whoMadeRevision(leaf, looking);
  }
}

async function whoMadeRule(leaf: DifferingLeaf, rule: ComparedRule, { trail }: Looking): Promise<WhoData> {
  const region = regionOf(leaf);
  const member = leaf.path.at(-1)?.key === undefined ? leaf.path.at(-1)?.field : undefined;
  const tag = tagOf(leaf.path);
  const { live, group } = rule;
  if (tag !== undefined && live?.id !== undefined) {
    const { id } = live;
    return answer(await trail.lookUp({ attribute: 'ResourceName', value: id }, region), true, (events) =>
      culpritOfTags(events, id, tag.key),
    );
  }
  const found = await trail.lookUp({ attribute: 'ResourceName', value: group.id }, region);
  return answer(found, live !== undefined && !isYoung(found, group.id), (events) =>
    culpritOfRule(events, rule, member === 'description'),
  );
}

/** Whether a group was created within what is told of it, so that nothing of it is older. */
function isYoung(found: TrailEvents, id: string): boolean {
  return found.status === 'found' && culpritOfGroup(found.events, id, 'CreateSecurityGroup') !== undefined;
}

async function whoMadeGroup(leaf: DifferingLeaf, { trail }: Looking): Promise<WhoData | undefined> {
  const { id } = identityOf(leaf);
  const tag = tagOf(leaf.path);
  const isOfGroup = leaf.whole === true || tag !== undefined || groupMembers.has(formatPath(leaf.path));
  if (!isOfGroup) return undefined;
  if (id === undefined) return { status: 'not-asked', why: 'no-id' };
  const found = await trail.lookUp({ attribute: 'ResourceName', value: id }, regionOf(leaf));
  return answer(found, leaf.whole !== true && !isYoung(found, id), (events) => {
    if (tag !== undefined) return culpritOfTags(events, id, tag.key);
    return culpritOfGroup(events, id, leaf.whole === true ? 'DeleteSecurityGroup' : 'CreateSecurityGroup');
  });
}

/** What a group is created with, and keeps. */
const groupMembers: ReadonlySet<string> = new Set(['description', 'name', 'vpc_id']);

/** The tag that a path leads to: its key, where it names one. */
function tagOf(path: Path): { readonly key?: string } | undefined {
  const step = path.find(({ field }) => field === 'tags');
  if (step === undefined) return undefined;
  return step.key === undefined ? {} : { key: step.key };
}

async function whoMadeService(leaf: DifferingLeaf, looking: Looking): Promise<WhoData | undefined> {
  const [step] = leaf.path;
  if (tagOf(leaf.path) !== undefined) return undefined;
  return leaf.whole === true
    ? lookUpService(leaf, looking, ['DeleteService'], undefined)
    : lookUpService(leaf, looking, ['UpdateService', 'CreateService'], step?.field);
}

/** The first event of these names that gave the service a setting. */
async function lookUpService(
  leaf: DifferingLeaf,
  { trail }: Looking,
  names: readonly string[],
  member: string | undefined,
): Promise<WhoData> {
  const { cluster, service } = identityOf(leaf);
  if (cluster === undefined || service === undefined) return { status: 'not-asked', why: 'no-id' };
  let said: WhoData = { status: 'not-found' };
  for (const value of names) {
    const found = await trail.lookUp({ attribute: 'EventName', value }, regionOf(leaf));
    const who = answer(found, leaf.whole !== true, (events) => culpritOfService(events, { cluster, service }, member));
    if (who.status === 'found' || who.status === 'unreadable') return who;
    // What was not looked through in one is not known, whatever the other says.
    if (said.status !== 'not-found' || said.since === undefined) said = who;
  }
  return said;
}

/** Who kept a declared value from the running tasks. */
async function whoBroke(
  leaf: DifferingLeaf,
  { brokenAt }: NonNullable<DifferingLeaf['delivery']>,
  looking: Looking,
): Promise<WhoData | undefined> {
  switch (brokenAt) {
    case 'latest-revision':
      return whoMadeRevision(leaf, looking);
    case 'service':
    case 'deployment':
    case 'task':
      return lookUpService(leaf, looking, ['UpdateService', 'CreateService'], 'taskDefinition');
    case 'declared':
    case 'image':
      return undefined;
  }
}

/** CloudTrail tells of the last 90 days. */
const horizon = 90 * 24 * 60 * 60 * 1000;
/** How far the time of an event may be from that of what it made. */
const tolerance = 5 * 60 * 1000;

async function whoMadeRevision(leaf: DifferingLeaf, { trail, aws, now }: Looking): Promise<WhoData | undefined> {
  const { family, revision, latestRevision } = identityOf(leaf);
  const region = regionOf(leaf);
  if (tagOf(leaf.path) !== undefined) return undefined;
  if (family === undefined) return { status: 'not-asked', why: 'no-id' };
  if (leaf.whole === true) {
    const found = await trail.lookUp({ attribute: 'EventName', value: 'DeregisterTaskDefinition' }, region);
    return answer(found, false, (events) => culpritOfRevision(events, family, undefined));
  }
  const number = latestRevision ?? revision;
  const name = number === undefined ? family : `${family}:${number}`;
  const read = await aws.read('ecs:DescribeTaskDefinition', { taskDefinition: name }, region);
  const registered = read.status === 'found' ? read.value.registeredAt?.getTime() : undefined;
  const own = read.status === 'found' ? read.value.revision : number;
  if (registered !== undefined && registered < now.getTime() - horizon) return { status: 'older' };
  const found = await trail.lookUp(
    {
      attribute: 'EventName',
      value: 'RegisterTaskDefinition',
      ...(registered === undefined
        ? {}
        : {
            from: dateAt(registered - tolerance).toISOString(),
            to: dateAt(registered + tolerance).toISOString(),
          }),
    },
    region,
  );
  return answer(found, registered === undefined, (events) => culpritOfRevision(events, family, own));
}

/** What is said of a lookup. `isOlder`: of what no event was found, but must have been made. */
function answer(
  found: TrailEvents,
  isOlder: boolean,
  culpritIn: (events: Extract<TrailEvents, { status: 'found' }>['events']) => Culprit | undefined,
): WhoData {
  if (found.status === 'unreadable') return { status: 'unreadable', problem: found.problem };
  const culprit = culpritIn(found.events);
  return culprit === undefined ? withoutCulprit(found, isOlder) : foundWho(culprit);
}
