# Every argument of a task definition and a service that is compared, with a value that is no default.

provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = { Owner = "platform", Team = "search" }
  }
  ignore_tags {
    keys         = ["LastSeen"]
    key_prefixes = ["kubernetes.io/"]
  }
}

resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  cpu                      = ".5 vCPU"
  memory                   = "1 GB"
  network_mode             = "bridge"
  execution_role_arn       = "arn:aws:iam::123456789012:role/execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/service/task"
  requires_compatibilities = ["FARGATE", "EC2"]
  pid_mode                 = "task"
  ipc_mode                 = "host"
  enable_fault_injection   = true
  container_definitions    = file("${path.module}/containers.json")
  tags                     = { Owner = "search", Stage = "production" }

  runtime_platform {
    operating_system_family = "WINDOWS_SERVER_2022_CORE"
    cpu_architecture        = "ARM64"
  }
  ephemeral_storage {
    size_in_gib = 50
  }
  volume {
    name                = "efs"
    configure_at_launch = true
    efs_volume_configuration {
      file_system_id          = "fs-0a1b2c3d"
      root_directory          = "/data"
      transit_encryption      = "ENABLED"
      transit_encryption_port = 2999
      authorization_config {
        access_point_id = "fsap-0a1b2c3d"
        iam             = "ENABLED"
      }
    }
  }
  volume {
    name                = "docker"
    configure_at_launch = true
    host_path           = "/var/lib/api"
    docker_volume_configuration {
      driver        = "rexray/ebs"
      scope         = "shared"
      autoprovision = true
      driver_opts   = { size = "20" }
      labels        = { team = "search" }
    }
  }
  volume {
    name                = "fsx"
    configure_at_launch = true
    fsx_windows_file_server_volume_configuration {
      file_system_id = "fs-0123456789abcdef0"
      root_directory = "share\\data"
      authorization_config {
        credentials_parameter = "arn:aws:secretsmanager:us-east-1:123456789012:secret:fsx-AbCdEf"
        domain                = "example.com"
      }
    }
  }
  volume {
    name                = "s3"
    configure_at_launch = true
    s3files_volume_configuration {
      file_system_arn         = "arn:aws:s3files:us-east-1:123456789012:file-system/fs-1"
      root_directory          = "/data"
      transit_encryption_port = 3049
      access_point_arn        = "arn:aws:s3files:us-east-1:123456789012:access-point/ap-1"
    }
  }
  placement_constraints {
    type       = "memberOf"
    expression = "attribute:ecs.os-type == linux"
  }
  placement_constraints {
    type       = "memberOf"
    expression = "attribute:ecs.instance-type =~ g2.*"
  }
  proxy_configuration {
    type           = "APPMESH"
    container_name = "envoy"
    properties     = { AppPorts = "8080", IgnoredUID = "1337" }
  }
  inference_accelerator {
    device_name = "device_1"
    device_type = "eia2.medium"
  }
  inference_accelerator {
    device_name = "device_2"
    device_type = "eia2.large"
  }
}

resource "aws_ecs_service" "api" {
  name                               = "api"
  cluster                            = "main"
  task_definition                    = aws_ecs_task_definition.api.arn
  desired_count                      = 3
  launch_type                        = "EC2"
  platform_version                   = "1.4.0"
  scheduling_strategy                = "REPLICA"
  deployment_maximum_percent         = 150
  deployment_minimum_healthy_percent = 50
  health_check_grace_period_seconds  = 60
  enable_execute_command             = true
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  availability_zone_rebalancing      = "ENABLED"
  iam_role                           = "ecs-load-balancing"
  tags                               = { Owner = "search", Stage = "production" }

  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 3
    base              = 1
  }
  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
    base              = 2
  }
  network_configuration {
    subnets          = ["subnet-1", "subnet-2"]
    security_groups  = ["sg-1", "sg-2"]
    assign_public_ip = true
  }
  load_balancer {
    target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/1"
    elb_name         = "classic"
    container_name   = "api"
    container_port   = 8080
    advanced_configuration {
      alternate_target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/green/2"
      production_listener_rule   = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/x/1/2/3"
      test_listener_rule         = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/x/1/2/4"
      role_arn                   = "arn:aws:iam::123456789012:role/infrastructure"
    }
  }
  service_registries {
    registry_arn   = "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"
    port           = 8080
    container_name = "api"
    container_port = 8081
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  deployment_controller {
    type = "CODE_DEPLOY"
  }
  placement_constraints {
    type       = "memberOf"
    expression = "attribute:ecs.os-type == linux"
  }
  ordered_placement_strategy {
    type  = "spread"
    field = "host"
  }
  ordered_placement_strategy {
    type  = "binpack"
    field = "memory"
  }
  alarms {
    alarm_names = ["errors", "latency"]
    enable      = true
    rollback    = true
  }
  deployment_configuration {
    strategy             = "BLUE_GREEN"
    bake_time_in_minutes = "10"
    lifecycle_hook {
      hook_target_arn  = "arn:aws:lambda:us-east-1:123456789012:function:check"
      role_arn         = "arn:aws:iam::123456789012:role/hooks"
      lifecycle_stages = ["PRE_SCALE_UP", "POST_SCALE_UP"]
    }
    linear_configuration {
      step_percent              = 10
      step_bake_time_in_minutes = 6
    }
    canary_configuration {
      canary_percent              = 5
      canary_bake_time_in_minutes = 7
    }
  }
  service_connect_configuration {
    enabled   = true
    namespace = "internal"
    log_configuration {
      log_driver = "awslogs"
      options    = { awslogs-group = "/ecs/connect" }
      secret_option {
        name       = "apikey"
        value_from = "/connect/apikey"
      }
    }
    access_log_configuration {
      format                   = "JSON"
      include_query_parameters = "ENABLED"
    }
    service {
      port_name             = "http"
      discovery_name        = "api-http"
      ingress_port_override = 9090
      client_alias {
        port     = 80
        dns_name = "api.internal"
        test_traffic_rules {
          header {
            name = "x-test"
            value {
              exact = "yes"
            }
          }
        }
      }
      timeout {
        idle_timeout_seconds        = 120
        per_request_timeout_seconds = 30
      }
      tls {
        kms_key  = "arn:aws:kms:us-east-1:123456789012:key/1"
        role_arn = "arn:aws:iam::123456789012:role/tls"
        issuer_cert_authority {
          aws_pca_authority_arn = "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/1"
        }
      }
    }
  }
  volume_configuration {
    name = "data"
    managed_ebs_volume {
      role_arn                   = "arn:aws:iam::123456789012:role/infrastructure"
      encrypted                  = false
      kms_key_id                 = "arn:aws:kms:us-east-1:123456789012:key/2"
      volume_type                = "gp3"
      size_in_gb                 = 40
      snapshot_id                = "snap-1"
      volume_initialization_rate = 100
      iops                       = 3000
      throughput                 = 125
      file_system_type           = "ext4"
      tag_specifications {
        resource_type  = "volume"
        propagate_tags = "SERVICE"
        tags           = { Stage = "production" }
      }
    }
  }
  vpc_lattice_configurations {
    port_name        = "http"
    role_arn         = "arn:aws:iam::123456789012:role/infrastructure"
    target_group_arn = "arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-1"
  }
}
