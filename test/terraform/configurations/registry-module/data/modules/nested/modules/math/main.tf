variable "cidr" {}
output "range" { value = range(split("/", var.cidr)[1] / 8) }
