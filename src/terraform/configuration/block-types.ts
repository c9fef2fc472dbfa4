import { emptySet } from '../../model/empty.ts';

/*
 * The block types of Terraform's language, in which JSON syntax does not tell a block from an argument. What a
 * resource, a data source or a provider holds besides is told by the provider's schema: there it is left to whoever
 * reads it.
 */

/** How many labels the blocks at the top of a file have; a type that is not listed is not Terraform's. */
export const topLevel: ReadonlyMap<string, number> = new Map([
  ['terraform', 0],
  ['locals', 0],
  ['variable', 1],
  ['output', 1],
  ['module', 1],
  ['provider', 1],
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['action', 2],
  ['check', 1],
  ['moved', 0],
  ['import', 0],
  ['removed', 0],
  // OpenTofu's.
  ['language', 0],
]);

/**
 * Blocks of `lifecycle` beside its arguments.
 * https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
 */
export const lifecycleBlocks: readonly string[] = ['precondition', 'postcondition', 'action_trigger'];

/** Blocks that every resource may have. */
export const resourceMetaBlocks: ReadonlyMap<string, number> = new Map([
  ['lifecycle', 0],
  ['provisioner', 1],
  ['connection', 0],
]);

/** Which members of a JSON object are blocks. */
export interface BodyShape {
  /** Types of nested blocks, with the number of their labels. */
  readonly blocks: ReadonlyMap<string, number>;
  /** Arguments whose strings are names or types, not templates. */
  readonly verbatim: ReadonlySet<string>;
  /** Arguments in which nothing can be referred to: their strings and keys are what they are, and no templates. */
  readonly literal?: ReadonlySet<string> | 'all';
  /** Arguments of the provider's that hold objects and are never blocks. */
  readonly attributes?: ReadonlySet<string>;
  /** A provider's schema tells of the other members what they are. */
  readonly ofProvider?: true;
  /** What blocks of a type hold; absent = arguments alone. */
  readonly inner?: (type: string, labels: readonly string[]) => BodyShape;
}

const plain: BodyShape = { blocks: new Map(), verbatim: emptySet };
/** Arguments and all that stands below them are as they are written. */
const literal: BodyShape = { ...plain, literal: 'all' };

/** What a block of `type` within `shape` holds. */
export function shapeOfBlock(shape: BodyShape, type: string, labels: readonly string[]): BodyShape {
  return shape.inner?.(type, labels) ?? (shape.ofProvider ? providerBody : plain);
}

/** What a `dynamic` block holds. https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
const dynamic: BodyShape = {
  blocks: new Map([['content', 0]]),
  verbatim: new Set(['iterator']),
  inner: () => providerBody,
};

const providerBody: BodyShape = {
  blocks: new Map([['dynamic', 1]]),
  verbatim: emptySet,
  ofProvider: true,
  inner: (type) => (type === 'dynamic' ? dynamic : providerBody),
};

const lifecycle: BodyShape = {
  blocks: new Map(lifecycleBlocks.map((type) => [type, 0])),
  verbatim: new Set(['ignore_changes', 'replace_triggered_by']),
};

const resource: BodyShape = {
  ...providerBody,
  blocks: new Map([...providerBody.blocks, ...resourceMetaBlocks]),
  verbatim: new Set(['provider', 'depends_on']),
  inner: (type, labels) => {
    if (resourceMetaBlocks.has(type)) return type === 'lifecycle' ? lifecycle : plain;
    return shapeOfBlock(providerBody, type, labels);
  },
};

/**
 * The arguments that native syntax lets an author write as blocks and JSON syntax does not: in JSON they are arguments,
 * so that an empty array is an empty list. The provider declares them with `SchemaConfigModeAttr`, and its schema shows
 * them as attributes of objects.
 * https://developer.hashicorp.com/terraform/language/attr-as-blocks
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group.go
 */
const attributesAsBlocks: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['aws_security_group', new Set(['ingress', 'egress'])],
  ['aws_default_security_group', new Set(['ingress', 'egress'])],
  ['aws_network_acl', new Set(['ingress', 'egress'])],
  ['aws_route_table', new Set(['route'])],
  ['aws_default_route_table', new Set(['route'])],
]);

function resourceOf([type = '']: readonly string[]): BodyShape {
  const attributes = attributesAsBlocks.get(type);
  return attributes === undefined ? resource : { ...resource, attributes };
}

const shapes: ReadonlyMap<string, BodyShape> = new Map([
  ['terraform', literal],
  ['language', literal],
  ['moved', literal],
  ['removed', literal],
  ['variable', { blocks: new Map([['validation', 0]]), verbatim: new Set(['type']), literal: 'all' }],
  [
    'output',
    {
      blocks: new Map([['precondition', 0]]),
      verbatim: new Set(['depends_on']),
      literal: new Set(['description', 'sensitive', 'ephemeral', 'deprecated']),
    },
  ],
  ['module', { blocks: new Map(), verbatim: new Set(['providers', 'depends_on']), literal: new Set(['version']) }],
  ['provider', { ...providerBody, literal: new Set(['alias', 'version']) }],
  ['data', resource],
  ['ephemeral', resource],
  [
    'check',
    {
      blocks: new Map([
        ['data', 2],
        ['assert', 0],
      ]),
      verbatim: emptySet,
      inner: (type) => (type === 'data' ? resource : plain),
    },
  ],
]);

/** The top of a file. */
export const rootShape: BodyShape = {
  blocks: topLevel,
  verbatim: emptySet,
  inner: (type, labels) => (type === 'resource' ? resourceOf(labels) : (shapes.get(type) ?? plain)),
};
