import { posix } from 'node:path';
import type { ConfigMistake } from '../model/config-mistake.ts';
import { defaultTarget } from '../model/default-target.ts';
import { ProblemError } from '../model/problem.ts';
import type { SourceRange } from '../model/source.ts';
import type { Config } from './config.ts';
import type { TargetForm } from './sections/targets.ts';

/** A target of the file with a name of its own. */
export interface NamedTarget {
  readonly name: string;
  /** Paths in it are relative to where the run began, as the file is named. */
  readonly value: TargetForm;
  readonly at: SourceRange;
}

/**
 * The targets of a file, in its order.
 * @throws ProblemError `config-invalid` for two of one name
 */
export function namedTargets({ file, targets }: Pick<Config, 'file' | 'targets'>): readonly NamedTarget[] {
  const named = targets.map(({ value, at }) => ({
    name: value.name ?? defaultName(value),
    value: fromFile(value, posix.dirname(file)),
    at,
  }));
  const mistakes = named.flatMap(({ name, at }, index): ConfigMistake[] => {
    const first = named.findIndex((one) => one.name === name);
    const before = named[first];
    if (first === index || before === undefined) return [];
    return [{ code: 'duplicate', at, path: `targets[${index}].name`, first: before.at }];
  });
  if (mistakes.length === 0) return named;
  throw new ProblemError({ code: 'config-invalid', file, mistakes, count: mistakes.length });
}

/**
 * `infra/api`, with the variable files where there are any: `infra/api:production`. The directory of the file itself is
 * called as that of a run without a file is.
 */
function defaultName({ directory, 'var-files': files = [] }: TargetForm): string {
  const path = posix.join(directory).replace(/(?<=.)\/$/, '');
  const named = files.map((file) => posix.basename(file).replace(/\.tfvars(?:\.json)?$/, ''));
  return [path === '.' ? defaultTarget : path, ...(named.length === 0 ? [] : [named.join('+')])].join(':');
}

function fromFile(target: TargetForm, directory: string): TargetForm {
  // A file of the name `-` is not standard input.
  const from = (path: string): string =>
    posix.isAbsolute(path) ? path : posix.join(directory, path).replace(/^-$/, './-');
  const { 'var-files': files, state, plan } = target;
  return {
    ...target,
    directory: from(target.directory),
    ...(files === undefined ? {} : { 'var-files': files.map(from) }),
    ...(state === undefined ? {} : { state: from(state) }),
    ...(plan === undefined ? {} : { plan: from(plan) }),
  };
}
