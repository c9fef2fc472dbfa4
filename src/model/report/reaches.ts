import * as z from 'zod';
import { interfaceUserTypes } from '../interface-user-types.ts';
import { awsProblem } from './aws-problem.ts';

/** What uses network interfaces that are in a security group. */
export const interfaceUser = z.strictObject({
  type: z.enum(interfaceUserTypes),
  /** Of an ECS service or a load balancer the name, of an instance, a file system or an endpoint the id. */
  name: z.string().optional(),
  /** Of what ECS runs. */
  cluster: z.string().optional(),
  /** How many of its interfaces are in the group. */
  interfaces: z.int(),
  /** The group is one of those that the service is configured with, as AWS has it. */
  isConfigured: z.literal(true).optional(),
});

/**
 * What a rule of a security group is for now: what is in the group that has it. `unread`: AWS did not tell. Interfaces
 * of other accounts, with which a group may be shared, are not told of.
 */
export const reaches = z
  .discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('known'),
      group: z.string(),
      /** The ids of all, in order. */
      interfaces: z.array(z.string()),
      users: z.array(interfaceUser),
      /** Where the interfaces can be reached from outside, as far as rules and routes let that happen. */
      publicAddresses: z.array(z.string()),
    }),
    z.strictObject({ status: z.literal('unread'), group: z.string(), problem: awsProblem }),
  ])
  .meta({ id: 'Reaches' });

export type InterfaceUser = z.infer<typeof interfaceUser>;
export type Reaches = z.infer<typeof reaches>;
