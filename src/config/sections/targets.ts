import * as z from 'zod';

const path = z.string().min(1);

/** One root module with its variables, and where on AWS it is looked for. */
export const targetForm = z.strictObject({
  name: z
    .string()
    .min(1)
    .optional()
    .describe(
      'What reports and `--only-target` call it. Default: the directory, with the variable files behind it: `infra/api:production`.',
    ),
  directory: path.describe('The root module. Paths are relative to this file.'),
  vars: z
    .record(z.string(), z.json())
    .optional()
    .describe('Values of variables, by name. They win over `var-files`, and `--var` over them.'),
  'var-files': z.array(path).optional().describe('Variable files; what stands in a later one wins.'),
  workspace: z.string().min(1).optional().describe('The Terraform workspace. Default: the one that is selected.'),
  region: z
    .string()
    .min(1)
    .optional()
    .describe('The AWS region of resources that name none. Default: that of the profile or the environment.'),
  profile: z.string().min(1).optional().describe('The AWS profile to use. Default: what the environment has.'),
  role: z
    .string()
    .min(1)
    .optional()
    .describe('The ARN of a role to assume with those credentials, which reads this target.'),
  state: path.optional().describe('A state file, or what `terraform show -json` prints of a state.'),
  plan: path.optional().describe('What `terraform show -json` prints of a plan: it stands for the code.'),
});

export type TargetForm = z.infer<typeof targetForm>;
