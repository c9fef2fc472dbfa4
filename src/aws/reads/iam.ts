import { ask, type Session } from '../ask.ts';
import { unexpected } from '../pages.ts';
import type { LiveRole, Read } from '../reads.ts';

/** A role, by its name. */
export async function getRole(session: Session, region: string, roleName: string): Promise<Read<LiveRole>> {
  const action = 'iam:GetRole';
  const answer = await ask(session, action, region, async (options) => {
    const client = await session.clients.iam(region);
    const { GetRoleCommand } = await import('../sdk/iam.ts');
    return client.send(new GetRoleCommand({ RoleName: roleName }), options);
  });
  if (answer.status !== 'found') return answer;
  const { Arn, RoleName, RoleId, Path, MaxSessionDuration } = answer.value.Role;
  if (RoleName !== roleName) return unexpected(action, region, { code: 'NotAskedFor' });
  return { status: 'found', value: { Arn, RoleName, RoleId, Path, MaxSessionDuration } };
}
