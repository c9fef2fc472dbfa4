variable "first" { type = string }
variable "label" { type = string }
resource "terraform_data" "this" {
  input = { first = var.first, label = var.label, fixed = "changed" }
}
output "id" { value = terraform_data.this.id }
