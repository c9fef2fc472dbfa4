import { Secret } from './secret.ts';

/**
 * Whether two texts, numbers or bools are the same, or two lists of such; what a secret holds counts, however it is
 * held. undefined when that cannot be told, as of two secrets of which only fingerprints under different keys are
 * known.
 */
export function sameValue(a: unknown, b: unknown): boolean | undefined {
  if (Array.isArray(a) && Array.isArray(b)) return sameElements(a, b);
  if (!(a instanceof Secret) && !(b instanceof Secret)) return a === b;
  const [left, right] = [asSecret(a), asSecret(b)];
  return left !== undefined && right !== undefined && left.equals(right);
}

function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean | undefined {
  if (a.length !== b.length) return false;
  const same = a.map((element, index) => sameValue(element, b[index]));
  if (same.includes(false)) return false;
  return same.includes(undefined) ? undefined : true;
}

/** A secret of the text of a scalar; undefined for what is no scalar. */
function asSecret(value: unknown): Secret | undefined {
  if (value instanceof Secret) return value;
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isScalar ? Secret.of(String(value)) : undefined;
}
