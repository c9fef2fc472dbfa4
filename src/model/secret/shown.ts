import { secretSpans } from './sensitive-shape.ts';

/*
 * What an error may repeat. A word of the command line, a path or a name in an error can be a secret in the wrong place
 * (a pasted token, a password without its quotes), and no variable marks it. So an error repeats what is made of words,
 * and leaves out what is not: here a name that is hidden without need costs little, since whoever wrote it has it
 * before him.
 */

const hidden = '…';

/** What stands between the words of names, addresses and paths. */
const separators = /([/\\.:,@ ]|\["?|"?\])/;

/**
 * A name, an address or a path, with every part that is not made of words as `…`: what has a secret's shape, what
 * follows an equals sign, random characters. Of a URL only the scheme stays, which says what it is.
 */
export function shownName(text: string): string {
  const url = /^([a-z][a-z0-9+.-]{0,15}:\/\/)./i.exec(text);
  if (url !== null) return `${url[1]}${hidden}`;
  const equals = text.indexOf('=');
  if (equals !== -1) return `${shownName(text.slice(0, equals))}=${hidden}`;
  const isArn = /^arn:[a-z-]{1,20}:[a-z0-9-]{1,40}:/.test(text);
  const parts = text.split(separators).map((part) => {
    const plain = part === '' || separators.test(part) || isWordy(part) || (isArn && /^\d{12}$/.test(part));
    return plain ? part : hidden;
  });
  // Where most parts say nothing, those between them say nothing, either: a password with signs in it falls apart like
  // that.
  const kept = parts.filter((part) => part !== hidden && !separators.test(part) && part !== '');
  const shown = parts.filter((part) => part === hidden).length > kept.length ? hidden : parts.join('');
  return secretSpans(shown).length > 0 ? hidden : shown;
}

/** Whether a part of a name is made of words and short numbers, as people write names. */
function isWordy(part: string): boolean {
  if (part.length > 100 || !/^[\p{L}\p{M}\p{N}_~+-]+$/u.test(part)) return false;
  return part.split(/[-_~+]/).every(isWord);
}

/**
 * Letters as words have them, in one case or each word with a capital, and one short number (`web01`, `ec2Cluster`).
 */
function isWord(word: string): boolean {
  if (word.length > 40) return false;
  const numbers = word.match(/\p{N}+/gu) ?? [];
  if (numbers.length > 1 || (numbers[0] ?? '').length > (word === numbers[0] ? 8 : 6)) return false;
  if (/[bcdfghjklmnpqrstvwxz]{5}|[BCDFGHJKLMNPQRSTVWXZ]{6}/.test(word)) return false;
  // `ec2Cluster`, but no `abc12XY`.
  if (/\p{Ll}\p{N}+\p{Lu}{2,}$/u.test(word)) return false;
  const runs = word.match(/\p{Lu}?\p{Ll}+|\p{Lu}+/gu) ?? [];
  // `9Qc`, `Q9vH`: nobody writes a number between letters of both cases in so short a word.
  if (word.length < 6 && numbers.length > 0) return runs.length <= 1 && !/^\p{N}+\p{Lu}\p{Ll}/u.test(word);
  return runs.length <= 1 + word.length / 5;
}

/**
 * Options of Terraform's commands, which people try here as well.
 * https://developer.hashicorp.com/terraform/cli/commands/plan
 */
const terraformOptions: ReadonlySet<string> = new Set(
  (
    'var var-file state plan chdir target refresh refresh-only lock lock-timeout input parallelism destroy replace out ' +
    'compact-warnings detailed-exitcode no-color json state-out backup generate-config-out upgrade reconfigure backend ' +
    'backend-config migrate-state auto-approve get plugin-dir lockfile help version workspace exclude'
  ).split(' '),
);

/** Longer words that options have, and that people try. */
const optionWords: ReadonlySet<string> = new Set(
  [...terraformOptions]
    .flatMap((name) => name.split('-'))
    .concat(
      'password username variable variables directory terraform snapshot expression expressions severity'.split(' '),
    ),
);

/** Whether Terraform has an option of that name. */
export function isTerraformOption(name: string): boolean {
  return terraformOptions.has(name);
}

/**
 * An option as an error may name it: `--name` without its value. A single dash is often followed by a value
 * (`-pHunter2`), so behind one only the names of Terraform's options are shown.
 */
export function shownOption(option: string): string {
  const [, dashes = '', name = ''] = /^(--?)([^=\s]*)/s.exec(option) ?? [];
  if (dashes === '') return hidden;
  if (isTerraformOption(name)) return `${dashes}${name}`;
  if (dashes === '-') return name.length === 1 ? `-${name}` : `-${hidden}`;
  return name.split('-').every((word) => optionWords.has(word) || /^[a-z]{1,7}$/.test(word))
    ? `--${name}`
    : `--${hidden}`;
}

/** The detail of an error, in which each name in quotation marks is as `shownName` gives it. */
export function withShownNames(detail: string): string {
  return detail.replace(/"([^"]*)"/g, (_, name: string) => `"${shownName(name)}"`);
}
