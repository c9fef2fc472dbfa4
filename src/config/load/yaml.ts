import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  visit,
} from 'yaml';
import type { ConfigMistake, ConfigMistakeCode } from '../../model/config-mistake.ts';
import type { SourceRange } from '../../model/source.ts';
import { extentOfYaml } from '../../terraform/functions/encoding/yaml-extent.ts';
import { type ConfigNode, type ConfigPath, type ConfigValue, pathText } from './node.ts';
import type { ConfigText } from './text.ts';

/** Nothing in the file needs more, but for the variables of a target. */
const deepest = 50;

/** What a text says, and what is wrong with it as YAML. */
export interface ReadYaml {
  /** Undefined where it cannot be told. */
  readonly root?: ConfigNode;
  readonly mistakes: readonly ConfigMistake[];
}

/**
 * Reads the one map that the file is, as YAML 1.2 without what lets a text mean something else than it shows: no
 * anchors, aliases and merge keys, no tags, no equal keys, no numbers that are shown in another way than they are
 * written. So an entry says all of what it means where it stands, and nothing in it can grow.
 * https://yaml.org/spec/1.2.2/#103-core-schema
 */
export function readYaml(source: ConfigText): ReadYaml {
  const { text } = source;
  const whole = (code: ConfigMistakeCode, start: number, end: number, detail?: string): ReadYaml => ({
    mistakes: [{ code, at: source.range(start, end), path: '', ...(detail === undefined ? {} : { detail }) }],
  });
  if (extentOfYaml(text).depth > deepest) return whole('too-deep', ...deepLine(text));
  const documents = parseAllDocuments(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (document === undefined) return whole('empty', 0, 0);
  const directive = /^%.*$/m.exec(text.slice(0, document.contents?.range?.[0] ?? 0));
  if (directive !== null) return whole('directive', directive.index, directive.index + directive[0].length);
  const [error] = document.errors;
  if (error !== undefined) {
    const [start, end] = error.pos;
    // Whatever is wrong on a line that is indented with a tab, that is why.
    const line = text.lastIndexOf('\n', start - 1) + 1;
    if (error.code === 'TAB_AS_INDENT' || /^ *\t/.test(text.slice(line))) {
      const tab = text.indexOf('\t', line);
      return whole('tab', tab, tab + 1);
    }
    if (error.code === 'BAD_ALIAS') return whole('alias', start, end);
    const quote = openQuote(document, text, start);
    if (quote !== undefined) return whole('syntax', quote, quote + 1, 'open-quote');
    const isOpen = error.code === 'BAD_INDENT' && /end with a [\]}]$/.test(error.message);
    return whole('syntax', start, end, isOpen ? 'open-bracket' : error.code.toLowerCase().replaceAll('_', '-'));
  }
  if (second !== undefined) {
    const start = document.contents?.range?.[1] ?? 0;
    const marker = /^(?:---|\.\.\.)/m.exec(text.slice(start));
    const at = start + (marker?.index ?? 0);
    return whole('several-documents', at, at + 3);
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.source === '')) {
    return whole('empty', 0, 0);
  }
  const mistakes: ConfigMistake[] = [];
  const root = readNode(document.contents, [], { source, mistakes });
  return { root, mistakes };
}

/** Where the quote stands that is not closed at `end`, when that is so. */
function openQuote(document: Document, text: string, end: number): number | undefined {
  let found: number | undefined;
  visit(document, {
    Scalar: (_, { range, type }) => {
      const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
      if (!isQuoted || range == null || range[1] !== end) return undefined;
      const isClosed = end - range[0] > 1 && text[end - 1] === text[range[0]];
      if (!isClosed) found = range[0];
      return visit.BREAK;
    },
  });
  return found;
}

/** The line at which a text is nested too deeply. */
function deepLine(text: string): [start: number, end: number] {
  const ends = Array.from(text.matchAll(/$/gm), ({ index }) => index);
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (extentOfYaml(text.slice(0, ends[middle])).depth > deepest) high = middle;
    else low = middle + 1;
  }
  return [low === 0 ? 0 : (ends[low - 1] ?? 0) + 1, ends[low] ?? text.length];
}

interface ConfigReading {
  readonly source: ConfigText;
  readonly mistakes: ConfigMistake[];
}

/** @param key where the key stands that the value is of */
function readNode(node: Node | null, path: ConfigPath, reading: ConfigReading, key?: SourceRange): ConfigNode {
  const { source, mistakes } = reading;
  const keyAt = key === undefined ? {} : { keyAt: key };
  const nothing = { value: null, entries: new Map<string, ConfigNode>(), ...keyAt };
  if (node?.range == null) return { ...nothing, at: key ?? source.range(0, 0) };
  const [start, end] = node.range;
  const at = start === end && key !== undefined ? key : source.range(start, end);
  const refuse = (code: ConfigMistakeCode, detail?: string): ConfigNode => {
    mistakes.push({ code, at, path: pathText(path), ...(detail === undefined ? {} : { detail }) });
    return { ...nothing, at, isRefused: true };
  };
  if (isAlias(node)) return refuse('alias');
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return refuse('syntax', 'impossible');
  if (node.anchor !== undefined) return refuse('anchor');
  if (node.tag !== undefined) return refuse('tag');
  if (isScalar(node)) {
    const value = scalarValue(node);
    return value === undefined ? refuse('number-form') : { ...nothing, value, at };
  }
  const entries = new Map<string, ConfigNode>();
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      entries.set(String(index), readNode(nodeOf(item), [...path, index], reading));
    }
    return { value: [...entries.values()].map(({ value }) => value), at, ...keyAt, entries };
  }
  for (const pair of node.items) readEntry(pair, path, reading, entries);
  return { value: valueOfMap(entries), at, ...keyAt, entries };
}

function readEntry(pair: Pair, path: ConfigPath, reading: ConfigReading, entries: Map<string, ConfigNode>): void {
  const { source, mistakes } = reading;
  const key = nodeOf(pair.key);
  const [start = 0, end = start] = key?.range ?? nodeOf(pair.value)?.range ?? [];
  const at = source.range(start, end);
  const named = nameOf(key);
  if ('code' in named) {
    mistakes.push({ code: named.code, at, path: pathText(path) });
    return;
  }
  const { name } = named;
  const before = entries.get(name);
  if (before === undefined) {
    entries.set(name, readNode(nodeOf(pair.value), [...path, name], reading, at));
  } else {
    mistakes.push({ code: 'duplicate-key', at, path: pathText([...path, name]), first: before.keyAt ?? at });
  }
}

/** The text of a key: a number or a word of YAML's is the text that is written. */
function nameOf(key: Node | null): { readonly name: string } | { readonly code: ConfigMistakeCode } {
  if (isAlias(key)) return { code: 'alias' };
  if (!isScalar(key) || (key.source ?? '') === '') return { code: 'key-not-text' };
  if (key.anchor !== undefined) return { code: 'anchor' };
  if (key.tag !== undefined) return { code: 'tag' };
  const name = typeof key.value === 'string' ? key.value : (key.source ?? '');
  return name === '<<' ? { code: 'merge-key' } : { name };
}

function nodeOf(item: unknown): Node | null {
  if (isScalar(item) || isMap(item) || isSeq(item) || isAlias(item)) return item;
  return null;
}

/** Undefined for a number that is written in another way than it is shown. */
function scalarValue({ value, source, type }: Scalar): ConfigValue | undefined {
  if (typeof value === 'number') return String(value) === source ? value : undefined;
  if (value === null || typeof value === 'boolean') return value;
  return typeof value === 'string' && type !== undefined ? value : String(value);
}

/** Without what is inherited: `constructor` is a key like any other. */
function valueOfMap(entries: ReadonlyMap<string, ConfigNode>): ConfigValue {
  const value: Record<string, ConfigValue> = Object.create(null);
  for (const [key, node] of entries) value[key] = node.value;
  return value;
}
