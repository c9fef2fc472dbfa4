variable "name" {}
module "label" {
  source  = "example/label/null"
  version = ">= 1.0.0"
  parts   = ["svc", var.name]
}
resource "terraform_data" "this" {
  input = module.label.id
}
output "arn" { value = "arn:aws:ecs:::service/${terraform_data.this.input}" }
