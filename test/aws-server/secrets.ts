import { arn, happen, id, type ParameterState, replace, type SecretState, uuid, type World } from './world.ts';

/*
 * Parameters of SSM and secrets of Secrets Manager: what is told of them without their values, which no world holds.
 */

/** Creates a parameter, or gives it a new version. */
export function putParameter(world: World, name: string, type: ParameterState['Type'] = 'SecureString'): World {
  const existing = world.parameters.find((one) => one.Name === name);
  const parameter: ParameterState = {
    Name: name,
    // The slash that a name begins with is that of `parameter/`.
    ARN: arn(world, 'ssm', `parameter/${name.replace(/^\//, '')}`),
    Type: type,
    ...(type === 'SecureString' ? { KeyId: 'alias/aws/ssm' } : {}),
    LastModifiedDate: world.now,
    LastModifiedUser: `arn:aws:sts::${world.account}:assumed-role/deploy/terraform`,
    Version: (existing?.Version ?? 0) + 1,
    Tier: 'Standard',
    Policies: [],
    DataType: 'text',
  };
  return { ...world, parameters: replace(world.parameters, (one) => one.Name === name, parameter) };
}

/** Deletes a parameter: nothing of it is left. */
export function deleteParameter(world: World, name: string): World {
  const parameters = world.parameters.filter((one) => one.Name !== name);
  if (parameters.length === world.parameters.length) throw new RangeError(`no parameter ${name}`);
  return { ...world, parameters };
}

/** Creates a secret; its ARN ends with six characters of its own. */
export function createSecret(before: World, name: string): World {
  const world = happen(before);
  const secret: SecretState = {
    ARN: arn(world, 'secretsmanager', `secret:${name}-${id(world, 'secret', 6)}`),
    Name: name,
    RotationEnabled: false,
    CreatedDate: world.now,
    LastChangedDate: world.now,
    Tags: [],
    VersionIdsToStages: { [uuid(world, 'version')]: ['AWSCURRENT'] },
  };
  return { ...world, secrets: [...world.secrets, secret] };
}

/** Gives a secret a new version; the one before it keeps `AWSPREVIOUS`, older ones have no stage and are not told of any more. */
export function rotateSecret(before: World, name: string): World {
  const world = happen(before);
  const secret = secretNamed(world, name);
  const current = Object.entries(secret.VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
  const rotated: SecretState = {
    ...secret,
    LastChangedDate: world.now,
    LastRotatedDate: world.now,
    VersionIdsToStages: {
      ...(current === undefined ? {} : { [current]: ['AWSPREVIOUS'] }),
      [uuid(world, 'version')]: ['AWSCURRENT'],
    },
  };
  return { ...world, secrets: replace(world.secrets, (one) => one.Name === name, rotated) };
}

/** Schedules a secret for deletion, which is told as a `DeletedDate`, or deletes it without recovery. */
export function deleteSecret(world: World, name: string, how: 'scheduled' | 'at-once' = 'scheduled'): World {
  const secret = secretNamed(world, name);
  if (how === 'at-once') return { ...world, secrets: world.secrets.filter((one) => one !== secret) };
  return {
    ...world,
    secrets: world.secrets.with(world.secrets.indexOf(secret), { ...secret, DeletedDate: world.now }),
  };
}

function secretNamed(world: World, name: string): SecretState {
  const found = world.secrets.find((one) => one.Name === name);
  if (found === undefined) throw new RangeError(`no secret ${name}`);
  return found;
}
