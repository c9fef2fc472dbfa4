import type { ConfigMistake } from '../../model/config-mistake.ts';
import { nearestName } from '../../model/nearest-name.ts';
import { mostShownErrors, ProblemError } from '../../model/problem.ts';
import { shownName } from '../../model/secret/shown.ts';
import { findRule } from '../../policy/find-rule.ts';
import type { Config, Located } from '../config.ts';
import { type ConfigForm, configForm } from '../form.ts';
import { excerptOf } from './excerpt.ts';
import { mistakesOf } from './issues.ts';
import { type ConfigPaths, mistakesOfMeaning, unknownTargets } from './meaning.ts';
import { type ConfigNode, nodeAt } from './node.ts';
import { type ConfigText, placesIn, textOf } from './text.ts';
import { readYaml } from './yaml.ts';

/**
 * Reads the content of a `driftcheck.yaml`.
 *
 * @param file its name in places and messages
 * @param more.revision the revision that it is of, as the user names it
 * @param more.paths where the paths in it may lead; anywhere without
 * @throws ProblemError `config-invalid` with all that is wrong in it
 */
export function parseConfig(
  bytes: Uint8Array,
  file: string,
  { revision, paths }: { readonly revision?: string; readonly paths?: ConfigPaths | undefined } = {},
): Config {
  const of = { file, ...(revision === undefined ? {} : { revision }) };
  const source = textOf(bytes, file);
  if ('mistake' in source) throw refusal([source.mistake], placesIn('', file), of);
  const { root, mistakes } = readYaml(source);
  if (root === undefined) throw refusal(mistakes, source, of);
  const { data, error } = configForm.safeParse(root.value, { reportInput: false });
  const ofForm = error === undefined ? [] : mistakesOf(error.issues, root);
  const all = [...mistakes, ...ofForm, ...mistakesOfMeaning(root, paths)];
  if (data === undefined || all.length > 0) throw refusal(all, source, of);
  const config = configOf(data, root, file);
  const ofTargets = mistakesOfTargets(root, config);
  if (ofTargets.length > 0) throw refusal(ofTargets, source, of);
  return config;
}

function mistakesOfTargets(root: ConfigNode, config: Config): readonly ConfigMistake[] {
  try {
    return unknownTargets(root, config);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'config-invalid') return error.problem.mistakes;
    throw error;
  }
}

function configOf(form: ConfigForm, root: ConfigNode, file: string): Config {
  const located = <T>(section: keyof ConfigForm, entries: readonly T[] = []): readonly Located<T>[] =>
    entries.map((value, index) => ({ value, at: nodeAt(root, [section, index]).node.at }));
  return {
    file,
    targets: located('targets', form.targets),
    severity: located('severity', form.severity),
    owners: located('owners', form.owners),
    ignore: located('ignore', form.ignore),
    expect: located('expect', form.expect),
    redact: form.redact ?? {},
    failOn: form['fail-on'],
    applyGrace: form['apply-grace'],
    prScope: form['pr-scope'],
    trustIgnoreChanges: form['trust-ignore-changes'] ?? true,
  };
}

/** The first mistakes in the order of their places, each with what helps to correct it. */
function refusal(
  mistakes: readonly ConfigMistake[],
  source: ConfigText,
  of: { readonly file: string; readonly revision?: string },
): ProblemError {
  const placed = new Map(mistakes.map((one) => [`${one.code} ${one.at.start.offset} ${one.path}`, one]));
  const ordered = [...placed.values()].toSorted((a, b) => a.at.start.offset - b.at.start.offset);
  return new ProblemError({
    code: 'config-invalid',
    ...of,
    mistakes: ordered.slice(0, mostShownErrors).map((mistake) => withHelp(mistake, source)),
    count: ordered.length,
  });
}

/** A key is repeated as a name is; of a value only what is nearly one of those that are allowed. */
function withHelp(mistake: ConfigMistake, source: ConfigText): ConfigMistake {
  const { code, at, path, found, allowed = [], nearest = nearestOf(mistake), ...rest } = mistake;
  const isPublic = code === 'wrong-type' || code === 'not-a-map';
  const mayShow = isPublic || code === 'unknown-key' || nearest !== undefined;
  const shown = found === undefined || !mayShow ? undefined : isPublic ? found : shownName(found);
  const excerpt = hasLine(code)
    ? excerptOf(source.text, at, shown === undefined || isPublic ? [] : [shown])
    : undefined;
  return {
    code,
    at,
    path: shownName(path),
    ...(shown === undefined ? {} : { found: shown }),
    ...(allowed.length === 0 ? {} : { allowed }),
    ...(nearest === undefined ? {} : { nearest }),
    ...rest,
    ...(excerpt === undefined ? {} : { excerpt }),
  };
}

function nearestOf({ code, found, allowed }: ConfigMistake): string | undefined {
  if (code === 'unknown-rule' && found !== undefined) {
    const rule = findRule(found);
    return rule.status === 'found' ? rule.rule.id : (rule.suggestions[0] ?? nearestName(found, allowed ?? []));
  }
  return found === undefined || allowed === undefined ? undefined : nearestName(found, allowed);
}

/** What is about the file as a whole has no line. */
const hasLine = (code: ConfigMistake['code']): boolean =>
  code !== 'empty' && code !== 'not-utf8' && code !== 'control-character' && code !== 'not-a-map';
