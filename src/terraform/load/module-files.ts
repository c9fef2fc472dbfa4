import type { Budget } from '../../model/budget.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import { errorAt, type ModuleSource } from '../configuration/configuration.ts';
import { decodeModule } from '../configuration/decode.ts';
import { parseJsonConfiguration } from '../configuration/json-configuration.ts';
import { applyOverrides } from '../configuration/overrides.ts';
import { checkReferences } from '../configuration/references.ts';
import type { Attribute, Block, Body } from '../syntax/ast.ts';
import { parseFile } from '../syntax/parser.ts';
import { configurationFiles, type DirectoryEntry, type FileReader } from './files.ts';
import { checkDefaults } from './variable-values.ts';

/** What a directory holds as a module. Errors in `diagnostics` make it unfit for evaluation. */
export type ModuleFiles =
  | { readonly kind: 'directory-missing' }
  /** There is no Terraform file in it. */
  | { readonly kind: 'empty' }
  /** At least one of its files does not parse. */
  | { readonly kind: 'unparsable'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'read'; readonly source: ModuleSource; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads the module in a directory: chooses its files, parses them, merges overrides, and checks all that can be checked
 * in one module alone. When a file does not parse only the syntax errors are reported, since what it declares would
 * seem undeclared.
 *
 * @param path where to read
 * @param shown the directory as positions name it
 * @throws ProblemError `input-unreadable`, `outside`
 */
export function readModule(files: FileReader, path: string, shown: string, budget: Budget): ModuleFiles {
  const entries = files.list(path);
  if (entries === undefined) return { kind: 'directory-missing' };
  // A link is read, wherever it leads; of directories only real ones are passed over.
  const isFile = (entry: DirectoryEntry) => !entry.isDirectory || entry.isLink === true;
  const chosen = configurationFiles(entries.filter(isFile).map((entry) => entry.name));
  if (chosen.primary.length + chosen.overrides.length === 0) return { kind: 'empty' };
  const diagnostics: Diagnostic[] = [];
  const parse = (name: string): Body | undefined => {
    const file = shownFile(shown, name);
    const content = files.read(`${path}/${name}`);
    if (content === undefined) {
      diagnostics.push(unreadableFile(file));
      return undefined;
    }
    budget.use('code', content.length, { file });
    const text = decode(content);
    if (text === undefined) {
      const detail = 'The file is not valid UTF-8 text.';
      diagnostics.push(errorAt('invalid-encoding', 'Invalid character encoding', detail, startOf(file)));
      return undefined;
    }
    const parsed = name.endsWith('.json') ? parseJsonConfiguration(text, file) : parseFile(text, file);
    budget.use('tokens', parsed.tokens, { file });
    if (parsed.ok) return parsed.value;
    diagnostics.push(...parsed.diagnostics);
    return undefined;
  };
  const primary = chosen.primary.flatMap((name) => parse(name) ?? []);
  const overrides = chosen.overrides.flatMap((name) => parse(name) ?? []);
  if (diagnostics.length > 0) return { kind: 'unparsable', diagnostics };
  const merged = applyOverrides(joinBodies(primary, shown), overrides);
  const decoded = decodeModule(shown, merged.value);
  return {
    kind: 'read',
    source: decoded.value,
    diagnostics: [
      ...merged.diagnostics,
      ...decoded.diagnostics,
      ...checkReferences(decoded.value),
      ...checkDefaults(decoded.value, budget),
    ],
  };
}

/** A module without any file. */
export function emptyModule(shown: string): ModuleFiles & { readonly kind: 'read' } {
  return { kind: 'read', source: decodeModule(shown, joinBodies([], shown)).value, diagnostics: [] };
}

/** A file that must be there, and is a link to nothing or to a directory. */
export function unreadableFile(file: string): Diagnostic {
  const detail = `${file} is no file that can be read: a directory, or a link to a directory or to nothing.`;
  return errorAt('file-unreadable', 'Failed to read file', detail, startOf(file));
}

function startOf(file: string): SourceRange {
  const start = { line: 1, column: 1, offset: 0 };
  return { file, start, end: start };
}

/** The text of a file, without the byte-order mark; undefined when it is not UTF-8. */
function decode(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** A file of a module as positions name it. */
export function shownFile(directory: string, name: string): string {
  return directory === '' || directory === '.' ? name : `${directory}/${name}`;
}

function joinBodies(bodies: readonly Body[], directory: string): Body {
  const start = { line: 1, column: 1, offset: 0 };
  const items: (Attribute | Block)[] = bodies.flatMap((body) => [...body.items]);
  return { items, range: bodies[0]?.range ?? { file: directory, start, end: start } };
}
