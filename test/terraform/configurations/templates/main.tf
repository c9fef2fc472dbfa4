variable "tag" { default = "v7" }
resource "terraform_data" "dns" {
  input = "db.example.com"
}
locals {
  rendered = templatefile("${path.module}/templates/definitions.json.tftpl", {
    name        = "api"
    image       = "registry.example.com/api:${var.tag}"
    environment = { HOST = terraform_data.dns.input, DEBUG = false, RETRIES = 3 }
  })
  heredoc = <<EOT
  kept indent ${upper("x")}
    %{~ for n in [1, 2] ~}
    n=${n}
    %{~ endfor ~}
  $${literal} %%{literal}
EOT
  flushed = <<-EOT
      one
        two ${1 + 1}
      three
  EOT
}
resource "terraform_data" "definitions" {
  input = jsondecode(local.rendered)
}
output "rendered" { value = local.rendered }
output "heredoc" { value = local.heredoc }
output "flushed" { value = local.flushed }
output "only" { value = templatefile("${path.module}/templates/only.tftpl", { n = 5 }) + 1 }
