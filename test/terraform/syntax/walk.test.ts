// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from '../../../src/terraform/syntax/ast.ts';
import { parseExpression } from '../../../src/terraform/syntax/parser.ts';
import { constantSteps, references } from '../../../src/terraform/syntax/walk.ts';
import { expressionText } from './expression-text.ts';
import { expressionsOf } from './tree.ts';

function expression(text: string): Expression {
  const parsed = parseExpression(text, 'a.tf');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics[0]));
  return parsed.value;
}

/** The source text of every reference. */
const sources = (text: string): string[] =>
  references(expression(text)).map(({ range }) => text.slice(range.start.offset, range.end.offset));

describe('references', () => {
  it.each([
    ['1 + null', []],
    ['var.a', ['var.a']],
    ['a.b["c"][0].d', ['a.b["c"][0].d']],
    ['a.0.b', ['a.0.b']],
    ['a.b[var.i].c[local.j]', ['a.b', 'var.i', 'local.j']],
    ['a.b[*].c[var.i]', ['a.b', 'var.i']],
    ['a.*.b', ['a']],
    ['a[*].b[*][var.i]', ['a', 'var.i']],
    ['f(a, [b], { c = d, (e) = f, "${g}" = h })', ['a', 'b', 'd', 'e', 'f', 'g', 'h']],
    ['g(a).b', ['a']],
    ['(a.b).c', ['a.b']],
    ['a ? b : -c', ['a', 'b', 'c']],
    ['a + b * c || !d', ['a', 'b', 'c', 'd']],
    ['"a${b}%{ if c }${d}%{ else }${e}%{ endif }"', ['b', 'c', 'd', 'e']],
    ['<<E\n${a}\n%{ for x in b }${x}${c}%{ endfor }${x}\nE\n', ['a', 'b', 'c', 'x']],
    ['[for x in x : x]', ['x']],
    ['[for k, v in a.b : "${k}${v.c}${d}" if k != e]', ['a.b', 'd', 'e']],
    ['{ for k, v in a : v => [for v in k : v + w]... }', ['a', 'w']],
    ['[for x in [for y in x : y] : y]', ['x', 'y']],
    ['[for x in a : x.b[c]]', ['a', 'c']],
  ])('of %s', (text, expected) => {
    expect(sources(text)).toEqual(expected);
  });

  it('have a root and steps', () => {
    expect(references(expression('a.b["c"][0]'))).toMatchObject([
      {
        root: 'a',
        steps: [
          { kind: 'attribute', name: 'b', at: { start: { column: 3 } } },
          { kind: 'index', key: 'c', at: { start: { column: 5 } } },
          { kind: 'index', key: 0, at: { start: { column: 10 } } },
        ],
      },
    ]);
  });

  it('are found in source order, one for every variable that is not bound', () => {
    fc.assert(
      fc.property(expressionText, (text) => {
        const tree = expression(text);
        const found = references(tree).map(({ range }) => range.start.offset);
        expect(found).toEqual(found.toSorted((a, b) => a - b));
        const keys = new Set<Expression>();
        const nodes = expressionsOf(tree);
        for (const node of nodes) {
          if (node.kind === 'object') for (const item of node.items) if (item.bareKey !== undefined) keys.add(item.key);
        }
        const all = nodes.filter((node) => node.kind === 'variable' && !keys.has(node));
        expect(all.map(({ range }) => range.start.offset)).toEqual(expect.arrayContaining(found));
        if (!text.includes('for ')) expect(found).toHaveLength(all.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('constantSteps', () => {
  const split = (text: string) => {
    const found = constantSteps(expression(text));
    return (
      found && [
        found.root,
        found.steps.map((step) => (step.kind === 'attribute' ? `.${step.name}` : step.key)),
        found.rest.map((node) => (node.kind === 'get-attribute' ? `.${node.name}` : node.index.kind)),
        text.slice(found.range.start.offset, found.range.end.offset),
      ]
    );
  };

  it.each([
    ['a', ['a', [], [], 'a']],
    ['a.b.c', ['a', ['.b', '.c'], [], 'a.b.c']],
    ['a["b"][0].c', ['a', ['b', 0, '.c'], [], 'a["b"][0].c']],
    ['a.0.b', ['a', [0, '.b'], [], 'a.0.b']],
    ['a[""]', ['a', [''], [], 'a[""]']],
    ['a["e\u0301"]', ['a', ['é'], [], 'a["e\u0301"]']],
    ['a.b[c].d[0]', ['a', ['.b'], ['variable', '.d', 'number'], 'a.b']],
    ['a["b${c}"]', ['a', [], ['template'], 'a']],
    ['a["${c}"].d', ['a', [], ['template', '.d'], 'a']],
    ['a[1.5]', ['a', [], ['number'], 'a']],
    ['a[-1]', ['a', [], ['unary'], 'a']],
    ['a[true]', ['a', [], ['bool'], 'a']],
    ['a[9007199254740993]', ['a', [], ['number'], 'a']],
    ['a[1e2]', ['a', [100], [], 'a[1e2]']],
  ])('of %s', (text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  it.each(['f(a).b', '(a).b', 'a[*].b', 'a.*.b[0]', '"a"', '[a][0]', '-a'])('has none for %s', (text) => {
    expect(split(text)).toBeUndefined();
  });
});
