/*
 * A root of 1,920 resources in 40 instances of two modules, written as such roots are: maps of settings, defaults,
 * names made of parts, JSON documents, resources made by `for_each` and `count` that refer to each other and to other
 * modules. Of `terraform_data`, which Terraform has built in: `terraform plan` needs no provider and no network.
 */

const instances = 20;
const resourcesOfEach = 48;

/** How many resources the stack has. */
export const stackSize = 2 * instances * resourcesOfEach;

/** The files of the stack, by their paths. */
export function resourceStack(): ReadonlyMap<string, string> {
  const settings = Array.from(
    { length: instances },
    (_, number) =>
      `    app-${number} = { port = ${8000 + number}, cpu = ${256 * (1 + (number % 4))}, public = ${number % 3 === 0}, zones = ["a", "b"${number % 2 === 0 ? ', "c"' : ''}] }\n`,
  );
  return new Map([
    [
      'main.tf',
      `variable "environment" {
  type    = string
  default = "production"
}

locals {
  tags = { Environment = var.environment, Team = "platform" }
  apps = {
${settings.join('')}  }
}

module "network" {
  source   = "./modules/network"
  for_each = local.apps

  name  = "\${var.environment}-\${each.key}"
  port  = each.value.port
  zones = each.value.zones
  tags  = merge(local.tags, { App = each.key })
}

module "app" {
  source   = "./modules/app"
  for_each = local.apps

  name     = "\${var.environment}-\${each.key}"
  settings = each.value
  network  = module.network[each.key].rules
  tags     = merge(local.tags, { App = each.key })
}
`,
    ],
    [
      'modules/network/main.tf',
      `variable "name" {
  type = string
}

variable "port" {
  type = number
}

variable "zones" {
  type = list(string)
}

variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  ranges = { for number in range(16) : format("range-%02d", number) => cidrsubnet("10.0.0.0/8", 8, number) }
}

resource "terraform_data" "range" {
  for_each = local.ranges

  input = {
    name = "\${var.name}-\${each.key}"
    cidr = each.value
    zone = element(var.zones, length(each.key))
    tags = merge(var.tags, { Name = each.key })
  }
}

resource "terraform_data" "rule" {
  count = ${resourcesOfEach - 16}

  input = {
    description = "\${var.name} \${count.index}"
    from_port   = var.port + count.index
    to_port     = var.port + count.index
    protocol    = count.index % 2 == 0 ? "tcp" : "udp"
    cidr_blocks = [for name, range in local.ranges : range if length(name) > count.index % 10]
  }
}

output "rules" {
  value = { for rule in terraform_data.rule : rule.input.description => rule.input.from_port }
}
`,
    ],
    [
      'modules/app/main.tf',
      `variable "name" {
  type = string
}

variable "settings" {
  type = object({
    port     = number
    cpu      = number
    public   = bool
    zones    = list(string)
    replicas = optional(number, 2)
  })
}

variable "network" {
  type = map(number)
}

variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  parts       = toset([for number in range(${(resourcesOfEach - 8) / 2}) : "part-\${number}"])
  environment = { PORT = tostring(var.settings.port), PUBLIC = var.settings.public ? "yes" : "no", ZONES = join(",", var.settings.zones) }
}

resource "terraform_data" "task" {
  for_each = local.parts

  input = jsonencode([{
    name        = "\${var.name}-\${each.key}"
    image       = "example.com/\${replace(var.name, "-", "/")}:\${substr(sha1(each.key), 0, 8)}"
    cpu         = var.settings.cpu / 2
    essential   = true
    environment = [for name, value in merge(local.environment, { PART = upper(each.key) }) : { name = name, value = value }]
    portMappings = [{ containerPort = var.settings.port, protocol = "tcp" }]
  }])
}

resource "terraform_data" "service" {
  for_each = local.parts

  input = {
    name  = "\${var.name}-\${each.key}"
    task  = terraform_data.task[each.key].input
    count = var.settings.public ? var.settings.replicas * 2 : var.settings.replicas
    tags  = merge(var.tags, { Part = each.key }, var.settings.public ? { Public = "true" } : {})
  }
}

resource "terraform_data" "policy" {
  count = 8

  input = <<-EOT
    # \${var.name} \${count.index}
    %{for zone in var.settings.zones~}
    allow \${zone} \${lookup(var.network, "\${var.name} \${count.index}", 0)}
    %{endfor~}
  EOT
}
`,
    ],
  ]);
}
