import type { Read } from '../../aws/read.ts';
import type { AwsReader } from '../../aws/reader.ts';
import type { LiveService } from '../../aws/reads/ecs-describe-services.ts';
import type { Stack } from '../../model/stack.ts';
import { type DeclaredServiceIdentity, declaredServiceIdentities, serviceKey } from './declared-service.ts';

/** A declared service and what AWS says of it. */
export interface ReadService {
  readonly declared: DeclaredServiceIdentity;
  /** `unidentified`: its name, its cluster or where it lives is not known, so AWS was not asked. */
  readonly read: Read<LiveService> | { readonly status: 'unidentified' };
}

/** Reads every service that `stack` declares. */
export async function readServices(stack: Stack, aws: AwsReader): Promise<readonly ReadService[]> {
  return Promise.all(declaredServiceIdentities(stack).map((declared) => readService(declared, aws)));
}

/** Reads one declared service. */
export async function readService(
  declared: DeclaredServiceIdentity,
  aws: Pick<AwsReader, 'read'>,
): Promise<ReadService> {
  const key = serviceKey(declared);
  const { doubt, region } = declared.place;
  if (key === undefined || doubt !== undefined) return { declared, read: { status: 'unidentified' } };
  return { declared, read: await aws.read('ecs:DescribeServices', key, region) };
}

/** The service, when it exists and is neither deleted nor being deleted. */
export function activeService({ read }: Pick<ReadService, 'read'>): LiveService | undefined {
  if (read.status !== 'found') return undefined;
  return read.value.status === undefined || read.value.status === 'ACTIVE' ? read.value : undefined;
}
