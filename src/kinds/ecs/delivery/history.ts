import type { Read } from '../../../aws/read.ts';
import type { AwsReader } from '../../../aws/reader.ts';
import type { LiveService } from '../../../aws/reads/ecs-describe-services.ts';
import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { differencesOf, undeterminedOf } from '../../../compare/comparison.ts';
import { declaredModel } from '../../../compare/known.ts';
import { parseArn } from '../../../model/arn.ts';
import type { FamilyHistory, NameEvent, RevisionChange, RevisionRecord } from '../../../model/history.ts';
import type { Differing } from '../../../model/leaf.ts';
import { comparePaths, formatPath, isSamePath, type Path } from '../../../model/path.ts';
import type { AwsProblem } from '../../../model/report/aws-problem.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';
import { sameValue } from '../../../model/secret/same-value.ts';
import { Secret, type Text } from '../../../model/secret/secret.ts';
import { parseRevision } from '../arn.ts';
import { compareTaskDefinition } from '../task-definition/compare.ts';
import { liveTaskDefinition } from '../task-definition/live.ts';
import { variableAt } from './settings.ts';
import { createShow, type Show } from './show.ts';

/** What a history is made of. */
export interface HistoryOptions {
  readonly family: string;
  /** A variable or secret to follow. */
  readonly name?: string;
  readonly region?: string;
  /** The most revisions to read. */
  readonly limit: number;
  /** Services that may run the family, with what AWS says of each. */
  readonly services: readonly LiveService[];
  /** What the fingerprints of secrets are made with; without it they are numbered in the order in which they appear. */
  readonly fingerprintKey?: string;
}

/**
 * Reads the newest revisions of a family, one call for the list of each status and one for each revision, and compares
 * each with the one before it. The family has no revisions when AWS lists none; the result then is empty.
 */
export async function familyHistory(options: HistoryOptions, aws: AwsReader): Promise<FamilyHistory> {
  const { family, limit, region } = options;
  const lists = await Promise.all(
    (['ACTIVE', 'INACTIVE'] as const).map((status) =>
      aws.read('ecs:ListTaskDefinitions', { family, status, 'at-most': limit }, region),
    ),
  );
  const all = lists
    .flatMap((list) => (list.status === 'found' ? list.value.arns : []))
    .toSorted((a, b) => numberOf(b) - numberOf(a));
  const arns = all.slice(0, limit);
  const reads = await Promise.all(
    arns.map((arn) => aws.read('ecs:DescribeTaskDefinition', { taskDefinition: arn }, region)),
  );
  const show = createShow(options.fingerprintKey);
  const revisions = arns.map((arn, index): RevisionRecord => record(arn, reads, index, options.services, show));
  const more = all.length > limit || lists.some((list) => list.status === 'found' && list.value.more);
  const { name } = options;
  return {
    family,
    ...(region === undefined ? {} : { region }),
    revisions,
    more,
    problems: lists.flatMap((list): AwsProblem[] => (list.status === 'unreadable' ? [list.problem] : [])),
    ...(name === undefined ? {} : { name, events: nameEvents(name, reads, show) }),
  };
}

function record(
  arn: string,
  reads: readonly Read<LiveTaskDefinition>[],
  index: number,
  services: readonly LiveService[],
  show: Show,
): RevisionRecord {
  const read = reads[index];
  const common = { revision: numberOf(arn), arn, usedBy: usersOf(arn, services) };
  if (read?.status === 'unreadable') return { ...common, problem: read.problem };
  if (read?.status !== 'found') return common;
  const { status, registeredAt, registeredBy, deregisteredAt } = read.value;
  const before = reads.slice(index + 1).find((one) => one.status === 'found');
  return {
    ...common,
    ...(status === undefined ? {} : { status: String(status) }),
    ...(registeredAt === undefined ? {} : { registeredAt: instant(registeredAt) }),
    ...(registeredBy === undefined ? {} : { registeredBy: String(registeredBy) }),
    ...(deregisteredAt === undefined ? {} : { deregisteredAt: instant(deregisteredAt) }),
    ...(before?.status === 'found' ? { changes: changesOf(before.value, read.value, show) } : {}),
  };
}

/** The services that name the revision, or have a deployment that still runs tasks of it. */
function usersOf(arn: string, services: readonly LiveService[]): string[] {
  return services
    .filter(
      ({ taskDefinition, deployments = [] }) =>
        taskDefinition === arn || deployments.some((one) => one.taskDefinition === arn && (one.runningCount ?? 0) > 0),
    )
    .flatMap(({ serviceName }) => serviceName ?? [])
    .toSorted();
}

function changesOf(before: LiveTaskDefinition, after: LiveTaskDefinition, show: Show): RevisionChange[] {
  const place = after.taskDefinitionArn === undefined ? undefined : parseArn(after.taskDefinitionArn);
  const older = liveTaskDefinition(before);
  const newer = liveTaskDefinition(after);
  const comparison = compareTaskDefinition(declaredModel(older), newer, place);
  // A variable that may stand in a file of the environment instead has left the definition all the same.
  const left = undeterminedOf(comparison).flatMap(({ path, declared, live }): Differing[] =>
    declared !== undefined && live !== undefined && 'absent' in live
      ? [{ outcome: 'differs', change: 'missing', path, declared, live }]
      : [],
  );
  const secrets = { before: secretsAt(before), after: secretsAt(after) };
  return [...differencesOf(comparison), ...left]
    .toSorted((a, b) => comparePaths(a.path, b.path))
    .map(
      (difference): RevisionChange => ({
        change: changeOf(difference),
        path: formatPath(difference.path),
        before: shownAs(difference.declared ?? { absent: true }, valueAt(difference.path, secrets.before), show),
        after: shownAs(difference.live ?? { absent: true }, valueAt(difference.path, secrets.after), show),
      }),
    );
}

/** What only the older revision has was removed. */
function changeOf({ change }: Differing): RevisionChange['change'] {
  return change === 'missing' ? 'removed' : change === 'extra' ? 'added' : 'changed';
}

function shownAs(shown: ShownValue, secret: Secret | undefined, show: Show): ShownValue {
  return 'secret' in shown && secret !== undefined ? show(secret) : shown;
}

/** The secret values of variables. */
function secretsAt({ containerDefinitions = [] }: LiveTaskDefinition): readonly Entry<Secret>[] {
  return containerDefinitions.flatMap(({ name: container = '', environment = [] }) =>
    environment.flatMap(({ name = '', value }) =>
      value instanceof Secret ? [{ path: variableAt(container, 'environment', name), value }] : [],
    ),
  );
}

/**
 * When a variable or secret came, changed and went, the newest first; for each container and place that it ever stood
 * in.
 */
function nameEvents(name: string, reads: readonly Read<LiveTaskDefinition>[], show: Show): NameEvent[] {
  const found = reads.flatMap((read) => (read.status === 'found' ? [read.value] : []));
  const events: NameEvent[] = [];
  const oldestFirst = found.toReversed();
  for (const [index, definition] of oldestFirst.entries()) {
    const revision = definition.revision ?? 0;
    const now = entriesOf(name, definition);
    const before = index === 0 ? undefined : entriesOf(name, oldestFirst[index - 1] ?? {});
    for (const { path, value } of now) {
      const was = before && valueAt(path, before);
      if (was !== undefined && sameValue(was, value) === true) continue;
      const event = was !== undefined ? 'changed' : before === undefined ? 'there' : 'came';
      events.push({ event, revision, path: formatPath(path), value: show(value) });
    }
    for (const { path } of before ?? []) {
      if (valueAt(path, now) === undefined) events.push({ event: 'went', revision, path: formatPath(path) });
    }
  }
  return events.toReversed();
}

/** Where a variable or secret of that name stands in a revision, and what it holds there. */
function entriesOf(name: string, { containerDefinitions = [] }: LiveTaskDefinition): readonly Entry<Text>[] {
  return containerDefinitions.flatMap(({ name: container = '', environment = [], secrets = [] }) => [
    ...environment.flatMap((entry) =>
      entry.name === name ? [{ path: variableAt(container, 'environment', name), value: entry.value ?? '' }] : [],
    ),
    ...secrets.flatMap((entry) =>
      entry.name === name ? [{ path: variableAt(container, 'secrets', name), value: entry.valueFrom ?? '' }] : [],
    ),
  ]);
}

/** A value of a revision, and where it stands. */
interface Entry<T> {
  readonly path: Path;
  readonly value: T;
}

function valueAt<T>(path: Path, entries: readonly Entry<T>[]): T | undefined {
  return entries.find((entry) => isSamePath(entry.path, path))?.value;
}

function numberOf(arn: string): number {
  return parseRevision(arn)?.revision ?? 0;
}

function instant(date: Date | string): string {
  return typeof date === 'string' ? date : date.toISOString();
}
