import packageJson from '../package.json' with { type: 'json' };

/** The version of this driftcheck. */
export const version: string = packageJson.version;
