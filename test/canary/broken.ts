// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import { quoted } from './fixture.ts';
import { allShapes, isOneWord, type Shape, speakingShapes, tokenShapes } from './secrets.ts';

/*
 * What is wrong: code, inputs and command lines whose error is about the very place that a secret stands in.
 */

/** One run that ends in an error or a gap. */
export interface Wrong {
  readonly place: string;
  /** Only texts of one word can stand there. */
  readonly word?: true;
  /** Only a text that says by itself that it is secret: nothing else there does. */
  readonly speaking?: true;
  /** Only a text that is no number. */
  readonly text?: true;
  /** Only an issuer's token: other texts there are as good as any path or value. */
  readonly token?: true;
  readonly make: (text: string) => Case;
  /** What the output must hold, so that it is known that the place was reached. */
  readonly proof: RegExp;
}

/** Files, and a command line that is run in their directory. */
export interface Case {
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** Another command line, for which the same holds. */
  readonly also?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The message of an error that nobody expects, thrown in the middle of the run. */
  readonly crash?: string;
}

/** The shapes that can stand there. */
export function shapesFor({ text, token, speaking, word }: Wrong): readonly Shape[] {
  return (token ? tokenShapes : speaking ? speakingShapes : allShapes).filter(
    (shape) => (!word || isOneWord(shape)) && !(text && shape === 'number'),
  );
}

/** The command lines of a case. */
export function commandLines({ args, also }: Case): readonly (readonly string[])[] {
  return also === undefined ? [args] : [args, also];
}

const group = 'resource "aws_security_group" "a" {\n  name   = "a"\n  vpc_id = "vpc-1"\n}\n';
const empty =
  '{"format":"driftcheck-snapshot","schemaVersion":1,"salt":"x","account":"123456789012","region":"us-east-1","reads":[]}';
const live = { 'live.json': empty };
const check = ['.', '--live', 'live.json'];
const secret = 'variable "x" {\n  type = string\n  sensitive = true\n}\n';

/** Broken code, by what is wrong with it. */
const code = (place: string, text: (secret: string) => string, proof: RegExp, more: Partial<Wrong> = {}): Wrong => ({
  place: `code: ${place}`,
  proof,
  ...more,
  make: (value) => ({ files: { 'main.tf': text(value), ...live }, args: check, also: ['eval', '.', '--json'] }),
});

/** An expression that fails for the value of a sensitive variable. */
const failing = (expression: string, proof: RegExp): Wrong => ({
  place: `expression: ${expression.slice(0, 40)}`,
  proof,
  make: (value) => ({
    files: { 'main.tf': `${secret}output "o" {\n  value = ${expression}\n  sensitive = true\n}\n${group}`, ...live },
    args: ['eval', '.', '--expression', expression],
    environment: { TF_VAR_x: value },
  }),
});

const flag = (
  place: string,
  args: (text: string) => readonly string[],
  proof: RegExp,
  more: Partial<Wrong> = {},
): Wrong => ({
  place: `flag: ${place}`,
  proof,
  ...more,
  make: (text) => ({ files: { 'main.tf': group, ...live }, args: args(text) }),
});

/** A `driftcheck.yaml` in error: data, or a text as it is. */
const configured = (
  place: string,
  file: (text: string) => object | string,
  proof: RegExp = /driftcheck\.yaml:\d/,
  more: Partial<Wrong> = {},
): Wrong => ({
  place: `configuration: ${place}`,
  proof,
  ...more,
  make: (text) => {
    const said = file(text);
    return {
      files: {
        'main.tf': `variable "n" {\n  type = number\n}\n${group}`,
        'driftcheck.yaml': typeof said === 'string' ? said : JSON.stringify(said, null, 2),
        ...live,
      },
      args: ['--live', 'live.json'],
      also: ['eval', '.', '--json'],
    };
  },
});

const ignored = {
  rule: 'sg/rule-extra',
  address: 'aws_security_group.a',
  path: 'ingress',
  owner: 'team',
  reason: 'it may',
  expires: '2999-01-01',
};

/** A defect, whose message repeats what the program had in hands. */
const crash = (place: string, message: (text: string) => string, more: Partial<Wrong> = {}): Wrong => ({
  place: `crash: ${place}`,
  proof: /driftcheck failed; please report this:[\s\S]*\n {4}at /,
  ...more,
  make: (text) => ({ files: { 'main.tf': group, ...live }, args: check, crash: message(text) }),
});

export const wrongs: readonly Wrong[] = [
  crash('a value in quotes', (text) => `Unexpected token in JSON, ${JSON.stringify(text)} is not valid`),
  crash('a value without quotes', (text) => `cannot convert ${text} to a number`, { speaking: true }),
  crash('a value over several lines', (text) => `cannot read\n    at ${text}\n${text}`, { speaking: true }),
  configured('no YAML', (text) => `ignore: [${text}\n`),
  configured('a quote that is not closed', (text) => `ignore: ${quoted(text).slice(0, -1)}\n`),
  configured('text where a map is', (text) => `${text.split('\n').join(' ')}\n`),
  configured('an unknown section', (text) => ({ [text]: 1 }), undefined, { speaking: true }),
  configured('an unknown key', (text) => ({ ignore: [{ ...ignored, [text]: 1 }] }), undefined, { speaking: true }),
  configured('the value of an unknown key', (text) => ({ password: text })),
  configured('a key twice', (text) => `${quoted(text)}: 1\n${quoted(text)}: 2\n`, undefined, { speaking: true }),
  configured('an anchor', (text) => `redact: &${text} {}\n`, undefined, { word: true }),
  configured('an alias', (text) => `redact: *${text}\n`, undefined, { word: true }),
  configured('a tag', (text) => `redact: !${text} {}\n`, undefined, { word: true }),
  ...['targets', 'severity', 'owners', 'ignore', 'expect', 'redact', 'fail-on', 'trust-ignore-changes'].map((section) =>
    configured(`text for ${section}`, (text) => ({ [section]: text })),
  ),
  configured('text for an entry', (text) => ({ ignore: [text] })),
  configured('the directory of a target', (text) => ({ targets: [{ directory: text }] }), /error/, { speaking: true }),
  configured(
    'the value of an undeclared variable',
    (text) => ({ targets: [{ directory: '.', vars: { n: 1, nope: text } }] }),
    /nope/,
  ),
  configured('a variable that is undeclared', (text) => ({ targets: [{ directory: '.', vars: { [text]: 1 } }] }), /./, {
    speaking: true,
  }),
  configured('a variable of another type', (text) => ({ targets: [{ directory: '.', vars: { n: text } }] }), /"n"/, {
    text: true,
  }),
  ...['var-files', 'workspace', 'region', 'profile', 'role', 'state', 'plan'].map((key) =>
    configured(
      `${key} of a target`,
      (text) => ({ targets: [{ directory: '.', vars: { n: 1 }, [key]: key === 'var-files' ? [text] : text }] }),
      /./,
      { speaking: true },
    ),
  ),
  configured('a rule that there is not', (text) => ({ ignore: [{ ...ignored, rule: text }] }), undefined, {
    speaking: true,
  }),
  configured('the severity', (text) => ({ severity: [{ rule: 'sg/*', severity: text }] }), undefined, {
    speaking: true,
  }),
  configured('a preset', (text) => ({ owners: [{ owner: 'team', preset: text }] }), undefined, { speaking: true }),
  configured('an owner of nothing', (text) => ({ owners: [{ owner: text }] })),
  configured('a reason without a day', (text) => ({ ignore: [{ ...ignored, reason: text, expires: undefined }] })),
  configured('the day', (text) => ({ ignore: [{ ...ignored, expires: text }] })),
  configured('a fingerprint', (text) => ({ ignore: [{ ...ignored, 'live-fingerprint': text }] })),
  configured('two values', (text) => ({ ignore: [{ ...ignored, live: text, 'live-fingerprint': '0'.repeat(32) }] })),
  configured('an expectation of a wrong kind', (text) => ({ expect: [{ name: text, container: [text] }] })),
  configured('a connection without a port', (text) => ({ expect: [{ name: 'x', connect: `${text} -> ${text}` }] })),
  configured('a connection to no such address', (text) => ({
    expect: [{ name: 'x', connect: `${text} -> 10.0.0.0/99 1` }],
  })),
  configured('a name that is allowed', (text) => ({ redact: { allow: [`${text}*`] } })),
  configured('a pattern', (text) => ({ redact: { also: [{ value: `${text}(` }] } })),
  configured('a pattern that is too long', (text) => ({ redact: { also: [{ value: text.repeat(200) }] } })),
  configured('a pattern of another type', (text) => ({ redact: { also: [{ value: [text] }] } })),
  // Of runs that come to a report the same holds.
  configured('an entry that nothing is ignored by', (text) => ({ ignore: [{ ...ignored, reason: text }] }), /./, {
    speaking: true,
  }),
  configured('an owner', (text) => ({ ignore: [{ ...ignored, owner: text, expires: '2020-01-01' }] }), /./, {
    speaking: true,
  }),
  code('a string without its end', (text) => `locals {\n  x = ${quoted(text).slice(0, -1)}\n}\n`, /main\.tf:\d/),
  code('a value without quotes', (text) => `locals {\n  password = ${text}\n}\n`, /main\.tf|password/),
  code('a value without quotes under another name', (text) => `locals {\n  thing = [1 ${text}]\n}\n`, /main\.tf:\d/, {
    word: true,
  }),
  code('a comment on the line', (text) => `locals {\n  x = = 1 # ${text.split('\n').join(' ')}\n}\n`, /main\.tf:\d/),
  code('a string on the line', (text) => `locals {\n  x = [${quoted(text)} "b"]\n}\n`, /main\.tf:\d/),
  code('a heredoc without its end', (text) => `locals {\n  x = <<EOT\n${text}\n`, /main\.tf:\d/),
  code('single quotes', (text) => `locals {\n  x = '${text}'\n}\n`, /main\.tf:\d/),
  code('an argument without an equals sign', (text) => `locals {\n  password ${text}\n}\n`, /main\.tf:\d/),
  code('a colon for an equals sign', (text) => `locals {\n  password: ${text}\n}\n`, /main\.tf:\d/),
  code('a word in the place of a block', (text) => `${text}\n`, /main\.tf:\d/),
  code('an unknown function', (text) => `locals {\n  x = f${text}()\n}\n${group}`, /main\.tf|group/, {
    word: true,
    speaking: true,
  }),
  code('an undeclared variable', (text) => `locals {\n  x = var.${text}\n}\n`, /main\.tf:\d/, {
    word: true,
    speaking: true,
  }),
  code('a duplicate', (text) => `locals {\n  a = 1\n  a = ${quoted(text)}\n}\n`, /main\.tf:\d/),
  code('a label of a block', (text) => `resource "aws_security_group" ${quoted(text)} "b" {\n}\n`, /main\.tf:\d/, {
    speaking: true,
  }),
  code(
    'count',
    (text) => `resource "aws_security_group" "a" {\n  count = ${quoted(text)}\n}\n`,
    /main\.tf:2|aws_security_group/,
  ),
  code(
    'for_each',
    (text) => `resource "aws_security_group" "a" {\n  for_each = ${quoted(text)}\n}\n`,
    /main\.tf:2|aws_security_group/,
  ),
  code(
    'the message of a condition',
    (text) =>
      `${secret.replace('\n}', `\n  default = "a"\n  validation {\n    condition = var.x == "b"\n    error_message = ${quoted(`Not ${text}.`)}\n  }\n}`)}${group}`,
    /x/,
    { speaking: true },
  ),
  code(
    'a default of another type',
    (text) => `variable "x" {\n  type = bool\n  default = ${quoted(text)}\n}\n`,
    /main\.tf:\d/,
  ),
  code(
    'the source of a module',
    (text) => `module "m" {\n  source = ${quoted(`./${text}`)}\n}\n${group}`,
    /module\.m/,
    { token: true },
  ),
  code(
    'the URL of a module',
    (text) => `module "m" {\n  source = ${quoted(`git::https://app:${text}@git.example.com/m.git`)}\n}\n${group}`,
    /module\.m/,
    { word: true },
  ),
  code(
    'the query of a module',
    (text) => `module "m" {\n  source = ${quoted(`git::ssh://git@git.example.com/m.git?sshkey=${text}`)}\n}\n${group}`,
    /module\.m/,
    { word: true },
  ),
  code(
    'a file that is missing',
    (text) =>
      `locals {\n  x = file(${quoted(`${'${path.module}'}/${text}`)})\n}\nresource "aws_security_group" "a" {\n  name = local.x\n}\n`,
    /aws_security_group/,
    { speaking: true },
  ),
  code(
    'jsondecode',
    (text) =>
      `locals {\n  x = jsondecode(${quoted(`{${text}`)})\n}\nresource "aws_security_group" "a" {\n  name = local.x\n}\n`,
    /aws_security_group/,
  ),
  code(
    'yamldecode',
    (text) =>
      `locals {\n  x = yamldecode(${quoted(`a: [${text}`)})\n}\nresource "aws_security_group" "a" {\n  name = local.x\n}\n`,
    /aws_security_group/,
  ),
  failing('tonumber(var.x)', /./),
  failing('jsondecode(var.x)', /./),
  failing('yamldecode("a: [${var.x}")', /./),
  failing('base64decode(var.x)', /./),
  failing('{ a = 1 }[var.x]', /./),
  failing('cidrhost(var.x, 1)', /./),
  failing('regex("^$", var.x)', /./),
  failing('file("/nonexistent/${var.x}")', /./),
  failing('templatefile("${path.module}/${var.x}", {})', /./),
  failing('var.x + 1', /./),
  failing('var.x ? 1 : 2', /./),
  failing('format("%d", var.x)', /./),
  failing('timeadd(var.x, "1h")', /./),
  failing('formatdate("YYYY", var.x)', /./),
  failing('parseint(var.x, 10)', /./),
  failing('[1, 2][var.x]', /./),
  failing('element([], var.x)', /./),
  failing('lookup({ a = 1 }, var.x)', /./),
  failing('merge({ a = 1 }, var.x)', /./),
  failing('tomap({ (var.x) = 1 })', /./),
  {
    place: 'expression: a literal',
    proof: /expr/,
    token: true,
    make: (text) => ({ files: { 'main.tf': group }, args: ['eval', '.', '--json', '--expression', quoted(text)] }),
  },
  {
    place: 'expression: a literal, in error',
    proof: /error/,
    make: (text) => ({
      files: { 'main.tf': group },
      args: ['eval', '.', '--json', '--expression', `${quoted(text)} + 1`],
    }),
    speaking: true,
  },
  {
    place: 'expressions: a file in error',
    proof: /x\.json/,
    make: (text) => ({
      files: { 'main.tf': group, 'x.json': `["1", ${JSON.stringify(text)}` },
      args: ['eval', '.', '--expressions', 'x.json'],
    }),
  },
  ...[
    ['without its end', (text: string) => `x = ${quoted(text).slice(0, -1)}\n`],
    ['without quotes', (text: string) => `x = ${text}\n`],
    ['followed by something', (text: string) => `x = ${quoted(text)} y\n`],
    ['of an undeclared variable', (text: string) => `y = ${quoted(text)}\nx = z\n`],
    ['with a function', (text: string) => `x = upper(${quoted(text)})\n`],
  ].map(
    ([what, make]): Wrong => ({
      place: `tfvars: a value ${String(what)}`,
      proof: /terraform\.tfvars/,
      make: (text) => ({
        files: {
          'main.tf': `${secret}${group}`,
          'terraform.tfvars': typeof make === 'function' ? make(text) : '',
          ...live,
        },
        args: check,
      }),
    }),
  ),
  {
    place: 'tfvars: JSON',
    proof: /terraform\.tfvars\.json/,
    make: (text) => ({
      files: {
        'main.tf': `${secret}${group}`,
        'terraform.tfvars.json': `{"x": ${JSON.stringify(text)}, ${text}}`,
        ...live,
      },
      args: check,
    }),
  },
  {
    place: 'code: JSON',
    proof: /main\.tf\.json/,
    make: (text) => ({
      files: { 'main.tf.json': `{"locals": {"x": ${JSON.stringify(text)} ${text}}}` },
      args: ['eval', '.'],
    }),
  },
  {
    place: 'TF_VAR_*: of another type',
    text: true,
    proof: /TF_VAR_n/,
    make: (text) => ({
      files: { 'main.tf': `variable "n" {\n  type = number\n}\n${group}`, ...live },
      args: check,
      environment: { TF_VAR_n: text },
    }),
  },
  {
    place: 'TF_VAR_*: an expression in error',
    proof: /TF_VAR_n/,
    make: (text) => ({
      files: { 'main.tf': `variable "n" {\n  type = list(string)\n}\n${group}`, ...live },
      args: check,
      environment: { TF_VAR_n: `[${text}` },
    }),
  },
  {
    place: 'TF_VAR_*: an expression that is no constant',
    proof: /TF_VAR_n/,
    make: (text) => ({
      files: { 'main.tf': `variable "n" {\n  type = list(string)\n}\n${group}`, ...live },
      args: check,
      environment: { TF_VAR_n: `[${text.replace(/\W/g, '')}]` },
    }),
  },
  {
    place: 'TF_CLI_ARGS: a quote without its end',
    proof: /TF_CLI_ARGS/,
    make: (text) => ({
      files: { 'main.tf': group, ...live },
      args: check,
      environment: { TF_CLI_ARGS: `-var 'x=${text}` },
    }),
  },
  {
    place: 'TF_CLI_ARGS: an option of Terraform',
    proof: /TF_CLI_ARGS|target/,
    make: (text) => ({
      files: { 'main.tf': group },
      args: ['eval', '.'],
      environment: { TF_CLI_ARGS: `-target=${text.replace(/[\s'"\\]/g, '')} -p${text.replace(/[\s'"\\]/g, '')}` },
    }),
  },
  {
    place: 'TF_CLI_ARGS: an undeclared variable',
    proof: /TF_CLI_ARGS/,
    make: (text) => ({
      files: { 'main.tf': group, ...live },
      args: check,
      environment: { TF_CLI_ARGS: `-var x=${text.replace(/[\s'"\\]/g, '')}` },
    }),
  },
  ...(['--state', '--plan'] as const).flatMap((option): Wrong[] => [
    {
      place: `${option}: no JSON`,
      proof: /f\.json/,
      make: (text) => ({
        files: { 'main.tf': group, ...live, 'f.json': `${text} {` },
        args: [...check, option, 'f.json'],
      }),
    },
    {
      place: `${option}: JSON cut off`,
      proof: /f\.json/,
      make: (text) => ({
        files: {
          'main.tf': group,
          ...live,
          'f.json': `{"version": 4, "serial": 1, "lineage": "x", "resources": [{"x": ${JSON.stringify(text)}`,
        },
        args: [...check, option, 'f.json'],
      }),
    },
    {
      place: `${option}: the version of the format`,
      proof: /f\.json/,
      make: (text) => ({
        files: {
          'main.tf': group,
          ...live,
          'f.json': JSON.stringify({ format_version: text, values: {}, planned_values: {} }),
        },
        args: [...check, option, 'f.json'],
      }),
    },
    {
      place: `${option}: members of another type`,
      proof: /./,
      make: (text) => ({
        files: {
          'main.tf': group,
          ...live,
          'f.json': JSON.stringify({
            version: 4,
            serial: 1,
            lineage: text,
            terraform_version: text,
            outputs: text,
            resources: [{ mode: text, type: text, name: text, instances: [text] }],
          }),
        },
        args: [...check, option, 'f.json'],
      }),
    },
  ]),
  ...(
    [
      ['no JSON', (text: string) => `${text} ${empty}`],
      ['JSON cut off', (text: string) => `{"x": ${JSON.stringify(text)}, `],
      [
        'a member of another type',
        (text: string) =>
          empty.replace(
            '"reads":[]',
            `"reads":[{"action":"ecs:DescribeServices","key":{"cluster":"a","service":"b"},"result":{"desiredCount":${JSON.stringify(text)}}}]`,
          ),
      ],
      [
        'an unknown action',
        (text: string) => empty.replace('"reads":[]', `"reads":[{"action":${JSON.stringify(text)}}]`),
      ],

      ['the account', (text: string) => empty.replace('"123456789012"', JSON.stringify(text))],
      ['the version', (text: string) => empty.replace('"schemaVersion":1', `"schemaVersion":${JSON.stringify(text)}`)],
    ] as const
  ).map(
    ([what, make]): Wrong => ({
      place: `--live: ${what}`,
      proof: /live\.json/,
      make: (text) => ({ files: { 'main.tf': group, 'live.json': make(text) }, args: check }),
    }),
  ),
  {
    place: '--live: an unknown member',
    speaking: true,
    proof: /live\.json/,
    make: (text) => ({
      files: { 'main.tf': group, 'live.json': empty.replace('"reads":[]', `${JSON.stringify(text)}:1,"reads":[]`) },
      args: check,
    }),
  },
  flag('the directory', (text) => [text], /error/, { speaking: true }),
  flag('a directory with a value', (text) => [`db_password=${text}`], /error/),
  flag('a URL for the directory', (text) => [`https://app:${text}@example.com/infra`], /error/, { word: true }),
  flag('a second directory', (text) => ['check', '.', text], /error/),
  flag('an unknown option', (text) => [`--pasword=${text}`], /--pasword/),
  flag('an unknown short option', (text) => [`-p${text}`], /error/),
  flag('an option of Terraform', (text) => [`-target=${text}`], /-target/),
  flag('an option that is a value', (text) => [`--${text}`], /error/),
  flag('--var of an undeclared variable', (text) => [...check, '--var', `x=${text}`], /"x"/),
  flag('-var of an undeclared variable', (text) => [...check, `-var=x=${text}`], /"x"/),
  flag('--var without a name', (text) => [...check, '--var', text], /--var/, { speaking: true }),
  flag('--var-file', (text) => [...check, '--var-file', text], /error/, { speaking: true }),
  flag('--var-file, a URL', (text) => [...check, '--var-file', `https://app:${text}@example.com/x`], /error/, {
    word: true,
  }),
  flag('--live', (text) => ['.', '--live', text], /error/, { speaking: true }),
  flag('--live, a URL', (text) => ['.', '--live', `https://app:${text}@example.com/live.json`], /error/, {
    word: true,
  }),
  ...['--config', '--config-from', '--base', '--applied', '--only-target'].map((option) =>
    flag(option, (text) => [...check, option, text], /error/, { speaking: true }),
  ),
  flag('--config, a URL', (text) => [...check, '--config', `https://app:${text}@example.com/x`], /error/, {
    word: true,
  }),
  flag('--state', (text) => [...check, '--state', text], /error/, { speaking: true }),
  flag('--state, a URL', (text) => [...check, `--state=s3://app:${text}@bucket/x`], /error/, { word: true }),
  flag('--plan', (text) => [...check, '--plan', text], /error/, { speaking: true }),
  flag('--remote-state', (text) => [...check, '--remote-state', text], /--remote-state|error/, { speaking: true }),
  flag('--remote-state with a file', (text) => [...check, '--remote-state', `network=${text}`], /./, {
    speaking: true,
  }),
  flag('--format', (text) => [...check, '--format', text], /format/, { speaking: true }),
  flag('--format with a file', (text) => [...check, '--format', `json=/nonexistent/${text}`], /error/, {
    speaking: true,
  }),
  flag('--fail-on', (text) => [...check, '--fail-on', text], /--fail-on/),
  flag('--timeout', (text) => [...check, '--timeout', text], /--timeout/, { text: true }),
  flag('--max-calls', (text) => [...check, '--max-calls', text], /--max-calls/),
  flag('--limit', (text) => ['history', 'a', '--limit', text], /--limit/),
  flag('--region', (text) => [...check, '--region', text], /./, { speaking: true }),
  flag('--profile', (text) => [...check, '--profile', text], /./, { speaking: true }),
  flag('--workspace', (text) => [...check, '--workspace', text], /./, { speaking: true }),
  flag('--workspace, in JSON', (text) => [...check, '--workspace', text, '--format', 'json'], /./, { speaking: true }),
  flag('--output', (text) => ['snapshot', '.', '-o', `/nonexistent/${text}`], /error/, { speaking: true }),
  flag('--module', (text) => ['eval', '.', '--module', text, '--expression', '1'], /error/, { speaking: true }),
  flag('--expression', (text) => ['eval', '.', '--expression', text], /./, { speaking: true }),
  flag('an address', (text) => ['eval', '.', `aws_security_group.${text}`], /error/, { speaking: true, word: true }),
  flag('a service', (text) => ['trace', text, '.', '--live', 'live.json'], /error/, { speaking: true }),
  flag('--cluster', (text) => ['trace', 'api', '--no-terraform', '--cluster', text, '--live', 'live.json'], /error/, {
    speaking: true,
  }),
  flag(
    '--env',
    (text) => ['trace', 'api', '--no-terraform', '--cluster', 'a', '--env', text, '--live', 'live.json'],
    /error/,
    { speaking: true },
  ),
  flag('a family', (text) => ['history', text, '--live', 'live.json'], /./, { speaking: true }),
  flag('a cluster of a history', (text) => ['history', 'a', '--cluster', text, '--live', 'live.json'], /error/, {
    speaking: true,
  }),
  ...['--owner', '--reason'].map((option) =>
    flag(
      `accept ${option}`,
      (text) => ['accept', ...check, '--owner', 'team', '--reason', 'it may', option, text],
      /--owner|--reason|error/,
      { speaking: true },
    ),
  ),
  flag(
    'accept --expires',
    (text) => ['accept', ...check, '--owner', 'a', '--reason', 'b', '--expires', text],
    /error/,
    {
      text: true,
    },
  ),
  flag('accept --rule', (text) => ['accept', ...check, '--owner', 'a', '--reason', 'b', '--rule', text], /error/, {
    speaking: true,
  }),
  flag('a rule', (text) => ['explain', text], /rule/, { speaking: true, word: true }),
  flag('an argument of demo', (text) => ['demo', text], /error/),
  flag('an argument of help', (text) => ['help', text], /Usage/),
];
