variable "kind" { default = "fargate" }
module "fargate" {
  source = "./kind"
  count  = var.kind == "fargate" ? 1 : 0
  name   = "f"
}
module "ec2" {
  source = "./kind"
  count  = var.kind == "ec2" ? 1 : 0
  name   = "e"
}
locals {
  arn = coalesce(one(module.fargate[*].arn), one(module.ec2[*].arn))
  all = concat(module.fargate[*].arn, module.ec2[*].arn)
}
module "consumer" {
  source = "./consumer"
  object = module.fargate[0]
  arns   = local.all
}
output "arn" { value = local.arn }
output "consumer" { value = module.consumer.seen }
