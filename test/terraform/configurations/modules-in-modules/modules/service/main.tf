variable "name" {}
variable "replicas" { type = number }
resource "terraform_data" "this" {
  input = {
    name     = upper(var.name)
    replicas = var.replicas
    path     = path.module
  }
}
output "name" { value = terraform_data.this.input.name }
output "replicas" { value = var.replicas + 1 }
