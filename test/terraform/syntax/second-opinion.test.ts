// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import { describe, expect, it } from 'vitest';
import { maximumNesting } from '../../../src/terraform/syntax/cursor.ts';
import { parseFile } from '../../../src/terraform/syntax/parser.ts';
import { secondOpinion } from '../../../src/terraform/syntax/second-opinion.ts';

const position = (line: number, column: number, offset: number) => ({ line, column, offset });

describe('the second opinion', () => {
  it('accepts what is right', async () => {
    expect(await secondOpinion('a = 1\n', 'a.tf')).toEqual({ accepts: true });
  });

  it('accepts what it only cannot put into JSON', async () => {
    expect(await secondOpinion('a {}\na "b" {}\n', 'a.tf')).toEqual({ accepts: true });
  });

  it('tells where and why it rejects', async () => {
    expect(await secondOpinion('a = 1\nb {\n', 'dir/a.tf')).toEqual({
      accepts: false,
      message: expect.stringMatching(/^Unclosed configuration block; /),
      at: { file: 'dir/a.tf', start: position(2, 3, 8), end: position(2, 4, 9) },
    });
  });

  it('gives one diagnostic of several', async () => {
    const opinion = await secondOpinion('a = `x`\nb = ;\n', 'a.tf');
    expect(opinion).toMatchObject({ accepts: false, at: { start: position(1, 5, 4) } });
    expect(opinion && 'message' in opinion ? opinion.message : '').not.toContain('second-opinion');
  });

  it('counts columns as we do', async () => {
    const text = '\ufeff# c\na = "e\u0301😀👩‍👧" b\n';
    const at = text.indexOf(' b') + 1;
    const column = at - text.indexOf('\n');
    expect(await secondOpinion(text, 'a.tf')).toMatchObject({
      at: { start: position(2, column, at), end: position(2, column + 1, at + 1) },
    });
    expect(await secondOpinion('\ufeffa = 1 2\n', 'a.tf')).toMatchObject({ at: { start: position(1, 7, 7) } });
  });

  it('names what stands in the code, not what stands in strings', async () => {
    const twice = await secondOpinion('image = 1\nimage = 2\n', 'x/a.tf');
    expect(twice).toMatchObject({ message: expect.stringContaining('"image" was already set at x/a.tf:1:1.') });
    const secret = ['hunter', '22'].join('');
    for (const text of [`a = "\\${secret}"\n`, `a = "${secret}" b\n`, `a "\${x} ${secret}" {}\n`]) {
      const opinion = await secondOpinion(text, 'a.tf');
      expect(opinion).toMatchObject({ accepts: false });
      expect(JSON.stringify(opinion)).not.toContain(secret);
    }
  });

  it('agrees with us on where the first problem is', async () => {
    for (const text of [
      'a {\n',
      'a = b ? c\n',
      'a = [1 2]\n',
      'a = "\\q"\n',
      "a = 'x'\n",
      'a = {\n  b = 1 c = 2\n}\n',
      'a = 1 b = 2\n',
    ]) {
      const parsed = parseFile(text, 'a.tf');
      const opinion = await secondOpinion(text, 'a.tf');
      expect(parsed.ok).toBe(false);
      expect(opinion && 'at' in opinion && opinion.at?.start).toEqual(!parsed.ok && parsed.diagnostics[0]?.at?.start);
    }
  });

  it('has none on what it cannot read', async () => {
    expect(await secondOpinion(' '.repeat(2_000_001), 'a.tf')).toBeUndefined();
    expect(await secondOpinion(`a = ${'('.repeat(20_000)}`, 'a.tf')).toBeUndefined();
    expect(await secondOpinion(`a = ' ${'!'.repeat(20_000)}`, 'a.tf')).toBeUndefined();
    expect(await secondOpinion(`a = ' ${'b ? c : '.repeat(20_000)}`, 'a.tf')).toBeUndefined();
    expect(await secondOpinion(`a = ${'['.repeat(maximumNesting + 1)}`, 'a.tf')).toBeUndefined();
    // It goes on working afterwards.
    expect(await secondOpinion('a = 1\n', 'a.tf')).toEqual({ accepts: true });
  });

  it('accepts a number that is beyond use', async () => {
    expect(parseFile('a = 1e100001\n', 'a.tf')).toMatchObject({ diagnostics: [{ code: 'invalid-number' }] });
    expect(await secondOpinion('a = 1e100001\n', 'a.tf')).toEqual({ accepts: true });
  });
});
