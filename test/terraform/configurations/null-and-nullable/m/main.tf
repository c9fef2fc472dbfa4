variable "one" { default = "default one" }
variable "two" {
  default  = "default two"
  nullable = false
}
variable "three" {
  type    = list(string)
  default = null
}
output "all" { value = { one = var.one, two = var.two, three = var.three == null ? ["none"] : var.three } }
