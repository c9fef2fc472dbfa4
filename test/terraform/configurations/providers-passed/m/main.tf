terraform {
  required_providers {
    terraform = {
      source                = "terraform.io/builtin/terraform"
      configuration_aliases = [terraform.peer]
    }
  }
}
resource "terraform_data" "default" {
  input = "default"
}
resource "terraform_data" "peer" {
  provider = terraform.peer
  input    = "peer"
}
output "all" { value = [terraform_data.default.input, terraform_data.peer.input] }
