import type { Root } from '../../kind.ts';
import { type DeclaredService, declaredServices } from './declared.ts';
import type { FoundService } from './found.ts';

/** A service that the code of a target declares. */
export interface ServiceOfRoot extends DeclaredService {
  readonly target: string;
  readonly address: string;
}

/** What AWS, or a state, has of each declared service; one that is not in it does not exist. */
export type LiveServices = ReadonlyMap<ServiceOfRoot, FoundService>;

/** The services that a root declares. */
export function declareServices({ target, stack }: Root): readonly ServiceOfRoot[] {
  return declaredServices(stack).map((service) => ({ ...service, target, address: service.identity.address }));
}
