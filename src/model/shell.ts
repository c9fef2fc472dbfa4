import { unprintable } from './unprintable.ts';

/*
 * Commands as somebody pastes them into a shell. https://www.gnu.org/software/bash/manual/bash.html#Quoting
 */

/** What a shell takes for nothing but itself, wherever it stands in a word. */
const bare = /^[\w@%+=:,./-]+$/;

/**
 * A word for bash that stands for exactly `argument`, whatever the locale: in one line, and without a character that a
 * terminal or the log of a CI job obeys (such a character is written as its bytes). A lone surrogate, which no argument
 * can hold, becomes U+FFFD.
 */
export function shellWord(argument: string): string {
  if (bare.test(argument)) return argument;
  const isPlain = argument.search(unprintable) === -1 && !argument.includes('##') && !argument.includes("'");
  if (isPlain) return `'${argument}'`;
  const escaped = argument
    .replace(/['\\]/g, String.raw`\$&`)
    .replace(/#(?=#)/g, String.raw`\x23`)
    .replace(unprintable, bytesOf);
  return `$'${escaped}'`;
}

/** A command line for bash of which the words are exactly `argv`. */
export function shellText(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ');
}

function bytesOf(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => String.raw`\x${byte.toString(16).padStart(2, '0')}`)
    .join('');
}
