variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { default = "default" }
output "all" { value = [var.a, var.b, var.c] }
