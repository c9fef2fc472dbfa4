variable "password" {
  type      = string
  default   = "example-password"
  sensitive = true
}
resource "terraform_data" "x" {
  input = { password = var.password, length = length(var.password), plain = "p" }
}
module "m" {
  source = "./m"
  secret = var.password
}
output "plain" { value = terraform_data.x.input.plain }
output "secret" {
  value     = module.m.joined
  sensitive = true
}
output "shown" { value = nonsensitive(length(var.password)) }
output "keys" { value = keys({ a = 1, b = 2 }) }
