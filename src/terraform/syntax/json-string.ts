/** A string of a JSON text, and the offset behind its closing quote; or what is wrong with it, and where. */
export type JsonString =
  | { readonly ok: true; readonly value: string; readonly end: number }
  | { readonly ok: false; readonly fault: 'unclosed' | 'control-character' | 'escape'; readonly at: number };

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const quote = 0x22;
const backslash = 0x5c;

/**
 * Reads the string whose opening quote stands at `start` (RFC 8259). A surrogate without its other half becomes U+FFFD,
 * as in Go (https://pkg.go.dev/encoding/json#Unmarshal); the string keeps its length by that.
 */
export function readJsonString(text: string, start: number): JsonString {
  let value = '';
  let from = start + 1;
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (Number.isNaN(code)) return { ok: false, fault: 'unclosed', at };
    if (code < 0x20) return { ok: false, fault: 'control-character', at };
    if (code === quote) break;
    at += 1;
    if (code !== backslash) continue;
    value += text.slice(from, at - 1);
    const letter = text[at] ?? '';
    const hex = letter === 'u' ? text.slice(at + 1, at + 5) : '';
    const decoded = /^[0-9a-fA-F]{4}$/.test(hex) ? String.fromCharCode(Number.parseInt(hex, 16)) : escapes[letter];
    if (decoded === undefined) return { ok: false, fault: 'escape', at: at - 1 };
    value += decoded;
    at += 1 + hex.length;
    from = at;
  }
  value += text.slice(from, at);
  return { ok: true, value: value.replace(/[\ud800-\udfff]/gu, '\ufffd'), end: at + 1 };
}
