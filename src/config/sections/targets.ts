import { z } from 'zod';

/** One root module with its variables, and where on AWS it is looked for. Paths are relative to the file. */
export const targetForm = z.strictObject({
  /** Default: made of the directory and the variable files. */
  name: z.string().min(1).optional(),
  directory: z.string().min(1),
  vars: z.record(z.string(), z.json()).optional(),
  'var-files': z.array(z.string().min(1)).optional(),
  workspace: z.string().min(1).optional(),
  region: z.string().min(1).optional(),
  profile: z.string().min(1).optional(),
  role: z.string().min(1).optional(),
  state: z.string().min(1).optional(),
  plan: z.string().min(1).optional(),
});

export type TargetForm = z.infer<typeof targetForm>;
