resource "terraform_data" "a" {
  input            = { x = [1, 2], y = { z = "deep" } }
  triggers_replace = "t"
}
resource "terraform_data" "b" {
  for_each = { k = "v", l = "w" }
  input    = each.value
}
module "m" {
  source   = "./m"
  resource = terraform_data.a
  many     = terraform_data.b
}
output "a" { value = terraform_data.a }
output "b" { value = terraform_data.b }
output "z" { value = module.m.z }
output "inputs" { value = module.m.inputs }
output "attribute" { value = terraform_data.a.input["y"].z }
