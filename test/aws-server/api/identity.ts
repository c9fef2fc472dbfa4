import { AwsError } from '../wire/shape.ts';
import type { QueryHandler } from './handler.ts';

/*
 * STS and IAM.
 */

const getCallerIdentity: QueryHandler = ({ world }) => ({
  Arn: world.caller,
  UserId: 'AROAINVENTED00000000A:session',
  Account: world.account,
});

export const sts: Readonly<Record<string, QueryHandler>> = { GetCallerIdentity: getCallerIdentity };

const getRole: QueryHandler = ({ world }, input) => {
  const name = input.get('RoleName');
  const role = world.roles.find((one) => one.RoleName === name);
  if (role === undefined) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
  return {
    Role: {
      Path: role.Path,
      RoleName: role.RoleName,
      RoleId: role.RoleId,
      Arn: role.Arn,
      CreateDate: role.CreateDate === undefined ? undefined : new Date(role.CreateDate * 1000).toISOString(),
      // IAM encodes policies as RFC 3986 says.
      AssumeRolePolicyDocument: encodeURIComponent(role.AssumeRolePolicyDocument ?? ''),
      Description: role.Description,
      MaxSessionDuration: role.MaxSessionDuration,
      RoleLastUsed: {},
    },
  };
};

export const iam: Readonly<Record<string, QueryHandler>> = { GetRole: getRole };
