output "b" { value = "hidden" }
