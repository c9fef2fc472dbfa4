import { ContainerDefinition$ } from '@aws-sdk/client-ecs';
import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, it, test } from 'vitest';
import { declaredTaskDefinitions } from '../../../../src/kinds/ecs/task-definition/declared.ts';
import { ecsTaskDefinition } from '../../../../src/kinds/ecs/task-definition/index.ts';
import { formatPath } from '../../../../src/model/path.ts';
import { type Files, stackOf } from '../../../terraform/in-memory.ts';
import { resource, sensitive } from '../../resources.ts';
import { inShort, json, liveRevision, runKind } from '../world.ts';

/** Each key that ECS does not know: its path, its line and the one that was probably meant. */
async function unknownIn(files: Files): Promise<string[]> {
  const [declared] = declaredTaskDefinitions(await stackOf(files));
  return (declared?.unknownKeys ?? []).map(
    ({ path, at, nearest }) =>
      `${formatPath(path)} ${at?.file}:${at?.start.line}${nearest === undefined ? '' : ` (${nearest})`}`,
  );
}

/** Those of a container of this content. */
const inContainer = async (content: string): Promise<string[]> => {
  const containers = `jsonencode([{ name = "api", image = "a:1", ${content} }])`;
  const found = await unknownIn({ 'main.tf': definition(containers) });
  return found.map((one) => one.replace('containers[api].', '').replace(' main.tf:3', ''));
};

describe('keys that ECS does not know', () => {
  test.each([
    ['snake case', 'port_mappings = [{ containerPort = 80 }]', ['port_mappings (portMappings)']],
    [
      'snake case of two words',
      'readonly_root_filesystem = true',
      ['readonly_root_filesystem (readonlyRootFilesystem)'],
    ],
    ['kebab case', '"stop-timeout" = 30', ['stop-timeout (stopTimeout)']],
    ['a letter too few', 'portMapping = []', ['portMapping (portMappings)']],
    ['a letter too many', 'environments = []', ['environments (environment)']],
    ['two letters swapped', 'helathCheck = { command = ["CMD", "true"] }', ['helathCheck (healthCheck)']],
    ['a beginning', 'env = [], health = {}', ['env (environment)', 'health (healthCheck)']],
    ['more than a name', 'image_digest = "x"', ['image_digest (image)']],
    ['nothing like it', 'annotations = { a = "b" }', ['annotations']],
    ['of a record', 'logConfiguration = { logDriver = "awslogs", mode = "blocking" }', ['logConfiguration.mode']],
    [
      'of a record in a record',
      'linuxParameters = { capabilities = { added = ["NET_ADMIN"] } }',
      ['linuxParameters.capabilities.added (add)'],
    ],
    [
      'of each element of a list',
      'portMappings = [{ containerPort = 80, app_protocol = "http2" }, { containerPort = 81, hostport = 81, http = 1 }]',
      ['portMappings[80/tcp].app_protocol (appProtocol)', 'portMappings[81/tcp].http'],
    ],
    [
      'of an element without a name',
      'mountPoints = [{ source_volume = "a" }]',
      ['mountPoints[0].source_volume (sourceVolume)'],
    ],
    [
      'of an entry of the environment',
      'environment = [{ name = "A", value = "1", description = "x" }, { key = "B", value = "2" }]',
      ['environment[A].description', 'environment[1].key'],
    ],
    ['of a secret', 'secrets = [{ name = "A", value_from = "/a" }]', ['secrets[A].value_from (valueFrom)']],
    [
      'of a secret option',
      'logConfiguration = { logDriver = "splunk", secretOptions = [{ name = "t", value = "/t" }] }',
      ['logConfiguration.secretOptions[t].value (valueFrom)'],
    ],
    [
      'of a record in an element',
      'resourceRequirements = [{ type = "GPU", value = "1", sharingStrategy = { nvidiaMps = { mem = 1 } } }]',
      ['resourceRequirements[GPU].sharingStrategy.nvidiaMps.mem (memory)'],
    ],
    ['not known yet', 'annotations = terraform_data.x.id', ['annotations']],
    ['empty', 'annotations = {}', ['annotations']],
    ['no key of one of its own', 'annotations = { a = { b = 1 } }', ['annotations']],
    ['of the task definition', 'taskRoleArn = "x"', ['taskRoleArn']],
  ])('%s', async (_, content, expected) => {
    expect(await inContainer(content)).toEqual(expected);
  });

  test.each([
    ['in another case of letters', 'PORTMAPPINGS = [{ ContainerPort = 80, appprotocol = "http2" }]'],
    ['null', 'port_mappings = null, logConfiguration = { logDriver = "awslogs", mode = null }'],
    ['null in a list', 'portMappings = [null, { containerPort = 80, app_protocol = null }]'],
    [
      'an option of the log driver',
      'logConfiguration = { logDriver = "awslogs", options = { mode = "non-blocking" } }',
    ],
    ['an option of the log router', 'firelensConfiguration = { type = "fluentbit", options = { config_file = "x" } }'],
    ['a label', 'dockerLabels = { port_mappings = "x" }'],
    ['behind a list that is not known', 'portMappings = terraform_data.x.output'],
    ['behind a record that is not known', 'logConfiguration = terraform_data.x.output'],
    ['of another type', 'portMappings = "none", logConfiguration = "awslogs", environment = { A = "1" }'],
  ])('says nothing of one %s', async (_, content) => {
    expect(await inContainer(content)).toEqual([]);
  });

  it('finds every key that the SDK has, at every depth', async () => {
    const known = sampleOf(NormalizedSchema.of(ContainerDefinition$));
    expect(Object.keys(known as object).length).toBeGreaterThan(40);
    const files = { 'main.tf': definition('file("c.json")'), 'c.json': JSON.stringify([known]) };
    expect(await unknownIn(files)).toEqual([]);
    const planted = { 'main.tf': definition('file("c.json")'), 'c.json': JSON.stringify([plant(known)]) };
    expect(await unknownIn(planted)).toHaveLength(recordsIn(known));
  });

  test.each([
    ['a text', 'file("c.json")', '[]'],
    ['a template', 'templatefile("c.json", { p = terraform_data.x.id })', '"$' + '{p}"'],
  ])('finds them in %s', async (_, containers, value) => {
    const [only] = await unknownIn({
      'main.tf': definition(containers),
      'c.json': `[{"name": "api", "port_mappings": ${value}}]`,
    });
    expect(only).toMatch(/^containers\[api\]\.port_mappings .*\(portMappings\)$/);
  });

  it('points at the object where what stands behind the key is written elsewhere', async () => {
    const code = `locals {
  ports = [{ containerPort = 80 }]
}
resource "aws_ecs_task_definition" "api" {
  family = "api"
  container_definitions = jsonencode([
    {
      name = "api"
      port_mappings = local.ports
      health_check = {
        command = ["CMD", "true"]
      }
    }
  ])
}`;
    expect(await unknownIn({ 'main.tf': code })).toEqual([
      'containers[api].health_check main.tf:10 (healthCheck)',
      'containers[api].port_mappings main.tf:7 (portMappings)',
    ]);
  });

  it('finds those that a merge adds for certain, and decides nothing of the rest', async () => {
    const code = `variable "more" {}
${definition('jsonencode([merge({ name = "api", port_mappings = [] }, var.more)])')}`;
    expect(await unknownIn({ 'main.tf': code })).toEqual(['containers[0].port_mappings main.tf:4 (portMappings)']);
  });

  it('never shows one that is secret, nor what stands behind one', async () => {
    const planted = ['correct', 'horse', 'battery'].join('-');
    const code = `variable "key" {
  default = "${planted}"
  sensitive = true
}
${definition('jsonencode([{ name = "api", (var.key) = 1, made_up = "x" }])')}`;
    const files = { 'main.tf': code };
    expect(JSON.stringify(await unknownIn(files))).not.toContain(planted);
    const shown = await runKind(
      ecsTaskDefinition,
      [
        resource('aws_ecs_task_definition.api', {
          family: 'api',
          container_definitions: json([{ name: 'api', pass_word: sensitive(planted), api_password: planted }]),
        }),
      ],
      { revisions: [liveRevision('api', 7, [{ name: 'api' }])] },
    );
    expect(JSON.stringify(shown)).not.toContain(planted);
  });
});

describe('what is said of them', () => {
  const definitionOf = (options = {}) =>
    resource(
      'aws_ecs_task_definition.api',
      { family: 'api', container_definitions: json([{ name: 'api', port_mappings: [] }]) },
      options,
    );
  const finding = 'ecs/member-unknown containers[api].port_mappings';

  it('once, however many revisions run', async () => {
    const run = await runKind(ecsTaskDefinition, [definitionOf()], {
      revisions: [liveRevision('api', 7, [{ name: 'api' }])],
    });
    expect(inShort(run)).toEqual([expect.stringContaining(finding)]);
  });

  it('also where AWS has nothing yet, and none of it counts', async () => {
    const run = await runKind(ecsTaskDefinition, [definitionOf()], { revisions: [] });
    expect(inShort(run)).toEqual([
      expect.stringContaining('ecs/task-definition-missing'),
      expect.stringContaining(finding),
    ]);
    expect(run.checked[0]).toMatchObject({ status: 'missing', attributes: { compared: 0 } });
  });

  it('as what is not for the code to set where ignore_changes leaves the containers to others', async () => {
    const run = await runKind(ecsTaskDefinition, [definitionOf({ ignoreChanges: ['container_definitions'] })], {
      revisions: [liveRevision('api', 7, [{ name: 'api' }])],
    });
    expect(run.findings).toMatchObject([{ rule: 'ecs/member-unknown', verdict: 'owned' }]);
    expect(run.checked[0]).toMatchObject({ status: 'owned' });
  });
});

function definition(containers: string): string {
  return `resource "aws_ecs_task_definition" "api" {
  family = "api"
  container_definitions = ${containers}
}
resource "terraform_data" "x" {}
`;
}

/** A value with all members of a schema; maps hold a key that nobody knows. */
function sampleOf(schema: NormalizedSchema): unknown {
  if (schema.isListSchema()) return [sampleOf(schema.getValueSchema())];
  if (schema.isMapSchema()) return { 'no key of ECS': 'x' };
  if (!schema.isStructSchema()) return 'x';
  return Object.fromEntries([...schema.structIterator()].map(([name, member]) => [name, sampleOf(member)]));
}

/** The same with a key that nobody knows in every record. */
function plant(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plant);
  if (!isRecord(value)) return value;
  return { ...Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plant(member)])), unheardOf: 1 };
}

function recordsIn(value: unknown): number {
  if (Array.isArray(value)) return value.map(recordsIn).reduce((sum, one) => sum + one, 0);
  if (!isRecord(value)) return 0;
  return 1 + recordsIn(Object.values(value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !('no key of ECS' in value);
}
