import { expect, it } from 'vitest';
import { plainWithCauses, understand } from '../../data-sources/world.ts';

async function rendered(body: string) {
  const { value, stack } = await understand(`variable "unset" {
  type = string
}
data "template_file" "t" {
${body}
}
output "rendered" {
  value = data.template_file.t.rendered
}
`);
  return { value: value('rendered'), codes: stack.diagnostics.map(({ code }) => code) };
}

it('is its template with its variables', async () => {
  const { value } = await rendered(
    '  template = "$${name}:$${port}-$${upper(name)}"\n  vars = { name = "api", port = 80 }',
  );
  expect(plainWithCauses(value)).toBe('api:80-API');
});

it('needs no variables', async () => {
  expect(plainWithCauses((await rendered('  template = "plain"')).value)).toBe('plain');
});

it('keeps what is known around an unknown variable', async () => {
  const { value } = await rendered('  template = "api:$${tag}!"\n  vars = { tag = var.unset }');
  expect(plainWithCauses(value)).toEqual(['api:', expect.objectContaining({ kind: 'variable', name: 'unset' }), '!']);
});

it('is unknown with an unknown template or unknown names of variables', async () => {
  expect((await rendered('  template = var.unset')).value).toMatchObject({ kind: 'unknown', type: { kind: 'string' } });
  const open = '  template = "a"\n  vars = merge({ a = "b" }, jsondecode(var.unset))';
  expect((await rendered(open)).value.kind).toBe('unknown');
});

it('is sensitive when a part is', async () => {
  const { value } = await rendered('  template = "$${a}"\n  vars = { a = sensitive("invented") }');
  expect(value).toMatchObject({ kind: 'string', sensitive: true });
});

it('reports a template in error', async () => {
  const missing = await rendered('  template = "$${missing}"');
  expect(missing.value).toMatchObject({ kind: 'unknown', because: { kind: 'invalid' } });
  expect(missing.codes).toHaveLength(1);
  const list = await rendered('  template = "$${a}"\n  vars = { a = ["b"] }');
  expect(list.codes).toEqual(['template-file']);
});

it('is among the attributes of the whole data source', async () => {
  const { value } = await understand(
    'data "template_file" "t" {\n  template = "a"\n}\noutput "all" {\n  value = data.template_file.t\n}\n',
  );
  expect(plainWithCauses(value('all'))).toEqual({ template: 'a', rendered: 'a' });
});
