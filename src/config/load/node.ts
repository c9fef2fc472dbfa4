import type { SourceRange } from '../../model/source.ts';

/** What YAML and JSON have in common. */
export type ConfigValue =
  | null
  | boolean
  | number
  | string
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

/** A value of the file, and where it stands. */
export interface ConfigNode {
  readonly value: ConfigValue;
  readonly at: SourceRange;
  /** Where the key of a map's entry stands. */
  readonly keyAt?: SourceRange;
  /** The entries of a map by key, those of a list by index. */
  readonly entries: ReadonlyMap<string, ConfigNode>;
  /** It is in error already, so that nothing else needs to be said of it. */
  readonly isRefused?: true;
}

/** Steps from the file to a value: keys, and indexes of lists. */
export type ConfigPath = readonly (string | number)[];

/** `ignore[0].rule` */
export function pathText(path: ConfigPath): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** The value at a path, or the innermost one around it that there is. */
export function nodeAt(root: ConfigNode, path: ConfigPath): { readonly node: ConfigNode; readonly isThere: boolean } {
  let node = root;
  for (const step of path) {
    const next = node.entries.get(String(step));
    if (next === undefined) return { node, isThere: false };
    node = next;
  }
  return { node, isThere: true };
}

/** Where a value is best looked for: where its key stands, if it has one. */
export const placeOf = ({ keyAt, at }: ConfigNode): SourceRange => keyAt ?? at;
