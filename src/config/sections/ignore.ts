import * as z from 'zod';
import { addressPattern, pathPattern, rulePattern } from './pattern.ts';

/** As fingerprints stand in reports: an HMAC in so many hexadecimal digits. */
const fingerprintForm = z.string().superRefine((text, context) => {
  if (!/^[0-9a-f]{32}$/.test(text)) {
    context.addIssue({ code: 'custom', params: { code: 'malformed', detail: 'fingerprint' } });
  }
});

const valueKeys = {
  declared: ['declared', 'declared-fingerprint', 'declared-partly'],
  live: ['live', 'live-fingerprint'],
} as const;

/** A difference that somebody accepted until a day. `driftcheck accept` writes such entries. */
export const ignoreForm = z
  .strictObject({
    rule: rulePattern.describe('The id of the rule that the difference breaks, or a family of rules: `sg/*`.'),
    target: z.string().min(1).optional().describe('The target that it is in. Default: any.'),
    address: addressPattern.describe('The address of the resource, or a pattern: `module.api.*`.'),
    path: pathPattern.describe(
      'The path of what differs, as reports write it; what lies within it is covered too. "" is the resource as a whole.',
    ),
    declared: z
      .json()
      .optional()
      .describe('The value of the code, exactly: text, number and bool are different. `null`: not declared.'),
    live: z.json().optional().describe('The value that AWS has, exactly. `null`: not there.'),
    'declared-fingerprint': fingerprintForm
      .optional()
      .describe('Of a secret value of the code, the fingerprint under DRIFTCHECK_FINGERPRINT_KEY.'),
    'live-fingerprint': fingerprintForm
      .optional()
      .describe('Of a secret value that AWS has, the fingerprint under DRIFTCHECK_FINGERPRINT_KEY.'),
    'declared-partly': z
      .string()
      .min(1)
      .optional()
      .describe('Of a value of the code of which not all is known, what is known of it, as `accept` writes it.'),
    seen: z
      .string()
      .min(1)
      .optional()
      .describe(
        'What AWS told of when the difference was accepted: the revision (`api:150`) or the rule (`sgr-…`) that has it.',
      ),
    owner: z.string().trim().min(1).describe('Who answers for it.'),
    reason: z.string().trim().min(1).describe('Why it may be so.'),
    expires: z.iso
      .date()
      .describe('The last day (UTC) on which it is ignored: `2027-02-27`. It counts again after it.'),
  })
  .superRefine((entry, context) => {
    for (const keys of Object.values(valueKeys)) {
      const [, second] = keys.filter((key) => entry[key] !== undefined);
      if (second === undefined) continue;
      context.addIssue({ code: 'custom', path: [second], params: { code: 'malformed', detail: 'one-value' } });
    }
  });

export type IgnoreForm = z.infer<typeof ignoreForm>;
