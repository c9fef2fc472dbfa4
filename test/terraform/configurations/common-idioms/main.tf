variable "create" { default = true }
variable "tags" { default = { Team = "core" } }
variable "azs" { default = ["a", "b", "c"] }
locals {
  name     = format("%s-%s", "shop", var.create ? "on" : "off")
  tags     = merge({ Name = local.name, Managed = true }, var.tags, var.create ? { On = "yes" } : {})
  subnets  = { for index, az in var.azs : az => cidrsubnet("10.1.0.0/16", 4, index) }
  chosen   = try(local.subnets["z"], local.subnets["b"], "none")
  weights  = [for w in ["3", 1, "02"] : tonumber(w)]
  numbered = [for index, az in var.azs : "${index}${az}" if az != "b"]
  arn      = "arn:aws:iam::${123456789012}:role/${local.name}"
  parts    = split(":", local.arn)
  matched  = regex("^arn:aws:(?P<service>[a-z]+)::(?P<account>\\d+):", local.arn)
}
resource "terraform_data" "maybe" {
  count = var.create && length(var.azs) > 2 ? 1 : 0
  input = local.tags
}
output "tags" { value = one(terraform_data.maybe[*].input) }
output "tag" { value = terraform_data.maybe[0].input["Name"] }
output "chosen" { value = local.chosen }
output "weights" { value = sum(local.weights) }
output "numbered" { value = local.numbered }
output "account" { value = local.parts[4] }
output "matched" { value = local.matched }
output "maximum" { value = max(local.weights...) }
output "distinct" { value = distinct(concat(var.azs, ["a"])) }
output "ternary" { value = var.create ? [for az in var.azs : upper(az)] : [] }
