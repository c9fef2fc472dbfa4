import { textFoundBy } from '../../model/filter-value.ts';
import type { StringValue, TerraformValue, Unknown } from '../../model/value.ts';
import type { ResourceDeclaration } from '../configuration/configuration.ts';
import { openMarksOf, string } from '../evaluate/value.ts';

/*
 * Arguments of data sources that EC2 is searched by, and that hold afterwards what was found: as they are written they
 * are patterns.
 */

/** Data sources that find one thing by filters, and set the arguments that these are made of. */
const singular = new Set([
  'aws_customer_gateway',
  'aws_ec2_managed_prefix_list',
  'aws_internet_gateway',
  'aws_nat_gateway',
  'aws_prefix_list',
  'aws_route_table',
  'aws_security_group',
  'aws_subnet',
  'aws_vpc',
  'aws_vpc_endpoint',
  'aws_vpc_peering_connection',
  'aws_vpn_gateway',
]);

/**
 * What a reference to an argument of a data source gives, as far as the argument tells: a pattern tells nothing, and
 * what was found may have more tags than were asked for. Every other argument is as it is written.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group_data_source.go
 *
 * @param because why the attribute is not known, where it is not
 */
export function foundBy(
  written: TerraformValue,
  { mode, type }: ResourceDeclaration,
  name: string,
  because: Unknown,
): TerraformValue | undefined {
  if (mode !== 'data' || !singular.has(type)) return written;
  if (name === 'tags') return foundTags(written, because);
  if (written.kind === 'template') return written.parts.some(isPattern) ? undefined : written;
  if (written.kind !== 'string') return written;
  // The provider takes an empty argument for none, and an id for no filter.
  if (written.value === '') return undefined;
  if (name === 'id') return written;
  const text = textFoundBy(written.value);
  return text === undefined ? undefined : withText(written, text);
}

function withText(written: StringValue, text: string): StringValue {
  return text === written.value ? written : string(text, written);
}

function foundTags(written: TerraformValue, because: Unknown): TerraformValue {
  if (written.kind !== 'map' && written.kind !== 'object') return written;
  const entries = [...written.entries].flatMap(([key, value]): [string, TerraformValue][] => {
    const text = value.kind === 'string' ? textFoundBy(value.value) : undefined;
    return text === undefined || value.kind !== 'string' ? [] : [[key, withText(value, text)]];
  });
  return { ...written, ...openMarksOf(written), entries: new Map(entries), open: written.open ?? because };
}

function isPattern(part: unknown): boolean {
  return typeof part === 'string' && textFoundBy(part) !== part;
}
