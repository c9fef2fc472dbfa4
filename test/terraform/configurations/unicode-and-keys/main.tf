locals {
  map  = { "10" = 1, "9" = 2, B = 3, _x = 4, a = 5, "é" = 6, "a b" = 7 }
  text = "e\u0301"
}
resource "terraform_data" "x" {
  for_each = local.map
  input    = each.key
}
resource "terraform_data" "quoted" {
  for_each = toset(["a\"b", "back\\slash", "dollar$${x}", "line\nbreak"])
  input    = each.value
}
output "keys" { value = keys(local.map) }
output "length" { value = length(local.text) }
output "same" { value = local.text == "é" }
output "values" { value = values(terraform_data.x)[*].input }
output "quoted" { value = keys(terraform_data.quoted) }
