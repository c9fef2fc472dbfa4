module "a" {
  source = "./m"
  one    = null
  two    = null
  three  = null
}
module "b" {
  source = "./m"
  one    = "set"
}
output "all" { value = [module.a.all, module.b.all] }
output "coalesced" { value = coalesce(null, "", "x") }
output "omitted" { value = { for k, v in { a = null, b = 1 } : k => v if v != null } }
output "null" { value = null }
resource "terraform_data" "x" {
  input = null
}
output "input" { value = terraform_data.x.input == null ? "null" : "other" }
