variable "environment" {
  type    = map(string)
  default = { LOG_LEVEL = "info", B = "2" }
}
variable "secrets" {
  type    = list(object({ name = string, valueFrom = string }))
  default = [{ name = "TOKEN", valueFrom = "/app/token" }]
}
locals {
  base = {
    name         = "app"
    essential    = true
    portMappings = [{ containerPort = 80, protocol = "tcp" }]
  }
  environment = concat(
    [for name in sort(keys(var.environment)) : { name = name, value = var.environment[name] }],
    [{ name = "EXTRA", value = tostring(1) }],
  )
  container = merge(local.base, {
    environment = local.environment
    secrets     = var.secrets
    cpu         = lookup(local.base, "cpu", 0)
    command     = compact(["serve", "", null])
  })
}
resource "terraform_data" "task" {
  input = jsonencode([local.container, merge(local.container, { name = "sidecar", environment = null })])
}
output "task" { value = jsondecode(terraform_data.task.input)[1].name }
output "map" { value = { for e in local.environment : e.name => e.value } }
