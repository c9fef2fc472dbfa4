import type { Differing, Subject } from '../model/leaf.ts';
import type { PolicyData } from '../model/report/policy.ts';

/** What tells whose a difference is: of what it is, where it is, and what AWS has there. */
export interface OwnedPlace {
  readonly subject: Pick<Subject, 'kind' | 'target' | 'address'>;
  readonly difference: Pick<Differing, 'path' | 'live'>;
}

/** Whose a difference is beside what the code itself leaves to others; undefined when it is nobody's. */
export type OwnerOf = (place: OwnedPlace) => PolicyData | undefined;

/** Where there is no policy. */
export const nobodysOwn: OwnerOf = () => undefined;
