import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { string, stringType } from '../evaluate/value.ts';
import { textOf } from './arguments.ts';
import { type FunctionContext, FunctionError, type TerraformFunction } from './function.ts';

/** A function that makes a string of the content of the file at a path. */
export function onFile(name: string, convert: (content: Uint8Array) => string): TerraformFunction {
  return {
    name,
    parameters: [{ name: 'path', type: stringType }],
    returns: stringType,
    call: ([file], context) => string(convert(readFile(textOf(file), context))),
  };
}

/** To open a file and to read the little that most hold. */
const stepsOfReading = 60;

/** The content of the file at a path as the code has it. Throws like the context's `readFile`. */
export function readFile(file: string, context: FunctionContext): Uint8Array {
  context.budget.use('steps', stepsOfReading);
  return context.readFile(absolutePath(file, context));
}

/** The absolute path for one that may begin with `~` or start from where the run began. Throws `FunctionError`. */
export function absolutePath(file: string, context: FunctionContext): string {
  const expanded = expandHome(file);
  return resolve(context.directory, expanded);
}

/** A path with `~` replaced by the user's home directory. Throws `FunctionError` for the home of another user. */
export function expandHome(file: string): string {
  if (!file.startsWith('~')) return file;
  if (file.length > 1 && file[1] !== '/') throw new FunctionError("cannot expand another user's home directory", 0);
  return join(homedir(), file.slice(1));
}
