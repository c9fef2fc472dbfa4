import type { FamilyStep } from '../../kind.ts';
import { followServices } from './follow.ts';
import { withDeliveries } from './leaves.ts';
import { readRegistrations } from './registration.ts';

/** The way of what task definitions declare to the containers that services run. */
export const ecsDelivery: FamilyStep = {
  kinds: ['ecs-service'],
  read: async (roots, aws, ownership) => {
    const [deliveries, registrations] = await Promise.all([
      followServices(roots, aws, ownership),
      readRegistrations(roots, aws),
    ]);
    return (compared) => withDeliveries(compared, deliveries, registrations);
  },
};
