// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import { describe, expect, it } from 'vitest';
import type { SourceRange } from '../../../src/model/source.ts';
import type { Attribute, Block, Body, Expression, SplatBody } from '../../../src/terraform/syntax/ast.ts';
import { parseExpression, parseFile } from '../../../src/terraform/syntax/parser.ts';

function body(text: string): Body {
  const parsed = parseFile(text, 'dir/a.tf');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics[0]));
  return parsed.value;
}

function item<K extends 'attribute' | 'block'>(
  text: string,
  kind: K,
  index = 0,
): K extends 'block' ? Block : Attribute {
  const found = body(text).items[index];
  if (found?.kind !== kind) throw new Error(`item ${index} is not of kind ${kind}`);
  return found as K extends 'block' ? Block : Attribute;
}

function expression(text: string): Expression {
  const parsed = parseExpression(text, 'a.tf');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics[0]));
  return parsed.value;
}

const slice = (text: string, range: SourceRange): string => text.slice(range.start.offset, range.end.offset);
/** line:column-line:column */
const span = ({ start, end }: SourceRange): string => `${start.line}:${start.column}-${end.line}:${end.column}`;

/** An expression with every operation in parentheses: what binds to what. */
function nested(node: Expression): string {
  switch (node.kind) {
    case 'variable':
      return node.name;
    case 'number':
      return node.text;
    case 'bool':
      return String(node.value);
    case 'null':
      return 'null';
    case 'get-attribute':
      return `(${nested(node.object)}.${node.name})`;
    case 'get-index':
      return `(${nested(node.object)}${node.legacy ? `.${nested(node.index)}` : `[${nested(node.index)}]`})`;
    case 'splat':
      return `(${nested(node.source)}${marker(node.form)}{${steps(node.each)}})`;
    case 'unary':
      return `(${node.operator}${nested(node.operand)})`;
    case 'binary':
      return `(${nested(node.left)} ${node.operator} ${nested(node.right)})`;
    case 'conditional':
      return `(${nested(node.condition)} ? ${nested(node.then)} : ${nested(node.otherwise)})`;
    case 'parentheses':
      return `P${nested(node.expression)}`;
    case 'call':
      return `${node.name}(${node.arguments.map(nested).join(', ')}${node.expandFinal ? '...' : ''})`;
    case 'tuple':
      return `[${node.elements.map(nested).join(', ')}]`;
    case 'object':
      return `{${node.items.map((each) => `${each.bareKey ?? `<${nested(each.key)}>`}=${nested(each.value)}`).join(', ')}}`;
    case 'template':
      return `"${node.parts.map((part) => (part.kind === 'text' ? part.value : part.kind)).join('|')}"`;
    case 'for': {
      const names = node.keyVariable === undefined ? node.valueVariable : `${node.keyVariable},${node.valueVariable}`;
      const key = node.key === undefined ? '' : `${nested(node.key)} => `;
      const condition = node.condition === undefined ? '' : ` if ${nested(node.condition)}`;
      const value = `${key}${nested(node.value)}${node.grouping ? '...' : ''}`;
      return `${node.form}<${names} in ${nested(node.collection)}: ${value}${condition}>`;
    }
  }
}

const marker = (form: 'full' | 'attribute-only'): string => (form === 'full' ? '[*]' : '.*');

function steps(body: SplatBody): string {
  return body
    .map((step) => {
      if (step.kind === 'attribute') return `.${step.name}`;
      if (step.kind === 'splat') return `${marker(step.form)}{${steps(step.each)}}`;
      return step.legacy ? `.${nested(step.index)}` : `[${nested(step.index)}]`;
    })
    .join('');
}

describe('bodies', () => {
  it('tell attributes from blocks and keep their order', () => {
    const text = 'ingress = []\ningress {}\ndynamic "ingress" {}\ningress {\n}\n';
    expect(body(text).items.map((each) => [each.kind, span(each.range)])).toEqual([
      ['attribute', '1:1-1:13'],
      ['block', '2:1-2:11'],
      ['block', '3:1-3:21'],
      ['block', '4:1-5:2'],
    ]);
  });

  it('know where an attribute and its parts are', () => {
    const text = '\n  name  =  "x"  # comment\n';
    const attribute = item(text, 'attribute');
    expect(attribute.name).toBe('name');
    expect(slice(text, attribute.range)).toBe('name  =  "x"');
    expect(slice(text, attribute.nameRange)).toBe('name');
    expect(span(attribute.value.range)).toBe('2:12-2:15');
    expect(attribute.range.file).toBe('dir/a.tf');
  });

  it('know where a block and its parts are', () => {
    const text = 'resource "aws_x" y {\n  a = 1\n}\n';
    const block = item(text, 'block');
    expect(block.type).toBe('resource');
    expect(slice(text, block.typeRange)).toBe('resource');
    expect(slice(text, block.headerRange)).toBe('resource "aws_x" y');
    expect(block.labels.map(({ value, quoted, range }) => [value, quoted, slice(text, range)])).toEqual([
      ['aws_x', true, '"aws_x"'],
      ['y', false, 'y'],
    ]);
    expect(slice(text, block.body.range)).toBe('{\n  a = 1\n}');
    expect(slice(text, block.range)).toBe(text.trimEnd());
  });

  it('decode labels', () => {
    expect(item('a "b\\n\\u00e9$${c}" {}', 'block').labels[0]?.value).toBe('b\né${c}');
  });

  it('may stand on one line', () => {
    expect(item('a { b = [1, 2] }', 'block').body.items).toMatchObject([{ name: 'b', value: { kind: 'tuple' } }]);
    expect(item('a {}', 'block').body.items).toEqual([]);
  });

  it('cover the whole file', () => {
    const text = '\n# a\nb = 1\n\n';
    expect(slice(text, body(text).range)).toBe(text);
    expect(body('').items).toEqual([]);
  });

  it('start behind a byte order mark', () => {
    expect(item('\ufeffa = 1\n', 'attribute').range).toMatchObject({ start: { line: 1, column: 1, offset: 1 } });
  });

  it('count UTF-16 units and lines, with either line end', () => {
    const text = 'a = "é😀"\r\n/* 😀\r\n */ b = 2\r\n';
    expect(span(item(text, 'attribute', 0).range)).toBe('1:1-1:10');
    expect(span(item(text, 'attribute', 1).range)).toBe('3:5-3:10');
  });

  it('keep every argument of a name that is also a block', () => {
    expect(body('a = 1\na {}\n').items).toHaveLength(2);
  });
});

describe('expressions', () => {
  it.each([
    ['1 + 2 * 3 - 4 / 5 % 6', '((1 + (2 * 3)) - ((4 / 5) % 6))'],
    ['a || b && c == d < e + f * g', '(a || (b && (c == (d < (e + (f * g))))))'],
    ['a * b + c < d == e && f || g', '((((((a * b) + c) < d) == e) && f) || g)'],
    ['a - b - c', '((a - b) - c)'],
    ['a == b != c', '((a == b) != c)'],
    ['a >= b <= c > d', '(((a >= b) <= c) > d)'],
    ['-a.b[0] + !c', '((-((a.b)[0])) + (!c))'],
    ['!a == b', '((!a) == b)'],
    ['- -1', '(-(-1))'],
    ['-1 * 2', '((-1) * 2)'],
    ['(a + b) * c', '(P(a + b) * c)'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a ? b ? c : d : e', '(a ? (b ? c : d) : e)'],
    ['a || b ? c + 1 : d && e', '((a || b) ? (c + 1) : (d && e))'],
    ['a-b', 'a-b'],
    ['a -b', '(a - b)'],
    ['true', 'true'],
    ['null', 'null'],
    ['nulls', 'nulls'],
    ['1.50e+3', '1.50e+3'],
    ['données.été', '(données.été)'],
  ])('%s', (text, shape) => {
    expect(nested(expression(text))).toBe(shape);
  });

  it.each([
    ['a.b.c', '((a.b).c)'],
    ['a["b"].c', '((a["b"]).c)'],
    ['a[b.c + 1]', '(a[((b.c) + 1)])'],
    ['a.0.b', '((a.0).b)'],
    ['a.0.b.1', '(((a.0).b).1)'],
    ['f(x)[0].y', '((f(x)[0]).y)'],
    ['"s".a', '("s".a)'],
    ['a[*]', '(a[*]{})'],
    ['a[*].b[0][c].d', '(a[*]{.b[0][c].d})'],
    ['a.*', '(a.*{})'],
    ['a.*.b.0.c', '(a.*{.b.0.c})'],
    ['a.*.b[0].c', '(((a.*{.b})[0]).c)'],
    ['a[*].b[*].c', '(a[*]{.b[*]{.c}})'],
    ['a[*].b.*.c[0]', '(a[*]{.b.*{.c}[0]})'],
    ['a[0].*.b', '((a[0]).*{.b})'],
    ['a[*][*]', '(a[*]{[*]{}})'],
  ])('traversal %s', (text, shape) => {
    expect(nested(expression(text))).toBe(shape);
  });

  it.each([
    ['f()', 'f()'],
    ['f(a, b,)', 'f(a, b)'],
    ['f(a, b...)', 'f(a, b...)'],
    ['true(a)', 'true(a)'],
    ['provider::aws::arn_parse(a)', 'provider::aws::arn_parse(a)'],
    ['[]', '[]'],
    ['[a, [b],]', '[a, [b]]'],
    ['{}', '{}'],
    ['{ a = 1, b : 2 }', '{a=1, b=2}'],
    ['{\n  a = 1\n\n  b = 2,\n  c = 3 # d\n}', '{a=1, b=2, c=3}'],
    ['{ "a" = 1, (b) = 2, "${c}" = 3, 4 = 5 }', '{<"a">=1, <Pb>=2, <"interpolation">=3, <4>=5}'],
    ['{ true = 1, null = 2, for_each = 3 }', '{true=1, null=2, for_each=3}'],
    ['{ a.b = 1 }', '{<(a.b)>=1}'],
    ['[for a in b : a]', 'tuple<a in b: a>'],
    ['[for i, a in b : a if i > 0]', 'tuple<i,a in b: a if (i > 0)>'],
    ['{ for a in b : a => 1 }', 'object<a in b: a => 1>'],
    ['{\n for k, v in b :\n v => k...\n if v\n}', 'object<k,v in b: v => k... if v>'],
    ['[fort]', '[fort]'],
  ])('constructor %s', (text, shape) => {
    expect(nested(expression(text))).toBe(shape);
  });

  it('let line ends pass where brackets are open, but not in objects and bodies', () => {
    expect(nested(expression('(\na\n+\nb\n)'))).toBe('P(a + b)');
    expect(nested(expression('f(\na\n,\n[\nb\n]\n)[\n0\n]'))).toBe('(f(a, [b])[0])');
    expect(nested(expression('{ a = (\n1\n+ 2) }'))).toBe('{a=P(1 + 2)}');
    expect(nested(expression('[{\n a = 1\n b = [\n2\n]\n}]'))).toBe('[{a=1, b=[2]}]');
    expect(nested(expression('a\n? b\n: c'))).toBe('(a ? b : c)');
    expect(parseFile('a = 1\n+ 2\n', 'a').ok).toBe(false);
    expect(parseFile('a = { b = 1\n+ 2 }\n', 'a').ok).toBe(false);
  });

  it('pass over comments', () => {
    expect(nested(expression('a /* b\n */ + # c\n d // e'))).toBe('(a + d)');
  });

  it('keep the text of numbers', () => {
    expect(expression('0012345678901234567890.10')).toMatchObject({ text: '0012345678901234567890.10' });
  });

  it('know where everything is', () => {
    const text = 'f(a.b[0], c ? -d : e.*.g)';
    const call = expression(text);
    if (call.kind !== 'call') throw new Error(call.kind);
    expect(slice(text, call.nameRange)).toBe('f');
    const [traversal, conditional] = call.arguments;
    expect([traversal, conditional].map((each) => each && slice(text, each.range))).toEqual([
      'a.b[0]',
      'c ? -d : e.*.g',
    ]);
    if (traversal?.kind !== 'get-index' || traversal.object.kind !== 'get-attribute') throw new Error('a.b[0]');
    expect(slice(text, traversal.object.nameRange)).toBe('b');
    expect(slice(text, traversal.index.range)).toBe('0');
    if (conditional?.kind !== 'conditional' || conditional.otherwise.kind !== 'splat') throw new Error('e.*.g');
    expect(conditional.otherwise.each.map((step) => slice(text, step.range))).toEqual(['g']);
  });

  it('know where object items are', () => {
    const text = '{ a = 1, "b" = {\n} }';
    const object = expression(text);
    if (object.kind !== 'object') throw new Error(object.kind);
    expect(object.items.map(({ range }) => slice(text, range))).toEqual(['a = 1', '"b" = {\n}']);
    expect(object.items.map(({ key }) => slice(text, key.range))).toEqual(['a', '"b"']);
  });

  it('end a heredoc with its marker, not with the line', () => {
    const text = 'a = <<E\n x\n  E\nb = 1\n';
    const attribute = item(text, 'attribute');
    expect(slice(text, attribute.value.range)).toBe('<<E\n x\n  E');
    expect(span(item(text, 'attribute', 1).range)).toBe('4:1-4:6');
  });
});
