import type { AwsReader } from '../aws/reader.ts';
import type { Ec2Filters } from '../aws/reads/ec2-filters.ts';
import type { Reads } from '../aws/reads/index.ts';
import { filterFor, textFoundBy } from '../model/filter-value.ts';
import { onlyOne } from './answer.ts';
import { textArguments } from './arguments.ts';
import type { DataAnswer, DataSource } from './data-source.ts';
import { ec2Filters } from './ec2-filters.ts';

type PrefixListQuestion = Reads['ec2:DescribeManagedPrefixLists']['key'];

const action = 'ec2:DescribeManagedPrefixLists';
const ofManaged = ['id', 'arn', 'address_family', 'max_entries', 'name', 'owner_id', 'version'] as const;

/**
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_managed_prefix_list_data_source.go
 */
export const managedPrefixList: DataSource = {
  type: 'aws_ec2_managed_prefix_list',
  actions: [action],
  attributes: ofManaged,
  read({ resource, aws, region }) {
    const filters = ec2Filters(resource, { id: 'prefix-list-id', name: 'prefix-list-name' });
    return filters && findOne(aws, filters, region, ofManaged);
  },
};

/**
 * The list of an AWS service. The call that the provider makes for it knows no other lists; this one knows those too.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_prefix_list_data_source.go
 */
export const prefixList: DataSource = {
  type: 'aws_prefix_list',
  actions: [action],
  attributes: ['id', 'name'],
  read({ resource, aws, region }) {
    const filters = ec2Filters(resource, { prefix_list_id: 'prefix-list-id', name: 'prefix-list-name' });
    return filters && findOne(aws, filters, region, ['id', 'name']);
  },
};

/**
 * A list that the code makes: AWS alone knows its id. A name is not unique; of several lists by one name none is taken.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_managed_prefix_list.go
 */
export const madePrefixList: DataSource = {
  mode: 'managed',
  type: 'aws_ec2_managed_prefix_list',
  actions: [action],
  attributes: ['id', 'arn', 'owner_id', 'version'],
  read({ resource, aws, region }) {
    const { name } = textArguments(resource, ['name']) ?? {};
    if (name === undefined) return undefined;
    return findOne(aws, { 'prefix-list-name': [filterFor(name)] }, region, ['id', 'arn', 'owner_id', 'version']);
  },
};

async function findOne(
  aws: AwsReader,
  filters: Ec2Filters,
  region: string | undefined,
  attributes: readonly (typeof ofManaged)[number][],
): Promise<DataAnswer> {
  return onlyOne(
    await aws.read(action, keyOf(filters), region),
    (found) => found.PrefixListId,
    (found) => {
      const told = {
        id: found.PrefixListId,
        arn: found.PrefixListArn,
        address_family: found.AddressFamily,
        max_entries: found.MaxEntries,
        name: found.PrefixListName,
        owner_id: found.OwnerId,
        version: found.Version,
      };
      return Object.fromEntries(attributes.map((attribute) => [attribute, told[attribute]]));
    },
  );
}

/** A list that is looked for by its id alone is asked for as one of a rule is. */
function keyOf(filters: Ec2Filters): PrefixListQuestion {
  const [[name, [value, ...others] = []] = [], ...further] = Object.entries(filters);
  const id = name === 'prefix-list-id' && value !== undefined ? textFoundBy(value) : undefined;
  return id === undefined || others.length > 0 || further.length > 0 ? { filters } : { 'prefix-list-id': id };
}
