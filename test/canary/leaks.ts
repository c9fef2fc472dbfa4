import type { Planted } from './secrets.ts';

/** How many characters in a row of a secret's random part may not be seen. */
const longest = 8;

/** A secret, or a part of it, that an output shows. */
export interface Leak<Where> {
  readonly where: Where;
  readonly form: 'text' | 'base64';
  /** The line of the output that shows it. */
  readonly line: string;
}

/** Finds planted secrets in outputs. */
export function leakFinder<Where>(planted: readonly { readonly where: Where; readonly secret: Planted }[]) {
  const windows = new Map<string, { where: Where; form: Leak<Where>['form'] }>();
  for (const { where, secret } of planted) {
    for (const part of secret.parts) {
      for (const line of part.split('\n')) add(line, { where, form: 'text' });
      for (let before = 0; before < 3; before++) add(base64Of(part, before), { where, form: 'base64' });
    }
  }

  /** A part shorter than a window is looked for as a whole. */
  function add(text: string, found: { where: Where; form: Leak<Where>['form'] }): void {
    const size = found.form === 'base64' ? longest + 4 : longest;
    if (text.length < size) {
      if (found.form === 'text' && text !== '') windows.set(text, found);
      return;
    }
    for (let at = 0; at + size <= text.length; at++) windows.set(text.slice(at, at + size), found);
  }

  const sizes = [...new Set([...windows.keys()].map((text) => text.length))];
  const judged = new Map<string, Leak<Where> | undefined>();

  function leakIn(line: string): Leak<Where> | undefined {
    for (const size of sizes) {
      for (let at = 0; at + size <= line.length; at++) {
        const found = windows.get(line.slice(at, at + size));
        if (found !== undefined) return { ...found, line };
      }
    }
    return undefined;
  }

  /** The leaks of an output, one for each line at most; lines are looked at folded and unfolded, with and without escapes. */
  return (output: string): readonly Leak<Where>[] => {
    const lines = new Set([...output.split('\n'), ...unfolded(output).split('\n')]);
    return [...lines].flatMap((line) => {
      if (line.length < 5) return [];
      if (!judged.has(line)) judged.set(line, leakIn(unescaped(line)));
      return judged.get(line) ?? [];
    });
  };
}

/** What base64 makes of the text alone, when `before` bytes stand in front of it. */
function base64Of(text: string, before: number): string {
  const encoded = Buffer.from('\0'.repeat(before) + text)
    .toString('base64')
    .replace(/=+$/, '');
  return encoded.slice(before === 0 ? 0 : before + 1, -2);
}

/** Lines that were broken to fit the terminal, as one. */
function unfolded(output: string): string {
  return output.replace(/\n {4,}/g, '');
}

function unescaped(line: string): string {
  return line
    .replace(/\\{1,2}u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\{1,3}"/g, '"');
}
