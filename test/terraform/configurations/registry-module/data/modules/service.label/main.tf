variable "parts" { type = list(string) }
output "id" { value = join("-", var.parts) }
