import type { JsonObject } from '../../model/json.ts';
import { textIn } from './json-input.ts';

/**
 * The id that AWS knows a resource by, of its values in a state. `aws_security_group_rule` has an id that the provider
 * makes up (`sgrule-…`), and that of AWS beside it where the resource is a single rule.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group_rule#attribute-reference
 */
export function appliedIdOf(values: JsonObject): string | undefined {
  return textIn(values, 'security_group_rule_id') || textIn(values, 'id');
}
