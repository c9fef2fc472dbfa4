variable "environment" { default = "dev" }
module "platform" {
  source      = "./modules/platform"
  environment = var.environment
  sizes       = { small = 1, large = 4 }
}
output "names" { value = module.platform.names }
output "platform" { value = module.platform }
output "first" { value = module.platform.names[0] }
