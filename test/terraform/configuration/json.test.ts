import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute, blocks } from '../../../src/model/declared.ts';
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

function native(ingress: string): string {
  return `resource "aws_security_group" "a" {\n  ${ingress}\n}\n`;
}

function json(ingress: unknown): string {
  return JSON.stringify({ resource: { aws_security_group: { a: { ingress } } } });
}

describe('a configuration in JSON', () => {
  it('has blocks where the language has them, and leaves the others to the reader', async () => {
    const stack = await stackOf({
      'main.tf.json': JSON.stringify({
        provider: { aws: [{ region: 'us-east-1', default_tags: { tags: { a: 'b' } } }, { alias: 'x' }] },
        resource: {
          aws_x: {
            a: {
              provider: 'aws.x',
              part: [{ from_port: 80 }, { from_port: 443 }],
              other: { from_port: 0 },
              tags: { Name: 'a' },
              dynamic: { part: { for_each: [1], content: { from_port: `\${part.value}` } } },
              lifecycle: { ignore_changes: ['tags["a"]', 'description'] },
            },
          },
          aws_ecs_service: { b: { network_configuration: { subnets: ['s'] }, depends_on: ['aws_x.a'] } },
        },
      }),
    });
    const a = resource(stack, 'aws_x.a');
    expect(blocks(a.body, 'part').blocks.map(({ body }) => attribute(body, 'from_port'))).toMatchObject([
      { kind: 'number' },
      { kind: 'number' },
      { kind: 'number' },
    ]);
    expect(blocks(a.body, 'other').blocks).toHaveLength(1);
    expect([...a.body.attributes.keys()]).toEqual(['other', 'tags']);
    expect(a.ignoreChanges).toEqual(['tags["a"]', 'description']);
    expect(a.provider === undefined ? undefined : stack.providers[a.provider]?.alias).toBe('x');
    expect(blocks(resource(stack, 'aws_ecs_service.b').body, 'network_configuration').blocks).toHaveLength(1);
    expect(stack.providers.map(({ body }) => blocks(body, 'default_tags').blocks.length)).toEqual([1, 0]);
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
    [`{"locals": {"a": {"b": 1,\n"b": 2}}}`, 'duplicate-attribute main.tf.json:2'],
    [`{"variable": {"a": {"default": [{"b": 1,\n"b": 2}]}}}`, 'duplicate-attribute main.tf.json:2'],
    [`{"resource": {"aws_x": {"a": {"part": {"b": 1,\n"b": 2}}}}}`, 'duplicate-attribute main.tf.json:2'],
    [
      `{"resource": {"aws_security_group": {"a": {"ingress": [],\n"ingress": [{}]}}}}`,
      'duplicate-attribute main.tf.json:2',
    ],
    [`{"locals": {"a": 1,\n"a b": 2}}`, 'invalid-name main.tf.json:2'],
    ['"text"', 'syntax main.tf.json:1'],
    ['', 'syntax main.tf.json:1'],
  ])('in error is refused: %s', async (text, expected) => {
    expect((await refusalOf({ 'main.tf.json': text }))[0]).toContain(expected);
  });

  it.each([
    ['a default', { variable: { v: { default: `\${foo}` } } }, 'v', `\${foo}`],
    ['what is not closed in it', { variable: { v: { default: '%{if' } } }, 'v', '%{if'],
    ['escapes in it', { variable: { v: { default: `$\${a} %%{b}` } } }, 'v', `$\${a} %%{b}`],
    [
      'keys in it',
      { variable: { v: { default: { [`\${k}`]: [`\${x}`, { '%{b}': `\${c}`, '//': `\${d}` }] } } } },
      'v',
      { [`\${k}`]: [`\${x}`, { '%{b}': `\${c}`, '//': `\${d}` }] },
    ],
    [
      'keys in it, converted',
      { variable: { v: { type: 'map(string)', default: { [`\${k}`]: 1 } } } },
      'v',
      { [`\${k}`]: '1' },
    ],
    ['a description', { variable: { v: { description: `a \${`, default: 1 } } }, 'v', 1],
    ['the description of an output', { output: { o: { description: '%{ if', value: 1 } } }, 'o', 1],
    ['the settings', { terraform: { backend: { local: { path: `\${x` } } }, locals: { l: 1 } }, 'l', 1],
    ['what was moved', { moved: { from: `aws_x.a["\${x"]`, to: 'aws_x.b' }, locals: { l: 1 } }, 'l', 1],
  ])('has text that is no template: %s', async (_, code, name, expected) => {
    const own =
      'variable' in code ? { value: `\${var.${name}}` } : 'locals' in code ? { value: `\${local.l}` } : undefined;
    const stack = await stackOf({
      'main.tf.json': JSON.stringify({ ...code, ...(own && { output: { [name]: own } }) }),
    });
    const value = stack.outputs?.get(name);
    expect(value && plain(value)).toEqual(expected);
    expect(stack.diagnostics).toEqual([]);
  });

  it('has keys that are templates in every expression', async () => {
    const keys = { [`\${local.k}`]: 1, [`x-\${local.k}`]: 2, [`$\${k}`]: 3, '//': 4 };
    const expected = { kk: 1, 'x-kk': 2, [`\${k}`]: 3, '//': 4 };
    const stack = await stackOf({
      'main.tf.json': JSON.stringify({
        locals: { k: 'kk', l: keys },
        resource: { aws_x: { a: { for_each: keys, tags: keys } } },
        output: { l: { value: `\${local.l}` }, tags: { value: `\${aws_x.a["kk"].tags}` }, o: { value: keys } },
      }),
    });
    const outputs = [...(stack.outputs ?? [])].map(([name, value]) => [name, plain(value)]);
    expect(Object.fromEntries(outputs)).toEqual({ l: expected, tags: expected, o: expected });
    expect(stack.resources.map(({ address }) => address)).toContain('aws_x.a["x-kk"]');
  });

  it('refuses a key that a template gives a second time', async () => {
    const stack = await stackOf({
      'main.tf.json': JSON.stringify({
        locals: { k: 'a', l: { a: 1, [`\${local.k}`]: 2 } },
        output: { o: { value: `\${local.l}` } },
      }),
    });
    expect(stack.diagnostics.map(({ code }) => code)).toEqual(['duplicate-object-key']);
  });

  const rule = { from_port: 1, to_port: 1, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'] };
  it.each([
    ['an empty array', [], {}, []],
    ['one beside a comment', [], { '//': 'no rules' }, []],
    ['null', null, {}, null],
    ['an array of objects', [rule], {}, [rule]],
    ['keys that are templates', [{ ...rule, [`\${"self"}`]: true }], {}, [{ ...rule, self: true }]],
    ['a variable', `\${var.rules}`, {}, []],
    ['an expression', `\${[for port in [1] : merge(local.rule, { to_port = port })]}`, {}, [rule]],
    ['objects that are expressions', [`\${local.rule}`], {}, [rule]],
  ])('takes what may be written as blocks in native syntax for an argument: %s', async (_, ingress, more, expected) => {
    const stack = await stackOf({
      'main.tf.json': JSON.stringify({
        variable: { rules: { default: [] } },
        locals: { rule },
        resource: { aws_security_group: { a: { ...more, name: 'a', ingress } } },
      }),
    });
    const { body } = resource(stack, 'aws_security_group.a');
    const value = body.attributes.get('ingress')?.value;
    expect(value && plain(value)).toEqual(expected);
    expect([...body.blocks.keys()]).toEqual([]);
    expect(stack.diagnostics).toEqual([]);
  });

  it.each([
    ['an argument is overridden by blocks', { 'o_override.tf': native('ingress {\n}') }, []],
    ['blocks are overridden by an argument', { 'main.tf': native('ingress {\n}'), 'o_override.tf.json': json([]) }, []],
    ['in native syntax too', { 'main.tf': native('ingress = []'), 'o_override.tf': native('ingress {\n}') }, []],
  ])('keeps the argument where %s', async (_, files, expected) => {
    const stack = await stackOf('main.tf' in files ? files : { 'main.tf.json': json([]), ...files });
    const { body } = resource(stack, 'aws_security_group.a');
    const value = body.attributes.get('ingress')?.value;
    expect(value && plain(value)).toEqual(expected);
    expect(body.blocks.get('ingress')).toBeUndefined();
  });

  it('has no blocks of one type left when an override gives others', async () => {
    const stack = await stackOf({
      'main.tf.json': '{"resource": {"aws_x": {"a": {"part": []}}}}',
      'o_override.tf': 'resource "aws_x" "a" {\n  part {\n    name = "b"\n  }\n}\n',
    });
    expect(textsOf(blocks(resource(stack, 'aws_x.a').body, 'part'), 'name')).toEqual(['b']);
  });

  it('may have a member twice, where both may be blocks', async () => {
    const task = '{"family": "a", "volume": {"name": "1"}, "volume": [{"name": "2"}]}';
    const stack = await stackOf({
      'main.tf.json': `{"resource": {"aws_ecs_task_definition": {"a": ${task}}, "aws_x": {"a": {"part": {}, "part": {}}}}}`,
    });
    expect(resource(stack, 'aws_ecs_task_definition.a').body.blocks.get('volume')?.blocks).toHaveLength(2);
    expect(resource(stack, 'aws_x.a').address).toBe('aws_x.a');
  });

  const partOf = async (x: unknown, more: Readonly<Record<string, unknown>> = {}) => {
    const stack = await stackOf({ 'main.tf.json': JSON.stringify({ resource: { aws_x: { a: x } }, ...more }) });
    return { stack, body: resource(stack, 'aws_x.a').body };
  };
  const textsOf = (found: ReturnType<typeof blocks>, name: string) =>
    found.blocks.map(({ body }) => {
      const value = attribute(body, name);
      return value === undefined ? undefined : plain(value);
    });

  it('makes the blocks of a dynamic one at any depth', async () => {
    const inner = {
      for_each: ['x', 'y'],
      iterator: 'it',
      content: { name: `\${it.key}-\${it.value}-\${outer.value}` },
    };
    const { stack, body } = await partOf({
      dynamic: { outer: { for_each: ['a', 'b'], content: { name: `\${outer.value}`, dynamic: { inner } } } },
      still: { deep: [{ dynamic: { inner: [{ for_each: ['z'], content: [{ name: `\${inner.value}` }] }] } }, {}] },
    });
    expect(textsOf(blocks(body, 'outer'), 'name')).toEqual(['a', 'b']);
    expect(blocks(body, 'outer').blocks.map((outer) => textsOf(blocks(outer.body, 'inner'), 'name'))).toEqual([
      ['0-x-a', '1-y-a'],
      ['0-x-b', '1-y-b'],
    ]);
    const deep = blocks(body, 'still').blocks.flatMap((still) => blocks(still.body, 'deep').blocks);
    expect(deep.map((one) => textsOf(blocks(one.body, 'inner'), 'name'))).toEqual([['z'], []]);
    expect(stack.diagnostics).toEqual([]);
  });

  it('takes an argument called dynamic for one', async () => {
    const { body } = await partOf({ tags: { dynamic: { a: 'b' } }, dynamic: {} });
    expect([...body.attributes].flatMap(([name, { value }]) => (name === 'tags' ? [plain(value)] : []))).toEqual([
      { dynamic: { a: 'b' } },
    ]);
  });

  it.each([
    ['an object is one block', { name: 'x' }, ['x']],
    ['an array has one for each object', [{ name: 'x' }, { name: 'y' }], ['x', 'y']],
    ['null is none', null, []],
    ['an empty array is none', [], []],
    ['null in an array is an empty one', [null, { name: 'y' }], [undefined, 'y']],
    ['an array in an array is one', [[{ other: 1 }, { name: 'y' }]], ['y']],
    ['a comment is no argument', { '//': `see \${nothing.there}`, name: 'x' }, ['x']],
    ['its strings are templates', { name: `\${local.l}-1` }, ['l-1']],
    ['its arguments may be null', { name: null }, [undefined]],
  ])('read as blocks: %s', async (_, part, expected) => {
    const { stack, body } = await partOf({ part, deep: { part } }, { locals: { l: 'l' } });
    expect(textsOf(blocks(body, 'part'), 'name')).toEqual(expected);
    const [deep] = blocks(body, 'deep').blocks;
    expect(deep && textsOf(blocks(deep.body, 'part'), 'name')).toEqual(expected);
    expect(stack.diagnostics).toEqual([]);
  });

  it('is not decided where what stands for blocks is none', async () => {
    const { body } = await partOf({ part: `\${var.unset}`, other: [{ part: 'text' }] }, { variable: { unset: {} } });
    expect(blocks(body, 'part').open?.because).toMatchObject({ kind: 'variable', name: 'unset' });
    const [other] = blocks(body, 'other').blocks;
    expect(other && blocks(other.body, 'part').open?.because).toMatchObject({ kind: 'invalid', code: 'wrong-type' });
  });

  it('lets an error in one argument of a block leave the others known', async () => {
    const { stack, body } = await partOf({ part: [{ name: 'x', bad: `\${tonumber("x")}` }] });
    expect(textsOf(blocks(body, 'part'), 'name')).toEqual(['x']);
    expect(stack.diagnostics.map(({ code }) => code)).toHaveLength(1);
  });

  it('has its blocks referred to as a list and its arguments by key', async () => {
    const { stack } = await partOf(
      { part: { name: 'x' }, parts: [{ name: 'y' }] },
      {
        output: {
          one: { value: `\${aws_x.a.part[0].name}` },
          all: { value: `\${aws_x.a.part[*].name}` },
          key: { value: `\${aws_x.a.part.name}` },
          listed: { value: `\${aws_x.a.parts[0].name}` },
        },
      },
    );
    const outputs = [...(stack.outputs ?? [])].map(([name, value]) => [name, plain(value)]);
    expect(Object.fromEntries(outputs)).toEqual({ one: 'x', all: ['x'], key: 'x', listed: 'y' });
    expect(stack.diagnostics).toEqual([]);
  });

  it('has the triggers of a lifecycle, and blocks of OpenTofu', async () => {
    const stack = await stackOf({
      'main.tf.json': JSON.stringify({
        language: { experiments: [] },
        resource: { aws_x: { a: { lifecycle: { action_trigger: { events: ['after_create'], actions: [] } } } } },
      }),
    });
    expect(stack.diagnostics).toEqual([]);
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
      ingress: [{ from_port: 2 }, { from_port: 3 }],
      description: 'new',
    });
    expect(blocks(body, 'ingress').blocks.map(({ at }) => at.file)).toEqual(['override.tf.json', 'override.tf.json']);
    expect(stack.outputs?.get('l')).toMatchObject({ kind: 'number' });
    expect(stack.providers).toHaveLength(1);
    expect(stack.diagnostics.map(shown)).toEqual([]);
  });
});
