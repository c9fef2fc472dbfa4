import * as z from 'zod';
import { kindName, liveIdentity } from '../identity.ts';
import { policy } from './policy.ts';
import { reason } from './reason.ts';
import { shownValue } from './shown-value.ts';
import { sourceRange } from './source-range.ts';

/** Something that could not be decided, and why. */
export const gap = z
  .strictObject({
    code: z.enum([
      /** A single value could not be known. */
      'value-unknown',
      /** Whether further elements are declared could not be known. */
      'elements-unknown',
      /** Which live thing it is could not be told: names unknown or several candidates. */
      'unidentified',
      /** AWS did not let it be read. */
      'unreadable',
      /** How many instances there are could not be known. */
      'expansion-unknown',
      'module-missing',
      'module-invalid',
      'expression-invalid',
      /** AWS returned a member this version does not know. */
      'unknown-member',
      /** Something declared that this version does not compare. */
      'not-compared',
      /** When lines were committed could not be read. */
      'history-unreadable',
      /** Whether something may still wait to be applied could not be known, so that it may not. */
      'age-unknown',
      /** One of several targets could not be run: why is said of the target. */
      'target-failed',
      /** The base of a change, or a part of it, could not be read. */
      'base-unreadable',
      /** What the base of a change declares could not be known. */
      'base-unknown',
      /** What rules reach that differ: AWS did not let the network interfaces of their groups be read. */
      'interfaces-unreadable',
      /** Which addresses prefix lists have, by which a rule that differs may make no difference: AWS did not tell. */
      'prefix-lists-unreadable',
      /** An expectation is about nothing that there is. */
      'expectation-unmatched',
      /** A signal ended the run before it was done. */
      'interrupted',
    ]),
    /** `leaf` leaves the run complete; all others make it incomplete (exit code 3). */
    scope: z.enum(['leaf', 'resource', 'module', 'run']),
    kind: kindName.optional(),
    address: z.string().optional(),
    path: z.string().optional(),
    at: sourceRange.optional(),
    /** Of what is in an installed module: the module call in the repository that leads there. */
    calledAt: sourceRange.optional(),
    declared: shownValue.optional(),
    live: shownValue.optional(),
    identity: liveIdentity.optional(),
    reason,
    /** Whose the value is: what is not the code's leaves a run complete, also with `--strict`. */
    policy: policy.optional(),
    /** The expectation that cannot be judged because of it. */
    expectation: z.string().optional(),
    target: z.string(),
  })
  .meta({ id: 'Gap' });

export type Gap = z.infer<typeof gap>;

/** A gap before the target is added. */
export type DraftGap = Omit<Gap, 'target'>;
