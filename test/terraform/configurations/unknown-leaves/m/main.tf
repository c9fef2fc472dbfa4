variable "id" { type = string }
variable "items" { type = map(string) }
resource "terraform_data" "item" {
  for_each = var.items
  input    = each.value
}
output "all" { value = { b = var.items["b"], prefix = startswith("arn:${var.id}", "arn:"), keys = keys(terraform_data.item) } }
output "items" { value = var.items }
