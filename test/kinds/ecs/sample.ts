import type { ContainerDefinition, Service, TaskDefinition } from '@aws-sdk/client-ecs';
import { revisionArn } from './world.ts';

/* Code with every argument that is compared, and what AWS describes of it once it is applied. */

/** `container_definitions` is {@link containers}, as a file beside it. */
export const code = `# Every argument of a task definition and a service that is compared, with a value that is no default.

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
  container_definitions    = file("\${path.module}/containers.json")
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
      root_directory = "share\\\\data"
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
    enable                = true
    rollback              = true
    reset_on_healthy_task = false
    threshold_configuration {
      type  = "COUNT"
      value = 5
    }
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
      target_type      = "AWS_LAMBDA"
    }
    lifecycle_hook {
      target_type      = "PAUSE"
      lifecycle_stages = ["POST_TEST_TRAFFIC_SHIFT"]
      timeout_configuration {
        timeout_in_minutes = 2880
        action             = "CONTINUE"
      }
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
      iops                       = 4000
      throughput                 = 250
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
`;

export const containers: ContainerDefinition[] = [
  {
    name: 'api',
    image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/api:v7',
    repositoryCredentials: { credentialsParameter: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-AbCdEf' },
    cpu: 256,
    memory: 512,
    memoryReservation: 384,
    links: ['envoy'],
    portMappings: [
      { containerPort: 8080, hostPort: 18080, protocol: 'udp', name: 'http', appProtocol: 'http2' },
      { containerPortRange: '9000-9010', protocol: 'tcp' },
    ],
    essential: false,
    restartPolicy: { enabled: true, ignoredExitCodes: [0, 3], restartAttemptPeriod: 120 },
    entryPoint: ['/entry', 'run'],
    command: ['serve', '--port', '8080'],
    environment: [
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'MODE', value: 'fast' },
    ],
    mountPoints: [
      { sourceVolume: 'efs', containerPath: '/data', readOnly: true },
      { sourceVolume: 'docker', containerPath: '/cache', readOnly: true },
    ],
    volumesFrom: [{ sourceContainer: 'envoy', readOnly: true }],
    linuxParameters: {
      capabilities: { add: ['NET_ADMIN'], drop: ['MKNOD', 'CHOWN'] },
      devices: [{ hostPath: '/dev/fuse', containerPath: '/dev/fuse0', permissions: ['read', 'write'] }],
      initProcessEnabled: true,
      sharedMemorySize: 64,
      tmpfs: [{ containerPath: '/tmp', size: 128, mountOptions: ['noexec', 'nosuid'] }],
      maxSwap: 256,
      swappiness: 10,
    },
    secrets: [
      { name: 'TOKEN', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/api/token' },
      { name: 'DB', valueFrom: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf:password::' },
    ],
    dependsOn: [{ containerName: 'envoy', condition: 'HEALTHY' }],
    startTimeout: 60,
    stopTimeout: 30,
    versionConsistency: 'disabled',
    hostname: 'api',
    user: '1000:1000',
    workingDirectory: '/srv',
    disableNetworking: true,
    privileged: true,
    readonlyRootFilesystem: true,
    dnsServers: ['10.0.0.2', '10.0.0.3'],
    dnsSearchDomains: ['example.com'],
    extraHosts: [{ hostname: 'legacy', ipAddress: '10.0.0.9' }],
    dockerSecurityOptions: ['no-new-privileges'],
    interactive: true,
    pseudoTerminal: true,
    dockerLabels: { 'com.example.team': 'search' },
    ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }],
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': '/ecs/api', 'awslogs-region': 'us-east-1' },
      secretOptions: [{ name: 'splunk', valueFrom: '/api/splunk' }],
    },
    healthCheck: { command: ['CMD', 'true'], interval: 10, timeout: 2, retries: 4, startPeriod: 15 },
    systemControls: [{ namespace: 'net.core.somaxconn', value: '1024' }],
    resourceRequirements: [
      { type: 'GPU', value: '2', sharingStrategy: { nvidiaMps: { memory: 1024, maxComputePercent: 50 } } },
    ],
    firelensConfiguration: { type: 'fluentbit', options: { 'enable-ecs-log-metadata': 'true' } },
    credentialSpecs: ['credentialspecdomainless:arn:aws:s3:::bucket/spec.json'],
  },
  {
    name: 'envoy',
    image: 'public.ecr.aws/appmesh/aws-appmesh-envoy:v1',
    essential: true,
    environmentFiles: [
      { value: 'arn:aws:s3:::bucket/envoy.env', type: 's3' },
      { value: 'arn:aws:s3:::bucket/base.env', type: 's3' },
    ],
  },
];

export const tags = [
  { key: 'Owner', value: 'search' },
  { key: 'Team', value: 'search' },
  { key: 'Stage', value: 'production' },
];

export const taskDefinition: TaskDefinition = {
  taskDefinitionArn: revisionArn('api', 7),
  family: 'api',
  revision: 7,
  status: 'ACTIVE',
  containerDefinitions: containers,
  cpu: '512',
  memory: '1024',
  networkMode: 'bridge',
  executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
  taskRoleArn: 'arn:aws:iam::123456789012:role/service/task',
  requiresCompatibilities: ['EC2', 'FARGATE'],
  pidMode: 'task',
  ipcMode: 'host',
  enableFaultInjection: true,
  runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE', cpuArchitecture: 'ARM64' },
  ephemeralStorage: { sizeInGiB: 50 },
  volumes: [
    {
      name: 's3',
      configuredAtLaunch: true,
      host: {},
      s3filesVolumeConfiguration: {
        fileSystemArn: 'arn:aws:s3files:us-east-1:123456789012:file-system/fs-1',
        rootDirectory: '/data',
        transitEncryptionPort: 3049,
        accessPointArn: 'arn:aws:s3files:us-east-1:123456789012:access-point/ap-1',
      },
    },
    {
      name: 'fsx',
      configuredAtLaunch: true,
      fsxWindowsFileServerVolumeConfiguration: {
        fileSystemId: 'fs-0123456789abcdef0',
        rootDirectory: 'share\\data',
        authorizationConfig: {
          credentialsParameter: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:fsx-AbCdEf',
          domain: 'example.com',
        },
      },
    },
    {
      name: 'docker',
      configuredAtLaunch: true,
      host: { sourcePath: '/var/lib/api' },
      dockerVolumeConfiguration: {
        driver: 'rexray/ebs',
        scope: 'shared',
        autoprovision: true,
        driverOpts: { size: '20' },
        labels: { team: 'search' },
      },
    },
    {
      name: 'efs',
      configuredAtLaunch: true,
      efsVolumeConfiguration: {
        fileSystemId: 'fs-0a1b2c3d',
        rootDirectory: '/data',
        transitEncryption: 'ENABLED',
        transitEncryptionPort: 2999,
        authorizationConfig: { accessPointId: 'fsap-0a1b2c3d', iam: 'ENABLED' },
      },
    },
  ],
  placementConstraints: [
    { type: 'memberOf', expression: 'attribute:ecs.instance-type =~ g2.*' },
    { type: 'memberOf', expression: 'attribute:ecs.os-type == linux' },
  ],
  proxyConfiguration: {
    type: 'APPMESH',
    containerName: 'envoy',
    properties: [
      { name: 'IgnoredUID', value: '1337' },
      { name: 'AppPorts', value: '8080' },
    ],
  },
  inferenceAccelerators: [
    { deviceName: 'device_2', deviceType: 'eia2.large' },
    { deviceName: 'device_1', deviceType: 'eia2.medium' },
  ],
};

export const service: Service = {
  serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/main/api',
  serviceName: 'api',
  clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
  status: 'ACTIVE',
  taskDefinition: revisionArn('api', 7),
  desiredCount: 3,
  launchType: 'EC2',
  platformVersion: '1.4.0',
  schedulingStrategy: 'REPLICA',
  healthCheckGracePeriodSeconds: 60,
  enableExecuteCommand: true,
  enableECSManagedTags: true,
  propagateTags: 'SERVICE',
  availabilityZoneRebalancing: 'ENABLED',
  roleArn: 'arn:aws:iam::123456789012:role/ecs-load-balancing',
  capacityProviderStrategy: [
    { capacityProvider: 'FARGATE', weight: 1, base: 2 },
    { capacityProvider: 'FARGATE_SPOT', weight: 3, base: 1 },
  ],
  networkConfiguration: {
    awsvpcConfiguration: {
      subnets: ['subnet-2', 'subnet-1'],
      securityGroups: ['sg-2', 'sg-1'],
      assignPublicIp: 'ENABLED',
    },
  },
  loadBalancers: [
    {
      targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/1',
      loadBalancerName: 'classic',
      containerName: 'api',
      containerPort: 8080,
      advancedConfiguration: {
        alternateTargetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/green/2',
        productionListenerRule: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/x/1/2/3',
        testListenerRule: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/x/1/2/4',
        roleArn: 'arn:aws:iam::123456789012:role/infrastructure',
      },
    },
  ],
  serviceRegistries: [
    {
      registryArn: 'arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1',
      port: 8080,
      containerName: 'api',
      containerPort: 8081,
    },
  ],
  deploymentController: { type: 'CODE_DEPLOY' },
  placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.os-type == linux' }],
  placementStrategy: [
    { type: 'spread', field: 'instanceId' },
    { type: 'binpack', field: 'MEMORY' },
  ],
  deploymentConfiguration: {
    maximumPercent: 150,
    minimumHealthyPercent: 50,
    deploymentCircuitBreaker: {
      enable: true,
      rollback: true,
      resetOnHealthyTask: false,
      thresholdConfiguration: { type: 'COUNT', value: 5 },
    },
    alarms: { alarmNames: ['latency', 'errors'], enable: true, rollback: true },
    strategy: 'BLUE_GREEN',
    bakeTimeInMinutes: 10,
    lifecycleHooks: [
      {
        targetType: 'AWS_LAMBDA',
        hookTargetArn: 'arn:aws:lambda:us-east-1:123456789012:function:check',
        roleArn: 'arn:aws:iam::123456789012:role/hooks',
        lifecycleStages: ['POST_SCALE_UP', 'PRE_SCALE_UP'],
      },
      {
        targetType: 'PAUSE',
        lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
        timeoutConfiguration: { timeoutInMinutes: 2880, action: 'CONTINUE' },
      },
    ],
    linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: 6 },
    canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: 7 },
  },
  deployments: [
    { id: 'ecs-svc/1', status: 'ACTIVE', serviceConnectConfiguration: { enabled: false } },
    {
      id: 'ecs-svc/2',
      status: 'PRIMARY',
      serviceConnectConfiguration: {
        enabled: true,
        namespace: 'internal',
        services: [
          {
            portName: 'http',
            discoveryName: 'api-http',
            ingressPortOverride: 9090,
            clientAliases: [
              {
                port: 80,
                dnsName: 'api.internal',
                testTrafficRules: { header: { name: 'x-test', value: { exact: 'yes' } } },
              },
            ],
            timeout: { idleTimeoutSeconds: 120, perRequestTimeoutSeconds: 30 },
            tls: {
              issuerCertificateAuthority: {
                awsPcaAuthorityArn: 'arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/1',
              },
              kmsKey: 'arn:aws:kms:us-east-1:123456789012:key/1',
              roleArn: 'arn:aws:iam::123456789012:role/tls',
            },
          },
        ],
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': '/ecs/connect' },
          secretOptions: [{ name: 'apikey', valueFrom: 'arn:aws:ssm:us-east-1:123456789012:parameter/connect/apikey' }],
        },
        accessLogConfiguration: { format: 'JSON', includeQueryParameters: 'ENABLED' },
      },
      volumeConfigurations: [
        {
          name: 'data',
          managedEBSVolume: {
            encrypted: false,
            kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/2',
            volumeType: 'gp3',
            sizeInGiB: 40,
            snapshotId: 'snap-1',
            volumeInitializationRate: 100,
            iops: 4000,
            throughput: 250,
            filesystemType: 'ext4',
            roleArn: 'arn:aws:iam::123456789012:role/infrastructure',
            tagSpecifications: [
              { resourceType: 'volume', propagateTags: 'SERVICE', tags: [{ key: 'Stage', value: 'production' }] },
            ],
          },
        },
      ],
      vpcLatticeConfigurations: [
        {
          portName: 'http',
          roleArn: 'arn:aws:iam::123456789012:role/infrastructure',
          targetGroupArn: 'arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-1',
        },
      ],
    },
  ],
};
