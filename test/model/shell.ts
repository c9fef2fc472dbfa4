import { execFileSync } from 'node:child_process';

/** What bash makes of command lines: the words of each. All of them in one process. */
export function wordsInBash(lines: readonly string[], locale = 'C'): string[][] {
  // `set` takes the words of a line; between those of two lines is one that is empty and ends in two NULs.
  const script = lines.map((line) => `set -- ${line}\nprintf '%s\\0' "$#" "$@"\n`).join('');
  const output = execFileSync('bash', ['--noprofile', '--norc', '-s'], {
    input: script,
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: locale },
    maxBuffer: 1 << 28,
  });
  const words = output.toString('utf8').split('\0').slice(0, -1);
  const all: string[][] = [];
  for (let at = 0; at < words.length; ) {
    const count = Number(words[at]);
    all.push(words.slice(at + 1, at + 1 + count));
    at += 1 + count;
  }
  return all;
}
