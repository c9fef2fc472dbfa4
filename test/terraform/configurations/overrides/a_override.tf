locals {
  b = "b from a_override"
}
variable "size" {
  default = 2
}
output "changed" {
  value = "from a_override"
}
