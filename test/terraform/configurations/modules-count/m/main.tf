variable "index" {}
resource "terraform_data" "x" {
  input = var.index
}
output "value" { value = "v${terraform_data.x.input}" }
