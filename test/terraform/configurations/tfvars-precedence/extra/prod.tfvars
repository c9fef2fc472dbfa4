f = "prod.tfvars"
g = "prod.tfvars"
