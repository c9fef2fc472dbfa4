// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import { describe, expect, it } from 'vitest';
import { parseExpression, parseFile, parseTemplate } from '../../../src/terraform/syntax/parser.ts';
import { constantSteps, references } from '../../../src/terraform/syntax/walk.ts';

const code = (text: string): string | undefined => {
  const result = parseFile(text, 'a');
  return result.ok ? undefined : result.diagnostics[0]?.code;
};
const megabyte = 1_000_000;

describe('hostile files', () => {
  const deep = 10_000;
  it.each([
    ['brackets', `a = ${'['.repeat(deep)}`, 'nesting-too-deep'],
    ['closed brackets', `a = ${'['.repeat(deep)}${']'.repeat(deep)}\n`, 'nesting-too-deep'],
    ['parentheses', `a = ${'('.repeat(deep)}1${')'.repeat(deep)}\n`, 'nesting-too-deep'],
    ['braces', `a = ${'{a='.repeat(deep)}`, 'nesting-too-deep'],
    ['calls', `a = ${'f('.repeat(deep)}`, 'nesting-too-deep'],
    ['indexes', `a = ${'b['.repeat(deep)}`, 'nesting-too-deep'],
    ['templates', `a = ${'"${'.repeat(deep)}`, 'nesting-too-deep'],
    ['heredocs', `a = ${'<<E\n${'.repeat(deep)}`, 'nesting-too-deep'],
    ['directives', `a = "${'%{ if true }'.repeat(deep)}"\n`, 'nesting-too-deep'],
    ['minus signs', `a = ${'-'.repeat(deep)}1\n`, 'nesting-too-deep'],
    ['exclamation marks', `a = ${'!'.repeat(deep)}true\n`, 'nesting-too-deep'],
    ['conditionals', `a = ${'b ? c : '.repeat(deep)}d\n`, 'nesting-too-deep'],
    ['blocks', 'a {\n'.repeat(deep), 'nesting-too-deep'],
    ['closing brackets', `a = ${']'.repeat(deep)}\n`, 'invalid-expression'],
    ['closing braces', '}'.repeat(deep), 'missing-item'],
    ['quotation marks', '"'.repeat(deep + 1), 'missing-item'],
    ['comment openings', `a = 1 ${'/* '.repeat(megabyte / 3)}`, 'unterminated-comment'],
    ['heredoc openings', '<<E\n'.repeat(deep), 'missing-item'],
    ['one quotation mark', 'a = "', 'unterminated-string'],
    ['one interpolation', 'a = "${', 'unclosed-sequence'],
    ['NUL', '\0'.repeat(deep), 'invalid-character'],
    ['carriage returns', '\r'.repeat(deep), 'invalid-character'],
    ['byte order marks', '\ufeff'.repeat(deep), 'invalid-character'],
    ['dots', `a = b${'. '.repeat(deep)}\n`, 'invalid-attribute-name'],
    ['digits and dots', `a = ${'1.'.repeat(deep)}0\n`, 'invalid-number'],
    ['a huge exponent', 'a = 1e9999999999999\n', 'invalid-number'],
    ['dollar signs', `a = "${'$'.repeat(megabyte)}"\n`, undefined],
    ['line ends', '\n'.repeat(megabyte), undefined],
    ['carriage returns with line feeds', '\r\n'.repeat(megabyte / 2), undefined],
    ['comments', '#\n'.repeat(megabyte / 2), undefined],
    ['a long line', `a = "${'x'.repeat(megabyte)}"\n`, undefined],
    ['a long name', `${'x'.repeat(megabyte)} = 1\n`, undefined],
    ['a long name of other letters', `${'é'.repeat(megabyte)} = 1\n`, undefined],
    ['a long number', `a = ${'7'.repeat(megabyte)}\n`, undefined],
    ['blanks', `a = 1${' '.repeat(megabyte)}\n`, undefined],
    ['a long list', `a = [${'1,'.repeat(megabyte / 10)}]\n`, undefined],
    ['a long object', `a = {${'b=1,'.repeat(megabyte / 10)}}\n`, undefined],
    ['many interpolations', `a = "${'${b}'.repeat(megabyte / 10)}"\n`, undefined],
    ['many heredoc lines', `a = <<-E\n${'  b\n'.repeat(megabyte / 10)}E\n`, undefined],
    ['a blank heredoc', `a = <<-E\n${' '.repeat(megabyte)}\n${'\u3000'.repeat(megabyte / 10)}b\nE\n`, undefined],
  ])('%s', (_, text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it('with many repeated arguments report each once', () => {
    const result = parseFile('a = 1\n'.repeat(1000), 'a');
    expect(result.ok ? [] : result.diagnostics).toHaveLength(999);
  });

  it('of mixed up bytes end in an error', () => {
    const bytes = Uint8Array.from({ length: 65_536 }, (_, index) => (index * 7919 + (index >> 8) * 31) & 255);
    expect(code(new TextDecoder().decode(bytes))).toBeDefined();
  });
});

describe('long chains', () => {
  const long = (text: string) => {
    const result = parseExpression(text, 'a');
    if (!result.ok) throw new Error(result.diagnostics[0]?.code);
    return result.value;
  };

  it('of operators are a tree that leans to the left, and can be walked', () => {
    const terms = megabyte / 4;
    const sum = long(`a${' + a'.repeat(terms - 1)}`);
    expect(references(sum)).toHaveLength(terms);
    let depth = 1;
    for (let node = sum; node.kind === 'binary'; node = node.left) depth++;
    expect(depth).toBe(terms);
  });

  it('of traversals can be taken apart', () => {
    const chain = long(`a${'.b[0]'.repeat(megabyte / 10)}`);
    expect(constantSteps(chain)?.steps).toHaveLength(megabyte / 5);
    expect(references(chain)).toHaveLength(1);
  });

  it('of operators with all strengths are no deeper on the right than there are strengths', () => {
    expect(references(long(`a${' || b && c == d < e + f * g'.repeat(20_000)}`))).toHaveLength(120_001);
  });
});

describe('hostile templates', () => {
  it.each([
    ['', undefined],
    ['${', 'unclosed-sequence'],
    ['${'.repeat(10_000), 'invalid-character'],
    ['${"'.repeat(10_000), 'nesting-too-deep'],
    ['$${'.repeat(10_000), undefined],
    ['%{ if true }'.repeat(10_000), 'nesting-too-deep'],
    ['\r', undefined],
    ['\0', undefined],
    ['"', undefined],
  ])('%#', (text, expected) => {
    const result = parseTemplate(text, 'a');
    expect(result.ok ? undefined : result.diagnostics[0]?.code).toBe(expected);
  });
});
