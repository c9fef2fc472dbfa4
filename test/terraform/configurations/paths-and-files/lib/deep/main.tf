module "up" {
  source = "../up"
}
output "paths" { value = { module = path.module, root = path.root, up = module.up.path } }
output "content" { value = [trimspace(file("${path.module}/a.txt")), filemd5("${path.module}/a.txt")] }
