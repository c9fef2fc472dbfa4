import * as z from 'zod';
import { awsProblemKinds } from '../aws-problem-kinds.ts';

/** Why AWS did not tell something. */
export const awsProblem = z
  .strictObject({
    kind: z.enum(awsProblemKinds),
    /** The API call, as IAM names it: `ecs:DescribeServices`. */
    action: z.string(),
    region: z.string().optional(),
    /** AWS's error code, or the system's (`ECONNREFUSED`). */
    code: z.string().optional(),
    /** AWS's own message, with whatever looks secret replaced. */
    message: z.string().optional(),
    /** The member of the answer that is missing or of another form than AWS's: `services[0].deployments`. */
    member: z.string().optional(),
  })
  .meta({ id: 'AwsProblem' });

export type AwsProblem = z.infer<typeof awsProblem>;
