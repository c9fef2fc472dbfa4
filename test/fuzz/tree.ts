import { parseXML } from '@aws-sdk/xml-builder';

/*
 * Bodies of answers as trees that can be changed.
 */

/** JSON, or XML: an object for an element, a list for several of one name. */
export type Tree = string | number | boolean | null | Tree[] | { [name: string]: Tree };

export type Path = readonly (string | number)[];

export function parseBody(type: string, body: string): Tree {
  return type.includes('json') ? JSON.parse(body) : (parseXML(body.replace(/^<\?xml.*?\?>/, '')) as Tree);
}

export function writeBody(type: string, tree: Tree): string {
  return type.includes('json') ? JSON.stringify(tree) : writeXml(tree);
}

function writeXml(tree: Tree): string {
  if (typeof tree !== 'object') return escaped(String(tree));
  if (tree === null) return '';
  if (Array.isArray(tree)) return tree.map(writeXml).join('');
  return Object.entries(tree)
    .filter(([name]) => name !== 'xmlns')
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `<${name}>${writeXml(one)}</${name}>`),
    )
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Every place in a tree but the whole of it, in order. */
export function placesIn(tree: Tree, path: Path = []): Path[] {
  const own = path.length === 0 ? [] : [path];
  if (typeof tree !== 'object' || tree === null) return own;
  const entries: [string | number, Tree][] = Array.isArray(tree) ? [...tree.entries()] : Object.entries(tree);
  return [...own, ...entries.flatMap(([step, value]) => (step === 'xmlns' ? [] : placesIn(value, [...path, step])))];
}

export function at(tree: Tree, path: Path): Tree | undefined {
  return path.reduce<Tree | undefined>(
    (inside, step) => (typeof inside === 'object' && inside !== null ? (Reflect.get(inside, step) as Tree) : undefined),
    tree,
  );
}

/** What is to become of a place; `gone`: nothing of it is left. */
export type Change = { readonly value: Tree } | { readonly gone: true } | { readonly name: string };

/** The tree with one place changed; the tree itself stays as it is. */
export function changed(tree: Tree, path: Path, change: Change): Tree {
  const [step, ...rest] = path;
  if (step === undefined) return 'value' in change ? change.value : tree;
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) {
    if (rest.length > 0) return tree.map((one, index) => (index === step ? changed(one, rest, change) : one));
    if ('value' in change) return tree.map((one, index) => (index === step ? change.value : one));
    return tree.filter((_, index) => index !== step);
  }
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]): [string, Tree][] => {
      if (name !== step) return [[name, value]];
      if (rest.length > 0) return [[name, changed(value, rest, change)]];
      if ('value' in change) return [[name, change.value]];
      return 'name' in change ? [[change.name, value]] : [];
    }),
  );
}
