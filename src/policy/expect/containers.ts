import type { CollectionOf, KnownRecord, RecordOf } from '../../compare/declared.ts';
import type { ExpectForm } from '../../config/sections/expect.ts';
import type { ContainerModel } from '../../kinds/ecs/task-definition/container.ts';
import type { TaskDefinitionModel } from '../../kinds/ecs/task-definition/model.ts';
import { reasonOf, type Value } from '../../model/declared.ts';
import { elementAt, type Path } from '../../model/path.ts';
import type { ExpectationSide } from '../../model/report/expectation.ts';
import type { RuleId } from '../../model/rule.ts';
import type { SourceRange } from '../../model/source.ts';
import type { Unknown } from '../../model/value.ts';
import { matchesGlob } from '../pattern.ts';
import type { JudgedVersion, Judgement } from './judgement.ts';

/** A container, of the code or of AWS, in the form of the code. */
export type Container = KnownRecord<ContainerModel>;

/** What can be expected of containers. */
export interface ContainerExpectation {
  readonly about: 'task-definition';
  /** Whether an entry expects this. */
  isExpected(entry: ExpectForm): boolean;
  rule(entry: ExpectForm): RuleId;
  /** Where an entry names no container, one that meets it is enough. */
  readonly anyContainer?: true;
  /**
   * What it comes to in one container.
   *
   * @param container undefined for one that is not there
   * @returns with paths from the container on
   */
  judge(entry: ExpectForm, container: Container | undefined): readonly Judgement[];
}

/** A version of a task definition. */
export interface DefinitionVersion extends Pick<ExpectationSide, 'side' | 'revision'> {
  readonly model: KnownRecord<TaskDefinitionModel>;
  /** Why it may not be there at all. */
  readonly expansion?: Unknown | undefined;
}

/**
 * Holds an expectation against the versions of a task definition: a container that one of them has is looked for in
 * all.
 *
 * @returns undefined where no version has a container that it is about
 */
export function judgeContainers(
  expectation: ContainerExpectation,
  entry: ExpectForm,
  versions: readonly DefinitionVersion[],
): readonly JudgedVersion[] | undefined {
  const found = versions.map((version) => ({ version, containers: containersOf(version, entry) }));
  const names = [...new Set(found.flatMap(({ containers }) => [...containers.named.keys()]))].toSorted();
  const isAny = expectation.anyContainer === true && entry.container === undefined;
  if (!isAny && names.length === 0 && found.every(({ containers }) => containers.doubt === undefined)) return undefined;
  return found.map(({ version, containers }): JudgedVersion => {
    const judgements = isAny
      ? [inAny(expectation, entry, containers, names)].flatMap((one) => one ?? [])
      : inEach(expectation, entry, containers, names);
    const { side, revision, expansion } = version;
    return {
      side,
      ...(revision === undefined ? {} : { revision }),
      judgements: expansion === undefined ? judgements : judgements.map((one) => unlessThere(one, expansion)),
    };
  });
}

/** Of what may not be there it is not certain that it does not meet what is expected. */
function unlessThere(judgement: Judgement, expansion: Unknown): Judgement {
  return judgement.state === 'unmet' ? { ...judgement, state: 'undetermined', reason: reasonOf(expansion) } : judgement;
}

/** The containers of a version that an entry is about, as far as they are known. */
interface Containers {
  readonly named: ReadonlyMap<string, Container>;
  /** Why there may be more, or others. */
  readonly doubt?: Unknown;
  readonly at?: SourceRange | undefined;
}

function containersOf({ model }: DefinitionVersion, entry: ExpectForm): Containers {
  const all = memberOf(model, 'containers');
  if (all === undefined) return { named: new Map(), at: model.at };
  if (all.state === 'unknown') return { named: new Map(), doubt: all.because, at: all.at ?? model.at };
  const named = new Map<string, Container>();
  let doubt = all.open;
  for (const container of all.elements) {
    const name = container.state === 'unknown' ? undefined : memberOf(container, 'name');
    if (container.state === 'unknown') doubt ??= container.because;
    else if (name?.state === 'known') {
      if (isAbout(entry, name.value)) named.set(name.value, container);
    } else if (name !== undefined) doubt ??= unknownIn(name);
  }
  return { named, ...(doubt === undefined ? {} : { doubt }), at: all.at ?? model.at };
}

function isAbout({ container = '*', 'except-containers': except = [] }: ExpectForm, name: string): boolean {
  return matchesGlob(container, name) && !except.some((pattern) => matchesGlob(pattern, name));
}

function inEach(
  expectation: ContainerExpectation,
  entry: ExpectForm,
  { named, doubt, at }: Containers,
  names: readonly string[],
): readonly Judgement[] {
  const judged = names.flatMap((name) => {
    const container = named.get(name);
    const own = container === undefined && doubt !== undefined ? [] : expectation.judge(entry, container);
    return own.map((one) => within(one, elementAt(containersPath, name), container?.at ?? at));
  });
  if (doubt === undefined) return judged;
  return [...judged, { path: containersPath, state: 'undetermined', reason: reasonOf(doubt), at }];
}

function inAny(
  expectation: ContainerExpectation,
  entry: ExpectForm,
  { named, doubt, at }: Containers,
  names: readonly string[],
): Judgement | undefined {
  const [only, ...others] = names;
  const path = only !== undefined && others.length === 0 ? elementAt(containersPath, only) : containersPath;
  const all = named.size === 0 ? [undefined] : [...named.values()];
  const judged = all.flatMap((container) =>
    expectation.judge(entry, container).map((one) => ({ ...one, at: one.at ?? container?.at ?? at })),
  );
  const met = judged.find(({ state }) => state === 'met');
  const open = judged.find(({ state }) => state === 'undetermined');
  const [first] = judged;
  if (first === undefined) return undefined;
  const best: Judgement =
    met ?? open ?? (doubt === undefined ? first : { ...first, state: 'undetermined', reason: reasonOf(doubt) });
  return within(best, path, at);
}

const containersPath: Path = [{ field: 'containers' }];

function within(judgement: Judgement, path: Path, at: SourceRange | undefined): Judgement {
  return { ...judgement, path: [...path, ...judgement.path], at: judgement.at ?? at };
}

/** A member of a record; one that is not there is not known where further members may be. */
export function memberOf<M extends object, K extends keyof M>(
  { members, open }: KnownRecord<M>,
  name: K,
): KnownRecord<M>['members'][K] | { readonly state: 'unknown'; readonly because: Unknown; readonly at?: SourceRange } {
  const member = members[name];
  return member === undefined && open !== undefined ? { state: 'unknown', because: open } : member;
}

/** What of a collection of named entries has a name: the entry, nothing, or why that cannot be told. */
export type Named<M> =
  | { readonly entry: KnownRecord<M> }
  | { readonly unknown: Unknown; readonly at?: SourceRange | undefined }
  | undefined;

/** Looks for the entry of a name, such as that of a variable. */
export function entryNamed<M extends { readonly name?: string | undefined }>(
  collection: CollectionOf<RecordOf<M>> | undefined,
  name: string,
  nameOf: (entry: KnownRecord<M>) => Value<string> | undefined,
): Named<M> {
  if (collection === undefined) return undefined;
  if (collection.state === 'unknown') return { unknown: collection.because, at: collection.at };
  let doubt = collection.open;
  for (const entry of collection.elements) {
    if (entry.state === 'unknown') {
      doubt ??= entry.because;
      continue;
    }
    const own = nameOf(entry);
    if (own?.state === 'known' && own.value === name) return { entry };
    if (own !== undefined && own.state !== 'known') doubt ??= unknownIn(own);
    if (own === undefined) doubt ??= entry.open;
  }
  return doubt === undefined ? undefined : { unknown: doubt, at: collection.at };
}

/** Why a value is not wholly known. */
export function unknownIn(value: Exclude<Value<unknown>, { state: 'known' }>): Unknown {
  if (value.state === 'unknown') return value.because;
  const holes = value.parts.filter((part) => typeof part !== 'string');
  const [only] = holes;
  return only !== undefined && holes.length === 1 ? only : { kind: 'operation', name: 'template', from: holes };
}
