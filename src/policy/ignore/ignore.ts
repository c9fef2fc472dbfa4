import type { Located } from '../../config/config.ts';
import type { IgnoreForm } from '../../config/sections/ignore.ts';
import { type Compared, type DifferingLeaf, isFailing, type Leaf } from '../../model/leaf.ts';
import type { Persistence, PersistenceQuestion } from '../../model/persistence.ts';
import type { PolicyWarning } from '../../model/report/policy-source.ts';
import type { JudgedLeaves } from '../judge.ts';
import { isDelivery, knownByIt, withoutDeliveries } from './deliveries.ts';
import { type Fit, fitOf, namesLeaf, questionOf } from './fit.ts';
import { mayBeUnseen, type Unseen } from './unseen.ts';

/** What judging by entries needs to know besides. */
export interface IgnoreContext {
  /** The day tells which entries have expired. */
  readonly now: Date;
  readonly persistence: Persistence;
  readonly unseen: Unseen;
}

type IgnoreEntry = Located<IgnoreForm>;

/** What was compared, with what entries cover accepted, and the entries that should be looked at. */
export function withIgnores(compared: Compared, entries: readonly IgnoreEntry[], context: IgnoreContext): JudgedLeaves {
  if (entries.length === 0) return { compared, warnings: [] };
  const fits = new Map<IgnoreEntry, Set<Fit>>(entries.map((entry) => [entry, new Set()]));
  const valid = entries.filter((entry) => !isExpired(entry, context.now));
  const judge = (leaf: Leaf): Leaf => {
    if (leaf.outcome !== 'differs' || !isFailing(leaf.verdict)) return leaf;
    const covering = valid.filter((entry) => {
      if (!namesLeaf(entry.value, leaf)) return false;
      const fit = fitOf(entry.value, leaf, context.persistence);
      fits.get(entry)?.add(fit);
      return fit === 'fits';
    });
    const [entry] = covering;
    return entry === undefined ? leaf : accepted(leaf, entry);
  };
  const isCovered = (leaf: Leaf): boolean =>
    leaf.outcome === 'differs' &&
    valid.some(({ value }) => namesLeaf(value, leaf) && fitOf(value, leaf, context.persistence) === 'fits');
  const { subjects } = compared;
  // What was accepted as another element is not taken for the declared one with a detail changed.
  const leaves = compared.leaves.flatMap((leaf) => {
    const { apart = [] } = leaf.outcome === 'differs' ? leaf : {};
    return apart.some(isCovered) && !isCovered(leaf) ? apart : [leaf];
  });
  const judged = withoutDeliveries({ subjects, leaves: leaves.map(judge) });
  const all = judged.leaves.map(judge);
  const warnings = entries.flatMap((entry) => warningOf(entry, fits.get(entry) ?? new Set(), all, context) ?? []);
  return { compared: { subjects: judged.subjects, leaves: all }, warnings };
}

/** What has to be read before it can be told which differences are those that were accepted. */
export function persistenceQuestions(
  compared: Compared,
  entries: readonly IgnoreEntry[],
  now: Date,
): readonly PersistenceQuestion[] {
  const valid = entries.filter((entry) => entry.value.seen !== undefined && !isExpired(entry, now));
  if (valid.length === 0) return [];
  const further = compared.leaves.filter(isDelivery).flatMap((delivery) => knownByIt(delivery, compared));
  return [...compared.leaves, ...further].flatMap((leaf) =>
    leaf.outcome === 'differs' && isFailing(leaf.verdict)
      ? valid.flatMap(({ value }) => questionOf(value, leaf) ?? [])
      : [],
  );
}

function accepted(leaf: DifferingLeaf, { value, at }: IgnoreEntry): DifferingLeaf {
  const { owner, reason, expires } = value;
  return { ...leaf, verdict: 'ignored', policy: { ...leaf.policy, owner, reason, expires, at } };
}

/** Whether the last day of an entry, in UTC, is over. */
function isExpired({ value }: IgnoreEntry, now: Date): boolean {
  return now.toISOString().slice(0, value.expires.length) > value.expires;
}

const warnings: Readonly<Record<Exclude<Fit, 'fits'>, PolicyWarning['code']>> = {
  value: 'ignore-value-changed',
  'not-comparable': 'ignore-not-comparable',
  'came-back': 'ignore-came-back',
  'not-followed': 'ignore-not-followed',
};

/** Why an entry that ignores nothing does so: what comes nearest to a difference that it covers says most. */
const order = ['not-comparable', 'not-followed', 'came-back', 'value'] as const satisfies readonly Fit[];

function warningOf(
  entry: IgnoreEntry,
  fits: ReadonlySet<Fit>,
  leaves: readonly Leaf[],
  { now, unseen }: IgnoreContext,
): PolicyWarning | undefined {
  if (isExpired(entry, now)) return warning(entry, 'ignore-expired');
  if (fits.has('fits')) return undefined;
  const why = order.find((fit) => fits.has(fit));
  if (why !== undefined) return warning(entry, warnings[why]);
  return mayBeUnseen(entry, leaves, unseen) ? undefined : warning(entry, 'ignore-unused');
}

function warning({ value, at }: IgnoreEntry, code: PolicyWarning['code']): PolicyWarning {
  const { rule, target, address, path, owner, expires } = value;
  return { code, at, rule, ...(target === undefined ? {} : { target }), address, path, owner, expires };
}
