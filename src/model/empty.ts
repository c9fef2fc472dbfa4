/** A map that holds nothing: one for all that have none of something, of which a run may have tens of thousands. */
export const emptyMap: ReadonlyMap<string, never> = new Map<string, never>();

/** The same as a set. */
export const emptySet: ReadonlySet<string> = new Set<string>();
