import { posix } from 'node:path';
import { type Budget, limits } from '../../model/budget.ts';
import { ProblemError } from '../../model/problem.ts';
import type { TerraformValue } from '../../model/value.ts';
import { templateScope } from '../evaluate/child-scope.ts';
import { evaluate } from '../evaluate/expression.ts';
import { EvaluationError } from '../evaluate/scope.ts';
import { type FunctionContext, FunctionError, type ListedFile, OutsideError } from '../functions/function.ts';
import { functions } from '../functions/index.ts';
import type { Template } from '../syntax/ast.ts';
import { type ParseResult, parseTemplate } from '../syntax/parser.ts';
import { type FileReader, kindOf } from './files.ts';

/**
 * What functions see of the files around a configuration.
 *
 * @param directory the root module's directory, absolute
 * @param shown the same directory as positions name it
 */
export function createFunctionContext(
  files: FileReader,
  directory: string,
  shown: string,
  budget: Budget,
): FunctionContext {
  const templates = new Map<string, ParseResult<Template>>();
  /** The same file is rendered again and again, with other variables. */
  const parse = (text: string, name: string): ParseResult<Template> => {
    const key = `${name}\n${text}`;
    const before = templates.get(key);
    if (before !== undefined) return before;
    const parsed = parseTemplate(text, name);
    budget.use('tokens', parsed.tokens, { file: name });
    templates.set(key, parsed);
    return parsed;
  };
  const context: FunctionContext = {
    budget,
    directory,
    readFile: (path) => {
      const content = orRefuse('the file may not be read', () => files.read(path));
      if (content === undefined) throw new FunctionError('no file exists at this path');
      budget.use('readByFunctions', content.length, { file: path });
      return content;
    },
    kindOf: (path) => orRefuse('the file may not be looked at', () => kindOf(files, path)),
    listFiles: (path, depth = Number.POSITIVE_INFINITY) => listBelow(files, path, depth),
    nameOf: (path) => {
      const inside = posix.isAbsolute(path) ? posix.relative(directory, path) : path;
      return posix.isAbsolute(path) && inside.startsWith('..') ? path : posix.join(shown, inside);
    },
    renderTemplate: (text, name, variables) => {
      if (text.length > limits.text.most) throw new FunctionError('the template is too long');
      const parsed = parse(text, name);
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

/** Runs `work`; what may not be read ends the function, not the run. */
function orRefuse<T>(message: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { problem } = error;
    if (problem.code === 'outside') throw new OutsideError(problem.path, problem.directory);
    // What has no code of the system's is said in words.
    const isText = problem.code === 'input-unreadable' && problem.detail.includes(' ');
    if (problem.code === 'input-unreadable')
      throw new FunctionError(`${message}${isText ? `: ${problem.detail}` : ''}`);
    if (problem.code === 'too-large') throw new FunctionError('the file is too large');
    throw error;
  }
}

/**
 * What lies below a directory. Links to directories are followed, as Terraform does; not those that lead back, in which
 * it goes round.
 */
function listBelow(files: FileReader, directory: string, depth: number): ListedFile[] {
  let seen = 0;
  const visit = (prefix: string, left: number, links: number): ListedFile[] => {
    const entries = orRefuse('a directory may not be listed', () => files.list(posix.join(directory, prefix))) ?? [];
    seen += entries.length;
    if (seen > mostListed) throw new FunctionError(`there are more than ${mostListed} files below the directory`);
    return entries.flatMap(({ name, isDirectory, isLink, leadsBack, special }): ListedFile[] => {
      const path = prefix === '' ? name : `${prefix}/${name}`;
      if (special === 'outside') return [{ path, outside: whyOutside(files, posix.join(directory, path)) }];
      if (!isDirectory) return [special === undefined ? { path } : { path, special }];
      if (left === 1 || leadsBack === true) return [];
      const followed = links + (isLink === true ? 1 : 0);
      if (followed > mostLinks) throw new FunctionError('its links to directories lead in a circle');
      return visit(path, left - 1, followed);
    });
  };
  return visit('', depth, 0);
}

/** Links that lead back would make a tree without an end. */
const mostListed = 100_000;

/** No tree of files has as many links to directories within each other, unless they lead back. */
const mostLinks = 8;

function whyOutside(files: FileReader, path: string): OutsideError {
  try {
    files.read(path);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'outside') {
      return new OutsideError(error.problem.path, error.problem.directory);
    }
  }
  return new OutsideError(path);
}
