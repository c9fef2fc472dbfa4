variable "resource" {
  type = object({ input = object({ x = list(number), y = any }), triggers_replace = optional(string) })
}
variable "many" { type = map(object({ input = string })) }
output "z" { value = var.resource.input.y.z }
output "inputs" { value = [for k, r in var.many : "${k}=${r.input}"] }
