// Writes a Terraform configuration of many instances of one module, with nothing but what is built into Terraform
// (`terraform_data`), so that Terraform can plan it without a provider:
//   node bench/module-stack.mjs <directory> [modules] [resources of each, a multiple of 8]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The files of the configuration, by their path. Half of a module's resources are rules with `for_each`, a quarter are
 * tasks with `count`, and the others are written out and refer to those.
 * @param {{ modules?: number, resources?: number }} [size]
 * @returns {ReadonlyMap<string, string>}
 */
export function moduleStack({ modules = 40, resources = 48 } = {}) {
  const single = resources / 4;
  return new Map([
    ['main.tf', root(modules, resources / 2, resources / 4)],
    ['service/main.tf', service(single)],
  ]);
}

/** @param {number} modules @param {number} rules @param {number} tasks */
function root(modules, rules, tasks) {
  const calls = Array.from({ length: modules }, (_, index) => {
    const name = `service-${String(index).padStart(3, '0')}`;
    return `module "${name}" {
  source = "./service"
  name   = "${name}"
  stage  = var.stage
  port   = ${8000 + index}
  tags   = merge(local.tags, { Service = "${name}" })
  tasks  = ${tasks}
  rules  = { for index in range(${rules}) : format("rule-%02d", index) => { port = 1000 + index, cidr = cidrsubnet(local.network, 8, index) } }
}
`;
  });
  return `variable "stage" {
  type    = string
  default = "production"
}

locals {
  network = "10.0.0.0/16"
  tags    = { Stage = var.stage, Owner = "platform", Managed = "terraform" }
}

${calls.join('\n')}`;
}

/** @param {number} single */
function service(single) {
  const written = Array.from(
    { length: single },
    (_, index) => `resource "terraform_data" "part_${index}" {
  input = {
    name     = "\${local.prefix}-part-${index}"
    port     = var.port + ${index}
    enabled  = ${index % 2 === 0}
    task     = terraform_data.task[${index} % var.tasks].output.name
    rules    = length(terraform_data.rule)
    tags     = local.tags
    document = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ecs:*"], Resource = "arn:aws:ecs:eu-central-1:123456789012:service/\${var.name}" }] })
  }
}
`,
  );
  return `variable "name" { type = string }
variable "stage" { type = string }
variable "port" { type = number }
variable "tags" { type = map(string) }
variable "tasks" { type = number }
variable "rules" {
  type = map(object({
    port        = number
    cidr        = string
    protocol    = optional(string, "tcp")
    description = optional(string)
  }))
}

locals {
  prefix = "\${var.stage}-\${var.name}"
  tags   = merge(var.tags, { Name = local.prefix })
}

resource "terraform_data" "rule" {
  for_each = var.rules
  input = {
    name        = "\${local.prefix}-\${each.key}"
    from_port   = each.value.port
    to_port     = each.value.port
    protocol    = each.value.protocol
    cidr_blocks = [each.value.cidr]
    description = coalesce(each.value.description, "rule \${each.key} of \${var.name}")
    tags        = merge(local.tags, { Rule = each.key })
  }
}

resource "terraform_data" "task" {
  count = var.tasks
  input = {
    name        = "\${local.prefix}-task-\${count.index}"
    cpu         = 256 * (count.index + 1)
    image       = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/\${var.name}:1.\${count.index}"
    environment = [for key, value in local.tags : { name = upper(key), value = value }]
    tags        = local.tags
  }
}

${written.join('\n')}
output "names" {
  value = [for task in terraform_data.task : task.output.name]
}

output "rules" {
  value = { for key, rule in terraform_data.rule : key => rule.output.name }
}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [directory = 'module-stack', modules = '40', resources = '48'] = process.argv.slice(2);
  for (const [file, text] of moduleStack({ modules: Number(modules), resources: Number(resources) })) {
    mkdirSync(join(directory, file, '..'), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
}
