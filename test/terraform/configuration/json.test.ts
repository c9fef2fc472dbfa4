import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonNode, parseJson } from '../../../src/terraform/syntax/json-syntax.ts';
import { refusalOf, resource, shown, stackOf } from '../in-memory.ts';
import { plain } from '../plain.ts';

function toPlain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'null':
      return null;
    case 'bool':
    case 'string':
      return node.value;
    case 'number':
      return Number(node.text);
    case 'array':
      return node.elements.map(toPlain);
    case 'object':
      return Object.fromEntries(node.members.map(({ name, value }) => [name, toPlain(value)]));
  }
}

describe('parseJson', () => {
  it('agrees with JSON.parse on every value', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(3), (text, indent) => {
        const expected: unknown = JSON.parse(text);
        const parsed = parseJson(JSON.stringify(expected, null, indent), 'x.json');
        expect(parsed.ok && toPlain(parsed.value)).toEqual(expected);
      }),
    );
  });

  it('agrees with JSON.parse on what is JSON', () => {
    const fragments = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      '-',
      '01',
      '1.',
      'e5',
      'null',
      'tru',
      ' ',
      '\n',
      '\u0001',
    );
    fc.assert(
      fc.property(
        fc.array(fragments, { maxLength: 8 }).map((parts) => parts.join('')),
        (text) => {
          const accepts = (): boolean => {
            try {
              JSON.parse(text);
              return true;
            } catch {
              return false;
            }
          };
          expect(parseJson(text, 'x.json').ok).toBe(accepts());
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('places everything', () => {
    const text = '{\n  "a": [1,\n    "b"]\n}';
    const parsed = parseJson(text, 'x.json');
    if (!parsed.ok || parsed.value.kind !== 'object') throw new Error('It is an object.');
    const [member] = parsed.value.members;
    if (member?.value.kind !== 'array') throw new Error('It is an array.');
    expect(member.nameRange).toMatchObject({ start: { line: 2, column: 3 }, end: { line: 2, column: 6 } });
    const [, second] = member.value.elements;
    expect(second?.range).toMatchObject({
      start: { line: 3, column: 5, offset: 17 },
      end: { line: 3, column: 8, offset: 20 },
    });
    expect(text.slice(member.range.start.offset, member.range.end.offset)).toBe('"a": [1,\n    "b"]');
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(parseJson('['.repeat(100_000), 'x.json').ok).toBe(false);
    expect(parseJson('['.repeat(400) + ']'.repeat(400), 'x.json').ok).toBe(true);
  });
});

describe('a configuration in JSON', () => {
  it('has blocks where the language and the compared resources have them', async () => {
    const stack = await stackOf({
      'main.tf.json': JSON.stringify({
        provider: { aws: [{ region: 'us-east-1', default_tags: { tags: { a: 'b' } } }, { alias: 'x' }] },
        resource: {
          aws_security_group: {
            a: {
              provider: 'aws.x',
              ingress: [{ from_port: 80 }, { from_port: 443 }],
              egress: { from_port: 0 },
              tags: { Name: 'a' },
              dynamic: { ingress: { for_each: [1], content: { from_port: `\${ingress.value}` } } },
              lifecycle: { ignore_changes: ['tags["a"]', 'description'] },
            },
          },
          aws_ecs_service: { b: { network_configuration: { subnets: ['s'] }, depends_on: ['aws_security_group.a'] } },
        },
      }),
    });
    const a = resource(stack, 'aws_security_group.a');
    expect(
      a.body.blocks.get('ingress')?.blocks.map(({ body }) => body.attributes.get('from_port')?.value),
    ).toMatchObject([{ kind: 'number' }, { kind: 'number' }, { kind: 'number' }]);
    expect(a.body.blocks.get('egress')?.blocks).toHaveLength(1);
    expect([...a.body.attributes.keys()]).toEqual(['tags']);
    expect(a.ignoreChanges).toEqual(['tags["a"]', 'description']);
    expect(a.provider === undefined ? undefined : stack.providers[a.provider]?.alias).toBe('x');
    expect(resource(stack, 'aws_ecs_service.b').body.blocks.get('network_configuration')?.blocks).toHaveLength(1);
    expect(stack.providers[0]?.body.blocks.has('default_tags')).toBe(true);
    expect(stack.diagnostics).toEqual([]);
  });

  it('has positions in the file', async () => {
    const stack = await stackOf({
      'main.tf.json': `{"variable": {\n  "v": {}},\n"resource": {"aws_x": {"a": {\n  "name": "x\${var.v}",\n  "plain": "p"\n}}}}`,
    });
    expect(stack.unsetVariables[0]?.at.start).toMatchObject({ line: 2, column: 3 });
    const a = resource(stack, 'aws_x.a');
    expect(a.body.attributes.get('name')?.at.start).toMatchObject({ line: 4, column: 3 });
    expect(a.body.attributes.get('plain')?.value.at?.start).toMatchObject({ line: 5, column: 12 });
  });

  it.each([
    [`{"output": {"o": {"value": "\${local.a"}}}`, 'unclosed-sequence main.tf.json:1'],
    [`{\n"output": {"o": {"value": "\${local.a}"}}}`, 'undeclared-local main.tf.json:2'],
    ['{"resource": {"aws_x": {"a": {\n"depends_on": ["aws_x."]}}}}', 'main.tf.json:2'],
    ['{"resource": {"aws_x": "a"}}', 'syntax main.tf.json:1'],
    ['{"variable": {"a": {}, "a": {}}}', 'duplicate-variable main.tf.json:1'],
    [`{"output": {"o": {"value": "a",\n"value": "b"}}}`, 'duplicate-attribute main.tf.json:2'],
    [`{"resource": {"aws_x": {"a": {"name": {},\n"name": "b"}}}}`, 'duplicate-attribute main.tf.json:2'],
    ['"text"', 'syntax main.tf.json:1'],
    ['', 'syntax main.tf.json:1'],
  ])('in error is refused: %s', async (text, expected) => {
    expect((await refusalOf({ 'main.tf.json': text }))[0]).toContain(expected);
  });

  it('may have a member twice, where both may be blocks', async () => {
    const group = '{"name": "a", "ingress": {"from_port": 1}, "ingress": [{"from_port": 2}]}';
    const stack = await stackOf({
      'main.tf.json': `{"resource": {"aws_security_group": {"a": ${group}}, "aws_x": {"a": {"part": {}, "part": {}}}}}`,
    });
    expect(resource(stack, 'aws_security_group.a').body.blocks.get('ingress')?.blocks).toHaveLength(2);
    expect(resource(stack, 'aws_x.a').address).toBe('aws_x.a');
  });

  it('merges override files of both syntaxes', async () => {
    const stack = await stackOf({
      'main.tf':
        'resource "aws_security_group" "a" {\n  name = "a"\n  ingress {\n    from_port = 1\n  }\n}\nlocals {\n  l = 1\n}\noutput "l" {\n  value = local.l\n}\n',
      'override.tf.json':
        '{"resource": {"aws_security_group": {"a": {"ingress": [{"from_port": 2}, {"from_port": 3}]}}}, "locals": {"l": 2}}',
      'z_override.tf':
        'resource "aws_security_group" "a" {\n  description = "new"\n}\nprovider "aws" {\n  region = "r"\n}\n',
    });
    const { body } = resource(stack, 'aws_security_group.a');
    expect(Object.fromEntries([...body.attributes].map(([name, { value }]) => [name, plain(value)]))).toEqual({
      name: 'a',
      description: 'new',
    });
    expect(body.blocks.get('ingress')?.blocks.map(({ at }) => at.file)).toEqual([
      'override.tf.json',
      'override.tf.json',
    ]);
    expect(stack.outputs?.get('l')).toMatchObject({ kind: 'number' });
    expect(stack.providers).toHaveLength(1);
    expect(stack.diagnostics.map(shown)).toEqual([]);
  });
});
