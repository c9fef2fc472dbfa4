import { basename, join, posix, resolve } from 'node:path';
import { originOfFile } from '../../../model/text-origin.ts';
import type { TerraformValue } from '../../../model/value.ts';
import { bool, boolType, collectionType, dynamicType, set, string, stringType } from '../../evaluate/value.ts';
import { textOf } from '../arguments.ts';
import { absolutePath, expandHome, readFile } from '../files.ts';
import { type FunctionContext, FunctionError, type Parameter, type TerraformFunction } from '../function.ts';
import { renderTemplate } from '../render-template.ts';
import { unknownResult } from '../unknown-parts.ts';
import { decodeUtf8 } from '../utf8.ts';
import { compileGlob } from './glob.ts';

const path: Parameter = { name: 'path', type: stringType, isPath: true };
const stringSet = collectionType('set', stringType);

/** Terraform's filesystem functions. Relative paths start from where the run began. */
export const filesystemFunctions: readonly TerraformFunction[] = [
  onContent('file', (content, file) => {
    const text = string(decodeUtf8(content, 'the file'));
    return { ...text, origin: originOfFile(text.value, file) };
  }),
  onContent('filebase64', (content, file) => {
    const start = { line: 1, column: 1, offset: 0 };
    const origin = [{ from: 0, file, start, isPoint: true, isBase64: true }] as const;
    return { ...string(Buffer.from(content).toString('base64')), origin };
  }),
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
    call: ([name, variables], context) =>
      renderTemplate('templatefile', variables, context, () => {
        const file = textOf(name);
        return { text: decodeUtf8(readFile(file, context), 'the file'), file: context.nameOf(expandHome(file)) };
      }),
  },
  onPath('abspath', (name, { directory }) => toSlash(resolve(directory, name))),
  onPath('basename', (name) => basename(name) || (name === '' ? '.' : '/')),
  onPath('dirname', (name) => cleaned(name.slice(0, name.lastIndexOf('/') + 1))),
  onPath('pathexpand', expandHome),
];

/** A function that gives the content of the file at a path, and tells that it stands there. */
function onContent(name: string, read: (content: Uint8Array, file: string) => TerraformValue): TerraformFunction {
  return {
    name,
    parameters: [path],
    returns: stringType,
    call: ([named], context) => {
      const file = textOf(named);
      return read(readFile(file, context), context.nameOf(expandHome(file)));
    },
  };
}

function onPath(name: string, change: (file: string, context: FunctionContext) => string): TerraformFunction {
  return {
    name,
    parameters: [path],
    returns: stringType,
    call: ([file], context) => string(change(textOf(file), context)),
  };
}

/** https://developer.hashicorp.com/terraform/language/functions/fileexists */
function exists(file: string, context: FunctionContext): boolean {
  context.budget.use('steps', stepsOfLooking);
  const kind = context.kindOf(absolutePath(file, context));
  if (kind === 'directory') throw new FunctionError('it is a directory, not a file', 0);
  if (kind === 'other') throw new FunctionError('it is not a regular file', 0);
  return kind === 'file';
}

/** To list an empty directory, and to look at one more file in it. */
const stepsOfLooking = 60;
const stepsPerListed = 10;

function fileSet([directory, glob]: readonly TerraformValue[], context: FunctionContext): TerraformValue {
  if (context.listFiles === undefined) return unknownResult('fileset', [], stringSet);
  // Terraform joins the two to one path and cleans it: `.`, `..` and a slash at the end are gone before it matches.
  const wanted = posix.normalize(textOf(glob)).replace(/\/$/, '');
  const base = absolutePath(textOf(directory), context);
  // What stands before the first wildcard is walked, not matched: `../x/*.json` leads out of the directory.
  const fixed = /^(?:[^*?[{\\]*\/)?/.exec(wanted)?.[0] ?? '';
  const pattern = wanted.slice(fixed.length);
  const depth = pattern.includes('**') ? undefined : pattern.split('/').length;
  const below = context.listFiles(fixed === '' ? base : join(base, fixed), depth);
  context.budget.use('steps', stepsOfLooking + stepsPerListed * below.length);
  // A pattern that is malformed is found out only where there is something that it could fit.
  if (below.length === 0) return set([], stringType);
  const { matches, mayMatchBelow, takesAll } = compileGlob(pattern);
  const found: TerraformValue[] = [];
  for (const { path: name, special, outside } of below) {
    const isWanted = matches(name);
    if (outside !== undefined && (isWanted || mayMatchBelow(name))) throw outside;
    // A walk over all that lies below passes by a link that leads to nothing; a name that is asked for does not.
    if (special === 'dangling' && isWanted && !takesAll(name))
      throw new FunctionError('a link that leads to nothing fits the pattern');
    if (special === undefined && outside === undefined && isWanted) found.push(string(cleaned(fixed + name)));
  }
  return set(found, stringType);
}

/** As Go's `filepath.Clean`, with forward slashes. */
function cleaned(name: string): string {
  const clean = toSlash(join(name));
  return clean.length > 1 ? clean.replace(/\/$/, '') : clean;
}

function toSlash(name: string): string {
  return name.replaceAll('\\', '/');
}
