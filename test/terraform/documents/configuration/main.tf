variable "token" {
  type      = string
  sensitive = true
  default   = "not-a-real-token"
}
resource "terraform_data" "first" {
  input = { name = "first", token = var.token, list = ["a", "b"] }
}
module "inner" {
  source   = "./mod"
  for_each = toset(["x", "y.z"])
  first    = terraform_data.first.id
  label    = each.key
}
resource "terraform_data" "many" {
  count = 2
  input = ["n-${count.index}", module.inner["x"].id]
}
output "ids" { value = [for m in module.inner : m.id] }
