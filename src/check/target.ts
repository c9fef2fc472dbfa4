/** The name of the target when a run is about one directory. */
export const targetName = 'default';
