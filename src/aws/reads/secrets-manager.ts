import { ask, type Session } from '../ask.ts';
import { unexpected } from '../pages.ts';
import type { LiveSecret, Read } from '../reads.ts';

/** What Secrets Manager says of a secret, named by its name or ARN, without its value. One that is scheduled for deletion is absent. */
export async function describeSecret(session: Session, region: string, secretId: string): Promise<Read<LiveSecret>> {
  const action = 'secretsmanager:DescribeSecret';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.secretsManager(region);
    const { DescribeSecretCommand } = await import('../sdk/secrets-manager.ts');
    return client.send(new DescribeSecretCommand({ SecretId: secretId }), options);
  });
  if (answer.status !== 'found') return answer;
  const { ARN, Name, KmsKeyId, VersionIdsToStages, DeletedDate, LastChangedDate } = answer.value;
  // An ARN may be given without the six characters that AWS puts at its end.
  if (Name !== secretId && ARN !== secretId && !ARN.startsWith(`${secretId}-`)) {
    return unexpected(action, region, { code: 'NotAskedFor' });
  }
  if (DeletedDate !== undefined) return { status: 'absent' };
  return {
    status: 'found',
    value: { ARN, Name, KmsKeyId, VersionIdsToStages, ...(LastChangedDate && { LastChangedDate }) },
  };
}
