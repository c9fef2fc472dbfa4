import type { Located } from '../../config/config.ts';
import type { IgnoreForm } from '../../config/sections/ignore.ts';
import type { Leaf, UndeterminedLeaf } from '../../model/leaf.ts';
import { type Path, parsePath } from '../../model/path.ts';
import { matchesAddress, matchesGlob } from '../pattern.ts';

/** What of the code a run has not looked at. */
export interface Unseen {
  /** Whether there are targets that were not run: a target that is named, or any. */
  isMissing(target: string | undefined): boolean;
  /** The addresses of modules and resources that were not read. */
  readonly addresses: readonly string[];
}

/** A run that has looked at everything. */
export const nothingUnseen: Unseen = { isMissing: () => false, addresses: [] };

/**
 * Whether what an entry names may differ though nothing does that is known of: it lies where nobody looked, or in what
 * could not be told. Nobody can say then that the entry is not needed.
 */
export function mayBeUnseen({ value: entry }: Located<IgnoreForm>, leaves: readonly Leaf[], unseen: Unseen): boolean {
  if (unseen.isMissing(entry.target)) return true;
  if (unseen.addresses.some((address) => mayLieIn(entry.address, address))) return true;
  return leaves.some((leaf) => leaf.outcome === 'undetermined' && mayHide(leaf, entry));
}

function mayHide({ subject, whole, isRemark, path }: UndeterminedLeaf, entry: IgnoreForm): boolean {
  if (entry.target !== undefined && entry.target !== subject.target) return false;
  if (!matchesAddress(entry.address, subject.address) && !mayLieIn(entry.address, subject.address)) return false;
  if (whole === true || entry.path === '') return true;
  // What AWS did not tell of a deployment is told nowhere in particular.
  if (isRemark === true && entry.rule.startsWith('delivery/')) return true;
  return mayConcern(parsePath(entry.path), path, subject.kind === 'security-group');
}

/** Whether an address, or what a pattern stands for, may lie in a module or be an instance of a resource. */
export function mayLieIn(pattern: string, address: string): boolean {
  const [literal = ''] = pattern.split('*', 1);
  const isWithin = literal.startsWith(address) && /^(?:$|[.[])/.test(literal.slice(address.length));
  return isWithin || (literal.length < pattern.length && address.startsWith(literal));
}

/**
 * Whether the paths have to do with the same value.
 *
 * @param isAnyElement an element that is not wholly known may be any of its collection
 */
function mayConcern(pattern: Path, path: Path, isAnyElement: boolean): boolean {
  const shared = Math.min(pattern.length, path.length);
  return Array.from({ length: shared }, (_, index) => index).every((index) => {
    const [named, step] = [pattern[index], path[index]];
    if (named === undefined || step === undefined || !matchesGlob(named.field, step.field)) return false;
    if (named.key === undefined || step.key === undefined || isAnyElement) return true;
    return matchesGlob(named.key, step.key) || step.key.startsWith('*');
  });
}
