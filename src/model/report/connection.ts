import * as z from 'zod';
import { reason } from './reason.ts';
import { sourceRange } from './source-range.ts';

/** A rule that lets a connection through, or that may. */
const connectionRule = z.strictObject({
  /** As of a finding: `ingress[6379/tcp from sg-1]`. */
  path: z.string(),
  /** What declares it, and where. */
  address: z.string().optional(),
  at: sourceRange.optional(),
  /** Of a live one. */
  id: z.string().optional(),
});

/** What the rules of one end come to: the egress of the source, the ingress of the destination. */
const connectionHalf = z.strictObject({
  /** `unsaid`: no code says which rules there are in that direction. */
  state: z.enum(['allowed', 'lacking', 'unsaid', 'undetermined']),
  rules: z.array(connectionRule).optional(),
  /** Why it is undetermined. */
  reason: reason.optional(),
});

const connectionSide = z.strictObject({
  state: z.enum(['allowed', 'lacking', 'unsaid', 'undetermined']),
  /** Absent where that end is a block of addresses. */
  egress: connectionHalf.optional(),
  ingress: connectionHalf.optional(),
  /** Why it is undetermined, where no half says it. */
  reason: reason.optional(),
});

/** Who connects, or to whom. */
const connectionEnd = z.strictObject({
  kind: z.enum(['ecs-service', 'security-group', 'cidr']),
  /** The name of the service or group, the id of a group without one that is known, or the block of addresses. */
  name: z.string(),
  address: z.string().optional(),
  /** The groups whose rules count. */
  groups: z.array(
    z.strictObject({ id: z.string().optional(), name: z.string().optional(), address: z.string().optional() }),
  ),
  /** AWS has no such service or group. */
  absent: z.literal(true).optional(),
});

/** Whether rules let one thing reach another, by the code and by AWS. */
export const connection = z
  .strictObject({
    source: connectionEnd,
    destination: connectionEnd,
    /** `-1`: all traffic. */
    protocol: z.enum(['tcp', 'udp', '-1']),
    fromPort: z.int().optional(),
    toPort: z.int().optional(),
    /**
     * `not-live`: AWS lacks it, and whether the code has it is not said or not known. `not-declared`: the code lacks
     * it, and whether AWS has it is not known. `live`: AWS has it, and the code says nothing of it.
     */
    answer: z.enum([
      'declared-and-live',
      'declared-not-live',
      'live-not-declared',
      'neither',
      'live',
      'not-live',
      'not-declared',
      'undetermined',
    ]),
    declared: connectionSide,
    live: connectionSide,
  })
  .meta({ id: 'Connection' });

export type Connection = z.infer<typeof connection>;
export type ConnectionEnd = z.infer<typeof connectionEnd>;
export type ConnectionSide = z.infer<typeof connectionSide>;
export type ConnectionHalf = z.infer<typeof connectionHalf>;
export type ConnectionRule = z.infer<typeof connectionRule>;
