locals {
  b = "b from override"
}
resource "terraform_data" "x" {
  input = "overridden ${local.b}"
  lifecycle {
    ignore_changes = [input]
  }
}
module "m" {
  name = "overridden"
}
variable "size" {
  type = string
}
