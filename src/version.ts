import packageJson from '../package.json' with { type: 'json' };

/** The version of this driftcheck. */
export const version: string = packageJson.version;

/** Whether arguments ask for the version, which is asked for anywhere before `--`, whatever else they say. */
export function asksForVersion(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? args.length : end).some((arg) => arg === '-V' || arg === '--version');
}
