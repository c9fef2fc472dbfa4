import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inert } from '../../../src/report/inert.ts';
import { blockText, objectText, quoted } from '../../../src/terraform/edit/hcl-text.ts';
import { evaluate } from '../../../src/terraform/evaluate/expression.ts';
import { parseFile } from '../../../src/terraform/syntax/parser.ts';
import { referenceTree } from '../../../src/terraform/syntax/second-opinion.ts';
import { hostileText } from '../../hostile-text.ts';
import { tries } from '../../tries.ts';
import { scopeOf } from '../case.ts';
import { referenceJson } from '../syntax/reference-json.ts';

it.each([
  ['', '""'],
  ['a "b" \\', String.raw`"a \"b\" \\"`],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's templates, not JavaScript's.
  ['${x} %{y} $x %', '"$${x} %%{y} $x %"'],
  ['$${', '"$$${"'],
  ['a\r\n\tb', String.raw`"a\r\n\tb"`],
  ['\u0000\u200b\u{e0041}', String.raw`"\u0000\u200b\U000e0041"`],
  ['##[x]', String.raw`"\u0023#[x]"`],
  ['<<EOT', '"<<EOT"'],
  ['Grüße 日本', '"Grüße 日本"'],
  // What no Terraform string holds: half a character, and what normalisation would change.
  ['\ud800', undefined],
  ['e\u0301', undefined],
])('writes %j as %s', (text, code) => {
  expect(quoted(text)).toBe(code);
});

const writable = hostileText.map((text) => text.replace(/\p{Cs}/gu, '\ufffd').normalize('NFC'));

it('comes to exactly the text, to our parser and to HashiCorp’s', async () => {
  const texts = fc.sample(writable, { numRuns: tries(1500) });
  const code = blockText(
    'locals',
    texts.map((text, index) => ({ name: `a${index}`, value: quoted(text) ?? '' })),
  );
  const parsed = parseFile(code, 'a.tf');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics));
  const [locals] = parsed.value.items;
  const scope = scopeOf('');
  const values =
    locals?.kind !== 'block' ? [] : locals.body.items.flatMap((item) => (item.kind === 'block' ? [] : [item.value]));
  expect(values.map((value) => evaluate(value, scope))).toMatchObject(
    texts.map((value) => ({ kind: 'string', value })),
  );
  const answer = await referenceTree(code);
  expect('tree' in answer && answer.tree).toEqual(JSON.parse(JSON.stringify(referenceJson(parsed.value, code))));
});

it('is written nowhere otherwise than it is', () => {
  fc.assert(
    fc.property(writable, (text) => {
      const line = ` ${quoted(text)}\n`;
      expect(inert(line)).toBe(line);
    }),
    { numRuns: tries(800) },
  );
});

it('lays code out as terraform fmt does', () => {
  const lines = [
    { name: 'protocol', value: '"tcp"' },
    { name: 'cidr_blocks', value: '[]' },
  ];
  expect(blockText('ingress', lines, '  ')).toBe('ingress {\n    protocol    = "tcp"\n    cidr_blocks = []\n  }');
  expect(objectText(lines, '    ')).toBe('{\n      protocol    = "tcp"\n      cidr_blocks = []\n    }');
});
