variable "vpc_id" {
  type = string
}

locals {
  account = "123456789012"
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_task_definition" "api" {
  family                   = "shop-api"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = "arn:aws:iam::${local.account}:role/shop-execution"

  container_definitions = jsonencode([
    {
      name      = "api"
      image     = "${local.account}.dkr.ecr.us-east-1.amazonaws.com/shop-api:v7"
      essential = true
      memory    = 512
      command   = ["serve", "--port", "8080"]
      portMappings = [
        { containerPort = 8080 }
      ]
      environment = [
        { name = "LOG_LEVEL", value = "info" },
        { name = "REGION", value = "eu" },
      ]
      secrets = [
        { name = "DATABASE_URL", valueFrom = "arn:aws:ssm:us-east-1:${local.account}:parameter/shop/database-url" },
      ]
      healthCheck = {
        command = ["CMD-SHELL", "wget -q -O- http://localhost:8080/health"]
      }
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = "/ecs/shop-api"
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "api"
        }
      }
    },
  ])
}

resource "aws_ecs_service" "api" {
  name            = "shop-api"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.api.arn
  desired_count   = 2
  launch_type     = "FARGATE"
}

resource "aws_security_group" "api" {
  name        = "shop-api"
  description = "Tasks of the shop's API"
  vpc_id      = var.vpc_id
}

resource "aws_security_group" "redis" {
  name        = "shop-redis"
  description = "Redis"
  vpc_id      = var.vpc_id

  ingress {
    description = "Office"
    from_port   = 6379
    to_port     = 6379
    protocol    = "tcp"
    cidr_blocks = ["10.9.0.0/16"]
  }

  ingress {
    from_port       = 6379
    to_port         = 6379
    protocol        = "tcp"
    security_groups = [aws_security_group.api.id]
  }
}

resource "aws_security_group_rule" "api_from_load_balancer" {
  type              = "ingress"
  security_group_id = aws_security_group.api.id
  protocol          = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_blocks       = ["10.1.0.0/16"]
}

resource "aws_vpc_security_group_egress_rule" "api_all" {
  security_group_id = aws_security_group.api.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
