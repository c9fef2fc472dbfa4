import { type Leaf, ownedBy } from '../model/leaf.ts';
import { elementAt, memberAt, type Path, wholePath } from '../model/path.ts';
import type { Owner } from '../model/report/policy.ts';
import type { Resource } from '../model/stack.ts';
import type { ArgumentRow } from './member.ts';

/*
 * `lifecycle.ignore_changes`: Terraform sets what it names when it makes a resource, and leaves it to others from then
 * on. What AWS has in its place is compared like everything else, and is owned where it differs.
 * https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
 */

/** What a resource leaves to others: each argument as it is written (or `all`), with the places that it feeds. */
export type IgnoredChanges = readonly IgnoredChange[];

interface IgnoredChange {
  readonly argument: string;
  /** A step without a key stands for every element. */
  readonly places: readonly Path[];
}

/**
 * Reads `ignore_changes` of a resource. What it names and no row knows leaves nothing to others.
 *
 * @param rows the arguments of the resource, as `argumentRows` lists them
 */
export function ignoredChanges(ignoreChanges: Resource['ignoreChanges'], rows: readonly ArgumentRow[]): IgnoredChanges {
  if (ignoreChanges === 'all') return [{ argument: 'all', places: [wholePath] }];
  return ignoreChanges.map((argument) => ({ argument, places: placesOf(stepsOf(argument), rows, wholePath) }));
}

/** What `ignore_changes` names an argument, or a part of it, with: `all` or as it is written. */
export function ignoredAs({ ignoreChanges }: Pick<Resource, 'ignoreChanges'>, name: string): string | undefined {
  if (ignoreChanges === 'all') return 'all';
  return ignoreChanges.find((one) => one.split(/[.[]/, 1)[0] === name);
}

/**
 * The argument, of those that a resource is found by, that AWS may have another value of than the code; undefined when
 * there is none. What is not found by them is then not missing: nobody knows what it is called.
 */
export function ignoredIdentity(
  resource: Pick<Resource, 'ignoreChanges'>,
  identifying: readonly string[],
): string | undefined {
  return identifying.find((argument) => ignoredAs(resource, argument) !== undefined);
}

/** Whether others set what stands at a path. What lies around an ignored value is not left to others with it. */
export function isIgnored(path: Path, changes: IgnoredChanges): boolean {
  return changeAt(path, changes) !== undefined;
}

/** What leaves to others what stands at a path; undefined when nothing does. */
export function ignoringAt(path: Path, changes: IgnoredChanges): Owner | undefined {
  const change = changeAt(path, changes);
  return change && { kind: 'ignore-changes', argument: change.argument };
}

function changeAt(path: Path, changes: IgnoredChanges): IgnoredChange | undefined {
  return changes.find(({ places }) => places.some((place) => leadsTo(place, path)));
}

/** The leaves of a resource, with what its `ignore_changes` names owned by that. */
export function withIgnored(leaves: readonly Leaf[], changes: IgnoredChanges): readonly Leaf[] {
  if (changes.length === 0) return leaves;
  return leaves.flatMap((leaf) => {
    const owner = ignoringAt(leaf.path, changes);
    return owner === undefined ? [leaf] : ownedBy([leaf], owner);
  });
}

function leadsTo(place: Path, path: Path): boolean {
  return place.every(
    ({ field, key }, index) => path[index]?.field === field && (key === undefined || path[index].key === key),
  );
}

/** A step of a traversal: the name of an argument or block, or an index. */
type ArgumentStep = { readonly name: string } | { readonly key: string | number };

/** `a[0].b["c"]`, and `a.0.b` as it was written before Terraform 0.12. */
function stepsOf(text: string): readonly ArgumentStep[] {
  return [...text.matchAll(/\["(?<quoted>(?:[^"\\]|\\.)*)"\]|\[(?<index>[^\]]*)\]|\.?(?<name>[^.[\]]+)/gs)].flatMap(
    ({ groups: { quoted, index, name } = {} }): ArgumentStep[] => {
      if (quoted !== undefined) return [{ key: unescaped(quoted) }];
      if (index !== undefined) return [{ key: /^\d+$/.test(index) ? Number(index) : index }];
      if (name === undefined) return [];
      return [/^\d+$/.test(name) ? { key: Number(name) } : { name }];
    },
  );
}

const unescaped = (quoted: string): string => quoted.replace(/\\(.)/gs, '$1');

/** The places of the model that steps lead to: several where a block feeds several members. */
function placesOf(steps: readonly ArgumentStep[], rows: readonly ArgumentRow[], path: Path): readonly Path[] {
  return rows.flatMap((row) => {
    const rest = behind(steps, row.path);
    if (rest === undefined) return [];
    const place = memberAt(path, row.field);
    if (row.isMap) return [inMap(rest, place)];
    // A block that stands once is `[0]`, and a block of a set has no index that would tell it from others.
    const further = withoutIndexes(rest);
    return further.length === 0 || row.within === undefined ? [place] : placesOf(further, row.within(), place);
  });
}

/** What steps say behind a path of blocks: nothing when they end on the way; undefined when they lead elsewhere. */
function behind(steps: readonly ArgumentStep[], path: readonly string[]): readonly ArgumentStep[] | undefined {
  let rest = steps;
  for (const [index, name] of path.entries()) {
    if (index > 0) rest = withoutIndexes(rest);
    const [step, ...further] = rest;
    if (step === undefined) return index === 0 ? undefined : [];
    if (!('name' in step) || step.name !== name) return undefined;
    rest = further;
  }
  return rest;
}

function withoutIndexes(steps: readonly ArgumentStep[]): readonly ArgumentStep[] {
  const first = steps.findIndex((step) => 'name' in step || typeof step.key === 'string');
  return first === -1 ? [] : steps.slice(first);
}

/** `tags["a"]`, and `tags.a.b` for the key `a.b` as it was written before Terraform 0.12. */
function inMap(steps: readonly ArgumentStep[], place: Path): Path {
  return steps.length === 0
    ? place
    : elementAt(place, steps.map((step) => ('name' in step ? step.name : step.key)).join('.'));
}
