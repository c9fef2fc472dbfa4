output "mixed" {
  value = terraform_data.b["a"].input
}
