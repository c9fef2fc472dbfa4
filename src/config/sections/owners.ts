import * as z from 'zod';
import { addressPattern, isBareWildcard, pathPattern } from './pattern.ts';

/** Those who are known to add rules to groups, by the names that an entry gives them. */
export const rulePresets = ['aws-load-balancer-controller', 'emr', 'guardduty', 'ecs-express-mode'] as const;

/** What tells the rules of a security group that somebody adds: all that is named must hold. `*` is any text. */
const rulesForm = z
  .strictObject({
    description: z
      .string()
      .min(1)
      .superRefine((pattern, context) => {
        if (isBareWildcard(pattern)) context.addIssue({ code: 'custom', params: { code: 'bare-wildcard' } });
      })
      .optional()
      .describe('The description of the rule: a text, or a pattern with `*`.'),
    tags: z
      .record(z.string().min(1), z.string())
      .optional()
      .describe('Tags of the rule, or of its group, by key: each a text, or a pattern with `*`.'),
  })
  .superRefine(({ description, tags }, context) => {
    if (description === undefined && Object.keys(tags ?? {}).length === 0) refuse(context, 'owner-of-nothing');
  });

/** What an entry says of what is owned: one of these. */
const kinds = ['path', 'by', 'preset', 'rules'] as const;

/** Somebody who sets values that the code declares, and which. */
export const ownerForm = z
  .strictObject({
    owner: z.string().trim().min(1).describe('Who sets what is named here, as reports are to say it.'),
    target: z.string().min(1).optional().describe('The target that it is in. Default: any.'),
    address: addressPattern
      .optional()
      .describe('The address of the resource, or a pattern: `module.api.*`. Default: any.'),
    path: pathPattern
      .min(1)
      .optional()
      .describe(
        'The path of what is owned, as reports or Terraform write it: `containers[*].image`, `desired_count`. What lies ' +
          'within it is owned too: `containers[datadog-agent]` is the whole container.',
      ),
    min: z.number().optional().describe('Of a number: the least that the owner sets. What is below is drift.'),
    max: z.number().optional().describe('Of a number: the most that the owner sets. What is above is drift.'),
    pattern: z
      .string()
      .min(1)
      .optional()
      .describe('Of a text: what the owner sets it to, with `*` for any text. What is otherwise is drift.'),
    by: z
      .literal('autoscaling')
      .optional()
      .describe(
        'The owner is Application Auto Scaling, which sets `desired_count` between the bounds of the scalable target: ' +
          'the one of the code, else the one that is registered.',
      ),
    preset: z.enum(rulePresets).optional().describe('The rules that a well-known service adds to security groups.'),
    rules: rulesForm.optional().describe('The rules of security groups that the owner adds.'),
  })
  .superRefine((entry, context) => {
    const { path, by, min, max, pattern, preset, rules } = entry;
    const said = kinds.filter((kind) => entry[kind] !== undefined);
    if (said.length === 0) refuse(context, 'owner-of-nothing');
    if (preset !== undefined && rules !== undefined) refuse(context, 'owner-of-several', 'rules');
    const [ofRules] = said.filter((kind) => kind === 'preset' || kind === 'rules');
    if (ofRules !== undefined && (path !== undefined || by !== undefined)) refuse(context, 'owner-of-several', ofRules);
    if (by !== undefined && path !== undefined && !/^desired(?:_c|C)ount$/.test(path)) {
      refuse(context, 'owner-autoscaling-path', 'path');
    }
    for (const bound of ['min', 'max', 'pattern'] as const) {
      if (entry[bound] === undefined) continue;
      if (by !== undefined) refuse(context, 'owner-autoscaling-bounds', bound);
      else if (path === undefined) refuse(context, 'owner-bounds-of-nothing', bound);
    }
    if (pattern !== undefined && (min !== undefined || max !== undefined)) {
      refuse(context, 'owner-bounds-of-two-kinds', 'pattern');
    }
    if (min !== undefined && max !== undefined && min > max) refuse(context, 'owner-bounds-empty', 'max');
  });

/** `detail`: by it the message is told. */
function refuse(context: z.RefinementCtx, detail: string, key?: keyof z.infer<typeof ownerForm>): void {
  context.addIssue({ code: 'custom', ...(key && { path: [key] }), params: { code: 'malformed', detail } });
}

export type OwnerForm = z.infer<typeof ownerForm>;
