variable "image" { default = "shop/api:1" }
resource "terraform_data" "database" {
  input = "db"
}
locals {
  environment = { LOG_LEVEL = "info", PORT = 8080 }
  api = jsonencode({
    name        = "api"
    image       = var.image
    environment = [for name, value in local.environment : { name = name, value = tostring(value) }]
  })
  sidecar = <<-JSON
    {
      "name": "sidecar",
      "cpu": ${64 * 2},
      "host": "${terraform_data.database.input}"
    }
  JSON
  definitions = "[${local.api}, ${local.sidecar}]"
}
resource "terraform_data" "definitions" {
  input = local.definitions
}
output "decoded" { value = jsondecode(local.definitions) }
output "names" { value = jsondecode("[${local.api},${local.sidecar}]")[*].name }
