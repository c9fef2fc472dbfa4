/** The name of the target when a run is about one directory and nobody names it. */
export const defaultTarget = 'default';
