import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { TerraformValue } from '../../model/value.ts';
import { bool, boolType, collectionType, dynamicType, set, string, stringType, typeOf } from '../evaluate/value.ts';
import { type DigestAlgorithm, digest } from './digest.ts';
import { type FunctionContext, FunctionError, type Parameter, type TerraformFunction } from './function.ts';
import { compileGlob } from './glob.ts';
import { textOf, unknownResult } from './holes.ts';

const path: Parameter = { name: 'path', type: stringType };
const stringSet = collectionType('set', stringType);

/** Functions on files and on paths. Relative paths start from where the run began. */
export const filesystemFunctions: readonly TerraformFunction[] = [
  onFile('file', (content) => decodeUtf8(content)),
  onFile('filebase64', (content) => Buffer.from(content).toString('base64')),
  fileHash('filemd5', 'md5', 'hex'),
  fileHash('filesha1', 'sha1', 'hex'),
  fileHash('filesha256', 'sha256', 'hex'),
  fileHash('filesha512', 'sha512', 'hex'),
  fileHash('filebase64sha256', 'sha256', 'base64'),
  fileHash('filebase64sha512', 'sha512', 'base64'),
  {
    name: 'fileexists',
    parameters: [path],
    returns: boolType,
    call: ([name], context) => bool(exists(textOf(name), context)),
  },
  {
    name: 'fileset',
    parameters: [path, { name: 'pattern', type: stringType }],
    returns: stringSet,
    call: (args, context) => fileSet(args, context),
  },
  {
    name: 'templatefile',
    parameters: [path, { name: 'vars', type: dynamicType, acceptsUnknown: true, passesOn: true }],
    returns: dynamicType,
    call: ([name, variables], context) => {
      const known = templateVariables(variables);
      if (known === undefined) return unknownResult('templatefile', variables ? [variables] : [], dynamicType);
      const file = textOf(name);
      return notNull(context.renderTemplate(decodeUtf8(read(file, context)), file, known));
    },
  },
  {
    name: 'templatestring',
    parameters: [
      { name: 'template', type: stringType },
      { name: 'vars', type: dynamicType, acceptsUnknown: true, passesOn: true },
    ],
    returns: dynamicType,
    call: ([template, variables], context) => {
      const known = templateVariables(variables);
      if (known === undefined) return unknownResult('templatestring', variables ? [variables] : [], dynamicType);
      return notNull(context.renderTemplate(textOf(template), '<templatestring>', known));
    },
  },
  onPath('abspath', (name, { directory }) => toSlash(resolve(directory, name))),
  onPath('basename', (name) => basename(name) || (name === '' ? '.' : '/')),
  onPath('dirname', (name) => cleaned(name.slice(0, name.lastIndexOf('/') + 1))),
  onPath('pathexpand', expandHome),
];

function onFile(name: string, convert: (content: Uint8Array) => string): TerraformFunction {
  return {
    name,
    parameters: [path],
    returns: stringType,
    call: ([file], context) => string(convert(read(textOf(file), context))),
  };
}

function fileHash(name: string, algorithm: DigestAlgorithm, encoding: 'hex' | 'base64'): TerraformFunction {
  return onFile(name, (content) => digest(algorithm, content, encoding));
}

function onPath(name: string, change: (file: string, context: FunctionContext) => string): TerraformFunction {
  return {
    name,
    parameters: [path],
    returns: stringType,
    call: ([file], context) => string(change(textOf(file), context)),
  };
}

function read(file: string, context: FunctionContext): Uint8Array {
  return context.readFile(absolute(file, context));
}

/** https://developer.hashicorp.com/terraform/language/functions/fileexists */
function exists(file: string, context: FunctionContext): boolean {
  const kind = context.kindOf(absolute(file, context));
  if (kind === 'directory') throw new FunctionError('it is a directory, not a file', 0);
  if (kind === 'other') throw new FunctionError('it is not a regular file', 0);
  return kind === 'file';
}

function absolute(file: string, context: FunctionContext): string {
  const expanded = expandHome(file);
  return resolve(context.directory, expanded);
}

function expandHome(file: string): string {
  if (!file.startsWith('~')) return file;
  if (file.length > 1 && file[1] !== '/') throw new FunctionError("cannot expand another user's home directory", 0);
  return join(homedir(), file.slice(1));
}

function decodeUtf8(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new FunctionError('the file is not valid UTF-8', 0);
  }
}

function fileSet([directory, glob]: readonly TerraformValue[], context: FunctionContext): TerraformValue {
  if (context.listFiles === undefined) return unknownResult('fileset', [], stringSet);
  const wanted = textOf(glob);
  const base = absolute(textOf(directory), context);
  // What stands before the first wildcard is walked, not matched: `../x/*.json` leads out of the directory.
  const fixed = /^(?:[^*?[{\\]*\/)?/.exec(wanted)?.[0] ?? '';
  const pattern = wanted.slice(fixed.length);
  const matches = compileGlob(pattern);
  const depth = pattern.includes('**') ? undefined : pattern.split('/').length;
  const below = context.listFiles(fixed === '' ? base : join(base, fixed), depth);
  const found: TerraformValue[] = [];
  for (const { path: name, special, outside } of below) {
    const isWanted = matches(name);
    const mayHoldWanted = depth === undefined || name.split('/').length < depth;
    if (outside !== undefined && (isWanted || mayHoldWanted)) throw outside;
    if (special === 'dangling' && isWanted) throw new FunctionError('a link that leads to nothing fits the pattern');
    if (special === undefined && outside === undefined && isWanted) found.push(string(cleaned(fixed + name)));
  }
  return set(found, stringType);
}

/** The variables of a template; undefined when not all of their names are known. */
function templateVariables(value: TerraformValue | undefined): ReadonlyMap<string, TerraformValue> | undefined {
  if (value === undefined) throw new FunctionError('two arguments are required');
  const { kind } = typeOf(value);
  if (kind !== 'map' && kind !== 'object' && kind !== 'dynamic') throw new FunctionError('must be a map or object', 1);
  if (value.kind !== 'map' && value.kind !== 'object') return undefined;
  for (const name of value.entries.keys()) {
    if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name)) {
      throw new FunctionError('a template variable has a name that is not an identifier', 1);
    }
  }
  return value.open === undefined ? value.entries : undefined;
}

function notNull(result: TerraformValue): TerraformValue {
  if (result.kind === 'null') throw new FunctionError('the result of the template is null');
  return result;
}

/** As Go's `filepath.Clean`, with forward slashes. */
function cleaned(name: string): string {
  const clean = toSlash(join(name));
  return clean.length > 1 ? clean.replace(/\/$/, '') : clean;
}

function toSlash(name: string): string {
  return name.replaceAll('\\', '/');
}
