terraform {
  required_version = ">= 1.1"
}
moved {
  from = terraform_data.old
  to   = terraform_data.new
}
moved {
  from = module.gone.terraform_data.x
  to   = module.m["a"].terraform_data.x
}
removed {
  from = terraform_data.deleted
  lifecycle {
    destroy = false
  }
}
check "healthy" {
  assert {
    condition     = terraform_data.new.input == "value"
    error_message = "It must be ${local.expected}."
  }
}
locals {
  expected = "value"
}
variable "name" {
  default = "abc"
  validation {
    condition     = length(var.name) == 3 && local.expected == "value"
    error_message = "Three characters."
  }
}
resource "terraform_data" "new" {
  input = local.expected
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [triggers_replace, input]
    replace_triggered_by  = [terraform_data.other]
    precondition {
      condition     = var.name != ""
      error_message = "No name."
    }
    postcondition {
      condition     = self.input != ""
      error_message = "No input."
    }
  }
  provisioner "local-exec" {
    when    = destroy
    command = "echo ${self.input}"
  }
}
resource "terraform_data" "other" {
  depends_on = [module.m, terraform_data.third]
}
resource "terraform_data" "third" {}
module "m" {
  source     = "./m"
  for_each   = { a = 1 }
  depends_on = [terraform_data.third]
}
output "m" {
  value      = module.m["a"].x
  depends_on = [terraform_data.other]
  precondition {
    condition     = var.name == "abc"
    error_message = "Wrong."
  }
}
