/** What becomes of a member that AWS's own types have, and why it is not compared where it is not. */
export type MemberTreatment =
  /** Compared, as the members of the model that are named. */
  | { readonly treatment: 'compared'; readonly as: readonly string[] }
  /** Finds the live thing or says which one it is. */
  | { readonly treatment: 'identity'; readonly because: string }
  /** Told by AWS; nobody declares it. */
  | { readonly treatment: 'read-only'; readonly because: string }
  /** Terraform cannot declare it, or it says nothing about how tasks run. */
  | { readonly treatment: 'ignored'; readonly because: string };

/** The treatment of every member of one of AWS's types. A member that a new SDK adds does not compile until it has its place. */
export type MemberTreatments<T> = { readonly [K in keyof Required<T>]: MemberTreatment };

export const compared = (...as: readonly string[]): MemberTreatment => ({ treatment: 'compared', as });
export const identity = (because: string): MemberTreatment => ({ treatment: 'identity', because });
export const readOnly = (because: string): MemberTreatment => ({ treatment: 'read-only', because });
export const ignored = (because: string): MemberTreatment => ({ treatment: 'ignored', because });
