import * as z from 'zod';

/**
 * An endpoint in the environment of a service that no rule lets it reach, as far as the run knows rules. No difference:
 * it fails no run and counts for nothing.
 */
export const hint = z
  .strictObject({
    code: z.literal('endpoint-not-allowed'),
    target: z.string(),
    /** The address of the service, and of the task definition that has the variable. */
    address: z.string(),
    definition: z.string(),
    service: z.string(),
    /** `containers[api].environment[REDIS_URL]`, of the task definition. */
    path: z.string(),
    port: z.int(),
    /** That of the URL; absent where there is none, and of a secret. */
    scheme: z.string().optional(),
    /**
     * `egress`: no rule of the service's groups lets it out to that port. `ingress`: `others` have rules for that port,
     * and none lets it in.
     */
    half: z.enum(['egress', 'ingress']),
    /** The names of the service's groups, or their ids. */
    groups: z.array(z.string()),
    others: z.array(z.string()).optional(),
  })
  .meta({ id: 'Hint' });

export type Hint = z.infer<typeof hint>;
