terraform {
  required_providers {
    terraform = {
      source = "terraform.io/builtin/terraform"
    }
  }
}
provider "terraform" {}
provider "terraform" {
  alias = "other"
}
resource "terraform_data" "a" {
  provider = terraform.other
  input    = "a"
}
module "m" {
  source = "./m"
  providers = {
    terraform      = terraform
    terraform.peer = terraform.other
  }
}
output "m" { value = module.m.all }
