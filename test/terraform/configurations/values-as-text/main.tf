variable "number" { type = number }
variable "text" { type = string }
variable "bool" { type = bool }
variable "untyped" {}
variable "list" { type = list(string) }
variable "map" { type = map(number) }
variable "any" { type = any }
variable "object" {
  type = object({
    name = string
    size = optional(number, 3)
  })
}
output "all" {
  value = {
    number  = var.number
    text    = var.text
    bool    = var.bool
    untyped = var.untyped
    list    = var.list
    map     = var.map
    any     = var.any
    object  = var.object
  }
}
