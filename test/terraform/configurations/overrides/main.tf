variable "size" {
  type        = number
  default     = 1
  description = "kept"
}
locals {
  a = "a"
  b = "b"
}
resource "terraform_data" "x" {
  input            = "original"
  triggers_replace = ["kept"]
  lifecycle {
    create_before_destroy = true
  }
}
module "m" {
  source = "./m"
  name   = "original"
  other  = "kept"
}
output "all" {
  value = [var.size, local.a, local.b, module.m.all]
}
output "changed" {
  value = "original"
}
