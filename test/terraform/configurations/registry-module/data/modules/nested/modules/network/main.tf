variable "cidr" {}
module "math" {
  source = "../math"
  cidr   = var.cidr
}
output "subnets" { value = [for i in module.math.range : cidrsubnet(var.cidr, 8, i)] }
