provider "aws" {
  region = "us-east-1"
}

resource "aws_ecs_cluster" "main" {
  name = "jobs"
}

resource "aws_ecs_task_definition" "worker" {
  family                   = "worker"
  requires_compatibilities = ["EC2"]
  network_mode             = "bridge"

  container_definitions = jsonencode([{
    name   = "worker"
    image  = "example.com/worker:v7"
    memory = 256
    environment = [
      { name = "LOG_LEVEL", value = "info" },
      { name = "REGION", value = "eu" },
    ]
    secrets = [
      { name = "DATABASE_URL", valueFrom = "arn:aws:ssm:us-east-1:123456789012:parameter/jobs/database-url" },
    ]
  }])
}

resource "aws_ecs_service" "worker" {
  name            = "worker"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.worker.arn
  desired_count   = 2
  launch_type     = "EC2"
}
