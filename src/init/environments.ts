import { posix } from 'node:path';
import { compareCodeUnits } from '../model/order.ts';
import type { FoundVariableFile } from '../terraform/load/variable-search.ts';

/** Variable files that are given together, and what they are for. */
export interface TargetEnvironment {
  /** Made of the file's name; '' where no file says. */
  readonly name: string;
  /** In the order in which they are given. */
  readonly files: readonly string[];
}

/** The root module that variable files are for. */
export interface RootVariables {
  /** Where it lies. It and the paths of files are absolute. */
  readonly directory: string;
  readonly variables: readonly string[];
  /** Those without a default that nothing gives a value yet. */
  readonly unset: readonly string[];
  /** The names of the directories of other root modules. */
  readonly others: ReadonlySet<string>;
}

/**
 * The environments of a root module, by the variable files that may be meant for it: each file that sets what is
 * missing is one, and files that several of them need go with each. Of files in several places the nearest are meant.
 * Where nothing is missing, files beside the module that set its variables are environments too.
 *
 * @param found the nearest first
 * @returns one without files where no file tells of any; in order of name
 */
export function environmentsOf(root: RootVariables, found: readonly FoundVariableFile[]): readonly TargetEnvironment[] {
  const own = ownFiles(
    found.filter(({ file }) => !isExample(file)),
    root,
  );
  const chosen = root.unset.length > 0 ? filesForUnset(own, root) : filesBeside(own, root);
  const shared = chosen.filter(({ file }) => isShared(file));
  const groups = alternatives(
    chosen.filter(({ file }) => !isShared(file)),
    root,
  );
  const single = groups.filter((group) => group.length === 1).flat();
  const [axis, ...others] = groups.filter((group) => group.length > 1).toSorted((a, b) => b.length - a.length);
  // What several environments need is in each, and so is a single file that sets what theirs do not.
  const common = [...shared, ...single].map(({ file }) => file);
  if (axis === undefined) {
    const [only, ...further] = single;
    const name = only === undefined || further.length > 0 ? '' : environmentName(only.file, root);
    return [{ name, files: common }];
  }
  return axis
    .map(({ file }): TargetEnvironment => {
      const name = environmentName(file, root);
      const same = others.flatMap((group) => group.filter((one) => environmentName(one.file, root) === name));
      return { name, files: [...common, file, ...same.map((one) => one.file)] };
    })
    .toSorted((a, b) => compareCodeUnits(a.name, b.name));
}

/** Files that are named after another root module are not this one's, where some are named after this one. */
function ownFiles(found: readonly FoundVariableFile[], { directory, others }: RootVariables) {
  const own = posix.basename(directory);
  const isNamedAfter = (file: string, root: string) => stemOf(file) === root || wordsOf(file).includes(root);
  if (!found.some(({ file }) => isNamedAfter(file, own))) return found;
  return found.filter(({ file }) => isNamedAfter(file, own) || ![...others].some((root) => isNamedAfter(file, root)));
}

/** The files that set what is missing, from the nearest places on until all of it is set. */
function filesForUnset(files: readonly FoundVariableFile[], { unset, directory }: RootVariables) {
  const missing = new Set(unset);
  const chosen: FoundVariableFile[] = [];
  for (const place of placesOf(files, directory)) {
    if (missing.size === 0) break;
    const setting = place.filter(({ names }) => names.some((name) => missing.has(name)));
    chosen.push(...setting);
    for (const { names } of setting) for (const name of names) missing.delete(name);
  }
  return chosen;
}

/** The files of the nearest place that set variables of the module and nothing else. */
function filesBeside(files: readonly FoundVariableFile[], { variables, directory }: RootVariables) {
  const fitting = files.filter(({ names }) => names.every((name) => variables.includes(name)));
  return placesOf(fitting, directory)[0] ?? [];
}

/** Files by how far up they are from a directory, the nearest first. */
function placesOf(files: readonly FoundVariableFile[], directory: string): readonly (readonly FoundVariableFile[])[] {
  const levels = new Map<number, FoundVariableFile[]>();
  for (const one of files) {
    const path = posix.relative(directory, one.file).split('/');
    const level = path.filter((part) => part === '..').length;
    levels.set(level, [...(levels.get(level) ?? []), one]);
  }
  return [...levels].toSorted(([a], [b]) => a - b).map(([, some]) => some);
}

/** Files of which only one can be meant: they set a variable that others set too. */
function alternatives(files: readonly FoundVariableFile[], { variables, unset }: RootVariables): FoundVariableFile[][] {
  const relevant = new Set(unset.length > 0 ? unset : variables);
  const groups: { names: Set<string>; files: FoundVariableFile[] }[] = [];
  for (const one of files) {
    const names = one.names.filter((name) => relevant.has(name));
    const touched = groups.filter((group) => names.some((name) => group.names.has(name)));
    const joined = {
      names: new Set([...names, ...touched.flatMap((group) => [...group.names])]),
      files: [...touched.flatMap((group) => group.files), one],
    };
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push(joined);
  }
  return groups.map((group) => group.files);
}

const wordsOf = (file: string): readonly string[] => stemOf(file).split(/[-_.]/);

/** The name of a variable file without what all of them end in. */
function stemOf(file: string): string {
  return posix.basename(file).replace(/(?:\.auto)?\.tfvars(?:\.json)?$/, '');
}

/** `common.tfvars` and its like go with every other file. */
function isShared(file: string): boolean {
  return /^(?:all|base|common|defaults?|global|globals|shared)$/i.test(stemOf(file));
}

function isExample(file: string): boolean {
  return /(?:^|[-_./])(?:examples?|samples?|templates?)(?:[-_./]|$)/i.test(file);
}

/** What a file is for: `production.tfvars`, `api-production.tfvars`, `production/terraform.tfvars`. */
function environmentName(file: string, { directory }: RootVariables): string {
  const root = posix.basename(directory);
  const stem = stemOf(file);
  const rest = wordsOf(file)
    .filter((word, _, words) => word !== root && !(words.length > 1 && isGeneric(word)))
    .join('-');
  const own = stem === root || isGeneric(stem) || rest === '';
  return own ? posix.basename(posix.dirname(file)) : stem.includes(root) ? rest : stem;
}

function isGeneric(word: string): boolean {
  return /^(?:terraform|tfvars|variables?|vars?|inputs?|main|values|config|settings)$/i.test(word);
}
