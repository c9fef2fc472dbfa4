locals {
  teams = {
    core = { members = ["ann", "bob"], quota = 5 }
    data = { members = [], quota = null }
  }
}
module "team" {
  source   = "./team"
  for_each = local.teams
  name     = each.key
  members  = each.value.members
  quota    = each.value.quota
}
module "region" {
  source   = "./team"
  for_each = toset(["us", "eu"])
  name     = each.value
}
output "core" { value = module.team["core"].summary }
output "summaries" { value = values(module.team)[*].summary }
output "keys" { value = keys(module.region) }
output "members" { value = flatten([for name, team in module.team : [for member in team.members : "${name}/${member}"]]) }
