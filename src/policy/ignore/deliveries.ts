import { type Compared, type DifferingLeaf, isFailing, type Leaf } from '../../model/leaf.ts';
import { isSamePath } from '../../model/path.ts';

/*
 * A broken delivery tells what else differs by the same cause. Who accepts that a revision was not deployed accepts
 * nothing of what is missing in the one that runs: each of that is a finding of its own then.
 */

type DeliveryLeaf = DifferingLeaf & { readonly delivery: NonNullable<DifferingLeaf['delivery']> };

/** Whether a leaf is about how a declared value was lost on its way. */
export function isDelivery(leaf: Leaf): leaf is DeliveryLeaf {
  return leaf.outcome === 'differs' && leaf.delivery !== undefined;
}

/** Whether a leaf says of the service itself what a delivery says: it is accepted with it. */
export function isSaidBy(leaf: DifferingLeaf, { subject }: DeliveryLeaf): boolean {
  return leaf.isExplained === true && isOf(leaf, subject.target, subject.address);
}

function isOf({ subject }: DifferingLeaf, target: string, address: string | undefined): boolean {
  return subject.target === target && subject.address === address;
}

/** Whether a leaf is one of those that a delivery lists with itself. */
function isListedBy(leaf: DifferingLeaf, { subject, related = [], delivery }: DeliveryLeaf): boolean {
  return (
    related.some(({ address }) => isOf(leaf, subject.target, address)) &&
    (delivery.differences ?? []).some(({ path }) => isSamePath(path, leaf.path))
  );
}

/**
 * What was compared, with what accepted deliveries tell of told by itself, unless another delivery still tells it: what
 * they alone knew of becomes a leaf.
 */
export function withoutDeliveries({ subjects, leaves }: Compared): Compared {
  const deliveries = leaves.filter(isDelivery);
  const accepted = deliveries.filter(({ verdict }) => verdict === 'ignored');
  if (accepted.length === 0) return { subjects, leaves };
  const told = leaves.map((leaf): Leaf => {
    if (leaf.outcome !== 'differs' || leaf.isExplained !== true) return leaf;
    const by = deliveries.filter((delivery) => isSaidBy(leaf, delivery) || isListedBy(leaf, delivery));
    const [first] = by;
    if (first === undefined || by.some(({ verdict }) => isFailing(verdict))) return leaf;
    const { isExplained, ...own } = leaf;
    if (!isSaidBy(leaf, first)) return own;
    return { ...leaf, verdict: 'ignored', ...(first.policy === undefined ? {} : { policy: first.policy }) };
  });
  return { subjects, leaves: [...told, ...accepted.flatMap((delivery) => knownByIt(delivery, { subjects, leaves }))] };
}

/** What a delivery lists and no other leaf is about. */
export function knownByIt(delivery: DeliveryLeaf, { subjects, leaves }: Compared): readonly DifferingLeaf[] {
  const { subject, related = [] } = delivery;
  const definition = subjects.find(
    ({ target, address }) => target === subject.target && related.some((one) => one.address === address),
  );
  if (definition === undefined) return [];
  const own = leaves.filter((leaf) => leaf.outcome === 'differs' && isListedBy(leaf, delivery));
  return (delivery.delivery.differences ?? [])
    .filter(({ path }) => !own.some((leaf) => isSamePath(leaf.path, path)))
    .map((difference) => ({ ...difference, subject: definition, isRemark: true }));
}
