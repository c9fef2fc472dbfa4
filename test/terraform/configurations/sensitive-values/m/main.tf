variable "secret" { sensitive = true }
output "joined" {
  value     = "user:${var.secret}"
  sensitive = true
}
