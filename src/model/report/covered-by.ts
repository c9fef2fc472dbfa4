import * as z from 'zod';

/** A rule by which another is covered. */
const coveringRule = z.strictObject({
  /** `ingress[6379/tcp from 10.0.0.0/8]` */
  rule: z.string(),
  /** Of a live one: `sgr-…` */
  id: z.string().optional(),
  /** Of a declared one, where the same target declares it. */
  address: z.string().optional(),
});

export type CoveringRule = z.infer<typeof coveringRule>;

/**
 * Other rules of the group that let the same through. Of a rule that AWS lacks, or has otherwise, they are live: it is
 * open in effect. Of a rule that no code declares they are declared ones: it opens nothing.
 */
export const coveredBy = z
  .strictObject({
    /** All of them together; none where they may not be shown. */
    rules: z.array(coveringRule),
    /** Only what comes from (or goes to) addresses of that version: the peer may have others too. */
    only: z.enum(['ipv4', 'ipv6']).optional(),
  })
  .meta({ id: 'CoveredBy' });

export type CoveredBy = z.infer<typeof coveredBy>;
