variable "names" { default = ["a", "b", "c"] }
resource "terraform_data" "x" {
  count = length(var.names)
  input = { name = var.names[count.index], index = count.index, last = count.index == length(var.names) - 1 }
}
resource "terraform_data" "none" {
  count = 0
  input = "never"
}
resource "terraform_data" "single" {
  input = "only"
}
output "full" { value = terraform_data.x[*].input.name }
output "legacy" { value = terraform_data.x.*.input.index }
output "reversed" { value = reverse(terraform_data.x)[0].input.name }
output "element" { value = element(terraform_data.x[*].input.name, 4) }
output "by_text" { value = terraform_data.x["1"].input.name }
output "none" { value = terraform_data.none[*].input }
output "single" { value = terraform_data.single[*].input }
output "first_or" { value = try(terraform_data.none[0].input, "nothing") }
output "count" { value = length(terraform_data.x) }
output "dynamic" { value = [for i in range(2) : terraform_data.x[i].input.name] }
