import * as z from 'zod';
import { ruleIds } from '../../model/rule.ts';

/*
 * The patterns that sections have in common: a text in which `*` stands for any text, also none. Issues carry
 * `params.code`, from which the message is made.
 */

/** Whether `*` and what stands between names is all that a pattern says. */
export function isBareWildcard(pattern: string): boolean {
  return pattern.includes('*') && /^[*/.[\]"#]*$/.test(pattern);
}

/** What a rule may be named with: an id, or a family in `sg/*`. */
const rulePatterns: readonly string[] = [...new Set(ruleIds.map((id) => id.replace(/\/.*$/, '/*'))), ...ruleIds];

/** The id of a rule, or a family of them: `sg/*`. */
export const rulePattern = z
  .string()
  .superRefine((pattern, context) => {
    if (rulePatterns.includes(pattern)) return;
    const code = isBareWildcard(pattern) ? 'bare-wildcard' : 'unknown-rule';
    context.addIssue({ code: 'custom', params: { code, allowed: rulePatterns } });
  })
  .meta({ enum: [...rulePatterns] });

/** Addresses: that of one resource, or `module.api.*` for all that is in a module. Not all addresses there are. */
export const addressPattern = z
  .string()
  .min(1)
  .superRefine((pattern, context) => {
    // `module.*` and `aws_*` name no module and no resource.
    const named = pattern.replace(/^(?:module|data)(?=\.\*)|^aws_(?=\*)/, '');
    if (isBareWildcard(named)) context.addIssue({ code: 'custom', params: { code: 'bare-wildcard' } });
  });

/** Paths, as reports write them: `containers[*].image`. Covers what lies within. Not all paths there are. */
export const pathPattern = z.string().superRefine((pattern, context) => {
  if (isBareWildcard(pattern)) context.addIssue({ code: 'custom', params: { code: 'bare-wildcard' } });
});
