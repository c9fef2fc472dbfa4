locals {
  rules = {
    http  = { port = 80, from = ["10.0.0.0/8", "192.168.0.0/16"] }
    https = { port = 443, from = [] }
  }
  flat = merge([
    for name, rule in local.rules : {
      for cidr in rule.from : "${name}-${replace(cidr, "/", "_")}" => { port = rule.port, cidr = cidr }
    }
  ]...)
}
resource "terraform_data" "rule" {
  for_each = local.flat
  input    = each.value
}
resource "terraform_data" "set" {
  for_each = toset([for name, rule in local.rules : upper(name)])
  input    = "${each.key}=${each.value}"
}
resource "terraform_data" "chained" {
  for_each = terraform_data.set
  input    = each.value.input
}
output "ports" { value = { for key, rule in terraform_data.rule : key => rule.input.port } }
output "one" { value = terraform_data.rule["http-10.0.0.0_8"].input.cidr }
output "values" { value = values(terraform_data.chained)[*].input }
output "contains" { value = contains(keys(terraform_data.set), "HTTP") }
