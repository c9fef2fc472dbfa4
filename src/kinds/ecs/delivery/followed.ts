import type { LiveTaskDefinition } from '../../../aws/reads/ecs-describe-task-definition.ts';
import { differencesOf, undeterminedOf } from '../../../compare/comparison.ts';
import { parseArn } from '../../../model/arn.ts';
import { comparePaths, concerns, isSamePath, isWithin, type Path, parsePath } from '../../../model/path.ts';
import type { ShownValue } from '../../../model/report/shown-value.ts';
import { sameValue } from '../../../model/secret/same-value.ts';
import type { Trace } from '../../../model/trace.ts';
import { compareTaskDefinition } from '../task-definition/compare.ts';
import type { DeclaredTaskDefinition } from '../task-definition/declared.ts';
import { liveTaskDefinition } from '../task-definition/live.ts';
import { type Deviation, type Judge, type Judged, uniquePaths } from './deviation.ts';
import { type OwnerAt, setApart } from './follow.ts';
import type { Observation } from './observe.ts';
import { isVariableList, type Setting, settingsOf, variableName } from './settings.ts';
import type { Show } from './show.ts';

/* The one value that a trace follows, and what revisions hold in its place. */

/** What a hop has otherwise, with what the code declares there. */
export interface TracedDeviation extends Deviation {
  readonly declared?: ShownValue;
}

/** The one value that is followed: a variable of any container, or what stands at a path. */
export type Followed = { readonly env: string } | { readonly path: Path };

/** What somebody typed, read. */
export function followedOf(typed: NonNullable<Trace['followed']>): Followed {
  return 'env' in typed ? typed : { path: parsePath(typed.path) };
}

/** Whether a path is that of the value that is followed, leads to it or lies in it. */
export function isFollowed(path: Path, followed: Followed | undefined): boolean {
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
  // What is listed and not there is not there, whatever a file holds.
  if (
    judged.state !== 'differs' &&
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

function stateOf(differs: boolean, isUnknown: boolean, isOwned: boolean): Judged<TracedDeviation>['state'] {
  if (differs) return 'differs';
  if (isUnknown) return 'undetermined';
  return isOwned ? 'owned' : 'as-declared';
}

/** Holds a revision against what the code declares. */
export function againstCode(
  definition: DeclaredTaskDefinition,
  owner: OwnerAt,
  followed: Followed | undefined,
  show: Show,
): Judge<TracedDeviation> {
  return (revision) => {
    const place = revision.taskDefinitionArn === undefined ? undefined : parseArn(revision.taskDefinitionArn);
    const comparison = compareTaskDefinition(definition.model, liveTaskDefinition(revision), place).filter(({ path }) =>
      isFollowed(path, followed),
    );
    const { own, owned } = setApart(differencesOf(comparison), owner);
    const differences = own.map(({ path, declared }) => ({ path, ...(declared === undefined ? {} : { declared }) }));
    const unknown = undeterminedOf(comparison).find((one) => followed !== undefined && owner(one) === undefined);
    const state = stateOf(differences.length > 0, unknown !== undefined, owned.length > 0);
    const reason = state === 'undetermined' && unknown !== undefined ? { reason: unknown.reason } : {};
    return withValue({ state, differences, owned, ...reason }, revision, followed, show);
  };
}

/** Without code, the latest revision is what is expected to run. */
export function againstLatest(
  { latest }: Observation,
  followed: Followed | undefined,
  show: Show,
): Judge<TracedDeviation> {
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
