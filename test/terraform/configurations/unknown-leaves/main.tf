resource "terraform_data" "unknown" {}
resource "terraform_data" "x" {
  input = {
    text  = "id-${terraform_data.unknown.id}"
    known = "known"
    list  = [terraform_data.unknown.id, "b"]
    keys  = keys({ a = terraform_data.unknown.id, b = 1 })
    len   = length([terraform_data.unknown.id, 2])
    merge = merge({ a = 1 }, { b = terraform_data.unknown.id })
  }
}
module "m" {
  source = "./m"
  id     = terraform_data.unknown.id
  items  = { a = terraform_data.unknown.id, b = "plain" }
}
output "known" { value = terraform_data.x.input.known }
output "list" { value = terraform_data.x.input.list[1] }
output "module" { value = module.m.all }
output "count" { value = length(module.m.items) }
