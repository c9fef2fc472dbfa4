/**
 * A function that computes each of its results once.
 *
 * @param circular the result for a key that is asked for while it is being computed
 */
export function memoized<K, V>(compute: (key: K) => V, circular?: (key: K) => V): (key: K) => V {
  const results = new Map<K, { readonly value: V } | 'computing'>();
  return (key) => {
    const before = results.get(key);
    if (before === 'computing') {
      if (circular === undefined) throw new Error(`The value of ${String(key)} depends on itself.`);
      return circular(key);
    }
    if (before !== undefined) return before.value;
    results.set(key, 'computing');
    try {
      const value = compute(key);
      results.set(key, { value });
      return value;
    } catch (error) {
      results.delete(key);
      throw error;
    }
  };
}
