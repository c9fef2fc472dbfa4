module "deep" {
  source = "./lib/../lib/deep"
}
output "root" { value = [path.root, path.module] }
output "deep" { value = module.deep.paths }
output "content" { value = module.deep.content }
output "files" { value = fileset(path.module, "**/*.txt") }
output "exists" { value = [fileexists("lib/deep/a.txt"), fileexists("nope.txt")] }
output "base" { value = basename(abspath(path.root)) == basename(path.cwd) }
output "missing" { value = try(file("nope.txt"), "missing") }
