variable "name" { type = string }
variable "members" {
  type    = list(string)
  default = ["nobody"]
}
variable "quota" {
  type     = number
  default  = 10
  nullable = false
}
resource "terraform_data" "member" {
  for_each = toset(var.members)
  input    = "${var.name}:${each.key}"
}
output "summary" { value = "${var.name} has ${length(var.members)} of ${var.quota}" }
output "members" { value = var.members }
