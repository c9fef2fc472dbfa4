import { integer, objects, text, texts } from '../wire/json-input.ts';
import { page } from '../wire/page.ts';
import { AwsError } from '../wire/shape.ts';
import type { ParameterState } from '../world.ts';
import type { JsonHandler } from './handler.ts';

/*
 * SSM's Parameter Store and Secrets Manager: what they tell without a value.
 */

const describeParameters: JsonHandler = (view, input) => {
  const size = integer(input, 'MaxResults') ?? 50;
  if (size < 1 || size > 50) throw new AwsError('ValidationException', 'MaxResults must be between 1 and 50.');
  const filters = objects(input, 'ParameterFilters').map((filter) => ({
    key: text(filter, 'Key') ?? '',
    option: text(filter, 'Option') ?? 'Equals',
    values: texts(filter, 'Values'),
  }));
  for (const { key, option, values } of filters) {
    if (!['Name', 'Type', 'Tier', 'DataType'].includes(key)) {
      throw new AwsError('InvalidFilterKey', `The following filter key is not valid: ${key}.`);
    }
    if (!['Equals', 'BeginsWith', 'Contains'].includes(option)) {
      throw new AwsError('InvalidFilterOption', `The following filter option is not valid: ${option}.`);
    }
    if (values.length === 0 || values.length > 50) {
      throw new AwsError('InvalidFilterValue', 'A filter has 1 to 50 values.');
    }
  }
  const all = view.world.parameters.filter((one) =>
    filters.every(({ key, option, values }) => values.some((value) => fits(one, key, option, value))),
  );
  const { items, next } = page(view, 'DescribeParameters', all, size, text(input, 'NextToken'), 'InvalidNextToken');
  return { Parameters: items, NextToken: next };
};

function fits(parameter: ParameterState, key: string, option: string, value: string): boolean {
  const held =
    { Name: parameter.Name, Type: parameter.Type, Tier: parameter.Tier, DataType: parameter.DataType }[key] ?? '';
  if (option === 'BeginsWith') return held.startsWith(value);
  return option === 'Contains' ? held.includes(value) : held === value;
}

export const ssm: Readonly<Record<string, JsonHandler>> = { DescribeParameters: describeParameters };

const describeSecret: JsonHandler = ({ world }, input) => {
  const asked = text(input, 'SecretId') ?? '';
  const [, region = world.region, name = asked] =
    /^arn:[^:]+:secretsmanager:([^:]+):\d+:secret:(.+)$/.exec(asked) ?? [];
  // What ECS appends to an ARN (`:key:stage:version`) is none of Secrets Manager's.
  if (!/^[\w/+=.@!-]+$/.test(name)) {
    throw new AwsError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  }
  // An ARN may lack its last six characters: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html
  const found = world.secrets.find((one) => region === world.region && (one.ARN === asked || one.Name === name));
  if (found === undefined) {
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  return found;
};

export const secretsManager: Readonly<Record<string, JsonHandler>> = { DescribeSecret: describeSecret };
