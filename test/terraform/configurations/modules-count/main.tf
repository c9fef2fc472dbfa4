variable "enabled" { default = true }
module "on" {
  source = "./m"
  count  = var.enabled ? 1 : 0
  index  = count.index
}
module "off" {
  source = "./m"
  count  = var.enabled ? 0 : 1
  index  = count.index
}
module "many" {
  source = "./m"
  count  = "3"
  index  = count.index * 10
}
output "on" { value = module.on[0].value }
output "off" { value = module.off }
output "one" { value = one(module.on[*].value) }
output "none" { value = one(module.off[*].value) }
output "fallback" { value = try(module.off[0].value, "absent") }
output "many" { value = module.many[*].value }
output "last" { value = module.many[length(module.many) - 1].value }
