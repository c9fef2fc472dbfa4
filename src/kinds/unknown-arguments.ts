import { blocks, type DeclaredBody } from '../model/declared.ts';
import { memberAt, type Path, wholePath } from '../model/path.ts';
import type { SourceRange } from '../model/source.ts';
import type { KnownNames } from './known-names.ts';

/** An argument, or a type of nested blocks, that this version does not know. */
export interface UnknownArgument {
  readonly path: Path;
  readonly at: SourceRange;
}

/** In JSON syntax blocks are values: what in them is no argument. */
const syntax: ReadonlySet<string> = new Set(['//', 'dynamic']);

/**
 * What of a body is none of the known arguments, at every depth, each once. Terraform refuses those that the provider
 * does not have, so its version is newer than what is known here. Null, and what the code does not say, is none.
 */
export function unknownArguments(
  { attributes, blocks: written }: DeclaredBody,
  known: KnownNames,
  path: Path = wholePath,
): readonly UnknownArgument[] {
  const found = new Map<string, readonly UnknownArgument[]>();
  const body: DeclaredBody = { attributes, blocks: written };
  for (const [name, { value, at, unsaid }] of attributes) {
    if (unsaid !== undefined || value.kind === 'null' || syntax.has(name)) continue;
    found.set(name, known.names.has(name) ? inside(body, name, known, path) : [{ path: memberAt(path, name), at }]);
  }
  for (const [type, { blocks: all, open }] of written) {
    const [first] = [...all, ...(open?.template ?? [])];
    if (first === undefined) continue;
    const here = { path: memberAt(path, type), at: first.at };
    found.set(type, known.names.has(type) ? inside(body, type, known, path) : [here]);
  }
  return [...found.values()].flat();
}

/** What is not known in the nested blocks of a type. */
function inside(body: DeclaredBody, type: string, known: KnownNames, path: Path): readonly UnknownArgument[] {
  const names = known.names.get(type);
  if (names === undefined) return [];
  const { blocks: all, open } = blocks(body, type);
  const found = new Map<string, UnknownArgument>();
  for (const block of [...all, ...(open?.template ?? [])]) {
    for (const one of unknownArguments(block.body, names, memberAt(path, type))) {
      const key = JSON.stringify(one.path);
      if (!found.has(key)) found.set(key, one);
    }
  }
  return [...found.values()];
}
