import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { text } from '../answers/answer-form.ts';
import { unexpected } from '../pages.ts';
import { defineRead, type Read } from '../read.ts';
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
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
  isAbsent: (code) => code === 'ResourceNotFoundException',
  key: () => z.strictObject({ 'secret-id': z.string() }),
  answer: () => z.object({ ARN: text, Name: text }),
  result: () =>
    z.looseObject({
      ARN: sealable,
      Name: sealable.optional(),
      KmsKeyId: sealable.optional(),
      LastChangedDate: date.optional(),
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
  docs: {
    calls: 'one for each secret that a container or a data source names',
    key: '`secret-id`: a name or ARN',
    result: '`ARN`, `Name`, `KmsKeyId`',
  },
});
