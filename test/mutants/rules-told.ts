import type { Told } from './table-changes.ts';
import type { Saying } from './trial.ts';

/*
 * What is told of the rules of a group in which rules differ already. A declared rule that is not there and a live one that nobody
 * declares may be told as one that changed, and which two of several are taken for one is left to the program: so all of them are held
 * against it together.
 */

/** A change to the live rules of a group. */
export interface RulesChange {
  /** The declared rules that are not there any more, as each resource that declares it has to tell. */
  readonly missing: readonly Told[];
  /** The live rule that is not there any more. */
  readonly removed?: string;
  /** The live rule that is new, and what has to be told of it where nobody declares it: any of these. */
  readonly added?: { readonly path: string; readonly either: readonly (readonly Told[])[] };
  /** All live rules with the change. */
  readonly live: ReadonlySet<string>;
}

/** What is wrong with what is told of all rules of a group; undefined where it is as it has to be. */
export function wrongOfRules(
  { missing, removed, added, live }: RulesChange,
  before: readonly Saying[],
  after: readonly Saying[],
): string | undefined {
  const keys = (all: readonly Saying[]) => new Set(all.filter(isMissing).map(keyOf));
  // A rule that comes back is one that the code declares.
  const isBack = before.some((one) => isMissing(one) && one.path === added?.path);
  const wanted = new Set([...keys(before), ...missing.map(keyOf)]);
  if (isBack) for (const one of before.filter(({ path }) => path === added?.path)) wanted.delete(keyOf(one));
  const isThere = keys(after);
  const differing = differences(wanted, isThere);
  if (differing.length > 0) return `of these it is not told rightly whether they are there: ${differing.join(', ')}`;
  const extras = (all: readonly Saying[]) => new Set(all.filter(isExtra).map(({ path }) => path));
  const changed = (all: readonly Saying[]) =>
    new Set(all.filter(({ rule }) => rule === 'sg/rule-changed').map(({ path }) => path)).size;
  const isTold = added !== undefined && !isBack && added.either.every((one) => one.length > 0);
  const due = new Set([...extras(before), ...(isTold ? [added.path] : [])]);
  if (removed !== undefined) due.delete(removed);
  const known = extras(after);
  // One that was taken for a declared one may stand alone now.
  const unexpected = [...known].filter((path) => !due.has(path) && !(changed(before) > 0 && live.has(path)));
  if (unexpected.length > 0) return `told as declared by nobody: ${unexpected.join(', ')}`;
  const untold = [...due].filter((path) => !known.has(path));
  if (untold.length > changed(after)) return `not told: ${untold.join(', ')}`;
  const own = after.find((one) => isExtra(one) && one.path === added?.path);
  const isRight = own === undefined || added?.either.some((all) => all.some((one) => isSaidAs(own, one))) === true;
  return isRight ? undefined : `told by another resource or rule: ${own.text}`;
}

/** Whether it is about which rules there are. */
export function isOfRules({ rule }: Pick<Saying, 'rule'>): boolean {
  return /^sg\/rule-(?:missing|changed|extra|unmanaged)$/.test(rule);
}

function isMissing({ rule }: Saying): boolean {
  return rule === 'sg/rule-missing' || rule === 'sg/rule-changed';
}

function isExtra({ rule }: Saying): boolean {
  return rule === 'sg/rule-extra' || rule === 'sg/rule-unmanaged';
}

function isSaidAs({ rule, address, path }: Saying, told: Told): boolean {
  return rule === told.rule && address === told.address && path === told.path;
}

function keyOf({ address = '', path }: Pick<Told, 'address' | 'path'>): string {
  return `${address} ${path}`;
}

function differences(a: ReadonlySet<string>, b: ReadonlySet<string>): readonly string[] {
  return [...[...a].filter((one) => !b.has(one)), ...[...b].filter((one) => !a.has(one))];
}
