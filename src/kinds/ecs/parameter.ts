import { formatArn, parseArn } from '../../model/arn.ts';
import { Secret, type Text } from '../../model/secret/secret.ts';

/** Where a task definition is: a parameter name without an ARN means the one in its region and account. */
export interface ParameterPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/**
 * Every way to write the SSM parameter that `valueFrom` points at: in its own region and account an ARN and a name mean
 * the same. Anything else (an ARN of Secrets Manager, of another region) has one spelling.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
 */
export function parameterSpellings(valueFrom: Text, place: ParameterPlace | undefined): readonly string[] {
  if (valueFrom instanceof Secret) return [];
  const arn = parseArn(valueFrom);
  if (place === undefined) return [valueFrom];
  if (arn === undefined) {
    const name = valueFrom.replace(/^\//, '');
    const full = formatArn({ ...place, service: 'ssm', resource: `parameter/${name}` });
    return [valueFrom, full, name, `/${name}`];
  }
  const here = arn.region === place.region && (arn.account === place.account || arn.account === '');
  if (arn.service !== 'ssm' || !arn.resource.startsWith('parameter/') || !here) return [valueFrom];
  const name = arn.resource.slice('parameter/'.length);
  return [valueFrom, name, `/${name}`];
}

/** Whether both point at the same parameter or secret. */
export function sameParameter(declared: Text, live: Text, place: ParameterPlace | undefined): boolean {
  if (declared instanceof Secret || live instanceof Secret) return false;
  return parameterSpellings(live, place).includes(declared);
}
