import { resolve } from 'node:path';
import type { ConfigMistake } from '../../model/config-mistake.ts';
import { canonicalJson } from '../../model/json.ts';
import { realPath } from '../../terraform/load/boundary.ts';
import type { Config } from '../config.ts';
import { namedTargets } from '../targets.ts';
import { type ConfigNode, type ConfigPath, type ConfigValue, pathText } from './node.ts';

/** Where the paths of a file may lead. */
export interface ConfigPaths {
  /** What they are relative to. */
  readonly from: string;
  /** Whether a path without links may be read. */
  readonly contains: (path: string) => boolean;
}

/**
 * What is wrong in a file that has the right form: entries that are there twice, paths that lead out of the repository.
 *
 * @param paths undefined where the file is not the code's own: it may name what the user may
 */
export function mistakesOfMeaning(root: ConfigNode, paths: ConfigPaths | undefined): readonly ConfigMistake[] {
  return [
    ...sections.flatMap(({ section, keyOf }) => twice(entriesOf(root, [section]), keyOf)),
    ...twice(entriesOf(root, ['targets']), ({ node }) => textOf(node.entries.get('name'))),
    ...listsIn({ node: root, path: [] }).flatMap((list) =>
      twice(entriesOf(list.node, [], list.path), ({ node }) =>
        isScalar(node.value) ? JSON.stringify(node.value) : undefined,
      ),
    ),
    ...(paths === undefined ? [] : outside(root, paths)),
  ];
}

/** What names a target that the file does not have. A pattern may name none, and without targets nothing is named. */
export function unknownTargets(root: ConfigNode, config: Config): readonly ConfigMistake[] {
  const names = namedTargets(config).map(({ name }) => name);
  if (names.length === 0) return [];
  return ['severity', 'owners', 'ignore', 'expect'].flatMap((section) =>
    entriesOf(root, [section]).flatMap(({ node, path }): ConfigMistake[] => {
      const target = node.entries.get('target');
      const name = textOf(target);
      if (target === undefined || name === undefined || name.includes('*') || names.includes(name)) return [];
      const at = { at: target.at, path: pathText([...path, 'target']) };
      return [{ code: 'unknown-target', ...at, found: name, allowed: names }];
    }),
  );
}

interface PlacedNode {
  readonly node: ConfigNode;
  readonly path: ConfigPath;
}

/** Of which entries two say the same: those that are equal but for the keys that only explain. */
const sections = [
  { section: 'targets', keyOf: (entry: PlacedNode) => keyOf(entry, ['name']) },
  { section: 'severity', keyOf: (entry: PlacedNode) => keyOf(entry, ['severity']) },
  { section: 'owners', keyOf: (entry: PlacedNode) => keyOf(entry, ['owner']) },
  { section: 'ignore', keyOf: (entry: PlacedNode) => keyOf(entry, ['owner', 'reason']) },
  { section: 'expect', keyOf: (entry: PlacedNode) => keyOf(entry, ['name']) },
];

/** Undefined for what is no map. */
function keyOf({ node }: PlacedNode, explaining: readonly string[]): string | undefined {
  const said = [...node.entries].filter(([key]) => !explaining.includes(key));
  const isMap = !Array.isArray(node.value) && !isScalar(node.value);
  return isMap && said.length > 0
    ? canonicalJson(Object.fromEntries(said.map(([key, { value }]) => [key, value])))
    : undefined;
}

function twice(
  entries: readonly PlacedNode[],
  keyOf: (entry: PlacedNode) => string | undefined,
): readonly ConfigMistake[] {
  const first = new Map<string, PlacedNode>();
  return entries.flatMap((entry): ConfigMistake[] => {
    const key = keyOf(entry);
    if (key === undefined) return [];
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, entry);
      return [];
    }
    return [{ code: 'duplicate', at: entry.node.at, path: pathText(entry.path), first: before.node.at }];
  });
}

function entriesOf(root: ConfigNode, path: readonly string[], at: ConfigPath = path): readonly PlacedNode[] {
  let node: ConfigNode | undefined = root;
  for (const key of path) node = node?.entries.get(key);
  if (node === undefined || !Array.isArray(node.value)) return [];
  return [...node.entries.values()].map((entry, index) => ({ node: entry, path: [...at, index] }));
}

/** Keys under which stands what is the user's own. */
const free: ReadonlySet<string> = new Set(['vars', 'declared', 'live']);

/** All lists of the file, but for those within values of the user's own. */
function listsIn({ node, path }: PlacedNode): readonly PlacedNode[] {
  const isList = Array.isArray(node.value);
  const inner = [...node.entries].flatMap(([key, entry]) =>
    !isList && free.has(key) ? [] : listsIn({ node: entry, path: [...path, isList ? Number(key) : key] }),
  );
  return isList ? [{ node, path }, ...inner] : inner;
}

const isScalar = (value: ConfigValue): boolean => typeof value !== 'object' && value !== null;

const textOf = (node: ConfigNode | undefined): string | undefined =>
  typeof node?.value === 'string' ? node.value : undefined;

/** The keys of a target whose texts are paths. */
const pathKeys = ['directory', 'state', 'plan', 'var-files'];

function outside(root: ConfigNode, { from, contains }: ConfigPaths): readonly ConfigMistake[] {
  return entriesOf(root, ['targets'])
    .flatMap((target) => pathKeys.map((key) => ({ node: target.node.entries.get(key), path: [...target.path, key] })))
    .flatMap(({ node, path }): readonly PlacedNode[] =>
      node === undefined ? [] : Array.isArray(node.value) ? entriesOf(node, [], path) : [{ node, path }],
    )
    .filter(({ node }) => {
      const text = textOf(node);
      return text !== undefined && !text.includes('\0') && !contains(realPath(resolve(from, text)));
    })
    .map(({ node, path }) => ({ code: 'outside', at: node.at, path: pathText(path) }));
}
