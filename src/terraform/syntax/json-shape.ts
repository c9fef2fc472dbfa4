/**
 * Which members of a JSON object are blocks. JSON alone does not tell a block from an argument that holds an object; Terraform knows it from the
 * provider's schema. Here it is known for the language itself and for the resources that are compared; elsewhere a member is an argument.
 */
export interface BodyShape {
  /** Types of nested blocks, with the number of their labels. */
  readonly blocks: ReadonlyMap<string, number>;
  /** Arguments whose strings are names or types, not templates. */
  readonly verbatim: ReadonlySet<string>;
  /** What blocks of a type hold; absent = `plain`. */
  readonly inner?: (type: string, labels: readonly string[]) => BodyShape;
}

const none: ReadonlySet<string> = new Set();
const plain: BodyShape = { blocks: new Map(), verbatim: none };

/** What a block of `type` within `shape` holds. */
export function shapeOfBlock(shape: BodyShape, type: string, labels: readonly string[]): BodyShape {
  return shape.inner?.(type, labels) ?? plain;
}

/** A nesting of block types: those of a body, each with those inside of it. */
interface Nesting {
  readonly [type: string]: Nesting;
}

/** See https://github.com/hashicorp/terraform-provider-aws/tree/main/website/docs/r */
const ruleBlock: Nesting = {};
const nested: Readonly<Record<string, Nesting>> = {
  aws_security_group: { ingress: ruleBlock, egress: ruleBlock },
  aws_ecs_task_definition: {
    volume: {
      docker_volume_configuration: {},
      efs_volume_configuration: { authorization_config: {} },
      fsx_windows_file_server_volume_configuration: { authorization_config: {} },
    },
    placement_constraints: {},
    proxy_configuration: {},
    runtime_platform: {},
    ephemeral_storage: {},
  },
  aws_ecs_service: {
    alarms: {},
    capacity_provider_strategy: {},
    deployment_circuit_breaker: {},
    deployment_configuration: { lifecycle_hook: {}, linear_configuration: {}, canary_configuration: {} },
    deployment_controller: {},
    load_balancer: { advanced_configuration: {} },
    network_configuration: {},
    ordered_placement_strategy: {},
    placement_constraints: {},
    service_connect_configuration: {
      service: { client_alias: {}, timeout: {}, tls: { issuer_cert_authority: {} } },
      log_configuration: { secret_option: {} },
    },
    service_registries: {},
    volume_configuration: { managed_ebs_volume: { tag_specifications: {} } },
    vpc_lattice_configurations: {},
  },
  aws_ecs_cluster: { configuration: { execute_command_configuration: { log_configuration: {} } }, setting: {} },
};

const providerNesting: Nesting = {
  assume_role: {},
  assume_role_with_web_identity: {},
  default_tags: {},
  endpoints: {},
  ignore_tags: {},
};

/** A member by a name of the code, which may be that of something that every object inherits. */
function own<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

/** The shape of a body with these nested blocks, each of which may also be written as a `dynamic` block. */
function nestingShape(nesting: Nesting): BodyShape {
  const blocks = new Map(Object.keys(nesting).map((type) => [type, 0] as const));
  return {
    blocks: new Map([...blocks, ['dynamic', 1]]),
    verbatim: none,
    inner: (type, [label = '']) =>
      type === 'dynamic' ? dynamicShape(own(nesting, label) ?? {}) : nestingShape(own(nesting, type) ?? {}),
  };
}

function dynamicShape(content: Nesting): BodyShape {
  return { blocks: new Map([['content', 0]]), verbatim: new Set(['iterator']), inner: () => nestingShape(content) };
}

const lifecycle: BodyShape = {
  blocks: new Map([
    ['precondition', 0],
    ['postcondition', 0],
  ]),
  verbatim: new Set(['ignore_changes', 'replace_triggered_by']),
};

function resourceShape(type: string): BodyShape {
  const content = nestingShape(own(nested, type) ?? {});
  return {
    blocks: new Map([...content.blocks, ['lifecycle', 0], ['provisioner', 1], ['connection', 0], ['timeouts', 0]]),
    verbatim: new Set(['provider', 'depends_on']),
    inner: (block, labels) => (block === 'lifecycle' ? lifecycle : shapeOfBlock(content, block, labels)),
  };
}

const shapes: Readonly<Record<string, (labels: readonly string[]) => BodyShape>> = {
  variable: () => ({ blocks: new Map([['validation', 0]]), verbatim: new Set(['type']) }),
  output: () => ({ blocks: new Map([['precondition', 0]]), verbatim: new Set(['depends_on']) }),
  module: () => ({ blocks: new Map(), verbatim: new Set(['providers', 'depends_on']) }),
  provider: () => nestingShape(providerNesting),
  resource: ([type = '']) => resourceShape(type),
  data: ([type = '']) => resourceShape(type),
  ephemeral: ([type = '']) => resourceShape(type),
  check: () => ({
    blocks: new Map([
      ['data', 2],
      ['assert', 0],
    ]),
    verbatim: none,
    inner: (block, [type = '']) => (block === 'data' ? resourceShape(type) : plain),
  }),
};

/** The top of a file. */
export const rootShape: BodyShape = {
  blocks: new Map([
    ['terraform', 0],
    ['locals', 0],
    ['moved', 0],
    ['import', 0],
    ['removed', 0],
    ['variable', 1],
    ['output', 1],
    ['module', 1],
    ['provider', 1],
    ['check', 1],
    ['resource', 2],
    ['data', 2],
    ['ephemeral', 2],
    ['action', 2],
  ]),
  verbatim: none,
  inner: (type, labels) => own(shapes, type)?.(labels) ?? plain,
};
