// A plan like those of large roots: for each service a task definition, the service, its security group, and resources of other types; every
// value stands in it four times (planned, before, after and prior), as in a real one.

const account = '123456789012';
const region = 'us-east-1';
/** Resources of other types beside each service, where nobody says how many services there are to be. */
const usualOthers = 60;
/** What is compared of each service: its task definition, the service, its security group. */
const comparedOfService = 3;
const vpc = 'vpc-0123456789abcdef0';

const constant = (value) => ({ constant_value: value });

function service(index, others) {
  const name = `service-${index}`;
  const id = `sg-${String(index).padStart(17, '0')}`;
  const arn = `arn:aws:ecs:${region}:${account}:task-definition/${name}:7`;
  const environment = Array.from({ length: 25 }, (_, n) => ({ name: `SETTING_${n}`, value: `value ${n} of ${name}` }));
  const containers = [{ name, image: `example.com/${name}:1`, essential: true, environment }];
  return {
    name,
    id,
    arn,
    containers,
    resources: [
      resource('aws_ecs_task_definition', name, {
        family: name,
        cpu: '256',
        memory: '512',
        network_mode: 'awsvpc',
        requires_compatibilities: ['FARGATE'],
        container_definitions: JSON.stringify(containers),
        arn,
        id: name,
        revision: 7,
      }),
      resource('aws_ecs_service', name, {
        name,
        cluster: 'production',
        desired_count: 2,
        launch_type: 'FARGATE',
        task_definition: arn,
        network_configuration: [
          { assign_public_ip: false, security_groups: [id], subnets: ['subnet-0a1b2c3d4e5f60718'] },
        ],
      }),
      resource('aws_security_group', name, {
        name,
        description: 'Managed by Terraform',
        vpc_id: vpc,
        id,
        ingress: Array.from({ length: 5 }, (_, n) => ({
          cidr_blocks: [`10.${n}.0.0/16`],
          description: '',
          from_port: 443,
          to_port: 443,
          protocol: 'tcp',
          ipv6_cidr_blocks: [],
          prefix_list_ids: [],
          security_groups: [],
          self: false,
        })),
      }),
      ...Array.from({ length: others }, (_, n) =>
        resource('aws_ssm_parameter', `${name}-${n}`, {
          name: `/production/${name}/${n}`,
          arn: `arn:aws:ssm:${region}:${account}:parameter/production/${name}/${n}`,
          type: 'String',
          tier: 'Standard',
          data_type: 'text',
          description: `Parameter ${n} of ${name}`,
          tags_all: { Service: name, Environment: 'production', Team: 'platform', Number: String(n) },
        }),
      ),
    ],
  };
}

const resource = (type, name, values) => ({ type, name: name.replaceAll('/', '_'), values });

/**
 * A plan of about `bytes` bytes; `count` is how many resources it has.
 * @param {number} bytes
 * @param {number} [compared] how many of them are of types that are compared; by default one in 21
 */
export function largePlan(bytes, compared) {
  const sizeOf = (others) =>
    JSON.stringify(document([service(0, others)])).length - JSON.stringify(document([])).length;
  const wanted =
    compared === undefined ? Math.ceil(bytes / sizeOf(usualOthers)) : Math.ceil(compared / comparedOfService);
  const [none, one] = [sizeOf(0), sizeOf(1)];
  const others = compared === undefined ? usualOthers : Math.max(0, Math.round((bytes / wanted - none) / (one - none)));
  const services = Array.from({ length: wanted }, (_, index) => service(index, others));
  return {
    text: JSON.stringify(document(services)),
    services,
    count: services.length * (comparedOfService + others),
    compared: services.length * comparedOfService,
  };
}

function document(services) {
  const all = services.flatMap((each) => each.resources);
  const shown = all.map(({ type, name, values }) => ({
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    schema_version: 1,
    values,
    sensitive_values: {},
  }));
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: { root_module: { resources: shown } },
    resource_changes: all.map(({ type, name, values }) => ({
      address: `${type}.${name}`,
      mode: 'managed',
      type,
      name,
      provider_name: 'registry.terraform.io/hashicorp/aws',
      change: {
        actions: ['no-op'],
        before: values,
        after: values,
        after_unknown: {},
        before_sensitive: {},
        after_sensitive: {},
      },
    })),
    prior_state: { format_version: '1.0', terraform_version: '1.11.4', values: { root_module: { resources: shown } } },
    configuration: {
      provider_config: {
        aws: {
          name: 'aws',
          full_name: 'registry.terraform.io/hashicorp/aws',
          expressions: { region: constant(region) },
        },
      },
      root_module: {
        resources: all.map(({ type, name, values }) => ({
          address: `${type}.${name}`,
          mode: 'managed',
          type,
          name,
          provider_config_key: 'aws',
          expressions: Object.fromEntries(Object.keys(values).map((key) => [key, constant(null)])),
          schema_version: 1,
        })),
      },
    },
    applyable: false,
    complete: true,
    errored: false,
  };
}

/** A snapshot in which all of the plan's services and groups are as planned. */
export function snapshotFor({ services }) {
  const reads = services.flatMap(({ name, id, arn, containers }) => [
    {
      action: 'ecs:DescribeServices',
      key: { cluster: 'production', service: name },
      result: {
        serviceName: name,
        serviceArn: `arn:aws:ecs:${region}:${account}:service/production/${name}`,
        status: 'ACTIVE',
        taskDefinition: arn,
        desiredCount: 2,
        launchType: 'FARGATE',
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: ['subnet-0a1b2c3d4e5f60718'],
            securityGroups: [id],
            assignPublicIp: 'DISABLED',
          },
        },
      },
    },
    ...[arn, name].map((taskDefinition) => ({
      action: 'ecs:DescribeTaskDefinition',
      key: { taskDefinition },
      result: {
        taskDefinitionArn: arn,
        family: name,
        revision: 7,
        status: 'ACTIVE',
        cpu: '256',
        memory: '512',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        containerDefinitions: containers,
      },
    })),
    {
      action: 'ec2:DescribeSecurityGroups',
      key: { 'group-name': name, 'vpc-id': vpc },
      result: [{ GroupId: id, GroupName: name, Description: 'Managed by Terraform', VpcId: vpc, OwnerId: account }],
    },
    {
      action: 'ec2:DescribeSecurityGroupRules',
      key: { 'group-id': id },
      result: Array.from({ length: 5 }, (_, n) => ({
        SecurityGroupRuleId: `sgr-${n}`,
        GroupId: id,
        IsEgress: false,
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        CidrIpv4: `10.${n}.0.0/16`,
      })),
    },
  ]);
  return JSON.stringify({ format: 'driftcheck-snapshot', schemaVersion: 1, salt: 'bench', account, region, reads });
}
