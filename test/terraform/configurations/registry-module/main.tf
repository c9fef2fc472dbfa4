module "service" {
  source  = "example/service/aws"
  version = "~> 2.0"
  name    = "api"
}
module "nested" {
  source = "git::https://git.example.com/platform.git//modules/network?ref=v1"
  cidr   = "10.0.0.0/16"
}
output "service" { value = module.service.arn }
output "subnets" { value = module.nested.subnets }
