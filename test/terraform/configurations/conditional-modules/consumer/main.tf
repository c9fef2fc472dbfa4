variable "object" { type = object({ arn = string, input = map(string) }) }
variable "arns" { type = set(string) }
output "seen" { value = { object = var.object, first = tolist(var.arns)[0], count = length(var.arns) } }
