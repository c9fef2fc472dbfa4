variable "name" {}
resource "terraform_data" "x" {
  input = { arn = "arn:${var.name}", size = 3 }
}
output "arn" { value = terraform_data.x.input.arn }
output "input" { value = terraform_data.x.input }
