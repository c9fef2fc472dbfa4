e = "B.auto.tfvars"
d = "B.auto.tfvars"
