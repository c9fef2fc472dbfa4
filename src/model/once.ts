/** The same function, which computes what it makes of an object once for as long as the object lives. */
export function onceOf<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const results = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const before = results.get(key);
    if (before !== undefined) return before.value;
    const value = compute(key);
    results.set(key, { value });
    return value;
  };
}
