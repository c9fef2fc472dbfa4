import { describe, expect, it } from 'vitest';
import { string } from '../../../src/terraform/evaluate/value.ts';
import { causeOf, outputsOf, resource, shown, stackOf } from '../in-memory.ts';
import { plain, unknown } from '../plain.ts';

describe('references to resources', () => {
  const code = `
    resource "aws_security_group" "a" {
      name        = "a"
      description = null
      ingress {
        from_port = 80
      }
      ingress {
        from_port = 443
      }
    }
    output "argument" { value = aws_security_group.a.name }
    output "computed" { value = aws_security_group.a.id }
    output "left_out" { value = aws_security_group.a.description }
    output "block" { value = aws_security_group.a.ingress[1].from_port }
    output "splat" { value = aws_security_group.a.ingress[*].from_port }
    output "in_block" { value = aws_security_group.a.ingress[0].self }
    output "text" { value = "sg:\${aws_security_group.a.vpc_id}" }
    output "caught" { value = try(aws_security_group.a.id, "x") }
  `;

  it('give the argument where the code holds it', async () => {
    const { argument, block, splat } = await outputsOf(code);
    expect([argument, block, splat].map((value) => value && plain(value))).toEqual(['a', 443, [80, 443]]);
  });

  it('are unknown with the address where it does not', async () => {
    const { computed, left_out, caught } = await outputsOf(code);
    const of = (path: string) => ({ kind: 'resource', address: 'aws_security_group.a', path: [path] });
    expect(causeOf(computed)).toEqual(of('id'));
    expect(computed).toMatchObject({ type: { kind: 'string' }, notNull: true });
    expect(causeOf(left_out)).toEqual(of('description'));
    expect(causeOf(caught)).toEqual(of('id'));
  });

  it('keep the known part of a text', async () => {
    const { text } = await outputsOf(code);
    expect(text).toMatchObject({
      kind: 'template',
      parts: ['sg:', { because: { kind: 'resource', address: 'aws_security_group.a', path: ['vpc_id'] } }],
    });
  });

  it('do not take for absent what a provider may add to a block', async () => {
    const { in_block } = await outputsOf(code);
    expect(in_block?.kind).toBe('unknown');
  });

  it('give what was learnt, but never instead of what the code says', async () => {
    const known = new Map([
      [
        'aws_security_group.a',
        new Map([
          ['id', string('sg-0abc')],
          ['name', string('other')],
        ]),
      ],
    ]);
    const { computed, argument } = await outputsOf(code, { known });
    expect([computed, argument].map((value) => value && plain(value))).toEqual(['sg-0abc', 'a']);
  });

  it('lead to data sources', async () => {
    const data = `
      data "aws_vpc" "main" { tags = { Name = "main" } }
      output "id" { value = data.aws_vpc.main.id }
      output "tag" { value = data.aws_vpc.main.tags["Name"] }
    `;
    const { id, tag } = await outputsOf(data);
    expect(causeOf(id)).toEqual({ kind: 'data', address: 'data.aws_vpc.main', path: ['id'] });
    expect(tag && plain(tag)).toBe('main');
    const known = new Map([['data.aws_vpc.main', new Map([['id', string('vpc-1')]])]]);
    expect((await outputsOf(data, { known }))['id']).toMatchObject({ value: 'vpc-1' });
  });

  it('may be written with the word resource', async () => {
    const { o } = await outputsOf('resource "aws_x" "a" { name = "n" }\noutput "o" { value = resource.aws_x.a.name }');
    expect(o).toMatchObject({ value: 'n' });
  });

  it('name the instance', async () => {
    const repeated = `
      resource "aws_x" "c" { count = 2 }
      resource "aws_x" "f" { for_each = toset(["a b", "q\\"\${"x"}"]) }
      output "c" { value = aws_x.c[1].arn }
      output "f" { value = aws_x.f["a b"].arn }
      output "all" { value = aws_x.c[*].arn }
      output "dynamic" { value = [for key in ["a b"] : aws_x.f[key].arn] }
      output "values" { value = values(aws_x.f)[*].arn }
    `;
    const { c, f, all, dynamic, values } = await outputsOf(repeated);
    const address = (name: string) => ({ kind: 'resource', address: name, path: ['arn'] });
    expect(causeOf(c)).toEqual(address('aws_x.c[1]'));
    expect(causeOf(f)).toEqual(address('aws_x.f["a b"]'));
    const elements = (value: typeof all) => (value && 'elements' in value ? value.elements.map(causeOf) : []);
    expect(elements(all)).toEqual([address('aws_x.c[0]'), address('aws_x.c[1]')]);
    expect(elements(dynamic)).toEqual([address('aws_x.f["a b"]')]);
    expect(elements(values)).toEqual([address('aws_x.f["a b"]'), address('aws_x.f["q\\"x"]')]);
  });

  it('follow a whole resource into a module', async () => {
    const { id, name } = await outputsOf({
      'main.tf': `
        resource "aws_security_group" "a" { name = "a" }
        module "m" {
          source = "./m"
          group  = aws_security_group.a
        }
        output "id" { value = module.m.id }
        output "name" { value = module.m.name }
      `,
      'm/main.tf': `
        variable "group" { type = object({ id = string, name = string }) }
        output "id" { value = var.group.id }
        output "name" { value = var.group["name"] }
      `,
    });
    expect(causeOf(id)).toEqual({ kind: 'resource', address: 'aws_security_group.a', path: ['id'] });
    expect(name).toMatchObject({ value: 'a' });
  });
});

describe('repetition', () => {
  it('expands count and for_each in resources, data sources and modules', async () => {
    const stack = await stackOf({
      'main.tf': `
        resource "aws_x" "c" { count = 11 }
        data "aws_y" "f" {
          for_each = { b = 1, a = 2 }
          size     = each.value
        }
        module "m" {
          source   = "./m"
          for_each = toset(["k"])
          name     = each.key
        }
      `,
      'm/main.tf':
        'variable "name" {}\nresource "aws_z" "z" {\n  count = 1\n  name = join("", [var.name, count.index])\n}\n',
    });
    expect(stack.resources.map(({ address }) => address)).toEqual([
      ...[...Array(11).keys()].map((index) => `aws_x.c[${index}]`),
      'data.aws_y.f["a"]',
      'data.aws_y.f["b"]',
      'module.m["k"].aws_z.z[0]',
    ]);
    const z = resource(stack, 'module.m["k"].aws_z.z[0]');
    expect(z).toMatchObject({ mode: 'managed', type: 'aws_z', name: 'z', module: 'module.m["k"]', key: 0 });
    expect(z.body.attributes.get('name')?.value).toMatchObject({ value: 'k0' });
    expect([...z.body.attributes.keys()]).toEqual(['name']);
  });

  it('lets one entry stand for instances whose number is not known', async () => {
    const stack = await stackOf(`
      variable "create" { type = bool }
      resource "aws_x" "a" {
        count = var.create ? 1 : 0
        name  = "fixed"
        index = count.index
      }
      output "id" { value = aws_x.a[0].id }
      output "name" { value = try(aws_x.a[0].name, "none") }
      output "all" { value = concat(["x"], aws_x.a[*].id) }
    `);
    expect(stack.resources).toHaveLength(1);
    const a = resource(stack, 'aws_x.a');
    expect(a.expansion).toMatchObject({ kind: 'expansion', address: 'aws_x.a' });
    expect(a.key).toBeUndefined();
    expect(a.body.attributes.get('name')?.value).toMatchObject({ value: 'fixed' });
    expect(a.body.attributes.get('index')?.value).toMatchObject({ kind: 'unknown', because: { kind: 'expansion' } });
    expect(causeOf(stack.outputs?.get('id'))).toEqual({
      kind: 'resource',
      address: 'aws_x.a',
      path: ['id'],
      instance: { key: 0 },
    });
    expect(stack.outputs?.get('name')?.kind).toBe('unknown');
    expect(stack.outputs?.get('all')).toMatchObject({ elements: [{ value: 'x' }], open: {} });
    expect(stack.diagnostics).toEqual([]);
  });

  it('keeps the instances that are certain', async () => {
    const stack = await stackOf(`
      variable "more" { type = map(string) }
      resource "aws_x" "known" {}
      resource "aws_x" "map" {
        for_each = merge(var.more, { a = "1" })
        name     = each.value
      }
      resource "aws_x" "set" { for_each = toset(["a", aws_x.known.id]) }
      output "a" { value = aws_x.map["a"].name }
      output "b" { value = aws_x.map["b"].id }
      output "names" { value = [for key, x in aws_x.map : x.name] }
    `);
    expect(stack.resources.map(({ address, expansion }) => [address, expansion?.kind])).toEqual([
      ['aws_x.known', undefined],
      ['aws_x.map', 'expansion'],
      ['aws_x.map["a"]', undefined],
      ['aws_x.set', 'expansion'],
      ['aws_x.set["a"]', undefined],
    ]);
    expect(stack.outputs?.get('a')).toMatchObject({ value: '1' });
    expect(causeOf(stack.outputs?.get('b'))).toEqual({
      kind: 'resource',
      address: 'aws_x.map',
      path: ['id'],
      instance: { key: 'b' },
    });
    expect(stack.outputs?.get('names')).toMatchObject({ elements: [{ value: '1' }], open: {} });
  });

  it('lets the resources of a module stand once when its number is not known', async () => {
    const stack = await stackOf({
      'main.tf': `
        variable "create" { type = bool }
        module "m" {
          source = "./m"
          count  = var.create ? 1 : 0
        }
        output "id" { value = module.m[0].id }
        output "name" { value = module.m[0].name }
      `,
      'm/main.tf':
        'resource "aws_x" "a" { name = "n" }\noutput "id" { value = aws_x.a.id }\noutput "name" { value = aws_x.a.name }\n',
    });
    expect(stack.holes).toMatchObject([
      { kind: 'module-expansion', address: 'module.m', because: { kind: 'expansion' } },
    ]);
    expect(resource(stack, 'module.m.aws_x.a').expansion).toMatchObject({ kind: 'expansion', address: 'module.m' });
    expect(causeOf(stack.outputs?.get('id'))).toMatchObject({ kind: 'resource', address: 'module.m.aws_x.a' });
    expect(stack.outputs?.get('name')).toMatchObject({ kind: 'unknown', because: { kind: 'expansion' } });
  });

  it('takes nothing for absent that is in error', async () => {
    const stack = await stackOf('resource "aws_x" "a" {\n  for_each = ["a"]\n}\n');
    expect(stack.resources).toMatchObject([{ address: 'aws_x.a', expansion: { kind: 'invalid' } }]);
    expect(stack.diagnostics.map(shown)).toEqual(['invalid-for-each main.tf:2']);
  });

  it('refuses a count that would exhaust the memory', async () => {
    const { diagnostics } = await stackOf('resource "aws_x" "a" {\n  count = 1e9\n}\n');
    expect(diagnostics.map(shown)).toEqual(['invalid-count main.tf:2']);
  });
});

describe('errors in expressions', () => {
  it('make one attribute unknown and are reported once', async () => {
    const stack = await stackOf(`
      resource "aws_x" "a" {
        count = 3
        bad   = tonumber("x")
        good  = 1
      }
      output "bad" { value = aws_x.a[0].bad }
      output "good" { value = aws_x.a[2].good }
    `);
    expect(stack.diagnostics).toHaveLength(1);
    const [{ code, at } = { code: '' }] = stack.diagnostics;
    expect(at?.start.line).toBe(4);
    const a = resource(stack, 'aws_x.a[1]');
    expect(a.body.attributes.get('bad')?.value).toMatchObject({ kind: 'unknown', because: { kind: 'invalid', code } });
    expect(causeOf(stack.outputs?.get('bad'))).toEqual({ kind: 'invalid', code });
    expect(stack.outputs?.get('good')).toMatchObject({ kind: 'number' });
  });

  it('in a local make it unknown wherever it is used', async () => {
    const stack = await stackOf(
      'locals {\n  a = {}.b\n}\noutput "o" { value = [local.a, "x"] }\noutput "p" { value = local.a }\n',
    );
    expect(stack.diagnostics.map(shown)).toEqual(['unsupported-attribute main.tf:2']);
    expect(stack.outputs?.get('o')).toMatchObject({ elements: [{ because: { kind: 'invalid' } }, { value: 'x' }] });
  });
});

describe('rules', () => {
  const code = `
    variable "v" {
      default = "abc"
      validation {
        condition     = length(var.v) > 5
        error_message = "Too short."
      }
    }
    resource "aws_x" "a" {
      name = var.v
      lifecycle {
        precondition {
          condition     = aws_x.b.id == "x"
          error_message = "Not known."
        }
        postcondition {
          condition     = self.name == "xyz"
          error_message = "It is \${self.name}."
        }
      }
    }
    resource "aws_x" "b" {}
    check "c" {
      assert {
        condition     = var.v == "x"
        error_message = "No."
      }
    }
  `;
  it('are reported where they fail on known values', async () => {
    const { diagnostics } = await stackOf(code);
    expect(diagnostics.map(({ code: name, severity }) => [name, severity])).toEqual([
      ['validation-failed', 'error'],
      ['postcondition-failed', 'error'],
      ['check-failed', 'warning'],
    ]);
  });

  it('repeat their words only when these hold no values', async () => {
    const text = JSON.stringify((await stackOf(code)).diagnostics);
    expect(text).toContain('Too short.');
    expect(text).not.toContain('abc');
  });
});

describe('the stack', () => {
  it('is the same for the same input, and the configuration can be evaluated again', async () => {
    const code = 'resource "aws_x" "b" {}\nresource "aws_x" "a" { n = aws_x.b.id }\nvariable "unset" {}\n';
    expect(await stackOf(code)).toEqual(await stackOf(code));
  });

  it('lists the variables without a value', async () => {
    const stack = await stackOf(
      'variable "b" {}\nvariable "a" {}\nvariable "c" { default = null }\noutput "o" { value = [var.a, var.c] }',
    );
    expect(stack.unsetVariables.map(({ module, name, at }) => [module, name, at.start.line])).toEqual([
      ['', 'a', 2],
      ['', 'b', 1],
    ]);
    expect(stack.outputs?.get('o')).toMatchObject({
      elements: [{ because: { kind: 'variable', module: '', name: 'a' } }, { kind: 'null' }],
    });
  });

  it('leaves out ephemeral resources, whose values are unknown', async () => {
    const stack = await stackOf('ephemeral "aws_x" "a" {}\noutput "o" { value = ephemeral.aws_x.a.value }');
    expect(stack.resources).toEqual([]);
    const value = stack.outputs?.get('o');
    expect(value && plain(value)).toBe(unknown);
  });

  it('evaluates chains of any length', async () => {
    const length = 20_000;
    const lines = [...Array(length).keys()].map((index) => `v${index + 1} = local.v${index}`);
    // Against the order of the references, so that nothing is ready when it is first asked for.
    const code = `locals {\n  v0 = "end"\n  ${lines.reverse().join('\n  ')}\n}\noutput "o" { value = local.v${length} }\n`;
    expect((await outputsOf(code))['o']).toMatchObject({ value: 'end' });
  });

  it('evaluates thousands of instances that refer to each other', async () => {
    const stack = await stackOf(`
      resource "aws_x" "a" { count = 3000 }
      resource "aws_x" "b" {
        count = 3000
        a     = aws_x.a[count.index].arn
      }
    `);
    expect(stack.resources).toHaveLength(6000);
    expect(causeOf(resource(stack, 'aws_x.b[2999]').body.attributes.get('a')?.value)).toEqual({
      kind: 'resource',
      address: 'aws_x.a[2999]',
      path: ['arn'],
    });
  });
});
