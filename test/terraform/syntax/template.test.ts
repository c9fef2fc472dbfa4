// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import { describe, expect, it } from 'vitest';
import type { Expression, Template, TemplatePart } from '../../../src/terraform/syntax/ast.ts';
import { parseExpression, parseTemplate } from '../../../src/terraform/syntax/parser.ts';
import heredocs from './data/heredocs.json' with { type: 'json' };
import templateFiles from './data/template-files.json' with { type: 'json' };

type Answer = { readonly value?: unknown; readonly errors?: readonly string[] };
interface Case {
  readonly source: string;
  readonly answer: Answer;
}

/** What a template of literals comes to: enough of an evaluator to compare text with Terraform's. */
function meaning(expression: Expression, names: ReadonlyMap<string, unknown> = new Map()): unknown {
  switch (expression.kind) {
    case 'number':
      return Number(expression.text);
    case 'bool':
      return expression.value;
    case 'variable':
      return names.get(expression.name);
    case 'tuple':
      return expression.elements.map((element) => meaning(element, names));
    case 'template': {
      const [only] = expression.parts;
      if (only?.kind === 'interpolation' && expression.parts.length === 1) return meaning(only.expression, names);
      return textOf(expression.parts, names);
    }
    default:
      throw new Error(`${expression.kind} in a test of templates`);
  }
}

function textOf(parts: readonly TemplatePart[], names: ReadonlyMap<string, unknown>): string {
  return parts
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return part.value;
        case 'interpolation':
          return String(meaning(part.expression, names));
        case 'if':
          return textOf(meaning(part.condition, names) === true ? part.then : (part.otherwise ?? []), names);
        case 'for': {
          const elements = meaning(part.collection, names);
          if (!Array.isArray(elements)) throw new Error('a loop over something else than a tuple');
          return elements.map((each) => textOf(part.body, new Map([...names, [part.valueVariable, each]]))).join('');
        }
        default:
          throw new Error('an unknown part');
      }
    })
    .join('');
}

const normalised = (value: unknown): unknown =>
  typeof value === 'string' ? value.normalize('NFC') : Array.isArray(value) ? value.map(normalised) : value;

describe('text as Terraform has it', () => {
  const cases: readonly Case[] = heredocs.cases;
  it.each(cases)('expression $source', ({ source, answer }) => {
    // Terraform was asked in a file, where a line end follows.
    const parsed = parseExpression(`${source}\n`, 'a.tf');
    expect(parsed.ok).toBe(answer.errors === undefined);
    if (parsed.ok) expect(normalised(meaning(parsed.value))).toEqual(answer.value);
  });

  const files: readonly Case[] = templateFiles.cases;
  it.each(files)('file $source', ({ source, answer }) => {
    const parsed = parseTemplate(source, 'a.tftpl');
    expect(parsed.ok).toBe(answer.errors === undefined);
    if (parsed.ok) expect(normalised(meaning(parsed.value))).toEqual(answer.value);
  });
});

function template(text: string): Template {
  const parsed = parseExpression(text, 'a.tf');
  if (!parsed.ok) throw new Error(parsed.diagnostics[0]?.detail);
  if (parsed.value.kind !== 'template') throw new Error(parsed.value.kind);
  return parsed.value;
}

describe('the parts of a template', () => {
  it('keeps how it was written', () => {
    expect(template('"a"')).toMatchObject({ form: 'quoted', parts: [{ kind: 'text', value: 'a' }] });
    expect(template('<<-EOT-1\n  a\n EOT-1\n')).toMatchObject({
      form: 'heredoc',
      heredoc: { marker: 'EOT-1', flush: true },
      parts: [{ kind: 'text', value: 'a\n' }],
    });
    expect(template('<<EOT\r\na\r\nEOT\r\n').heredoc).toEqual({ marker: 'EOT', flush: false });
    expect(parseTemplate('"a"', 'a')).toMatchObject({ value: { form: 'file', parts: [{ value: '"a"' }] } });
  });

  it('has no part for an empty string', () => {
    expect(template('""').parts).toEqual([]);
    expect(template('<<E\nE\n').parts).toEqual([]);
  });

  it('keeps a text that strip markers emptied, since the template is then text', () => {
    expect(template('"${~ a ~}"').parts).toHaveLength(1);
    expect(template('" ${~ a}"').parts).toMatchObject([{ kind: 'text', value: '' }, { kind: 'interpolation' }]);
  });

  it('joins neighbouring texts over the whole source', () => {
    const text = '<<-E\n  a $\n   $${b}\n  E\n';
    expect(template(text).parts).toMatchObject([
      { kind: 'text', value: 'a $\n ${b}\n', range: { start: { line: 2, column: 1 }, end: { line: 4, column: 1 } } },
    ]);
  });

  it('keeps strip markers', () => {
    expect(template('"${~ a }${ b ~}"').parts).toMatchObject([
      { strip: { left: true, right: false } },
      { strip: { left: false, right: true } },
    ]);
    expect(template('"%{~ if a }b%{ else ~}c%{~ endif ~}"').parts).toMatchObject([
      {
        kind: 'if',
        strip: {
          if: { left: true, right: false },
          else: { left: false, right: true },
          endif: { left: true, right: true },
        },
      },
    ]);
    expect(template('"%{ for a in b ~}c%{~ endfor }"').parts).toMatchObject([
      { kind: 'for', strip: { for: { left: false, right: true }, endfor: { left: true, right: false } } },
    ]);
  });

  it('pairs directives', () => {
    const text = '"%{ if a }b%{ for k, v in c }d%{ endfor }%{ else }%{ if e }%{ endif }%{ endif }f"';
    const { parts } = template(text);
    expect(parts).toMatchObject([
      {
        kind: 'if',
        condition: { name: 'a' },
        // biome-ignore lint/suspicious/noThenProperty: the tree's name for the branch
        then: [
          { kind: 'text', value: 'b' },
          { kind: 'for', keyVariable: 'k', valueVariable: 'v', collection: { name: 'c' }, body: [{ value: 'd' }] },
        ],
        // biome-ignore lint/suspicious/noThenProperty: the tree's name for the branch
        otherwise: [{ kind: 'if', condition: { name: 'e' }, then: [] }],
      },
      { kind: 'text', value: 'f' },
    ]);
    expect(parts[0]).toMatchObject({ range: { start: { offset: 1 }, end: { offset: text.length - 2 } } });
    expect(template('"%{ if a }b%{ endif }"').parts[0]).not.toHaveProperty('otherwise');
    expect(template('"%{ if a }b%{ else }%{ endif }"').parts[0]).toHaveProperty('otherwise', []);
  });
});
