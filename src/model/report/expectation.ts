import * as z from 'zod';
import { connection } from './connection.ts';
import { sourceRange } from './source-range.ts';

/** A version of a thing that an expectation was held against. */
export const expectationSide = z
  .strictObject({
    /**
     * `code`: as declared. Of a task definition the revision that a service runs, the newest one, and those of tasks
     * that run another one; of a security group its live rules.
     */
    side: z.enum(['code', 'service', 'latest-revision', 'task', 'group']),
    state: z.enum(['met', 'unmet', 'undetermined']),
    revision: z.int().optional(),
  })
  .meta({ id: 'ExpectationSide' });

/** An expectation, and what it came to. */
export const heldExpectation = z
  .strictObject({
    name: z.string(),
    /** The entry of `driftcheck.yaml`. */
    at: sourceRange,
    about: z.enum(['task-definition', 'security-group', 'connection']),
    /** How many such things it was held against, declared or not. */
    things: z.int(),
    /** How many do not meet it, and of how many that cannot be told: also what could not be listed. */
    unmet: z.int(),
    undetermined: z.int(),
    /** Of connections: each with what it came to. */
    connections: z.array(connection).optional(),
  })
  .meta({ id: 'HeldExpectation' });

export type ExpectationSide = z.infer<typeof expectationSide>;
export type HeldExpectation = z.infer<typeof heldExpectation>;
