variable "list" {
  type    = list(string)
  default = [1, true, "x"]
}
variable "set" {
  type    = set(number)
  default = ["2", 1, 2]
}
variable "map" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "any" {
  type    = any
  default = { a = 1, b = ["x", 2] }
}
variable "untyped" {
  default = [1, "a"]
}
variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "true"]
}
variable "object" {
  type = object({
    name = string
    port = number
    tags = map(string)
  })
  default = {
    name    = 12
    port    = "8080"
    tags    = { a = 1, b = true }
    dropped = "not declared"
  }
}
resource "terraform_data" "all" {
  input = {
    list    = var.list
    set     = var.set
    map     = var.map
    any     = var.any
    untyped = var.untyped
    tuple   = var.tuple
    object  = var.object
  }
}
output "joined" {
  value = join(",", concat(var.list, [for n in var.set : tostring(n)]))
}
output "json" {
  value = jsonencode(var.object)
}
