resource "terraform_data" "x" {
  input = "in m"
}
output "x" { value = terraform_data.x.input }
