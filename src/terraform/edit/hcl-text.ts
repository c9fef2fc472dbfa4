import { unprintable } from '../../model/unprintable.ts';

/*
 * Code in HCL native syntax, laid out as `terraform fmt` lays it out.
 * https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/** A text as a quoted string that comes to exactly that text; undefined for one that no Terraform string holds. */
export function quoted(text: string): string | undefined {
  // Terraform's strings are in UTF-8 and normalised.
  if (/\p{Cs}/u.test(text) || text.normalize('NFC') !== text) return undefined;
  const escaped = text
    .replace(/[\n\r\t"\\]/g, (character) => escapes[character] ?? character)
    .replace(/[$%](?=\{)/g, '$&$&')
    .replace(unprintable, escapeCharacter)
    // What the log of a CI job may take for a command.
    .replace(/#(?=#)/g, escapeCharacter);
  return `"${escaped}"`;
}

function escapeCharacter(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

/** An argument and its expression, or a nested block. */
export type BodyLine =
  | { readonly name: string; readonly value: string }
  | { readonly block: string; readonly lines: readonly BodyLine[] };

/** A block with its lines, from its first word to its closing brace; the lines after the first begin with `indent`. */
export function blockText(head: string, lines: readonly BodyLine[], indent = ''): string {
  return `${head} {\n${bodyText(lines, `${indent}  `)}${indent}}`;
}

/** An object as an element of a list, as {@link blockText}. */
export function objectText(lines: readonly BodyLine[], indent: string): string {
  return `{\n${bodyText(lines, `${indent}  `)}${indent}}`;
}

/** Arguments that follow each other have their equals signs below each other, unless one takes several lines. */
function bodyText(lines: readonly BodyLine[], indent: string): string {
  const width = Math.max(0, ...lines.map((line) => ('name' in line ? line.name.length : 0)));
  return lines
    .map((line) =>
      'name' in line
        ? `${indent}${line.name.padEnd(width)} = ${line.value}\n`
        : `\n${indent}${blockText(line.block, line.lines, indent)}\n`,
    )
    .join('');
}
