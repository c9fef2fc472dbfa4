variable "groups" {
  type = map(object({
    listeners = list(object({ port = number, targets = optional(list(string), []) }))
  }))
  default = {
    web = { listeners = [{ port = 80, targets = ["a", "b"] }, { port = 443 }] }
    api = { listeners = [{ port = 8080, targets = ["c"] }] }
  }
}
locals {
  blocks = flatten([
    for name, group in var.groups : [
      for index, listener in group.listeners : [
        for target in length(listener.targets) > 0 ? listener.targets : ["default"] : {
          key    = format("%s.%d.%s", name, index, target)
          port   = listener.port
          target = target
        }
      ]
    ]
  ])
  by_port = { for block in local.blocks : block.port => block.key... }
}
resource "terraform_data" "block" {
  for_each = { for block in local.blocks : block.key => block if block.port != 443 }
  input    = each.value
}
output "by_port" { value = local.by_port }
output "pairs" { value = [for pair in setproduct(["x", "y"], [1, 2]) : join("", pair)] }
output "zipped" { value = zipmap(["a", "b"], [for b in slice(local.blocks, 0, 2) : b.port]) }
