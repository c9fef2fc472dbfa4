// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replaySnapshot } from '../../src/aws/snapshot/snapshot.ts';
import { check } from '../../src/check/check.ts';
import { redactionOf } from '../../src/config/redaction.ts';
import type { RedactForm } from '../../src/config/sections/redact.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Report } from '../../src/model/report/report.ts';
import type { Redaction } from '../../src/model/secret/redaction.ts';
import { reporters } from '../../src/report/index.ts';
import { someOf } from '../tries.ts';

const root = mkdtempSync(join(tmpdir(), 'redaction-'));
afterAll(() => rmSync(root, { recursive: true }));

function saying(redact: RedactForm): Promise<Redaction> {
  return redactionOf({
    targets: [],
    severity: [],
    owners: [],
    ignore: [],
    expect: [],
    redact,
    failOn: undefined,
    applyGrace: undefined,
    prScope: undefined,
    trustIgnoreChanges: true,
  });
}

/** A container's values, in the code and on AWS. */
interface Shop {
  readonly environment?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly image?: string;
  readonly container?: string;
}

const literal = (value: unknown): string => JSON.stringify(value);

/** `environment` in the code: expressions of the language. */
function codeOf({
  environment = {},
  labels = {},
  options = {},
  command = [],
  image = 'example/app:1',
  container = 'app',
}: Shop): string {
  const variables = Object.entries(environment).map(([name, value]) => `{ name = ${literal(name)}, value = ${value} }`);
  return `
resource "aws_ecs_task_definition" "app" {
  family = "app"
  container_definitions = jsonencode([{
    name             = ${literal(container)}
    image            = ${literal(image)}
    command          = ${literal(command)}
    dockerLabels     = ${literal(labels)}
    logConfiguration = { logDriver = "fluentd", options = ${literal(options)} }
    environment      = [${variables.join(', ')}]
  }])
}
`;
}

function liveOf({
  environment = {},
  labels = {},
  options = {},
  command = [],
  image = 'example/app:1',
  container = 'app',
}: Shop): string {
  return JSON.stringify({
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt: 'x',
    account: '123456789012',
    region: 'us-east-1',
    reads: [
      {
        action: 'ecs:DescribeTaskDefinition',
        key: { taskDefinition: 'app' },
        result: {
          taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/app:7',
          family: 'app',
          revision: 7,
          status: 'ACTIVE',
          containerDefinitions: [
            {
              name: container,
              image,
              command,
              dockerLabels: labels,
              logConfiguration: { logDriver: 'fluentd', options },
              environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
            },
          ],
        },
      },
    ],
  });
}

async function run(code: string, live: string, redact?: RedactForm): Promise<Report> {
  const directory = mkdtempSync(join(root, 'case-'));
  writeFileSync(join(directory, 'main.tf'), code);
  mkdirSync(join(directory, 'child'));
  writeFileSync(join(directory, 'child/main.tf'), 'output "acme_out" {\n  value = "zebra-output"\n}\n');
  return check({
    directory,
    environment: {},
    aws: replaySnapshot(live, 'live.json'),
    ...(redact === undefined ? {} : { redaction: await saying(redact) }),
  });
}

function shown(report: Report): string {
  return (['text', 'json'] as const)
    .map((format) => reporters[format](report, { color: false, width: 200 }))
    .join('\n');
}

/** What a report says, but for the values. */
function verdicts({ findings, gaps, summary }: Report) {
  return {
    findings: findings.map(({ rule, address, path, verdict }) => ({ rule, address, path, verdict })),
    gaps: gaps.map(({ code, address, path }) => ({ code, address, path })),
    summary,
  };
}

describe('`also`', () => {
  const code = `
variable "acme_colour" {
  default = "zebra-variable"
}
variable "acme_port" {
  default = 76543
}
locals {
  acme_size = "zebra-local"
}
module "child" {
  source = "./child"
}
${codeOf({
  environment: {
    ACME_HOST: '"zebra-environment"',
    ACME_DEBUG: '"false"',
    FROM_VARIABLE: 'var.acme_colour',
    FROM_NUMBER: '"port ${var.acme_port}"',
    FROM_LOCAL: 'upper(local.acme_size)',
    FROM_OUTPUT: 'module.child.acme_out',
    CONFIG: 'jsonencode({ acme_key = "zebra-json" })',
    SAID: '"see zoo-1234, or not"',
  },
  labels: { 'acme.label': 'zebra-label' },
  options: { 'acme-option': 'zebra-option' },
  command: ['serve', '--acme-flag', 'zebra-flag'],
})}`;
  const live = liveOf({
    environment: {
      ACME_HOST: 'okapi-environment',
      ACME_DEBUG: 'true',
      ACME_UNDECLARED: 'okapi-undeclared',
      FROM_VARIABLE: 'okapi-variable',
      FROM_NUMBER: 'okapi-number',
      FROM_LOCAL: 'okapi-local',
      FROM_OUTPUT: 'okapi-output',
      CONFIG: '{"acme_key":"okapi-json"}',
      SAID: 'see zoo-9876',
    },
    labels: { 'acme.label': 'okapi-label', 'acme.undeclared': 'okapi-label-undeclared' },
    options: { 'acme-option': 'okapi-option' },
    command: ['serve', '--acme-flag', 'okapi-flag'],
  });
  const planted = [
    ...['environment', 'variable', 'output', 'json', 'label', 'option', 'flag'].flatMap((place) => [
      `zebra-${place}`,
      `okapi-${place}`,
    ]),
    ...['okapi-undeclared', 'okapi-label-undeclared', 'okapi-number', 'okapi-local', 'ZEBRA-LOCAL', '76543'],
    ...['zoo-1234', 'zoo-9876', 'false'],
  ];
  const also = ['ACME_*', 'acme.*', 'acme-*', { value: 'zoo-[0-9]{4}' }];

  it('hides the values of its names and what its patterns describe, on both sides, and nothing is judged otherwise', async () => {
    const [plain, redacted] = [await run(code, live), await run(code, live, { also })];
    expect(planted.filter((text) => !shown(plain).includes(text))).toEqual([]);
    const values = JSON.stringify(redacted.findings.map(({ declared, live }) => [declared, live]));
    expect(planted.filter((text) => values.includes(text))).toEqual([]);
    expect(planted.filter((text) => text !== 'false' && shown(redacted).includes(text))).toEqual([]);
    expect(verdicts(redacted)).toEqual(verdicts(plain));
    expect(redacted.summary.findings.error).toBeGreaterThan(10);
  });

  it('hides what it describes also in names, and in what the run could not do', async () => {
    const named = codeOf({ container: 'zoo-1234', environment: { A: '"a"' } });
    const report = await run(named, liveOf({ container: 'zoo-1234', environment: { A: 'b' } }), { also });
    expect(shown(report)).not.toContain('zoo');
    expect(report.findings.map(({ path }) => path)).toEqual(['containers[(sensitive)].environment[A]']);
    const error = await run('locals {}\n', live, { also: [{ value: 'case-[A-Za-z0-9]+' }] }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
  });

  it('may describe words that reports are made of', async () => {
    for (const value of ['[a-z]+', '.', '[a-z]+-[a-z]+']) {
      const report = await run(code, live, { also: [{ value }] });
      expect(report.summary.exitCode).toBe(2);
      expect(shown(report)).not.toContain('okapi');
    }
  });

  it('compares with what a snapshot holds, whether or not that was recorded under it', async () => {
    const same = { ACME_HOST: '"zebra-environment"', PLAIN: '"a"' };
    const recorded = (value: unknown) =>
      liveOf({ environment: { ACME_HOST: '%', PLAIN: 'a' } }).replace('"%"', JSON.stringify(value));
    // HMAC-SHA-256 of `zebra-environment` under the snapshot's salt `x`, cut to 32 digits.
    const fingerprint = { $secret: '785f5139742f60bc32ea50d92642ea54' };
    const other = { $secret: '0'.repeat(32) };
    const found = async (value: unknown, redact?: RedactForm) =>
      (await run(codeOf({ environment: same }), recorded(value), redact)).findings.map(({ path }) => path);
    const differs = ['containers[app].environment[ACME_HOST]'];
    for (const redact of [undefined, { also: ['ACME_*'] }]) {
      expect(await found('zebra-environment', redact)).toEqual([]);
      expect(await found(fingerprint, redact)).toEqual([]);
      expect(await found('okapi-environment', redact)).toEqual(differs);
      expect(await found(other, redact)).toEqual(differs);
    }
  });
});

describe('`allow`', () => {
  const token = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');

  it('shows the values of its names, unless they look secret or are marked', async () => {
    const code = `
variable "marked" {
  default   = "zebra-marked"
  sensitive = true
}
${codeOf({ environment: { API_TOKEN: '"zebra-token"', OTHER_TOKEN: '"zebra-other"', SHAPED_TOKEN: literal(token), MARKED_TOKEN: 'var.marked' } })}`;
    const live = liveOf({
      environment: {
        API_TOKEN: 'okapi-token',
        OTHER_TOKEN: 'okapi-other',
        SHAPED_TOKEN: 'okapi-shaped',
        MARKED_TOKEN: 'okapi-marked',
      },
    });
    const text = shown(await run(code, live, { allow: ['API_TOKEN', 'SHAPED_TOKEN', 'MARKED_TOKEN'] }));
    expect(text).toContain('zebra-token');
    expect(text).toContain('okapi-token');
    for (const hidden of ['zebra-other', 'okapi-other', token, 'zebra-marked', 'okapi-marked']) {
      expect(text).not.toContain(hidden);
    }
    expect(shown(await run(code, live))).not.toContain('zebra-token');
  });
});

describe('two runs at once over one snapshot', () => {
  it('have each what its own configuration says', async () => {
    const live = replaySnapshot(
      liveOf({ environment: { ACME_HOST: 'okapi-host', API_TOKEN: 'okapi-token' } }),
      'live.json',
    );
    const directory = mkdtempSync(join(root, 'case-'));
    writeFileSync(
      join(directory, 'main.tf'),
      codeOf({ environment: { ACME_HOST: '"zebra-host"', API_TOKEN: '"zebra-token"' } }),
    );
    const sections: (RedactForm | undefined)[] = [undefined, { also: ['ACME_*'] }, { allow: ['API_TOKEN'] }];
    const texts = await Promise.all(
      sections.map(async (redact) =>
        shown(
          await check({
            directory,
            environment: {},
            aws: live,
            ...(redact === undefined ? {} : { redaction: await saying(redact) }),
          }),
        ),
      ),
    );
    const words = ['zebra-host', 'okapi-host', 'zebra-token', 'okapi-token'];
    expect(texts.map((text) => words.filter((word) => text.includes(word)))).toEqual([
      ['zebra-host', 'okapi-host'],
      [],
      words,
    ]);
  });
});

describe('a run that may show no value at all', () => {
  const fixtures = join(import.meta.dirname, '../../fixtures');
  const folders = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('main.tf') && !/modules?\//.test(file))
    .map((file) => join(fixtures, file, '..'))
    .filter((folder) => readdirSync(folder).includes('live.json'));

  // Where names are hidden and others are known in part, any of the one may be any of the other.
  const tried = new Set([...someOf(folders, 12), ...folders.filter((one) => one.includes('beside-unknown'))]);

  it('comes to the same verdicts', async () => {
    // Of an image that may not be seen nothing can be told but whether it is the same.
    const redaction = await saying({ also: ['*'], allow: ['image'] });
    const other: unknown[] = [];
    for (const folder of tried) {
      const live = join(folder, 'live.json');
      const options = () => ({
        directory: relative(process.cwd(), folder),
        environment: {},
        aws: replaySnapshot(readFileSync(live, 'utf8'), live),
      });
      const outcome = async (more: { redaction?: Redaction }) => {
        try {
          const { summary, findings } = await check({ ...options(), ...more });
          return { summary, rules: findings.map(({ rule, verdict }) => `${rule} ${verdict}`).toSorted() };
        } catch (error) {
          if (error instanceof ProblemError) return error.problem.code;
          throw error;
        }
      };
      const [plain, redacted] = [await outcome({}), await outcome({ redaction })];
      if (JSON.stringify(plain) !== JSON.stringify(redacted)) {
        other.push({ folder: relative(fixtures, folder), plain, redacted });
      }
    }
    expect(other).toEqual([]);
  }, 120_000);
});
