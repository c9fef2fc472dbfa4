import { describe, expect, it } from 'vitest';
import type { ResolvedBlocks, ResolvedBody } from '../../../src/model/stack.ts';
import { resource, shown, stackOf } from '../in-memory.ts';
import { plain } from '../plain.ts';

async function bodyOf(items: string, more = ''): Promise<ResolvedBody> {
  return resource(await stackOf(`${more}\nresource "aws_x" "a" {\n${items}\n}\n`), 'aws_x.a').body;
}

/** A body as plain data: attributes as they are, blocks as arrays. */
function plainBody(body: ResolvedBody): Record<string, unknown> {
  return {
    ...Object.fromEntries([...body.attributes].map(([name, { value }]) => [name, plain(value)])),
    ...Object.fromEntries([...body.blocks].map(([type, blocks]) => [type, plainBlocks(blocks)])),
  };
}

function plainBlocks({ blocks }: ResolvedBlocks): unknown[] {
  return blocks.map(({ body }) => plainBody(body));
}

describe('a resource body', () => {
  it('tells an attribute from blocks', async () => {
    const written = await bodyOf('ingress = []');
    expect(written.attributes.get('ingress')?.value).toMatchObject({ kind: 'tuple', elements: [] });
    expect(written.blocks.has('ingress')).toBe(false);
    const block = await bodyOf('ingress {}');
    expect(block.attributes.has('ingress')).toBe(false);
    expect(block.blocks.get('ingress')?.blocks).toHaveLength(1);
    expect((await bodyOf('')).blocks.has('ingress')).toBe(false);
  });

  it('holds no meta-arguments', async () => {
    const body = await bodyOf(
      `
      provider   = aws.x
      depends_on = [aws_x.b]
      name       = "n"
      lifecycle {
        ignore_changes = all
      }
      connection {
        host = "h"
      }
      provisioner "local-exec" {
        command = "x"
      }
      timeouts {
        create = "1m"
      }
    `,
      'resource "aws_x" "b" {}\nprovider "aws" {\n  alias = "x"\n}',
    );
    expect([...body.attributes.keys()]).toEqual(['name']);
    expect([...body.blocks.keys()]).toEqual(['timeouts']);
  });

  it('places values at what they come from and attributes where they are written', async () => {
    const body = await bodyOf('name = local.n', 'locals {\n  n = "x"\n}');
    expect(body.attributes.get('name')?.at.start.line).toBe(5);
    expect(body.attributes.get('name')?.value.at?.start.line).toBe(2);
  });
});

describe('dynamic blocks', () => {
  it('stand in source order with the static ones', async () => {
    const body = await bodyOf(`
      rule {
        port = 1
      }
      dynamic "rule" {
        for_each = [2, 3]
        content {
          port = rule.value
          key  = rule.key
        }
      }
      other {}
      rule {
        port = 4
      }
    `);
    expect(plainBody(body)).toEqual({
      rule: [{ port: 1 }, { port: 2, key: 0 }, { port: 3, key: 1 }, { port: 4 }],
      other: [{}],
    });
  });

  it('go over maps, objects and sets, with a name of their own', async () => {
    const body = await bodyOf(`
      dynamic "map" {
        for_each = tomap({ b = 1, a = 2 })
        iterator = it
        content {
          pair = [it.key, it.value]
        }
      }
      dynamic "set" {
        for_each = toset(["y", "x"])
        content {
          pair = [set.key, set.value]
        }
      }
      dynamic "none" {
        for_each = []
        content {}
      }
    `);
    expect(plainBody(body)).toEqual({
      map: [{ pair: ['a', 2] }, { pair: ['b', 1] }],
      set: [{ pair: ['x', 'x'] }, { pair: ['y', 'y'] }],
      none: [],
    });
  });

  it('nest, and the inner ones see the outer iterators', async () => {
    const body = await bodyOf(`
      dynamic "outer" {
        for_each = { a = [1, 2], b = [] }
        content {
          name = outer.key
          dynamic "inner" {
            for_each = outer.value
            content {
              path = "\${outer.key}/\${inner.value}"
            }
          }
        }
      }
    `);
    expect(plainBody(body)).toEqual({
      outer: [
        { name: 'a', inner: [{ path: 'a/1' }, { path: 'a/2' }] },
        { name: 'b', inner: [] },
      ],
    });
  });

  it('evaluate labels', async () => {
    const body = await bodyOf('dynamic "b" {\n  for_each = ["x"]\n  labels = [upper(b.value)]\n  content {}\n}');
    expect(body.blocks.get('b')?.blocks.map(({ labels }) => labels)).toEqual([['X']]);
  });

  it('are open when what they go over is not known', async () => {
    const body = await bodyOf(
      `
      rule {
        port = 1
      }
      dynamic "rule" {
        for_each = var.rules
        content {
          port     = rule.value.port
          protocol = "tcp"
        }
      }
      dynamic "partly" {
        for_each = concat([1], var.rules)
        content {
          port = partly.value
        }
      }
    `,
      'variable "rules" { type = list(any) }',
    );
    const rules = body.blocks.get('rule');
    expect(rules && plainBlocks(rules)).toEqual([{ port: 1 }]);
    expect(rules?.open?.because).toMatchObject({ kind: 'variable', name: 'rules' });
    const [template] = rules?.open?.template ?? [];
    expect(template?.body.attributes.get('port')?.value.kind).toBe('unknown');
    expect(template?.body.attributes.get('protocol')?.value).toMatchObject({ value: 'tcp' });
    const partly = body.blocks.get('partly');
    expect(partly && plainBlocks(partly)).toEqual([{ port: 1 }]);
    expect(partly?.open).toBeDefined();
  });

  it.each([
    ['for_each = null\ncontent {}', 4],
    ['for_each = 5\ncontent {}', 4],
    ['content {}', 3],
    ['for_each = []', 3],
  ])('are open and reported when they are invalid: %s', async (content, line) => {
    const stack = await stackOf(`# 1\nresource "aws_x" "a" {\ndynamic "b" {\n${content}\n}\n}\n`);
    expect(stack.diagnostics.map(shown)).toEqual([`invalid-dynamic-block main.tf:${line}`]);
    expect(resource(stack, 'aws_x.a').body.blocks.get('b')).toMatchObject({ blocks: [], open: {} });
  });

  it('mark what comes from a sensitive collection', async () => {
    const body = await bodyOf(
      'dynamic "b" {\n  for_each = var.s\n  content {\n    v = b.value\n  }\n}',
      'variable "s" {\n  default = ["x"]\n  sensitive = true\n}',
    );
    expect(body.blocks.get('b')?.blocks[0]?.body.attributes.get('v')?.value).toMatchObject({ sensitive: true });
  });
});

describe('ignore_changes', () => {
  it.each([
    ['[name, tags["a"], network_configuration[0].subnets]', ['name', 'tags["a"]', 'network_configuration[0].subnets']],
    ['["name"]', ['name']],
    ['all', 'all'],
    ['["*"]', 'all'],
    ['[]', []],
  ])('%s', async (text, expected) => {
    const stack = await stackOf(`resource "aws_x" "a" {\n  lifecycle {\n    ignore_changes = ${text}\n  }\n}\n`);
    expect(resource(stack, 'aws_x.a').ignoreChanges).toEqual(expected);
  });
});
