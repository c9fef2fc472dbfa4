import { formatArn, isArn, parseArn } from '../../model/arn.ts';
import type { ParameterPlace } from './parameter.ts';

/** Where a `valueFrom` takes its value from. */
export type SecretSource = ParameterSource | ManagedSecretSource;

/** A parameter of Parameter Store. */
export interface ParameterSource {
  readonly kind: 'parameter';
  /** What it may be called: an ARN does not tell whether a name without further slashes begins with one. */
  readonly names: readonly string[];
  readonly region: string;
  readonly account: string;
  /** The version after the name, when one is named by its number. */
  readonly version?: number;
  /** A label after the name, of which nothing but the value's reader can tell what it stands for. */
  readonly label?: string;
}

/** A secret of Secrets Manager. */
export interface ManagedSecretSource {
  readonly kind: 'secret';
  /** Its ARN, without what ECS adds to it. */
  readonly id: string;
  readonly region: string;
  readonly account: string;
  readonly jsonKey?: string;
  readonly stage?: string;
  readonly versionId?: string;
}

/**
 * Reads a `valueFrom`: the name or ARN of a parameter, or the ARN of a secret with `:json-key:version-stage:version-id`
 * after it; undefined for anything else.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 *
 * @param place where the task runs: a name means the parameter there
 */
export function secretSource(valueFrom: string, place: ParameterPlace): SecretSource | undefined {
  const arn = parseArn(valueFrom);
  if (arn === undefined) {
    if (valueFrom === '' || isArn(valueFrom)) return undefined;
    return {
      kind: 'parameter',
      region: place.region,
      account: place.account,
      ...selected(valueFrom, (name) => [name]),
    };
  }
  const region = arn.region === '' ? place.region : arn.region;
  const account = arn.account === '' ? place.account : arn.account;
  if (arn.service === 'ssm' && arn.resource.startsWith('parameter/')) {
    const name = arn.resource.slice('parameter/'.length);
    return { kind: 'parameter', region, account, ...selected(name, namesInArn) };
  }
  if (arn.service !== 'secretsmanager' || !arn.resource.startsWith('secret:')) return undefined;
  const [, name, ...selectors] = arn.resource.split(':');
  if (selectors.length !== 0 && selectors.length !== 3) return undefined;
  const [jsonKey = '', stage = '', versionId = ''] = selectors;
  return {
    kind: 'secret',
    id: formatArn({ ...arn, resource: `secret:${name}` }),
    region,
    account,
    ...(jsonKey === '' ? {} : { jsonKey }),
    ...(stage === '' ? {} : { stage }),
    ...(versionId === '' ? {} : { versionId }),
  };
}

/**
 * The slash that a name begins with is the one after `parameter` in its ARN. A name with further slashes must begin
 * with one.
 */
function namesInArn(name: string): readonly string[] {
  return name.includes('/') ? [`/${name}`] : [name, `/${name}`];
}

/** `name:3` is the parameter's third version, `name:label` the one with that label. */
function selected(
  text: string,
  namesOf: (name: string) => readonly string[],
): Pick<ParameterSource, 'names' | 'version' | 'label'> {
  const [name = '', selector] = text.split(':');
  const names = namesOf(name);
  if (selector === undefined) return { names };
  return /^\d+$/.test(selector) ? { names, version: Number(selector) } : { names, label: selector };
}
