// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform code

/*
 * Code, its inputs and an AWS account with something planted in every place that driftcheck reads: secrets, or in the control, which proves
 * that each place is read and shown, ordinary words under ordinary names.
 */

/** What makes the text of a place secret: its own shape; the name that it stands under; Terraform's mark. */
export type Sort = 'shape' | 'name' | 'mark';

/** A place that something is planted in. */
export interface Slot {
  /** What is planted. */
  readonly text: string;
  /** The first name in the run with secrets, the second in the control. */
  readonly name: (sensitive: string, ordinary: string) => string;
  /** `true` in the run with secrets. */
  readonly marked: boolean;
}

/** What a place needs of its text. */
export interface Needs {
  /** One word, without line feeds. */
  readonly word?: true;
  /** Within a longer word (a path, an ARN), where only the token of an issuer can be told apart. */
  readonly within?: true;
  /** What the control's outputs must hold when the text itself is not shown there, either. */
  readonly proof?: RegExp;
}

/** Gives the text for a place. */
export type Plant = (place: string, sort: Sort, needs?: Needs) => Slot;

/** A directory, and what goes with it. */
export interface Fixture {
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  /** The section of the configuration. */
  readonly redact: object;
  /** AWS's answers by call. */
  readonly reads: readonly {
    readonly action: string;
    readonly key: object;
    readonly result?: unknown;
    readonly problem?: unknown;
  }[];
}

/** A text as a literal of Terraform's language. */
export function quoted(text: string): string {
  return `"${text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/([$%])\{/g, '$1$1{')}"`;
}

const account = '123456789012';
const arn = (service: string, rest: string): string => `arn:aws:${service}:us-east-1:${account}:${rest}`;
const groupId = 'sg-0a1b2c3d4e5f60718';
const definitionArn = (revision: number): string => arn('ecs', `task-definition/api:${revision}`);

/** How a token begins that the configuration describes, and one in the control. */
const [pattern, plainPattern] = ['zq-', 'zz-'];

const redact = {
  allow: ['ALLOWED_TOKEN', 'ALLOWED_SECRET', 'allowed_secret'],
  also: ['ACME_*', 'acme.*', { value: `${pattern}[^ ]+` }],
};

/** In the control it is not shown, either; that the file is read, is. */
const unseen: Needs = { proof: /driftcheck\.yaml/ };

/** A `driftcheck.yaml` with something planted in each section. */
function configurationOf(plant: Plant, vars: object): object {
  const ignoring = (path: string, more: object = {}): object => ({
    rule: 'ecs/*',
    address: 'aws_ecs_task_definition.api',
    path,
    owner: 'the team',
    reason: 'it may',
    expires: '2999-01-01',
    ...more,
  });
  return {
    targets: [
      { name: plant('configuration: the name of a target', 'shape', { word: true }).text, directory: '.', vars },
    ],
    severity: [{ rule: 'ecs/*', address: plant('configuration: an address', 'shape', unseen).text, severity: 'error' }],
    owners: [{ owner: plant('configuration: an owner', 'shape').text, path: 'containers[api].image' }],
    ignore: [
      ignoring('containers[api].environment[INNOCENT]', {
        owner: plant('configuration: who ignores', 'shape').text,
        reason: plant('configuration: the reason', 'shape').text,
      }),
      ignoring(`containers[api].environment[${plant('configuration: a path', 'shape', { word: true }).text}]`),
      ignoring('containers[api].environment[OLD]', {
        expires: '2020-01-01',
        owner: plant('configuration: who has ignored', 'shape', unseen).text,
      }),
      ignoring('containers[api].environment[DB_PASSWORD]', {
        live: plant('configuration: a value that is ignored', 'name', unseen).text,
        declared: plant('configuration: a value of the code that is ignored', 'name', unseen).text,
      }),
    ],
    expect: [
      {
        name: plant('configuration: an expectation', 'shape').text,
        'task-definition': 'api',
        environment: 'DB_PASSWORD',
        value: plant('configuration: a value that is expected', 'name', unseen).text,
      },
      {
        name: plant('configuration: an expected connection', 'shape').text,
        connect: `service/api -> ${plant('configuration: an end of a connection', 'shape', { word: true }).text} 6379`,
      },
    ],
    redact,
  };
}

/** The code and the AWS account of a small shop, planted through and through. */
export function shop(plant: Plant, isRolledBack: boolean): Fixture {
  const env: string[] = [];
  const declare = (name: string, expression: string): void => {
    env.push(`    { name = ${quoted(name)}, value = ${expression} },`);
  };
  const variables: string[] = [];
  const variable = (name: string, slot: Slot | undefined, value?: string): void => {
    const lines = [
      ...(slot?.marked === true ? ['  sensitive = true'] : []),
      ...(value === undefined ? ['  type = string'] : [`  default = ${value}`]),
    ];
    variables.push(`variable "${name}" {\n${lines.join('\n')}\n}\n`);
  };

  const tfvars = plant('terraform.tfvars', 'shape');
  variable('from_file', undefined);
  declare('FROM_FILE', 'var.from_file');
  const auto = plant('*.auto.tfvars', 'name');
  variable('from_auto', undefined);
  declare(auto.name('AUTO_PASSWORD', 'AUTO_LABEL'), 'var.from_auto');
  const autoMarked = plant('*.auto.tfvars, marked', 'mark');
  variable('from_auto_marked', autoMarked);
  declare('AUTO_MARKED', 'var.from_auto_marked');
  const environmentText = plant('TF_VAR_*, marked', 'mark');
  variable('from_environment', environmentText);
  declare('FROM_ENVIRONMENT', 'var.from_environment');
  const flag = plant('--var, marked', 'mark');
  variable('from_flag', flag);
  declare('FROM_FLAG', 'var.from_flag');
  const flagShape = plant('-var', 'shape');
  variable('from_flag_shape', undefined);
  declare('FROM_FLAG_SHAPE', 'var.from_flag_shape');
  const arguments_ = plant('TF_CLI_ARGS', 'mark', { word: true });
  variable('from_arguments', arguments_);
  declare('FROM_ARGUMENTS', 'var.from_arguments');
  const varFile = plant('--var-file', 'mark');
  variable('from_var_file', varFile);
  declare('FROM_VAR_FILE', 'var.from_var_file');
  const fallback = plant('a default', 'shape');
  variable('fallback', undefined, quoted(fallback.text));
  declare('FALLBACK', 'var.fallback');
  const fallbackMarked = plant('a default, marked', 'mark');
  variable('fallback_marked', fallbackMarked, quoted(fallbackMarked.text));
  declare('FALLBACK_MARKED', 'var.fallback_marked');
  const objectMarked = plant('a member of an object, marked', 'mark');
  variable('settings', objectMarked, `{ plain = "plain", inner = { value = ${quoted(objectMarked.text)} } }`);
  declare('OBJECT_MARKED', 'var.settings.inner.value');

  const local = plant('locals', 'shape');
  declare('LOCAL', 'local.shape');
  const localName = plant('locals, by name', 'name');
  const localNamed = localName.name('db_password', 'db_label');
  declare('LOCAL_NAMED', `local.${localNamed}`);
  const localMarked = plant('sensitive()', 'mark');
  declare('LOCAL_MARKED', 'local.marked');

  const inName = plant('environment, by name', 'name');
  declare(inName.name('DB_PASSWORD', 'DB_LABEL'), quoted(inName.text));
  const inShape = plant('environment', 'shape');
  declare('INNOCENT', quoted(inShape.text));
  const option = plant('environment, within options', 'name', { word: true });
  declare('JAVA_OPTS', quoted(`-Xmx1g ${option.name('-Ddb.password', '-Ddb.label')}=${option.text}`));
  const inJson = plant('environment, within JSON', 'name', { word: true });
  declare(
    'CONFIG',
    `jsonencode({ host = "db.example.com", ${inJson.name('password', 'label')} = ${quoted(inJson.text)} })`,
  );
  const inYaml = plant('yamlencode', 'name', { word: true });
  declare(
    'CONFIG_YAML',
    `yamlencode({ host = "db.example.com", ${inYaml.name('password', 'label')} = ${quoted(inYaml.text)} })`,
  );
  const inHeredoc = plant('a heredoc', 'name', { word: true });
  declare(
    'HEREDOC',
    `<<-EOT\n      host: db.example.com\n      ${inHeredoc.name('password', 'label')}: ${inHeredoc.text}\n    EOT\n   `,
  );
  const inTemplate = plant('templatefile', 'mark', { word: true });
  variable('for_template', inTemplate, quoted(inTemplate.text));
  declare(
    'TEMPLATE',
    'templatefile("${path.module}/app.tftpl", { host = "db.example.com", value = var.for_template })',
  );
  const templateText = plant('the text of a template', 'shape', { word: true });
  declare('TEMPLATE_TEXT', 'templatefile("${path.module}/own.tftpl", {})');
  const fileText = plant('file', 'shape');
  declare('FILE', 'file("${path.module}/own.txt")');
  const encoded = plant('base64encode', 'mark', { proof: /ENCODED/ });
  variable('for_encoding', encoded, quoted(encoded.text));
  declare('ENCODED', 'base64encode(var.for_encoding)');
  const joined = plant('join and format', 'mark', { word: true });
  variable('for_joining', joined, quoted(joined.text));
  declare('JOINED', 'join(",", ["first", format("x=%s", var.for_joining)])');
  const upperCased = plant('upper', 'mark');
  variable('for_upper', upperCased, quoted(upperCased.text));
  declare('UPPER', 'lower(upper(lower(upper(var.for_upper)))) == "" ? "" : trimspace(" ${var.for_upper} ")');
  const envName = plant('the name of a variable', 'shape', { word: true });
  declare(envName.text, '"on"');

  const parameter = plant('aws_ssm_parameter.value', 'mark', { proof: /FROM_PARAMETER/ });
  declare('FROM_PARAMETER', 'aws_ssm_parameter.db.value');
  const secretString = plant('secret_string', 'mark', { proof: /FROM_SECRET/ });
  declare('FROM_SECRET', 'aws_secretsmanager_secret_version.db.secret_string');
  const writeOnly = plant('a write-only argument', 'mark', { proof: /FROM_WRITE_ONLY/ });
  declare('FROM_WRITE_ONLY', 'aws_db_instance.db.password');
  const remote = plant('remote state, marked', 'mark');
  declare('FROM_REMOTE', 'data.terraform_remote_state.network.outputs.value');
  const remoteShape = plant('remote state', 'shape');
  declare('FROM_REMOTE_SHAPE', 'data.terraform_remote_state.network.outputs.shape');
  const moduleArgument = plant('an argument of a module', 'mark');
  variable('for_module', moduleArgument, quoted(moduleArgument.text));
  declare('FROM_MODULE', 'module.child.value');
  const moduleDefault = plant('a default of a module', 'shape');
  declare('FROM_MODULE_DEFAULT', 'module.child.fallback');

  const generated = plant('state: random_password.result', 'mark', { proof: /FROM_RANDOM/ });
  declare('FROM_RANDOM', 'random_password.db.result');
  const read = plant('state: data.aws_ssm_parameter.value', 'mark', { proof: /FROM_DATA/ });
  declare('FROM_DATA', 'data.aws_ssm_parameter.read.value');
  const stateMarked = plant('state: a marked attribute', 'mark', { proof: /FROM_STATE/ });
  declare('FROM_STATE', 'null_resource.app.id');
  const stateGroup = plant('state: the description of a group', 'shape', { proof: /"cause":/ });
  const stateEnv = plant('state: environment', 'shape', { proof: /"cause":/ });
  const command = plant('command', 'name', { word: true });
  const commandNext = plant('command, the next word', 'name', { word: true });
  const entryPoint = plant('entryPoint', 'shape');
  const health = plant('healthCheck', 'name', { word: true });
  const label = plant('dockerLabels', 'shape');
  const labelName = plant('dockerLabels, by name', 'name');
  const labelKey = plant('a key of dockerLabels', 'shape', { word: true });
  const logOption = plant('log options', 'name');
  const logShape = plant('log options', 'shape');
  const driver = plant('options of a volume', 'name', { word: true });
  const hostPath = plant('the path of a volume', 'shape', { within: true });
  const user = plant('user', 'shape', { word: true });
  const hostname = plant('hostname', 'shape', { word: true });
  const extraHost = plant('extraHosts', 'shape', { word: true });
  const credentialSpec = plant('credentialSpecs', 'shape', { word: true, proof: /credentialSpecs/ });
  const environmentFile = plant('environmentFiles', 'shape', { within: true });
  const valueFrom = plant('valueFrom', 'shape');
  const tag = plant('tags', 'shape');
  const tagName = plant('tags, by name', 'name');
  const tagKey = plant('a key of tags', 'shape', { word: true });
  const proxy = plant('proxy configuration', 'shape', { word: true });
  const defaultTag = plant('default_tags', 'shape');
  const groupText = plant('the description of a group', 'shape');
  const ruleText = plant('the description of a rule', 'shape');
  const key = plant('a key of for_each', 'shape', { word: true });
  const image = plant('image', 'shape', { within: true });

  const fromConfig = plant('configuration: vars of a target', 'shape');
  variable('from_config', undefined, '"none"');
  declare('FROM_CONFIG', 'var.from_config');
  const fromConfigMarked = plant('configuration: vars of a target, marked', 'mark');
  variable('from_config_marked', fromConfigMarked, '"none"');
  declare('FROM_CONFIG_MARKED', 'var.from_config_marked');
  const allowed = plant('redact.allow, in force', 'shape');
  declare('ALLOWED_TOKEN', quoted(allowed.text));
  const allowedMarked = plant('redact.allow, in force, marked', 'mark');
  variable('allowed_secret', allowedMarked, quoted(allowedMarked.text));
  declare('ALLOWED_SECRET', 'var.allowed_secret');
  const also = plant('redact.also, in force', 'name');
  declare(also.name('ACME_NOTE', 'NOTE'), quoted(also.text));
  const alsoLabel = plant('redact.also, in force, a label', 'name');
  const alsoVariable = plant('redact.also, in force, a variable', 'name');
  const alsoNamed = alsoVariable.name('acme_variable', 'plain_variable');
  variable(alsoNamed, undefined, quoted(alsoVariable.text));
  declare('FROM_ALSO', `"\${var.${alsoNamed}}."`);
  const alsoLocal = plant('redact.also, in force, a local', 'name');
  const alsoLocalNamed = alsoLocal.name('acme_local', 'plain_local');
  declare('FROM_ALSO_LOCAL', `format("%s.", local.${alsoLocalNamed})`);
  const described = plant('redact.also, in force, a pattern', 'name', { word: true });
  declare('DESCRIBED', quoted(`see ${described.name(pattern, plainPattern)}${described.text}`));
  const configuration = configurationOf(plant, {
    from_config: fromConfig.text,
    from_config_marked: fromConfigMarked.text,
  });

  const list = (...items: readonly string[]): string => `[${items.join(', ')}]`;
  const main = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = "us-east-1"
  default_tags {
    tags = { Note = ${quoted(defaultTag.text)} }
  }
}
locals {
  shape = ${quoted(local.text)}
  ${localNamed} = ${quoted(localName.text)}
  ${alsoLocalNamed} = ${quoted(alsoLocal.text)}
  marked = ${localMarked.marked ? `sensitive(${quoted(localMarked.text)})` : quoted(localMarked.text)}
}
data "terraform_remote_state" "network" {
  backend = "local"
  config = { path = "\${path.module}/network.tfstate" }
}
resource "aws_ssm_parameter" "db" {
  name  = "/shop/db"
  type  = "SecureString"
  value = ${quoted(parameter.text)}
}
resource "aws_secretsmanager_secret_version" "db" {
  secret_id     = "shop"
  secret_string = ${quoted(secretString.text)}
}
resource "aws_db_instance" "db" {
  identifier = "shop"
  password   = ${quoted(writeOnly.text)}
}
module "child" {
  source = "./child"
  value  = var.for_module
}
resource "aws_security_group" "each" {
  for_each    = toset([${quoted(key.text)}])
  name        = "each"
  vpc_id      = "vpc-1"
  description = "each"
}
resource "aws_security_group" "db" {
  name        = "db"
  vpc_id      = "vpc-1"
  description = ${quoted(groupText.text)}
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
    description = ${quoted(ruleText.text)}
  }
}
resource "aws_ecs_task_definition" "api" {
  family = "api"
  tags = {
    Note = ${quoted(tag.text)}
    ${tagName.name('ApiToken', 'ApiLabel')} = ${quoted(tagName.text)}
    ${quoted(tagKey.text)} = "on"
  }
  volume {
    name = "data"
    docker_volume_configuration {
      driver_opts = { type = "cifs", o = ${quoted(`addr=nas.example.com,${driver.name('password', 'label')}=${driver.text}`)} }
    }
  }
  volume {
    name      = "host"
    host_path = ${quoted(`/srv/${hostPath.text}`)}
  }
  proxy_configuration {
    type           = "APPMESH"
    container_name = "api"
    properties     = { AppPorts = ${quoted(proxy.text)} }
  }
  container_definitions = jsonencode([{
    name = "api"
    image = ${quoted(`registry.example.com/${image.text}:1`)}
    essential = true
    command = ${list('"serve"', quoted(`${command.name('--db-password', '--db-label')}=${command.text}`), quoted(commandNext.name('--password', '--label')), quoted(commandNext.text))}
    entryPoint = ${list('"/bin/sh"', quoted(entryPoint.text))}
    healthCheck = { command = ["CMD-SHELL", ${quoted(`curl ${health.name('-u', '-x')} app:${health.text} http://localhost/`)}] }
    dockerLabels = { note = ${quoted(label.text)}, ${quoted(labelName.name('api.token', 'api.label'))} = ${quoted(labelName.text)}, ${quoted(labelKey.text)} = "on", ${quoted(alsoLabel.name('acme.note', 'plain.note'))} = ${quoted(alsoLabel.text)} }
    logConfiguration = { logDriver = "splunk", options = { ${quoted(logOption.name('splunk-token', 'splunk-label'))} = ${quoted(logOption.text)}, splunk-source = ${quoted(logShape.text)} } }
    user = ${quoted(user.text)}
    hostname = ${quoted(hostname.text)}
    extraHosts = [{ hostname = ${quoted(extraHost.text)}, ipAddress = "10.0.0.1" }]
    credentialSpecs = [${quoted(`credentialspec:${credentialSpec.text}`)}]
    environmentFiles = [{ value = ${quoted(`arn:aws:s3:::files/${environmentFile.text}.env`)}, type = "s3" }]
    secrets = [{ name = "FROM_SSM", valueFrom = ${quoted(valueFrom.text)} }]
    environment = [
${env.join('\n')}
    ]
  }])
}
resource "random_password" "db" {
  length = 16
}
data "aws_ssm_parameter" "read" {
  name = "/shop/read"
}
resource "null_resource" "app" {}
resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = "shop"
  task_definition = aws_ecs_task_definition.api.arn
  desired_count   = 2
  launch_type     = "EC2"
}
output "value" {
  value     = var.for_module
  sensitive = ${moduleArgument.marked}
}
`;
  const outputs = {
    value: { value: remote.text, type: 'string', ...(remote.marked ? { sensitive: true } : {}) },
    shape: { value: remoteShape.text, type: 'string' },
  };
  const managed = (type: string, name: string, attributes: object, more: object = {}) => ({
    mode: 'managed',
    type,
    name,
    provider: `provider["registry.terraform.io/hashicorp/${type.startsWith('aws_') ? 'aws' : type.split('_')[0]}"]`,
    instances: [{ schema_version: 0, attributes, ...more }],
  });
  const state = {
    version: 4,
    terraform_version: '1.11.4',
    serial: 1,
    lineage: '00000000-0000-4000-8000-000000000000',
    outputs: {},
    resources: [
      managed('random_password', 'db', { id: 'none', length: 16, result: generated.text }),
      {
        ...managed('aws_ssm_parameter', 'read', { id: '/shop/read', name: '/shop/read', value: read.text }),
        mode: 'data',
      },
      managed(
        'null_resource',
        'app',
        { id: stateMarked.text },
        stateMarked.marked ? { sensitive_attributes: [[{ type: 'get_attr', value: 'id' }]] } : {},
      ),
      managed('aws_security_group', 'db', {
        id: groupId,
        name: 'db',
        vpc_id: 'vpc-1',
        description: stateGroup.text,
      }),
      managed('aws_ecs_task_definition', 'api', {
        arn: definitionArn(7),
        family: 'api',
        revision: 7,
        container_definitions: JSON.stringify([
          { name: 'api', image: 'x', environment: [{ name: 'INNOCENT', value: stateEnv.text }] },
        ]),
      }),
    ],
  };
  const files = {
    'main.tf': main,
    'driftcheck.yaml': JSON.stringify(configuration, null, 2),
    'state.json': JSON.stringify(state),
    'plan.json': JSON.stringify(plan(plant)),
    'variables.tf': variables.join('\n'),
    'child/main.tf': `variable "value" {}\nvariable "fallback" {\n  default = ${quoted(moduleDefault.text)}\n}\noutput "value" {\n  value = var.value\n}\noutput "fallback" {\n  value = var.fallback\n}\n`,
    'terraform.tfvars': `from_file = ${quoted(tfvars.text)}\n`,
    'own.auto.tfvars': `from_auto = ${quoted(auto.text)}\nfrom_auto_marked = ${quoted(autoMarked.text)}\n`,
    'extra.tfvars': `from_var_file = ${quoted(varFile.text)}\n`,
    'app.tftpl': 'host: ${host}\nvalue: ${value}\n',
    'own.tftpl': `note: ${templateText.text}\n`,
    'own.txt': fileText.text,
    'network.tfstate': JSON.stringify({ version: 4, serial: 1, lineage: 'x', outputs, resources: [] }),
  };
  return {
    files,
    environment: {
      TF_VAR_from_environment: environmentText.text,
      TF_CLI_ARGS: `-var 'from_arguments=${arguments_.text}'`,
    },
    flags: ['--var', `from_flag=${flag.text}`, `-var=from_flag_shape=${flagShape.text}`, '--var-file', 'extra.tfvars'],
    redact,
    reads: reads(plant, isRolledBack),
  };
}

/** What `terraform show -json` prints of a plan of a part of it. */
function plan(plant: Plant): object {
  const inShape = plant('plan: environment', 'shape');
  const inName = plant('plan: environment, by name', 'name');
  const marked = plant('plan: environment, marked', 'mark');
  const tag = plant('plan: tags', 'shape');
  const tagMarked = plant('plan: tags, marked', 'mark');
  const resource = (type: string, name: string, after: object, sensitive: object) => ({
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: {
      actions: ['no-op'],
      before: after,
      after,
      after_unknown: {},
      before_sensitive: sensitive,
      after_sensitive: sensitive,
    },
  });
  const definition = (name: string, environment: readonly object[], note: Slot, sensitive: object) =>
    resource(
      'aws_ecs_task_definition',
      name,
      {
        family: 'api',
        container_definitions: JSON.stringify([{ name: 'api', image: 'x', essential: true, environment }]),
        tags: { Note: note.text },
      },
      sensitive,
    );
  const changes = [
    definition(
      'api',
      [
        { name: 'INNOCENT', value: inShape.text },
        { name: inName.name('DB_PASSWORD', 'DB_LABEL'), value: inName.text },
      ],
      tag,
      {},
    ),
    definition(
      'marked',
      [{ name: 'INNOCENT', value: marked.text }],
      tagMarked,
      marked.marked ? { container_definitions: true, tags: { Note: true } } : {},
    ),
  ];
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    variables: {},
    planned_values: {
      root_module: {
        resources: changes.map(({ change, ...one }) => ({
          ...one,
          schema_version: 1,
          values: change.after,
          sensitive_values: change.after_sensitive,
        })),
      },
    },
    resource_changes: changes,
    prior_state: { format_version: '1.0', terraform_version: '1.11.4', values: { root_module: { resources: [] } } },
    configuration: {
      provider_config: {
        aws: {
          name: 'aws',
          full_name: 'registry.terraform.io/hashicorp/aws',
          expressions: { region: { constant_value: 'us-east-1' } },
        },
      },
      root_module: {
        resources: changes.map(({ address, mode, type, name, change }) => ({
          address,
          mode,
          type,
          name,
          provider_config_key: 'aws',
          schema_version: 1,
          expressions: Object.fromEntries(
            Object.keys(change.after)
              .filter((argument) => argument !== 'id')
              .map((argument) => [argument, {}]),
          ),
        })),
      },
    },
  };
}

/** What somebody did to a rule; in the control it is told. */
const described = 'UpdateSecurityGroupRuleDescriptionsIngress';
const told = new RegExp(described);

/** What AWS answers about the same shop, with texts of its own in each member. */
function reads(plant: Plant, isRolledBack: boolean): Fixture['reads'] {
  const running = definitionArn(isRolledBack ? 6 : 7);
  const names = { cluster: 'shop', service: 'api' };
  const taskArn = arn('ecs', 'task/shop/00000000000000000000000000000001');
  const stoppedArn = arn('ecs', 'task/shop/00000000000000000000000000000002');
  const deploymentArn = arn('ecs', 'service-deployment/shop/api/0000000000000001');
  const inName = plant('AWS: environment, by name', 'name');
  const inShape = plant('AWS: environment', 'shape');
  const inOptions = plant('AWS: environment, within options', 'name', { word: true });
  const inAlso = plant('AWS: redact.also, in force', 'name');
  const inAllowed = plant('AWS: redact.allow, in force', 'shape');
  const inPattern = plant('AWS: redact.also, in force, a pattern', 'name', { word: true });
  const inMessage = plant('AWS: redact.also, in force, a pattern in a message', 'name', { word: true });
  const command = plant('AWS: command', 'name', { word: true });
  const commandNext = plant('AWS: command, the next word', 'name', { word: true });
  const health = plant('AWS: healthCheck', 'name', { word: true });
  const label = plant('AWS: dockerLabels', 'shape');
  const labelName = plant('AWS: dockerLabels, by name', 'name');
  const logOption = plant('AWS: log options', 'name');
  const tag = plant('AWS: tags', 'shape');
  const tagKey = plant('AWS: a key of tags', 'shape', { word: true });
  const definition = (revision: number) => ({
    taskDefinitionArn: definitionArn(revision),
    family: 'api',
    revision,
    status: 'ACTIVE',
    registeredAt: `2026-03-0${revision}T08:58:00.000Z`,
    registeredBy: arn('iam', `user/${plant(`AWS: registeredBy of ${revision}`, 'shape', { within: true }).text}`),
    networkMode: 'bridge',
    requiresCompatibilities: ['EC2'],
    volumes: [
      {
        name: 'data',
        dockerVolumeConfiguration: {
          driverOpts: {
            type: 'cifs',
            o: `addr=nas.example.com,${plant(`AWS: options of a volume of ${revision}`, 'shape', { word: true }).text}`,
          },
        },
      },
      {
        name: 'host',
        host: {
          sourcePath: `/srv/${plant(`AWS: the path of a volume of ${revision}`, 'shape', { within: true }).text}`,
        },
      },
    ],
    proxyConfiguration: {
      type: 'APPMESH',
      containerName: 'api',
      properties: [{ name: 'AppPorts', value: plant(`AWS: proxy configuration of ${revision}`, 'shape').text }],
    },
    tags: [
      { key: 'Note', value: tag.text },
      { key: tagKey.text, value: 'on' },
    ],
    containerDefinitions: [
      {
        name: 'api',
        image: `registry.example.com/${plant(`AWS: image of ${revision}`, 'shape', { within: true }).text}:1`,
        essential: true,
        memory: 256,
        command: [
          'serve',
          `${command.name('--db-password', '--db-label')}=${command.text}${revision}`,
          commandNext.name('--password', '--label'),
          commandNext.text,
        ],
        entryPoint: ['/bin/sh', plant(`AWS: entryPoint of ${revision}`, 'shape').text],
        healthCheck: { command: ['CMD-SHELL', `curl ${health.name('-u', '-x')} app:${health.text} http://localhost/`] },
        dockerLabels: { note: label.text, [labelName.name('api.token', 'api.label')]: labelName.text },
        logConfiguration: {
          logDriver: 'splunk',
          options: {
            [logOption.name('splunk-token', 'splunk-label')]: logOption.text,
            'splunk-source': plant(`AWS: log options of ${revision}`, 'shape').text,
          },
        },
        user: plant(`AWS: user of ${revision}`, 'shape', { word: true }).text,
        hostname: plant(`AWS: hostname of ${revision}`, 'shape', { word: true }).text,
        extraHosts: [
          { hostname: plant(`AWS: extraHosts of ${revision}`, 'shape', { word: true }).text, ipAddress: '10.0.0.2' },
        ],
        credentialSpecs: [
          `credentialspec:${plant(`AWS: credentialSpecs of ${revision}`, 'shape', { word: true, proof: /credentialSpecs/ }).text}`,
        ],
        environmentFiles: [
          {
            value: `arn:aws:s3:::files/${plant(`AWS: environmentFiles of ${revision}`, 'shape', { within: true }).text}.env`,
            type: 's3',
          },
        ],
        mountPoints: [
          {
            sourceVolume: 'data',
            containerPath: `/data/${plant(`AWS: mountPoints of ${revision}`, 'shape', { within: true }).text}`,
          },
        ],
        secrets: [{ name: 'FROM_SSM', valueFrom: plant(`AWS: valueFrom of ${revision}`, 'shape').text }],
        environment: [
          { name: inName.name('DB_PASSWORD', 'DB_LABEL'), value: `${inName.text}${revision}` },
          { name: 'INNOCENT', value: `${inShape.text}` },
          { name: inAlso.name('ACME_LIVE', 'PLAIN_LIVE'), value: `${inAlso.text}${revision}` },
          { name: 'ALLOWED_TOKEN', value: `${inAllowed.text}` },
          { name: 'DESCRIBED', value: `see ${inPattern.name(pattern, plainPattern)}${inPattern.text}` },
          { name: 'JAVA_OPTS', value: `-Xmx1g ${inOptions.name('-Ddb.password', '-Ddb.label')}=${inOptions.text}` },
          { name: 'RELEASE_NOTE', value: plant(`AWS: environment of ${revision}`, 'shape').text },
          {
            name: plant(`AWS: the name of a variable of ${revision}`, 'shape', { word: true }).text,
            value: `on${revision}`,
          },
        ],
      },
    ],
  });
  const definitions = [7, 6].map(definition);
  const connect = plant('AWS: Service Connect', 'name');
  const deployment = {
    id: 'ecs-svc/00000000000000007',
    status: 'PRIMARY',
    taskDefinition: running,
    desiredCount: 2,
    runningCount: 1,
    pendingCount: 1,
    failedTasks: 3,
    createdAt: '2026-03-07T09:00:00.000Z',
    updatedAt: '2026-03-07T09:01:00.000Z',
    launchType: 'EC2',
    rolloutState: 'FAILED',
    rolloutStateReason: `deployment failed: ${plant('AWS: rolloutStateReason', 'shape').text}`,
    serviceConnectConfiguration: {
      enabled: true,
      logConfiguration: {
        logDriver: 'splunk',
        options: { [connect.name('splunk-token', 'splunk-label')]: connect.text },
      },
    },
  };
  const service = {
    serviceArn: arn('ecs', 'service/shop/api'),
    serviceName: 'api',
    clusterArn: arn('ecs', 'cluster/shop'),
    status: 'ACTIVE',
    taskDefinition: running,
    desiredCount: 2,
    runningCount: 1,
    pendingCount: 1,
    launchType: 'EC2',
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    deployments: [deployment],
    events: [
      {
        id: '1',
        createdAt: '2026-03-07T09:02:00.000Z',
        message: `(service api) was unable to place a task: ${plant('AWS: events', 'shape').text}`,
      },
    ],
    deploymentConfiguration: {
      lifecycleHooks: [
        {
          hookTargetArn: arn('lambda', 'function:hook'),
          hookDetails: { note: plant('AWS: lifecycle hook', 'shape').text },
        },
      ],
    },
    tags: [{ key: 'Note', value: plant('AWS: tags of the service', 'shape').text }],
    createdBy: arn('iam', `user/${plant('AWS: createdBy', 'shape', { within: true }).text}`),
    createdAt: '2025-01-01T00:00:00.000Z',
  };
  const task = {
    taskArn,
    taskDefinitionArn: running,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    group: 'service:api',
    startedBy: plant('AWS: startedBy', 'shape', { word: true, proof: /ecs:DescribeTasks/ }).text,
    createdAt: '2026-03-07T09:00:00.000Z',
    startedAt: '2026-03-07T09:00:00.000Z',
    containers: [
      {
        name: 'api',
        image: 'registry.example.com/api:1',
        lastStatus: 'RUNNING',
        reason: plant('AWS: reason of a container', 'shape').text,
      },
    ],
    overrides: {
      containerOverrides: [
        {
          name: 'api',
          command: ['serve', plant('AWS: overridden command', 'shape').text],
          environment: [
            { name: 'INNOCENT', value: plant('AWS: overridden environment', 'shape').text },
            {
              name: 'DB_PASSWORD',
              value: plant('AWS: overridden environment, by name', 'name', { proof: /DB_/ }).text,
            },
          ],
        },
      ],
    },
  };
  const stopped = {
    ...task,
    taskArn: stoppedArn,
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
    stoppedAt: '2026-03-07T09:05:00.000Z',
    stopCode: 'TaskFailedToStart',
    stoppedReason: `ResourceInitializationError: ${plant('AWS: stoppedReason', 'shape').text}`,
  };
  const serviceDeployment = {
    serviceDeploymentArn: deploymentArn,
    status: 'ROLLBACK_FAILED',
    statusReason: `Rolled back: ${plant('AWS: statusReason', 'shape').text}`,
    createdAt: '2026-03-07T09:00:00.000Z',
    finishedAt: '2026-03-07T09:10:00.000Z',
    targetServiceRevision: { arn: arn('ecs', 'service-revision/shop/api/1') },
    rollback: {
      reason: `Alarm: ${inMessage.name(pattern, plainPattern)}${inMessage.text} ${plant('AWS: reason of a rollback', 'shape').text}`,
      startedAt: '2026-03-07T09:06:00.000Z',
      serviceRevisionArn: arn('ecs', 'service-revision/shop/api/1'),
    },
  };
  const group = {
    GroupId: groupId,
    GroupName: 'db',
    VpcId: 'vpc-1',
    OwnerId: account,
    Description: plant('AWS: the description of a group', 'shape').text,
    Tags: [{ Key: 'Note', Value: plant('AWS: tags of a group', 'shape').text }],
  };
  const rule = {
    SecurityGroupRuleId: 'sgr-0a1b2c3d4e5f60718',
    GroupId: group.GroupId,
    GroupOwnerId: account,
    IsEgress: false,
    IpProtocol: 'tcp',
    FromPort: 5432,
    ToPort: 5432,
    CidrIpv4: '10.0.0.0/16',
    Description: plant('AWS: the description of a rule', 'shape').text,
    Tags: [{ Key: 'Note', Value: plant('AWS: tags of a rule', 'shape').text }],
  };
  // An event as it is kept: what else there is of one gets nowhere.
  const event = {
    eventId: '00000000-0000-4000-8000-000000000001',
    eventName: described,
    happenedAt: '2026-03-07T10:00:00.000Z',
    principal: arn('sts', `assumed-role/Admin/${plant('AWS: who did it', 'shape', { within: true }).text}`),
    GroupId: group.GroupId,
    rules: [{ SecurityGroupRuleId: rule.SecurityGroupRuleId, IsEgress: false }],
    tagKeys: [plant('AWS: a key in an event', 'shape', { proof: told }).text],
    request: { note: plant('AWS: the request of an event', 'shape', { proof: told }).text },
  };
  const [latest, older] = definitions;
  return [
    { action: 'sts:GetCallerIdentity', key: {}, result: { account, arn: arn('iam', 'user/ci') } },
    { action: 'ecs:DescribeServices', key: names, result: service },
    { action: 'ecs:ListServices', key: { cluster: 'shop' }, result: [service.serviceArn] },
    { action: 'ecs:ListTasks', key: { ...names, 'desired-status': 'RUNNING' }, result: [taskArn] },
    { action: 'ecs:ListTasks', key: { ...names, 'desired-status': 'STOPPED' }, result: [stoppedArn] },
    { action: 'ecs:DescribeTasks', key: { cluster: 'shop', task: taskArn }, result: task },
    { action: 'ecs:DescribeTasks', key: { cluster: 'shop', task: stoppedArn }, result: stopped },
    { action: 'ecs:ListServiceDeployments', key: names, result: [serviceDeployment] },
    {
      action: 'ecs:DescribeServiceDeployments',
      key: { 'service-deployment': deploymentArn },
      result: serviceDeployment,
    },
    {
      action: 'ecs:DescribeServiceRevisions',
      key: { 'service-revision': arn('ecs', 'service-revision/shop/api/1') },
      result: {
        serviceRevisionArn: arn('ecs', 'service-revision/shop/api/1'),
        taskDefinition: definitionArn(7),
        createdAt: '2026-03-07T09:00:00.000Z',
        containerImages: [
          {
            containerName: 'api',
            image: 'registry.example.com/api:1',
          },
        ],
      },
    },
    { action: 'ecs:DescribeTaskDefinition', key: { taskDefinition: 'api' }, result: latest },
    ...[latest, older].map((each) => ({
      action: 'ecs:DescribeTaskDefinition',
      key: { taskDefinition: each?.taskDefinitionArn },
      result: each,
    })),
    {
      action: 'ecs:ListTaskDefinitions',
      key: { family: 'api', status: 'ACTIVE', 'at-most': 20 },
      result: { arns: [definitionArn(7), definitionArn(6)], more: false },
    },
    {
      action: 'ecs:ListTaskDefinitions',
      key: { family: 'api', status: 'INACTIVE', 'at-most': 20 },
      result: { arns: [], more: false },
    },
    {
      action: 'ecs:ListTaskDefinitions',
      key: { family: 'api', status: 'INACTIVE', 'at-most': 18 },
      result: { arns: [], more: false },
    },
    { action: 'ec2:DescribeSecurityGroups', key: { 'group-name': 'db', 'vpc-id': 'vpc-1' }, result: [group] },
    {
      action: 'ec2:DescribeSecurityGroups',
      key: { 'group-name': 'each', 'vpc-id': 'vpc-1' },
      problem: {
        kind: 'denied',
        code: 'UnauthorizedOperation',
        message: `You are not authorized: ${plant('AWS: the message of an error', 'shape').text}`,
      },
    },
    { action: 'ec2:DescribeSecurityGroupRules', key: { 'group-id': group.GroupId }, result: [rule] },
    {
      action: 'cloudtrail:LookupEvents',
      key: { attribute: 'ResourceName', value: group.GroupId },
      result: { events: [event] },
    },
  ];
}

/** The reads as a snapshot. */
export function snapshotOf(fixture: Fixture): string {
  return JSON.stringify({
    format: 'driftcheck-snapshot',
    schemaVersion: 1,
    salt: 'canary',
    account,
    region: 'us-east-1',
    reads: fixture.reads,
  });
}
