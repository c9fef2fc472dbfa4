import { SaxesParser } from 'saxes';

/** An element of a document as a reader sees it. */
export interface ReadElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: ReadElement[];
  text: string;
}

/** Reads a document. @throws Error when it is not well-formed: saxes holds to XML 1.0, characters included. */
export function readXml(document: string): ReadElement {
  const parser = new SaxesParser();
  const top: ReadElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: ReadElement = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(document).close();
  const [root] = top.children;
  if (root === undefined) throw new Error('no element');
  return root;
}

/** All elements of a name, in order. */
export function elementsOf(root: ReadElement, name: string): readonly ReadElement[] {
  return [...(root.name === name ? [root] : []), ...root.children.flatMap((child) => elementsOf(child, name))];
}
