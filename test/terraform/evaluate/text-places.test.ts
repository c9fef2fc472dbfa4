import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TerraformValue } from '../../../src/model/value.ts';
import { recoverJson } from '../../../src/terraform/evaluate/json.ts';
import { childrenOf } from '../../../src/terraform/evaluate/value-parts.ts';
import { evaluateText, scopeOf } from '../case.ts';

const directory = mkdtempSync(join(tmpdir(), 'places-'));
afterAll(() => rmSync(directory, { recursive: true }));

const files: Readonly<Record<string, string>> = {
  'env.json': '[\n  { "name": "A", "value": "1" },\n  {\n    "name": "B",\n    "value": "2"\n  }\n]\n',
  'one.json': '{\n  "name": "ONE"\n}\n',
  'crlf.json': '[\r\n  "a",\r\n  "b"\r\n]\r\n',
  // Normalised, it is shorter.
  'accents.json': `[\n  "${'e\u0301'.repeat(20)}",\n  "b"\n]\n`,
  'services.yaml':
    'services:\n  api:\n    image: a\n    ports: [80,\n      81]\n  # of the night\n  job:\n    image: b\n',
  'rows.csv': 'name,value\n\nA,1\nB,"2\n3"\nC,4\n',
  'c.tftpl': [
    '[',
    '%{ for name in names ~}',
    '  {',
    `    "name": "\${name}"`,
    '  },',
    '%{ endfor ~}',
    '%{ if extra }',
    '  { "name": "EXTRA" },',
    '%{ endif }',
    `  { "name": "\${last}",`,
    `    "port": \${port} }`,
    ']',
  ].join('\n'),
  'holder.tftpl': `{\n  "inner":\n    \${inner},\n  "after": "x"\n}\n`,
  'encoded.tftpl': `[\n  \${jsonencode(first)},\n  \${jsonencode({ name = "B" })},\n  "c"\n]\n`,
};
for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);

const scope = scopeOf(
  `locals {
  env = [
    { name = "A" },
    { name = "B" },
  ]
  heredoc = <<EOT
[
  { "name": "A" },
  { "name": "\${local.env[1].name}" }
]
EOT
  flushed = <<-EOT
    [
      \${jsonencode(local.env[0])},
      \${terraform_data.unknown.id},
      { "name": "\${terraform_data.unknown.id}" }
    ]
  EOT
}
`,
  directory,
);

/** The place of a value and of all that is in it, in order. */
function placesIn(value: TerraformValue): string[] {
  const own = value.at === undefined ? 'nowhere' : `${value.at.file}:${value.at.start.line}`;
  return [own, ...childrenOf(value).flatMap(placesIn)];
}
const places = (expression: string): string => placesIn(evaluateText(expression, scope)).join(' ');
const template = (more = ''): string =>
  `templatefile("c.tftpl", { names = ["A", "B"], extra = true, last = "L", port = 80${more} })`;

describe('where the values in a text are written', () => {
  it.each([
    ['jsondecode(file("env.json"))', 'env.json:1 env.json:2 env.json:2 env.json:2 env.json:3 env.json:4 env.json:5'],
    ['jsondecode(file("crlf.json"))', 'crlf.json:1 crlf.json:2 crlf.json:3'],
    ['jsondecode(file("accents.json"))', 'accents.json:1 accents.json:2 accents.json:3'],
    ['jsondecode(base64decode(filebase64("crlf.json")))', 'crlf.json:1 crlf.json:2 crlf.json:3'],
    [
      'yamldecode(file("services.yaml"))',
      'services.yaml:1 services.yaml:2 services.yaml:3 services.yaml:3 services.yaml:4 services.yaml:4 services.yaml:5 ' +
        'services.yaml:8 services.yaml:8',
    ],
    [
      'csvdecode(file("rows.csv"))',
      'case.tf:1 rows.csv:3 rows.csv:3 rows.csv:3 rows.csv:4 rows.csv:4 rows.csv:4 rows.csv:6 rows.csv:6 rows.csv:6',
    ],
    ['csvdecode(file("rows.csv"))[2].name', 'rows.csv:6'],
    [
      `jsondecode(${template()})`,
      'c.tftpl:1 c.tftpl:3 c.tftpl:4 c.tftpl:3 c.tftpl:4 c.tftpl:8 c.tftpl:8 c.tftpl:10 c.tftpl:10 c.tftpl:11',
    ],
    ['jsondecode(local.heredoc)', 'preamble.tf:7 preamble.tf:8 preamble.tf:8 preamble.tf:9 preamble.tf:9'],
    ['jsondecode(local.flushed)', 'preamble.tf:13 preamble.tf:3 preamble.tf:3 preamble.tf:16 preamble.tf:16'],
    [
      'jsondecode(templatefile("holder.tftpl", { inner = file("one.json") }))',
      'holder.tftpl:1 holder.tftpl:4 one.json:1 one.json:2',
    ],
    [
      'jsondecode(templatefile("encoded.tftpl", { first = local.env[0] }))',
      'encoded.tftpl:1 preamble.tf:3 preamble.tf:3 encoded.tftpl:3 encoded.tftpl:3 encoded.tftpl:4',
    ],
    [
      `jsondecode("[\${file("one.json")}, \${file("one.json")}]")`,
      'case.tf:1 one.json:1 one.json:2 one.json:1 one.json:2',
    ],
    ['jsondecode(jsonencode(jsondecode(file("one.json"))))', 'one.json:1 one.json:2'],
    ['jsondecode(trimspace(file("one.json")))', 'one.json:1 one.json:2'],
    ['jsondecode(chomp(local.heredoc))[1]', 'preamble.tf:9 preamble.tf:9'],
    ['jsondecode(replace(file("env.json"), "B", "BEFORE"))[1].value', 'env.json:5'],
    ['jsondecode(upper(file("env.json")))[1].VALUE', 'env.json:5'],
    ['jsondecode(trimprefix(file("crlf.json"), "x"))[1]', 'crlf.json:3'],
    ['jsondecode(indent(2, file("env.json")))[1].value', 'env.json:5'],
    ['jsondecode(templatestring(local.heredoc, {}))[1]', 'preamble.tf:9 preamble.tf:9'],
    ['[for e in jsondecode(file("env.json")) : merge(e, { extra = true })][1].value', 'env.json:5'],
    // What has been put together anew stands where that was done.
    ['\njsondecode(join("", [file("one.json")]))', 'case.tf:2 nowhere'],
    ['\njsondecode(replace(file("one.json"), "\\n", " "))', 'case.tf:2 nowhere'],
  ])('%s', (expression, expected) => expect(places(expression)).toBe(expected));

  it('is that of the text where a line of it has none', () => {
    const recovered = recoverJson(evaluateText('\nreplace(file("one.json"), "\\n", " ")', scope));
    expect(recovered && placesIn(recovered)).toEqual(['case.tf:2', 'case.tf:2']);
  });

  it('holds for the rest of a text with holes', () => {
    const recovered = recoverJson(
      evaluateText(
        `templatefile("c.tftpl", {
        names = ["A"], extra = false, last = terraform_data.unknown.id, port = terraform_data.unknown.id })`,
        scope,
      ),
    );
    expect(recovered && placesIn(recovered).slice(0, 5)).toEqual([
      'c.tftpl:1',
      'c.tftpl:3',
      'c.tftpl:4',
      'c.tftpl:10',
      'c.tftpl:10',
    ]);
  });

  it('has columns and an end where it is written as it stands', () => {
    const [, second] = childrenOf(evaluateText('jsondecode(file("crlf.json"))', scope));
    expect(second?.at).toEqual({
      file: 'crlf.json',
      start: { line: 3, column: 3, offset: 13 },
      end: { line: 3, column: 6, offset: 16 },
    });
  });

  it('does not tell a file whose name is hidden', () => {
    const named = (call: string): string => places(call.replace('PATH', 'sensitive("one.json")'));
    expect(named('jsondecode(file(PATH))')).not.toContain('one.json');
    expect(named('yamldecode(file(PATH))')).not.toContain('one.json');
    expect(named('jsondecode(templatefile(PATH, {}))')).not.toContain('one.json');
    expect(named('templatefile(PATH, {})')).not.toContain('one.json');
  });
});
