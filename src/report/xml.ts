import { printable } from './printable.ts';

/** An element of an XML document, or a text in one. */
export type XmlNode = string | XmlElement;

export interface XmlElement {
  readonly name: string;
  /** Those without a value are left out. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly XmlNode[];
}

/** An element; `attributes` in the order in which they are written. */
export function element(
  name: string,
  attributes: XmlElement['attributes'],
  ...children: readonly XmlNode[]
): XmlElement {
  return { name, attributes, children };
}

/**
 * A document, indented where that adds nothing to a text. What XML has no place for (control characters, halves of
 * surrogate pairs, U+FFFE) is written as `printable` writes it; lines stay lines.
 * https://www.w3.org/TR/xml/#charsets
 */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, 0)}`;
}

function written({ name, attributes, children }: XmlElement, depth: number): string {
  const indent = '  '.repeat(depth);
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(printable(String(value)))}"`],
  );
  const start = `${indent}<${name}${pairs.join('')}`;
  if (children.length === 0) return `${start}/>\n`;
  const inner = children.map((child) => (typeof child === 'string' ? text(child) : written(child, depth + 1)));
  const isText = children.some((child) => typeof child === 'string');
  return isText ? `${start}>${inner.join('')}</${name}>\n` : `${start}>\n${inner.join('')}${indent}</${name}>\n`;
}

const text = (lines: string): string => lines.split('\n').map(printable).map(escaped).join('\n');

const references: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

/** A text as it stands in XML or HTML. Also `>`, which ends a section in `]]>`. */
export function escaped(plain: string): string {
  return plain.replace(/[&<>"]/g, (character) => references.get(character) ?? character);
}
