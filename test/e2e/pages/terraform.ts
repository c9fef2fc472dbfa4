/*
 * What Terraform would say of the load balancer's group of the incident: a state file, and what `terraform show -json` prints of a
 * state and of a plan that changes nothing.
 */

const type = 'aws_security_group';
const name = 'load_balancer';
const address = `${type}.${name}`;
const provider = 'registry.terraform.io/hashicorp/aws';
const terraform = '1.14.0';

const rule = {
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  security_groups: [],
  self: false,
  cidr_blocks: ['0.0.0.0/0'],
};
const tags = { Project: 'hokusai', Environment: 'development', ManagedBy: 'terraform' };
const values = {
  id: 'sg-0a1b00000000000a1',
  arn: 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-0a1b00000000000a1',
  owner_id: '123456789012',
  name: 'hokusai-alb-development',
  name_prefix: '',
  description: 'Public load balancer',
  vpc_id: 'vpc-0a1b2c3d4e5f60718',
  region: 'us-east-1',
  revoke_rules_on_delete: false,
  tags: null,
  tags_all: tags,
  timeouts: null,
  ingress: [{ ...rule, description: 'HTTPS from anywhere', from_port: 443, to_port: 443, protocol: 'tcp' }],
  egress: [{ ...rule, description: '', from_port: 0, to_port: 0, protocol: '-1' }],
};
const resource = { address, mode: 'managed', type, name, provider_name: provider, schema_version: 1 };
const shown = { root_module: { resources: [{ ...resource, values, sensitive_values: {} }] } };
const constant = (value: unknown) => ({ constant_value: value });

/** `terraform.tfstate`. */
export const stateFile = JSON.stringify({
  version: 4,
  terraform_version: terraform,
  serial: 1,
  lineage: '00000000-0000-4000-8000-000000000000',
  outputs: {},
  resources: [
    {
      mode: 'managed',
      type,
      name,
      provider: `provider["${provider}"]`,
      instances: [{ schema_version: 1, attributes: values, sensitive_attributes: [] }],
    },
  ],
});

/** What `terraform show -json` prints of the state. */
export const shownState = JSON.stringify({ format_version: '1.0', terraform_version: terraform, values: shown });

/** What `terraform show -json plan.bin` prints of the plan. */
export const shownPlan = JSON.stringify({
  format_version: '1.2',
  terraform_version: terraform,
  variables: {},
  planned_values: shown,
  resource_changes: [
    {
      ...resource,
      change: {
        actions: ['no-op'],
        before: values,
        after: values,
        after_unknown: {},
        before_sensitive: {},
        after_sensitive: {},
      },
    },
  ],
  prior_state: { format_version: '1.0', terraform_version: terraform, values: shown },
  configuration: {
    provider_config: {
      aws: {
        name: 'aws',
        full_name: provider,
        version_constraint: '~> 6.0',
        expressions: { region: constant('us-east-1'), default_tags: [{ tags: constant(tags) }] },
      },
    },
    root_module: {
      resources: [
        {
          address,
          mode: 'managed',
          type,
          name,
          provider_config_key: 'aws',
          schema_version: 1,
          expressions: {
            name: constant(values.name),
            description: constant(values.description),
            vpc_id: constant(values.vpc_id),
            ingress: constant(values.ingress),
            egress: constant(values.egress),
          },
        },
      ],
    },
  },
  timestamp: '2026-10-21T09:00:00Z',
  applyable: false,
  complete: true,
  errored: false,
});
