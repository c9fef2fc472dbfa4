import type { Span } from '../span.ts';
import { judgeName, type NameJudgement } from './sensitive-name.ts';
import { beginsWithReference, isHarmless, isReference } from './sensitive-value.ts';

/*
 * Secrets in command lines: behind a flag with a sensitive name, and where a command's own manual puts them.
 */

/** A word of a command line. */
interface CommandWord extends Span {
  readonly text: string;
  /** In single quotes, where a shell replaces nothing. */
  readonly literal?: boolean;
}

/** Where a command takes secrets. */
interface Usage {
  /** Flags whose next word is a secret. */
  readonly next?: readonly string[];
  /** Flags that a secret is attached to. */
  readonly attached?: readonly string[];
  /** Flags whose word is `user:password`, or with another separator. */
  readonly user?: readonly string[];
  readonly separator?: string;
  /** The flags count only behind this word. */
  readonly after?: string;
}

const usages: readonly (readonly [RegExp, Usage])[] = [
  // https://dev.mysql.com/doc/refman/8.4/en/command-line-options.html: no space before the password.
  [/^(?:mysql[a-z_]*|mariadb[a-z-]*|mycli|mytop)$/, { attached: ['-p'] }],
  // https://redis.io/docs/latest/develop/tools/cli/
  [/^(?:redis|keydb|valkey)-(?:cli|benchmark)$/, { next: ['-a'] }],
  [/^sshpass$/, { next: ['-p'], attached: ['-p'] }],
  [
    /^(?:docker|podman|nerdctl|buildah|skopeo|oras|crane|helm|az|cf|oc|ibmcloud|argocd)$/,
    { next: ['-p'], after: 'login' },
  ],
  // https://curl.se/docs/manpage.html
  [/^curl$/, { user: ['-u', '--user', '-U', '--proxy-user'], attached: [] }],
  [/^(?:http|https|xh|ab)$/, { user: ['-a', '-A', '-P', '--auth'] }],
  [/^lftp$/, { user: ['-u'], separator: ',' }],
  [/^mongo[a-z]*$/, { next: ['-p'] }],
  // https://learn.microsoft.com/en-us/sql/tools/sqlcmd/sqlcmd-utility
  [/^(?:sqlcmd|bcp|osql|isql)$/, { next: ['-P'], attached: ['-P'] }],
  [/^mosquitto_(?:pub|sub|rr)$/, { next: ['-P'] }],
  [/^ldap[a-z]+$/, { next: ['-w'] }],
  [/^(?:rabbitmqadmin|cqlsh|influx|mc|mqttx|trino|vsql)$/, { next: ['-p', '-w'] }],
  [/^snmp[a-z]+$/, { next: ['-A', '-X'] }],
  [/^zip|unzip$/, { next: ['-P'] }],
  [/^7za?$/, { attached: ['-p'] }],
  [/^(?:smbclient|rpcclient|smbget)$/, { user: ['-U', '--user'], separator: '%' }],
  [/^(?:kadmin|k5start)$/, { next: ['-w'] }],
];

/**
 * Words that set a name to a value without a separator: `setenv NAME value`, `aws configure set name value`, `ENV NAME
 * value`.
 */
const setters = /^(?:set|setenv|setx|export|ENV|add|put|--set|-x|requirepass)$/;

/** Whether it is worth while to read a text as a command line. */
const commandLike =
  /(?:^|[\s"'`(])-{1,2}[A-Za-z]|(?:^|[\s"'`/])(?:set|setenv|setx|ENV|login|htpasswd|sqlplus|sqlldr|expdp|impdp|net|chpasswd|machine|IDENTIFIED|PASSWORD|password|passwd|requirepass|masterauth)[\s"]|pass:|--password-stdin/;

const deepest = 4;
const farthest = 40;

/** The secrets in `text`, read as command lines of a shell or as arrays of words in JSON. Linear time. */
export function commandSecrets(text: string): Span[] {
  if (!commandLike.test(text)) return [];
  const found: Span[] = [];
  // Escaped quotes count as quotes, and what separates the words of an array as spaces.
  const plain = text
    .replace(/\\+(?=["'])/g, (slashes) => ' '.repeat(slashes.length))
    .replace(
      /(["'])([ \t\0]{0,8},[ \t\0]{0,8})(?=["'])/g,
      (_, quote: string, comma: string) => quote + ' '.repeat(comma.length),
    )
    .replace(/\[(?=[ \t\0]{0,8}["'])/g, ' ')
    .replace(/(["'])[ \t\0]{0,8}\]/g, (all, quote: string) => quote.padEnd(all.length, ' '));
  readLines(plain, 0, 0, found);
  return found;
}

function readLines(text: string, offset: number, depth: number, found: Span[]): void {
  let words: CommandWord[] = [];
  const finish = () => {
    for (const stretch of secretWords(words)) found.push(stretch);
    words = [];
  };
  for (const { 0: raw, index } of text.matchAll(/(?:"[^"\n]*"|'[^'\n]*'|[^\s"';&\0]|["'](?=\S))+|[;&\n]/g)) {
    if (/^[;&\n]$/.test(raw)) {
      finish();
      continue;
    }
    const quote = /^(["']).*\1$/s.test(raw) ? 1 : 0;
    const inner = raw.slice(quote, raw.length - quote);
    const start = offset + index + quote;
    words.push({ text: inner, start, end: start + inner.length, literal: raw.startsWith("'") });
    if (depth < deepest && /["'].*\s|^\S+\s/.test(inner)) {
      const from = quote === 1 ? 0 : inner.search(/["']/) + 1;
      readLines(inner.slice(from).replace(/["']$/, ' '), start + from, depth + 1, found);
    }
  }
  finish();
}

/** The secrets among the words of one command, as stretches of what the words are stretches of. */
function secretWords(words: readonly CommandWord[]): Span[] {
  const found: Span[] = [];
  const add = (word: CommandWord | undefined, skip: number, judgement: NameJudgement = 'password') => {
    if (word === undefined) return;
    const quote = /^["']/.test(word.text.slice(skip)) ? 1 : 0;
    const text = word.text.slice(skip + quote).replace(/["'`)]$/, '');
    if (text === '' || isHarmless(text, judgement)) return;
    if (word.literal !== true && (isReference(text) || beginsWithReference(text))) return;
    found.push({ start: word.start + skip + quote, end: word.start + skip + quote + text.length });
  };
  let usage: Usage | undefined;
  let command = '';
  let begun = -1;
  // There `-u` names a user and a group.
  const runsContainers = words.some(({ text }) => /^(?:docker|podman|nerdctl|kubectl|chown)$/.test(text));
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    const { text } = word;
    if (text === '|' || text === '||') {
      usage = undefined;
      command = '';
      continue;
    }
    if (!text.startsWith('-')) {
      const name = text.slice(text.lastIndexOf('/') + 1).replace(/\.exe$/i, '');
      const known = name.length < 24 ? usages.find(([pattern]) => pattern.test(name)) : undefined;
      if (known !== undefined && (usage === undefined || index === begun + 1)) {
        usage = known[1];
        begun = index;
      }
      if (
        command === '' &&
        /^(?:htpasswd|sqlplus|sqlldr|expdp|impdp|net|openssl|echo|printf|chpasswd|vault)$/.test(name)
      ) {
        command = name;
        begun = index;
      }
      positional(words, index, command, begun, add);
    }
    if (text.startsWith('pass:')) add(word, 5);
    if (/^-pass(?:in|out)?=pass:/.test(text)) add(word, text.indexOf(':') + 1);
    if (/^--?[A-Za-z][A-Za-z0-9_.-]*$/.test(text)) {
      const judgement = judgeName(text.replace(/^-+/, ''));
      if (judgement !== undefined && next !== undefined && !isFlag(next.text)) add(next, 0, judgement);
    }
    const general = /^(?:-u|--user|--proxy-user)$/.test(text) && usage === undefined && !runsContainers;
    if (general || counts(usage, words, begun, index)) {
      if (general || usage?.user?.includes(text)) addUser(next, 0, usage?.separator ?? ':', add);
      if (usage?.next?.includes(text) && next !== undefined && !isFlag(next.text)) add(next, 0);
      const long = /^(--user|--proxy-user|--auth)=/.exec(text)?.[0];
      if (long !== undefined) addUser(word, long.length, usage?.separator ?? ':', add);
      const short = text.slice(0, 2);
      if (text.length > 2 && text[1] !== '-') {
        if (usage?.attached?.includes(short)) add(word, 2);
        if (usage?.user?.includes(short)) addUser(word, 2, usage.separator ?? ':', add);
      }
    }
    const name = next?.text ?? '';
    if (setters.test(text) && /^[A-Za-z_/:.][\w./:-]*$/.test(name)) {
      const judgement = judgeName(name);
      if (judgement !== undefined) add(words[index + 2], 0, judgement);
    }
  }
  return found;
}

function counts(usage: Usage | undefined, words: readonly CommandWord[], begun: number, index: number): boolean {
  if (usage === undefined) return false;
  return (
    usage.after === undefined || words.slice(begun, Math.min(index, begun + 6)).some(({ text }) => text === usage.after)
  );
}

type Add = (word: CommandWord | undefined, skip: number, judgement?: NameJudgement) => void;

/** `user:password`; two numbers are ids of a user and a group. */
function addUser(word: CommandWord | undefined, skip: number, separator: string, add: Add): void {
  if (word === undefined) return;
  const at = word.text.indexOf(separator, skip);
  if (at === -1 || /^["']?\d+:\d+["']?$/.test(word.text.slice(skip))) return;
  add(word, at + 1);
}

/** Secrets that stand in a place of their own, without a flag. */
function positional(words: readonly CommandWord[], index: number, command: string, begun: number, add: Add): void {
  const word = words[index];
  if (word === undefined) return;
  const text = word.text;
  const before = words[index - 1]?.text ?? '';
  // SQL, .netrc and the configuration of Redis.
  if (/^(?:requirepass|masterauth)$/.test(before)) add(word, 0);
  if (
    /^(?:password|passwd)$/i.test(before) &&
    (/^(?:login|by|with|user)$/i.test(words[index - 3]?.text ?? '') || word.literal === true)
  )
    add(word, 0);
  if (/^by$/i.test(before) && /^identified$/i.test(words[index - 2]?.text ?? '')) add(word, 0);
  // No command has more words before its secret.
  if (index === begun || index - begun > farthest) return;
  switch (command) {
    case 'htpasswd': {
      const flags = words.slice(begun + 1, index).filter(({ text: flag }) => flag.startsWith('-'));
      const plain = words.slice(begun + 1, index).length - flags.length;
      const batch = flags.some(({ text: flag }) => flag.includes('b'));
      const file = flags.some(({ text: flag }) => flag.includes('n')) ? 0 : 1;
      if (batch && plain === file + 1) add(word, 0);
      return;
    }
    case 'sqlplus':
    case 'sqlldr':
    case 'expdp':
    case 'impdp': {
      const slash = text.indexOf('/');
      const at = text.lastIndexOf('@');
      if (slash > 0 && !text.startsWith('/')) {
        const cut = at > slash ? { ...word, text: text.slice(0, at), end: word.start + at } : word;
        add(cut, slash + 1);
      }
      return;
    }
    case 'net':
      // net use <share> <password> /user:<name>
      if (
        words[begun + 1]?.text === 'use' &&
        words.slice(index, index + farthest).some(({ text: one }) => /^\/user:/i.test(one)) &&
        /^\\*[\\/]/.test(before)
      )
        add(word, 0);
      return;
    case 'vault':
      if (words[begun + 1]?.text === 'login' && index > begun + 1 && !text.includes('=')) add(word, 0);
      return;
    case 'echo':
    case 'printf': {
      const rest = words.slice(index + 1, index + farthest).map(({ text: one }) => one);
      const taken =
        rest.includes('|') &&
        rest.some((one) => /^(?:--password-stdin|--stdin|-S|--passphrase-fd|chpasswd|passwd)$/.test(one));
      if (taken && !words.slice(begun, index).some(({ text: one }) => one === '|')) add(word, 0);
      return;
    }
  }
}

/** Whether a word is a flag rather than a secret that begins with a dash. */
function isFlag(text: string): boolean {
  return /^--?[A-Za-z][A-Za-z-]*(?:=|$)/.test(text);
}

/** For each word of a command array the secret in it, if there is one. */
export function secretsOfArray(words: readonly string[]): (Span | undefined)[] {
  let start = 0;
  const placed = words.map((text) => {
    const word = { text, start, end: start + text.length };
    start += text.length + 1;
    return word;
  });
  const found = secretWords(placed);
  return placed.map((word) => found.find((stretch) => stretch.start >= word.start && stretch.end <= word.end));
}
