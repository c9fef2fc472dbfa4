import { posix } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import type { TerraformValue } from '../model/value.ts';
import { templateScope } from './evaluate/child-scope.ts';
import { evaluate } from './evaluate/expression.ts';
import { EvaluationError } from './evaluate/scope.ts';
import type { FileReader } from './files.ts';
import { type FunctionContext, FunctionError } from './functions/function.ts';
import { functions } from './functions/index.ts';
import { parseTemplate } from './syntax/parser.ts';

/**
 * What functions see of the files around a configuration.
 *
 * @param directory the root module's directory, absolute
 * @param shown the same directory as positions name it
 */
export function createFunctionContext(files: FileReader, directory: string, shown: string): FunctionContext {
  const context: FunctionContext = {
    directory,
    readFile: (path) => {
      const content = readOrRefuse(files, path);
      if (content === undefined) throw new FunctionError('no file exists at this path');
      return content;
    },
    listFiles: (path) => listBelow(files, path, ''),
    renderTemplate: (text, file, variables) => {
      const name = posix.isAbsolute(file) || file.startsWith('<') ? file : posix.join(shown, file);
      const parsed = parseTemplate(text, name);
      if (!parsed.ok) {
        const [diagnostic] = parsed.diagnostics;
        throw diagnostic ? new EvaluationError(diagnostic) : new FunctionError('the template is invalid');
      }
      return render(parsed.value, variables);
    },
  };
  const render = (template: Parameters<typeof evaluate>[0], variables: ReadonlyMap<string, TerraformValue>) =>
    evaluate(template, templateScope(variables, functions, context));
  return context;
}

function readOrRefuse(files: FileReader, path: string): Uint8Array | undefined {
  try {
    return files.read(path);
  } catch (error) {
    if (error instanceof ProblemError) throw new FunctionError('the file may not be read');
    throw error;
  }
}

/** The files below a directory, as paths relative to it. */
function listBelow(files: FileReader, directory: string, prefix: string): string[] {
  const entries = files.list(posix.join(directory, prefix)) ?? [];
  return entries.flatMap(({ name, isDirectory, isLink }) => {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    if (isDirectory && isLink) return [];
    return isDirectory ? listBelow(files, directory, path) : [path];
  });
}
