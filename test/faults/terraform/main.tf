provider "aws" {
  region = "us-east-1"
}

data "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
}

data "aws_subnet" "a" {
  cidr_block = "10.20.1.0/24"
}

data "aws_iam_role" "execution" {
  name = "shop-execution"
}

data "aws_ecr_repository" "shop" {
  name = "shop"
}

data "aws_ssm_parameter" "url" {
  name = "/shop/database-url"
}

data "aws_secretsmanager_secret" "token" {
  name = "shop/token"
}

data "aws_security_group" "balancer" {
  name   = "balancer"
  vpc_id = data.aws_vpc.main.id
}

data "aws_ec2_managed_prefix_list" "offices" {
  filter {
    name   = "prefix-list-name"
    values = ["offices"]
  }
}

resource "aws_security_group" "api" {
  name   = "api"
  vpc_id = data.aws_vpc.main.id

  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [data.aws_security_group.balancer.id]
  }

  ingress {
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = ["198.51.100.0/25"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "cache" {
  name   = "cache"
  vpc_id = data.aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_api" {
  security_group_id            = aws_security_group.cache.id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = aws_security_group.api.id
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_offices" {
  security_group_id = aws_security_group.cache.id
  ip_protocol       = "tcp"
  from_port         = 6379
  to_port           = 6379
  prefix_list_id    = data.aws_ec2_managed_prefix_list.offices.id
}

resource "aws_vpc_security_group_vpc_association" "cache" {
  security_group_id = aws_security_group.cache.id
  vpc_id            = "vpc-0c000000000000002"
}

locals {
  registry = data.aws_ecr_repository.shop.repository_url
  services = {
    api    = { count = 2, secrets = { DATABASE_URL = data.aws_ssm_parameter.url.arn, API_KEY = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/api-key" } }
    worker = { count = 2, secrets = { TOKEN = data.aws_secretsmanager_secret.token.arn } }
    queue  = { count = 1, secrets = {} }
  }
}

resource "aws_ecs_task_definition" "service" {
  for_each                 = local.services
  family                   = each.key
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = data.aws_iam_role.execution.arn

  container_definitions = jsonencode([{
    name         = "app"
    image        = "${local.registry}:${each.key}"
    essential    = true
    portMappings = [{ containerPort = 8080, protocol = "tcp" }]
    environment  = [{ name = "SERVICE", value = each.key }]
    secrets      = [for name, source in each.value.secrets : { name = name, valueFrom = source }]
  }])
}

resource "aws_ecs_service" "service" {
  for_each        = local.services
  name            = each.key
  cluster         = "shop"
  task_definition = aws_ecs_task_definition.service[each.key].arn
  desired_count   = each.value.count
  launch_type     = "FARGATE"

  network_configuration {
    subnets         = [data.aws_subnet.a.id]
    security_groups = [aws_security_group.api.id]
  }
}
