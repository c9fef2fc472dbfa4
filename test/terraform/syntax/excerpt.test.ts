// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../src/terraform/syntax/excerpt.ts';
import { parseFile, parseTemplate } from '../../../src/terraform/syntax/parser.ts';

/** The excerpt of the first stretch that equals `what`, with the stretch that the caret marks. */
function shown(text: string, what: string): readonly [line: string, marked: string] {
  const offset = text.indexOf(what);
  const at = (to: number) => ({ line: 0, column: 0, offset: to });
  const { line, column, width } = excerpt(text, { file: 'a', start: at(offset), end: at(offset + what.length) });
  return [line, line.slice(column - 1, column - 1 + width)];
}

/** The excerpt of what is wrong with a text. */
function shownProblem(text: string, parse: typeof parseFile | typeof parseTemplate = parseFile): string {
  const result = parse(text, 'a');
  const at = result.ok ? undefined : result.diagnostics[0]?.at;
  if (at === undefined) throw new Error('no problem');
  return excerpt(text, at, parse === parseTemplate ? 'template' : 'code').line;
}

const secret = ['correct', 'horse', 'battery'].join('-');

describe('the excerpt', () => {
  it('is the line with the stretch marked', () => {
    expect(shown('a = 1\nb = c d\ne = 2\n', 'd')).toEqual(['b = c d', 'd']);
    expect(shown('a = b c', 'b c')).toEqual(['a = b c', 'b c']);
    expect(shown('a = b\r\nc = d\r\n', 'b')).toEqual(['a = b', 'b']);
  });

  it('marks nothing behind the blanks that a line ends with', () => {
    for (const text of ['a = b  \t\n', 'a = b  \t']) {
      expect(shown(text, 'b  \t')).toEqual(['a = b', 'b']);
      const offset = text.indexOf('\t');
      const at = { line: 1, column: offset + 1, offset };
      expect(excerpt(text, { file: 'a', start: at, end: at })).toEqual({ line: 'a = b', column: 6, width: 1 });
    }
  });

  it('marks one column behind a line that ended too early, and one line of a longer stretch', () => {
    const text = 'a =\nb {\n  c = 1\n}\n';
    expect(shown(text, '\nb')).toEqual(['a =', '']);
    expect(shown(text, 'b {\n  c = 1\n}')).toEqual(['b {', 'b {']);
    expect(
      excerpt('', { file: 'a', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } }),
    ).toEqual({
      line: '',
      column: 1,
      width: 1,
    });
  });

  it('shows tabs as blanks and marks the right place', () => {
    expect(shown('\ta\t=\tb c\n', 'c')).toEqual(['  a  =  b c', 'c']);
  });

  it('shows nothing that moves the cursor of a terminal', () => {
    expect(shown('a = \u001b[2J\u202e b\n', 'b')).toEqual(['a = \ufffd…', '…']);
    expect(shown('a\u200d = b c\n', 'b')[0]).not.toMatch(/\p{Cf}/u);
  });

  it('counts in UTF-16 units', () => {
    const text = '𝒜 = b c\n';
    expect(shown(text, 'c')).toEqual(['𝒜 = b c', 'c']);
  });

  it('cuts long lines around the place', () => {
    const [start] = shown(`${'a+'.repeat(100)} = b c\n`, 'a+a');
    expect(start).toMatch(/^(?:a\+){60}…$/);
    const names = Array.from({ length: 100 }, (_, index) => `name${index}`).join(' + ');
    const [line, marked] = shown(`x = ${names} wrong + ${names}\n`, 'wrong');
    expect(marked).toBe('wrong');
    expect(line).toMatch(/^….*wrong.*…$/);
    expect(line.length).toBeLessThanOrEqual(122);
    expect(shown(`x = ${names} wrong`, 'wrong')[1]).toBe('wrong');
  });

  it('masks strings but keeps short ones, labels, keys and the code inside of templates', () => {
    const line = `resource "aws_x" "main" { tags = { "Name" = "${secret}-\${var.a}-${secret}", b = "on" } c }`;
    expect(shown(`${line}\n`, 'c }')[0]).toBe(
      'resource "aws_x" "main" { tags = { "Name" = "…${var.a}…", b = "on" } c }',
    );
    expect(shown('a = b "secret" {\n', 'b')[0]).toBe('a = b "…" {');
    expect(shown('a = c ? "secret" : "other"\n', 'c')[0]).toBe('a = c ? "…" : "…"');
  });

  it('masks heredocs and comments', () => {
    const text = `a = <<EOT\n  password: ${secret} \${b c}\nEOT\n`;
    expect(shown(text, 'c}')).toEqual(['…${b c}', 'c}']);
    expect(shown(`a = b c # ${secret}\n`, 'c')[0]).toBe('a = b c # …');
  });

  it.each([
    `a = "${secret}\n`,
    `a = "x" ${secret}"\n`,
    `a = '${secret}'\n`,
    `a = \`${secret}\`\n`,
    `a = "${secret}" "${secret}"\n`,
    `a = "${secret}\\q"\n`,
    `a = <<EOT\n${secret}\n`,
    `a = <<EOT ${secret}\n`,
    `a = <<EOT\n${secret} \${b c} ${secret}\nEOT\n`,
    `a = 1 /* ${secret}\n`,
    `a = b c // ${secret}\n`,
    `a = "\${b "${secret}"}"\n`,
    `a = { b = "${secret}" c = 1 }\n`,
    `a = @${secret}\n`,
    `a = "b" @ "${secret}"\n`,
  ])('never shows a secret: %#', (text) => {
    expect(shownProblem(text)).not.toContain(secret);
  });

  it('masks what may be a string without its quotes', () => {
    const word = secret.replaceAll('-', '');
    const random = ['k9Zq', '3LmP', 'x7Vd'].join('');
    for (const hidden of [word, random, '4821337799', `x.${random}`]) {
      expect(shown(`a = ${hidden} ]\n`, ']')[0]).not.toContain(hidden.replace('x.', ''));
      expect(shown(`a = [\n  ${hidden},\n  ]\n`, ',')[0]).not.toContain(hidden.replace('x.', ''));
      expect(shown(`a ${hidden}\n`, 'a ')[0]).not.toContain(hidden.replace('x.', ''));
    }
    expect(shown(`${random} = 1 ]\n`, ']')).toEqual(['… = 1 ]', ']']);
    expect(shown(`resource "aws_x" "${random}" {\n`, '{')).toEqual(['resource "aws_x" "…" {', '{']);
    const line = 'a = concat(local.public_subnets, aws_subnet.private[0].id, 8080, true) ]';
    expect(shown(`${line}\n`, ' ]')[0]).toBe(line);
  });

  it('masks the text of a template file', () => {
    const text = `password=${secret} \${a b}`;
    expect(shownProblem(text, parseTemplate)).toBe('…${a b}');
  });

  it('masks what looks like a token wherever it stands', () => {
    const token = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');
    expect(shown(`a = ${token} b\n`, 'b')[0]).not.toContain(token);
  });

  it('takes no time that grows with the square of a line', () => {
    const [line, marked] = shown(`a ${'"bcde" '.repeat(50_000)}= f\n`, '= f');
    expect([line.length < 130, marked]).toEqual([true, '= f']);
  });

  it('marks a stretch of any line, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(300), fc.nat(300), (text, from, length) => {
        const start = Math.min(from, text.length);
        const at = (offset: number) => ({ line: 1, column: 1, offset });
        const end = Math.min(start + length, text.length);
        const { line, column, width } = excerpt(text, { file: 'a', start: at(start), end: at(end) });
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(line.length + 1);
        expect(width).toBeGreaterThanOrEqual(1);
        expect(line).not.toMatch(/[\n\r\p{Cc}]/u);
      }),
      { numRuns: 500 },
    );
  });
});
