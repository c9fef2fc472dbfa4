import type { Role } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import { formatArn } from '../../model/arn.ts';
import { text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { iamName } from '../iam-pattern.ts';
import { unexpected } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { anything } from '../scene.ts';
import { sealable } from '../snapshot/recorded-form.ts';

/** Of AWS's answer only these members are kept: none that holds free text or a tag. */
type KeptRole = Pick<Role, 'Arn' | 'RoleName' | 'RoleId' | 'Path' | 'MaxSessionDuration'>;

/** A role, by its name. IAM has no regions; the region tells the partition. */
export const getRole = defineRead({
  action: 'iam:GetRole',
  why: 'the path, and so the ARN, of a role that a data source names',
  after: [],
  bucket: apiBuckets.iam,
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
  isAbsent: (code) => code === 'NoSuchEntity' || code === 'NoSuchEntityException',
  isGlobal: true,
  key: () => z.strictObject({ 'role-name': z.string() }),
  answer: () => z.object({ Role: z.object({ Arn: text, RoleName: text }) }),
  result: () =>
    z.looseObject({
      Arn: sealable,
      RoleName: sealable,
      RoleId: z.optional(sealable),
      Path: z.optional(sealable),
    }),
  one: async (calls, { 'role-name': name }): Promise<Read<KeptRole>> => {
    const answer = await calls.ask((client, { GetRoleCommand }, options) =>
      client.send(new GetRoleCommand({ RoleName: name }), options),
    );
    if (answer.status !== 'found') return answer;
    const { Arn, RoleName, RoleId, Path, MaxSessionDuration } = answer.value.Role;
    if (RoleName !== name) return unexpected(calls, { code: 'NotAskedFor' });
    return { status: 'found', value: { Arn, RoleName, RoleId, Path, MaxSessionDuration } };
  },
  plausible: ({ 'role-name': name }, { account, partition }) => ({
    Arn: formatArn({ partition, service: 'iam', region: '', account, resource: `role/${name}` }),
    RoleName: name,
    RoleId: anything,
    Path: '/',
  }),
  // Its path, which stands before its name, is not known.
  iamResources: ({ 'role-name': name }) =>
    [iamName(name), `*/${iamName(name)}`].map((one) => ({ resource: `role/${one}`, region: '' })),
  docs: { calls: 'one for each role that a data source names', key: '`role-name`', result: "the API's `Role`" },
});
