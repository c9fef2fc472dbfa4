import type { ConfigMistake } from '../../../model/config-mistake.ts';
import type { Problem } from '../../../model/problem.ts';
import { shownName } from '../../../model/secret/shown.ts';
import { blank, item, type Line, line, solid } from '../../layout.ts';
import { countText } from '../count.ts';
import { placeText } from '../reason.ts';
import { next } from './advice.ts';
import { excerptLines } from './code.ts';
import { detailText } from './config-detail.ts';
import { revisionText } from './revision.ts';

/** All that is wrong in a `driftcheck.yaml`, each with its place, its line and what to do. */
export function invalidConfig(
  { file, revision, mistakes, count }: Extract<Problem, { code: 'config-invalid' }>,
  width: number,
): readonly Line[] {
  const more = count - mistakes.length;
  const of = revision === undefined ? '' : ` of ${revisionText(revision)}`;
  return [
    line(0, solid(shownName(file)), of, ` is not valid (${countText(count, 'error')})`),
    ...withMissingJoined(mistakes).flatMap((mistake) => [blank, ...mistakeLines(mistake, width)]),
    ...(more > 0 ? [blank, line(2, `and ${countText(more, 'more error', 'more errors')}`)] : []),
    blank,
    next('docs/configuration.md describes all keys.'),
  ];
}

/** Keys that one entry lacks are told together. */
function withMissingJoined(mistakes: readonly ConfigMistake[]): readonly ConfigMistake[] {
  const joined: ConfigMistake[] = [];
  for (const mistake of mistakes) {
    const before = joined.at(-1);
    const isSame =
      mistake.code === 'missing-key' &&
      before?.code === 'missing-key' &&
      before.at.start.offset === mistake.at.start.offset &&
      parentOf(before.path) === parentOf(mistake.path);
    if (!isSame || before === undefined) {
      joined.push(mistake);
      continue;
    }
    const { allowed: _, ...rest } = before;
    joined[joined.length - 1] = {
      ...rest,
      path: `${before.path}, ${mistake.path.slice(parentOf(mistake.path).length)}`,
    };
  }
  return joined;
}

/** `ignore[0].` of `ignore[0].rule`. */
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('.') + 1);

/** That a directory has two configurations. */
export function ambiguousConfig({ files }: Extract<Problem, { code: 'config-ambiguous' }>): readonly Line[] {
  const [first, second] = files;
  return [
    line(0, solid(shownName(first)), ' and ', solid(shownName(second)), ' are both there, and only one can be meant'),
    next('Remove one, or name the one that is meant: --config ', solid(shownName(first))),
  ];
}

/** That the configuration is a link out of the repository. */
export function outsideConfig({ file, path }: Extract<Problem, { code: 'config-outside' }>): readonly Line[] {
  return [
    line(0, solid(shownName(file)), ' leads to ', solid(shownName(path)), ', which is outside of the repository'),
    next('Put the file there itself, or name the one that is meant: --config <file>'),
  ];
}

function mistakeLines(mistake: ConfigMistake, width: number): readonly Line[] {
  const { at, excerpt } = mistake;
  const { said, advice } = mistakeText(mistake);
  return [
    item(2, solid(`${shownName(at.file)}:${at.start.line}:${at.start.column}`), `: ${said}`),
    ...(excerpt === undefined ? [] : excerptLines(excerpt, width)),
    ...(advice === undefined ? [] : [item(4, advice)]),
  ];
}

interface MistakeText {
  readonly said: string;
  readonly advice?: string;
}

function mistakeText(mistake: ConfigMistake): MistakeText {
  const { code, path, found, allowed = [], nearest, limit, detail, first } = mistake;
  const key = path === '' ? 'the file' : path;
  const meant = nearest === undefined ? undefined : `Did you mean ${nearest}?`;
  switch (code) {
    case 'empty':
      return {
        said: 'the file is empty',
        advice: 'Remove it, or say something in it: "driftcheck init" writes one to start with.',
      };
    case 'not-utf8':
      return { said: 'the file is no text in UTF-8', advice: 'Save it as UTF-8.' };
    case 'control-character':
      return { said: 'the file holds a control character, as texts do not', advice: 'Save it as plain text in UTF-8.' };
    case 'tab':
      return { said: 'a tab, which YAML does not take as indentation', advice: 'Indent with spaces.' };
    case 'syntax':
      return syntaxText(detail);
    case 'several-documents':
      return {
        said: 'a second document begins',
        advice: 'The file is one document: remove this line and what follows.',
      };
    case 'directive':
      return { said: 'a directive of YAML', advice: 'Remove the line: the file is read as YAML 1.2.' };
    case 'tag':
      return { said: `${key} has a tag of YAML`, advice: 'Leave the tag out; what is a text can stand in quotes.' };
    case 'anchor':
      return { said: `${key} has an anchor of YAML`, advice: 'Anchors are not read: write each entry out.' };
    case 'alias':
      return {
        said: `${key} begins with *, which is an alias in YAML`,
        advice: 'Put a pattern in quotes. Aliases are not read: write each entry out.',
      };
    case 'merge-key':
      return {
        said: '<<, which merges a map into another one',
        advice: 'Merge keys are not read: write the keys out.',
      };
    case 'duplicate-key':
      return { said: `${key} is there twice`, ...(first && { advice: `The first one is at ${placeText(first)}.` }) };
    case 'key-not-text':
      return { said: 'a key that is no text', advice: 'A key is a word, with a colon behind it.' };
    case 'number-form':
      return {
        said: `${key} is a number that YAML reads as another text than is written`,
        advice: 'Put it in quotes, if it is a text, or write it as a plain number.',
      };
    case 'too-deep':
      return { said: 'the file is nested too deeply here', advice: 'No key needs so many levels.' };
    case 'not-a-map':
      return {
        said: `the file is ${typeText(found)}, not a map of sections`,
        advice: 'It begins with a key, such as "ignore:".',
      };
    case 'unknown-key':
      return { said: `unknown key ${key}`, advice: meant ?? keysText(allowed) };
    case 'missing-key':
      return {
        said: `${key} ${path.includes(',') ? 'are' : 'is'} missing`,
        ...(allowed.length > 0 && { advice: `It is ${oneOf(allowed)}.` }),
      };
    case 'wrong-type':
      return {
        said: `${key} is ${typeText(found)}, not ${allowed.map(typeText).join(' or ')}`,
        ...(found === 'nothing' && { advice: 'Leave the key out, or say what it holds.' }),
      };
    case 'not-allowed':
      return {
        said: found === undefined ? `${key} has a value that it cannot have` : `${key} cannot be ${found}`,
        advice: [...(meant === undefined ? [] : [meant]), `It is ${oneOf(allowed)}.`].join(' '),
      };
    case 'too-small':
      return { said: `${key} ${leastText(limit)}` };
    case 'too-large':
      return { said: `${key} ${mostText(limit)}` };
    case 'date':
      return { said: `${key} is no day of the calendar`, advice: 'A day is written as in 2027-02-28.' };
    case 'malformed':
      return { said: `${key} ${detailText(detail)}` };
    case 'unknown-rule':
      return {
        said: found === undefined ? `${key} names no rule` : `${key}: there is no rule ${found}`,
        advice: meant ?? '"driftcheck explain" lists the rules.',
      };
    case 'unknown-target':
      return {
        said: found === undefined ? `${key} names no target of the file` : `${key}: there is no target ${found}`,
        advice: meant ?? `The targets are ${allowed.map(shownName).join(', ')}.`,
      };
    case 'bare-wildcard':
      return {
        said: `${key} is a wildcard and nothing else, which would cover all there is`,
        advice: detail ?? 'Name what is meant, as narrowly as it can be told.',
      };
    case 'duplicate':
      return {
        said: `${key} says the same as another entry`,
        ...(first && { advice: `The first one is at ${placeText(first)}. Remove one.` }),
      };
    case 'outside':
      return {
        said: `${key} leads out of the repository`,
        advice: 'Paths are relative to this file. To permit a directory outside: --allow-outside <dir>',
      };
  }
}

/** Errors of YAML's syntax, by the kinds of the library that reads it. */
function syntaxText(kind: string | undefined): MistakeText {
  switch (kind) {
    case 'missing-char':
      return {
        said: 'YAML expects something else here',
        advice: 'A quote, a bracket or the colon behind a key is missing, here or before.',
      };
    case 'open-quote':
      return { said: 'a quote that is not closed', advice: 'Close it at the end of the text.' };
    case 'open-bracket':
      return {
        said: 'a bracket or brace is not closed before this',
        advice: 'Close each [ with ] and each { with }, in the order in which they were opened.',
      };
    case 'bad-indent':
      return {
        said: 'the indentation does not fit what is around',
        advice: 'Entries of one list or map begin in the same column.',
      };
    case 'block-as-implicit-key':
    case 'multiline-implicit-key':
      return {
        said: 'a second key or colon where a value is expected',
        advice: 'Put a text with a colon in quotes, and each key on a line of its own.',
      };
    case 'bad-scalar-start':
      return { said: 'a sign that a text cannot begin with', advice: 'Put the text in quotes.' };
    case 'bad-dq-escape':
      return { said: 'an escape that YAML does not know', advice: 'In single quotes a backslash is a backslash.' };
    case 'unexpected-token':
      return {
        said: 'YAML does not expect this here',
        advice: 'Put a text with brackets, braces, # or * in quotes.',
      };
    default:
      return { said: 'this is no valid YAML' };
  }
}

const typeTexts: ReadonlyMap<string, string> = new Map([
  ['nothing', 'empty'],
  ['list', 'a list'],
  ['map', 'a map'],
  ['text', 'a text'],
  ['number', 'a number'],
  ['whole-number', 'a whole number'],
  ['boolean', 'true or false'],
]);

const typeText = (type: string | undefined): string => typeTexts.get(type ?? '') ?? 'something else';

const oneOf = (values: readonly string[]): string =>
  values.length === 1 ? `${values[0]}` : `one of ${values.slice(0, 20).join(', ')}`;

const keysText = (keys: readonly string[]): string =>
  keys.length === 0 ? 'There are no keys here.' : `The keys here are ${keys.join(', ')}.`;

function leastText(limit: ConfigMistake['limit']): string {
  if (limit === undefined) return 'is too small';
  const { count, unit } = limit;
  if (unit === 'value') return `is less than ${count}`;
  return count === 1 ? 'is empty' : `has fewer than ${count} ${unit}`;
}

function mostText(limit: ConfigMistake['limit']): string {
  if (limit === undefined) return 'is too large';
  return limit.unit === 'value' ? `is more than ${limit.count}` : `has more than ${limit.count} ${limit.unit}`;
}
