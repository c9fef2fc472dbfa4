import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { formatArn, isArn, parseArn } from '../../model/arn.ts';
import { text } from '../answers/answer-form.ts';
import { apiBuckets } from '../api-buckets.ts';
import { iamName } from '../iam-pattern.ts';
import { unexpected } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
import { anything } from '../scene.ts';
import type { Sealed } from '../seal.ts';
import { date, sealable } from '../snapshot/recorded-form.ts';

/** `VersionIdsToStages`: the versions that have a stage, by their ids. */
type KeptSecret = Pick<DescribeSecretResponse, 'ARN' | 'Name' | 'KmsKeyId' | 'VersionIdsToStages' | 'LastChangedDate'>;
export type LiveSecret = Sealed<KeptSecret>;

/**
 * What Secrets Manager says of a secret, named by its name or ARN, without its value. One that is scheduled for
 * deletion is absent.
 */
export const describeSecret = defineRead({
  action: 'secretsmanager:DescribeSecret',
  why: 'the ARN of a secret, never its value',
  after: ['ecs:DescribeTaskDefinition'],
  bucket: apiBuckets.secretsManager,
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
  isAbsent: (code) => code === 'ResourceNotFoundException',
  key: () => z.strictObject({ 'secret-id': z.string() }),
  answer: () => z.object({ ARN: text, Name: text }),
  result: () =>
    z.looseObject({
      ARN: sealable,
      Name: z.optional(sealable),
      KmsKeyId: z.optional(sealable),
      LastChangedDate: z.optional(date),
    }),
  one: async (calls, { 'secret-id': secretId }): Promise<Read<KeptSecret>> => {
    const answer = await calls.ask((client, { DescribeSecretCommand }, options) =>
      client.send(new DescribeSecretCommand({ SecretId: secretId }), options),
    );
    if (answer.status !== 'found') return answer;
    const { ARN, Name, KmsKeyId, VersionIdsToStages, DeletedDate, LastChangedDate } = answer.value;
    // An ARN may be given without the six characters that AWS puts at its end.
    if (Name !== secretId && ARN !== secretId && !ARN.startsWith(`${secretId}-`)) {
      return unexpected(calls, { code: 'NotAskedFor' });
    }
    if (DeletedDate !== undefined) return { status: 'absent' };
    return {
      status: 'found',
      value: { ARN, Name, KmsKeyId, VersionIdsToStages, ...(LastChangedDate && { LastChangedDate }) },
    };
  },
  plausible: ({ 'secret-id': id }, { account, partition }, region) => ({
    ARN: isArn(id)
      ? id
      : formatArn({ partition, service: 'secretsmanager', region, account, resource: `secret:${id}-${anything}` }),
    Name: isArn(id) ? lastPart(id) : id,
  }),
  // AWS ends the ARN of a secret in six characters of its own, which whoever names it may leave out.
  iamResources: ({ 'secret-id': id }) => {
    const { region, account } = parseArn(id) ?? {};
    const place = { ...(region === undefined ? {} : { region }), ...(account === undefined ? {} : { account }) };
    const name = iamName(lastPart(id));
    return [...(isArn(id) ? [name] : []), `${name}-??????`].map((one) => ({ resource: `secret:${one}`, ...place }));
  },
  docs: {
    calls: 'one for each secret that a container or a data source names',
    key: '`secret-id`: a name or ARN',
    result: '`ARN`, `Name`, `KmsKeyId`',
  },
});

/** The name of a secret, as its ARN has it: with the six characters where they are there. */
function lastPart(nameOrArn: string): string {
  return parseArn(nameOrArn)?.resource.replace(/^secret:/, '') ?? nameOrArn;
}
