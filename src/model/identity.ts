import * as z from 'zod';

/*
 * What live things are, as AWS names them: enough to find each in the console.
 */

/** Where a live thing is, and its ARN. */
const located = { account: z.string().optional(), region: z.string().optional(), arn: z.string().optional() } as const;

/** What a service is found by and what it runs; of a task definition, the service that runs it. */
const running = {
  ...located,
  cluster: z.string().optional(),
  service: z.string().optional(),
  family: z.string().optional(),
  revision: z.int().optional(),
  /** The newest ACTIVE revision of the family, when it is not `revision`. */
  latestRevision: z.int().optional(),
} as const;

/** The kinds of things that are compared, and what each is found by. A further kind is one entry. */
export const identities = {
  'ecs-task-definition': z.strictObject(running).meta({ id: 'TaskDefinitionIdentity' }),
  'ecs-service': z.strictObject(running).meta({ id: 'ServiceIdentity' }),
  'security-group': z
    .strictObject({ ...located, id: z.string().optional(), name: z.string().optional(), vpcId: z.string().optional() })
    .meta({ id: 'SecurityGroupIdentity' }),
} as const;

export type KindName = keyof typeof identities;

/** The identity of a thing of kind `K`. */
export type IdentityOf<K extends KindName> = z.infer<(typeof identities)[K]>;

/** A kind, and the identity of a thing of it. */
export type Identified = { readonly [K in KindName]: { readonly kind: K; readonly identity: IdentityOf<K> } }[KindName];

type MemberNames<T> = T extends unknown ? keyof T : never;
type Exactly<T, All extends PropertyKey> = T extends unknown
  ? T & { readonly [K in Exclude<All, keyof T>]?: undefined }
  : never;

/** The identity of a thing of any kind: what one kind has not, it is known not to have. */
export type LiveIdentity = Exactly<IdentityOf<KindName>, MemberNames<IdentityOf<KindName>>>;

export const kindName = z.enum(Object.keys(identities) as [KindName, ...KindName[]]);

const [first, ...others] = Object.values(identities);
export const liveIdentity: z.ZodType<LiveIdentity> = z
  .union([first ?? z.never(), ...others])
  .meta({ id: 'LiveIdentity' });
