// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import { describe, expect, it } from 'vitest';
import { maximumNesting } from '../../../src/terraform/syntax/cursor.ts';
import { type ParseResult, parseExpression, parseFile, parseTemplate } from '../../../src/terraform/syntax/parser.ts';

/** `code line:column-line:column` of every diagnostic. */
function problems(result: ParseResult<unknown>): string[] {
  if (result.ok) return [];
  return result.diagnostics.map(({ code, at, severity, summary, detail }) => {
    expect(severity).toBe('error');
    expect(summary).not.toBe('');
    expect(detail).not.toBe('');
    if (at === undefined) throw new Error(`${code} has no range`);
    return `${code} ${at.start.line}:${at.start.column}-${at.end.line}:${at.end.column}`;
  });
}

describe('problems of files', () => {
  it.each([
    // Brackets point at the opening one.
    ['a {\n  b = 1\n', 'unclosed-brace 1:3-1:4'],
    ['a {\n  b {\n}\n', 'unclosed-brace 1:3-1:4'],
    ['a { b = 1', 'unclosed-brace 1:3-1:4'],
    ['a = [1,\n', 'unclosed-bracket 1:5-1:6'],
    ['a = [1', 'unclosed-bracket 1:5-1:6'],
    ['a = { b = 1\n', 'unclosed-brace 1:5-1:6'],
    ['a = { b =', 'unclosed-brace 1:5-1:6'],
    ['a = f(1, ', 'unclosed-parenthesis 1:6-1:7'],
    ['a = (1 +', 'unclosed-parenthesis 1:5-1:6'],
    ['a = b[', 'unclosed-bracket 1:6-1:7'],
    ['a = [for b in c : ', 'unclosed-bracket 1:5-1:6'],
    ['a = "${b', 'unclosed-sequence 1:6-1:8'],
    ['a = "${', 'unclosed-sequence 1:6-1:8'],
    ['a = "x${b"\n', 'unclosed-sequence 1:7-1:9'],
    ['a = "%{ if b', 'unclosed-sequence 1:6-1:8'],
    // What does not end.
    ['a = "b\nc = 1\n', 'unterminated-string 1:5-1:7'],
    ['a = "b', 'unterminated-string 1:5-1:7'],
    ['a = "', 'unterminated-string 1:5-1:6'],
    ['a = "b\\', 'invalid-escape 1:7-1:8'],
    ['a = <<EOT\nb\n', 'unterminated-heredoc 1:5-1:10'],
    ['a = <<EOT\nEOT', 'unterminated-heredoc 1:5-1:10'],
    ['a = 1 /* b\n', 'unterminated-comment 1:7-1:9'],
    ['a = << EOT\nEOT\n', 'invalid-heredoc 1:5-1:7'],
    ['a = <<EOT b\nEOT\n', 'invalid-heredoc 1:5-1:10'],
    // Characters
    ["a = 'b'\n", 'invalid-character 1:5-1:6'],
    ['a = `b`\n', 'invalid-character 1:5-1:6'],
    ['a = 1;\n', 'invalid-character 1:6-1:7'],
    ['a = b & c\n', 'invalid-character 1:7-1:8'],
    ['a = b | c\n', 'invalid-character 1:7-1:8'],
    ['a = 1\f\n', 'invalid-character 1:6-1:7'],
    ['a = 1\rb = 2\n', 'invalid-character 1:6-1:7'],
    ['a = \0\n', 'invalid-character 1:5-1:6'],
    ['a = 😀\n', 'invalid-character 1:5-1:7'],
    ['a = 1\ufeff\n', 'invalid-character 1:6-1:7'],
    ['a = <<E\nb\rc\nE\n', 'invalid-character 2:2-2:3'],
    ['a = "\ud800"\n', 'invalid-encoding 1:6-1:7'],
    // Strings
    ['a = "b\\qc"\n', 'invalid-escape 1:7-1:9'],
    ['a = "b\\$"\n', 'invalid-escape 1:7-1:9'],
    ['a = "\\u00e"\n', 'invalid-escape 1:6-1:11'],
    ['a = "é\\U0001F60"\n', 'invalid-escape 1:7-1:16'],
    ['a = "\\ud83d\\ude00"\n', 'invalid-escape 1:6-1:12'],
    ['a = "\\U00110000"\n', 'invalid-escape 1:6-1:16'],
    // Bodies
    ['a = 1\nb = 2\na = 3\na = 4\n', 'duplicate-attribute 3:1-3:2', 'duplicate-attribute 4:1-4:2'],
    ['a = 1\na = 2\nb {\n', 'duplicate-attribute 2:1-2:2', 'unclosed-brace 3:3-3:4'],
    ['a\n', 'missing-equals 1:1-1:2'],
    ['a: 1\n', 'missing-equals 1:1-1:2'],
    ['a.b = 1\n', 'missing-equals 1:1-1:2'],
    ['a = 1 b = 2\n', 'missing-newline 1:7-1:8'],
    ['a = 1, b = 2\n', 'missing-newline 1:6-1:7'],
    ['a = "b" "c"\n', 'missing-newline 1:9-1:10'],
    ['a {} b {}\n', 'missing-newline 1:6-1:7'],
    ['a {\n  b = 1 }\n', 'missing-newline 2:9-2:10'],
    ['"a" = 1\n', 'missing-item 1:1-1:2'],
    ['a = 1\n}\n', 'missing-item 2:1-2:2'],
    ['a "b" = 1\n', 'invalid-block 1:7-1:8'],
    ['a "b"\n{\n}\n', 'invalid-block 1:6-2:1'],
    ['a "${b}" {}\n', 'invalid-label 1:4-1:6'],
    ['a { b = 1\n  c = 2\n}\n', 'single-line-block 1:5-1:10'],
    ['a { b = 1, c = 2 }\n', 'single-line-block 1:10-1:11'],
    ['a { b {} }\n', 'single-line-block 1:5-1:6'],
    // Expressions
    ['a =\n', 'missing-expression 1:4-2:1'],
    ['a =', 'missing-expression 1:4-1:4'],
    ['a = 1 +\n', 'missing-expression 1:8-2:1'],
    ['a = * 2\n', 'invalid-expression 1:5-1:6'],
    ['a = b ? c\n', 'missing-colon 1:10-2:1'],
    ['a = [b c]\n', 'missing-separator 1:8-1:9'],
    ['a = f(b c)\n', 'missing-separator 1:9-1:10'],
    ['a = f(b..., c)\n', 'missing-separator 1:11-1:12'],
    ['a = (b, c)\n', 'missing-separator 1:7-1:8'],
    ['a = b[0}\n', 'missing-separator 1:8-1:9'],
    ['a = { b = 1 c = 2 }\n', 'missing-separator 1:13-1:14'],
    ['a = { b }\n', 'missing-equals 1:9-1:10'],
    ['a = { b c = 1 }\n', 'missing-equals 1:9-1:10'],
    ['a = b.\n', 'invalid-attribute-name 1:7-2:1'],
    ['a = b.*.*\n', 'invalid-attribute-name 1:9-1:10'],
    ['a = b.0.1\n', 'legacy-index 1:7-1:10'],
    ['a = 1.2.3\n', 'invalid-number 1:5-1:10'],
    ['a = 1e999999999\n', 'invalid-number 1:5-1:16'],
    ['a = b::c\n', 'missing-parenthesis 1:9-2:1'],
    ['a = b::(c)\n', 'missing-function-name 1:8-1:9'],
    ['a = [for b c : d]\n', 'invalid-for 1:12-1:13'],
    ['a = [for b in c d]\n', 'invalid-for 1:17-1:18'],
    ['a = [for b in c : d => e]\n', 'invalid-for 1:21-1:23'],
    ['a = [for b in c : d...]\n', 'invalid-for 1:20-1:23'],
    ['a = { for b in c : d }\n', 'invalid-for 1:22-1:23'],
    ['a = { for = 1 }\n', 'invalid-for 1:11-1:12'],
    // Templates
    ['a = "${b c}"\n', 'extra-characters 1:10-1:11'],
    ['a = "${b:c}"\n', 'extra-characters 1:9-1:10'],
    ['a = "%{ if b c }d%{ endif }"\n', 'extra-characters 1:14-1:15'],
    ['a = "%{ while b }"\n', 'invalid-directive 1:9-1:14'],
    ['a = "%{ for b }"\n', 'invalid-directive 1:15-1:16'],
    ['a = "%{ 1 }"\n', 'invalid-directive 1:9-1:10'],
    ['a = "x%{ if b }c"\n', 'unbalanced-directive 1:7-1:16'],
    ['a = "%{ for b in c }"\n', 'unbalanced-directive 1:6-1:21'],
    ['a = "x%{ endif }"\n', 'unbalanced-directive 1:7-1:17'],
    ['a = "%{ if b }%{ endfor }"\n', 'unbalanced-directive 1:15-1:26'],
    ['a = "%{ if b }%{ else }%{ else }%{ endif }"\n', 'unbalanced-directive 1:24-1:33'],
  ])('%j', (text, ...expected) => {
    expect(problems(parseFile(text, 'a.tf'))).toEqual(expected);
  });

  it('name the file', () => {
    expect(parseFile('a', 'x/y.tf')).toMatchObject({ diagnostics: [{ at: { file: 'x/y.tf' } }] });
  });

  it('say nothing of what is inside of strings', () => {
    const secret = ['hunter', '22'].join('');
    for (const text of [
      `a = "${secret}`,
      `a = "${secret}\\q"\n`,
      `a = "${secret}" "${secret}"\n`,
      `a = "\${b ${secret}"\n`,
    ]) {
      expect(JSON.stringify(parseFile(text, 'a.tf'))).not.toContain(secret);
    }
  });
});

describe('problems of expressions and templates', () => {
  it.each([
    ['', 'missing-expression 1:1-1:1'],
    ['a b', 'extra-characters 1:3-1:4'],
    ['a\nb', 'extra-characters 2:1-2:2'],
    ['a = 1', 'extra-characters 1:3-1:4'],
  ])('expression %j', (text, expected) => {
    expect(problems(parseExpression(text, 'a'))).toEqual([expected]);
  });

  it.each([
    ['a ${', 'unclosed-sequence 1:3-1:5'],
    ['a\n ${b', 'unclosed-sequence 2:2-2:4'],
    ['a ${b c}', 'extra-characters 1:7-1:8'],
    ['%{ if a }', 'unbalanced-directive 1:1-1:10'],
    ["${'a'}", 'invalid-character 1:3-1:4'],
  ])('template %j', (text, expected) => {
    expect(problems(parseTemplate(text, 'a'))).toEqual([expected]);
  });
});

describe('nesting', () => {
  const shapes: readonly (readonly [string, string, string])[] = [
    ['(', '1', ')'],
    ['[', '', ']'],
    ['{a=', '1', '}'],
    ['f(', '1', ')'],
    ['!', 'true', ''],
    ['a ? b : ', 'c', ''],
    ['a ? ', 'b', ' : c'],
    ['a[', '0', ']'],
    ['[for a in b : ', 'a', ']'],
  ];
  it.each(shapes)('of %s is limited', (open, inner, close) => {
    const deep = (depth: number) => parseExpression(open.repeat(depth) + inner + close.repeat(depth), 'a');
    expect(deep(maximumNesting - 1).ok).toBe(true);
    expect(problems(deep(maximumNesting + 1))).toEqual([expect.stringMatching(/^nesting-too-deep /)]);
  });

  it('of templates, directives, splats and blocks is limited', () => {
    const some = maximumNesting + 1;
    const texts = [
      `a = ${'"${'.repeat(some)}b${'}"'.repeat(some)}\n`,
      `a = ${'<<E\n${'.repeat(some)}b${'}\nE\n'.repeat(some)}\n`,
      `a = "${'%{ if b }'.repeat(some)}${'%{ endif }'.repeat(some)}"\n`,
      `a = "${'%{ for b in c }'.repeat(some)}${'%{ endfor }'.repeat(some)}"\n`,
      `a = b${'[*]'.repeat(some)}\n`,
      `${'a {\n'.repeat(some)}${'}\n'.repeat(some)}`,
    ];
    for (const text of texts) {
      expect(problems(parseFile(text, 'a'))).toEqual([expect.stringMatching(/^nesting-too-deep /)]);
    }
  });
});
