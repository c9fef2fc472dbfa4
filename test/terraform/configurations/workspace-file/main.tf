output "workspace" { value = terraform.workspace == "blue" ? "is blue" : terraform.workspace }
