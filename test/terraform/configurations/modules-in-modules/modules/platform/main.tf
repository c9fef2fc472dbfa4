variable "environment" { type = string }
variable "sizes" { type = map(number) }
locals {
  prefix = "shop-${var.environment}"
}
module "service" {
  source   = "../service"
  for_each = var.sizes
  name     = "${local.prefix}-${each.key}"
  replicas = each.value * 2
}
output "names" {
  value = [for service in module.service : service.name]
}
output "replicas" {
  value = { for key, service in module.service : key => service.replicas }
}
