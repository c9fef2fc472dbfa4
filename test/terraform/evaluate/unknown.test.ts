import { describe, expect, it } from 'vitest';
import { encodeHoles, operation, throughText } from '../../../src/terraform/evaluate/unknown.ts';
import { string, template, tuple, unknown } from '../../../src/terraform/evaluate/value.ts';
import { evaluateText, scopeOf } from '../case.ts';
import { cause, readShown, show } from './show.ts';

const { preamble, known } = readShown();
const scope = scopeOf(preamble);

describe('known parts around unknown ones', () => {
  it.each(known)('%s', (expression, expected) => {
    expect(show(evaluateText(expression, scope))).toBe(expected);
  });

  it('follows an attribute of an unknown one into its parts', () => {
    const outputs = unknown({ kind: 'data', address: 'data.terraform_remote_state.net', path: ['outputs'] });
    const inner = { ...scope, resolve: () => ({ kind: 'value' as const, value: outputs, consumed: 2 }) };
    const value = evaluateText('data.net.vpc["ids"][0]', inner);
    expect(value.kind === 'unknown' && value.because).toEqual({
      kind: 'data',
      address: 'data.terraform_remote_state.net',
      path: ['outputs', 'ids', 0],
    });
  });
});

describe('operation', () => {
  const id = (name: string) => unknown({ kind: 'resource', address: `aws_x.${name}`, path: ['id'] });

  it('names each cause once, and those of operations instead of the operations', () => {
    const inner = unknown(operation('join', [id('a'), id('b')]));
    const because = operation('upper', [inner, id('b'), tuple([id('c')])]);
    expect(because.kind === 'operation' && because.from.map(cause)).toEqual(['<id>', '<id>', '<id>']);
    expect(because.kind === 'operation' && because.from.map((one) => 'address' in one && one.address)).toEqual([
      'aws_x.a',
      'aws_x.b',
      'aws_x.c',
    ]);
  });

  it('keeps a bounded number of causes', () => {
    const many = Array.from({ length: 100 }, (_, index) => id(`n${index}`));
    const because = operation('concat', many);
    expect(because.kind === 'operation' && because.from.length).toBe(16);
  });
});

describe('holes as characters of a text', () => {
  const hole = unknown({ kind: 'resource', address: 'aws_x.a', path: ['id'] });

  it('are told from the same characters in the texts', () => {
    const { texts } = encodeHoles([template(['a', hole])]);
    const taken = (texts[0] ?? '').slice(1);
    const again = encodeHoles([string(taken), template([taken, hole])]);
    expect(again.texts[0]).toBe(taken);
    expect(show(again.decode(again.texts[0] ?? ''))).toBe(JSON.stringify(taken));
    expect(again.decode(again.texts[1] ?? '')).toMatchObject({ kind: 'template', parts: [taken, hole] });
  });

  it('open an object whose key has a hole', () => {
    const value = throughText([template(['k', hole])], ([text = '']) => tuple([string(text), string('x')]));
    expect(show(value)).toBe('["k<id>", "x"]');
  });

  it('stay one each when there are more of them than characters', () => {
    const many = template(
      Array.from({ length: 140_000 }, (_, index) => unknown({ kind: 'invalid', code: `${index}` })),
    );
    const { texts, decode } = encodeHoles(many.kind === 'template' ? [many] : []);
    const decoded = decode(texts[0] ?? '');
    expect(decoded.kind === 'template' && decoded.parts.length).toBe(140_000);
  });
});
