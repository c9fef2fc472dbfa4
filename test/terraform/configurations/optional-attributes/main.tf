variable "services" {
  type = map(object({
    image  = string
    cpu    = optional(number, 256)
    memory = optional(number)
    public = optional(bool, false)
    health = optional(object({
      path     = optional(string, "/health")
      interval = optional(number, 30)
    }), {})
    ports = optional(list(object({
      port     = number
      protocol = optional(string, "tcp")
    })), [])
  }))
  default = {
    api = {
      image = "api:1"
      ports = [{ port = 80 }, { port = 53, protocol = "udp" }]
    }
    worker = {
      image  = "worker:1"
      cpu    = null
      memory = 512
      health = { path = "/up" }
    }
    cron = {
      image  = "cron:1"
      health = null
    }
  }
}
resource "terraform_data" "service" {
  for_each = var.services
  input    = each.value
}
output "services" {
  value = var.services
}
output "cpus" {
  value = { for name, service in var.services : name => service.cpu }
}
