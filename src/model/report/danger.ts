import * as z from 'zod';
import { serviceNames } from '../named-ports.ts';
import { severity } from './severity.ts';

/** A port at which something listens by convention. */
const knownPort = z.strictObject({ code: z.enum(serviceNames), port: z.int() }).meta({ id: 'KnownPort' });

/**
 * What a difference of the rules of a security group opens or closes that weighs.
 *
 * - `opens-to-everybody`: it lets all of the internet in. `opens-to-most`: more of it than any one network has.
 * - `opens-to-account`: its peer is a group of an account that no declared rule names.
 * - `opens-to-prefix-list`: who is in the list is not known.
 * - `closes-data`: a database, cache, queue or file system is not reached by who is declared to reach it.
 * - `closes-egress`: what is declared to get out does not. `closes-all-egress`: no rule lets anything out.
 */
export const danger = z
  .strictObject({
    code: z.enum([
      'opens-to-everybody',
      'opens-to-most',
      'opens-to-account',
      'opens-to-prefix-list',
      'closes-data',
      'closes-egress',
      'closes-all-egress',
    ]),
    /**
     * How much it weighs by itself. The finding weighs no less, unless the configuration says so, or nothing says what
     * the group is to have: then it is a note.
     */
    severity,
    direction: z.enum(['ingress', 'egress']),
    /** `tcp`, `-1` for all. Absent with all that follows where the rule may not be shown. */
    protocol: z.string().optional(),
    /** The ports that are newly open or shut; absent for all of them. */
    ports: z.array(z.strictObject({ from: z.int(), to: z.int() })).optional(),
    /** Those of them that have a name. */
    services: z.array(knownPort).optional(),
    /** A CIDR block, `sg-…` or `pl-…`; absent where it is all peers. */
    peer: z.string().optional(),
    /** The account of the peer. */
    account: z.string().optional(),
  })
  .meta({ id: 'Danger' });

export type Danger = z.infer<typeof danger>;
