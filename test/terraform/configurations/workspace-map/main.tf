locals {
  settings = {
    default = { size = 1, name = "none" }
    staging = { size = 2, name = "stage" }
    prod    = { size = 8, name = "live" }
  }
  current = lookup(local.settings, terraform.workspace, local.settings["default"])
  json    = jsondecode(file("${path.module}/accounts.json"))
}
resource "terraform_data" "x" {
  count = local.current.size
  input = "${local.current.name}-${count.index}-${terraform.workspace}"
}
output "account" { value = local.json.accounts[terraform.workspace].id }
output "workspace" { value = terraform.workspace }
