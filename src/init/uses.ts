import pins from './pins.json' with { type: 'json' };

/** An action of somebody else that our workflows or the ones that we write use. */
export type PinnedAction = keyof typeof pins;

/** A release of driftcheck: what people pin. `build/release-record.mjs` writes it when a version has been tagged. */
export interface Release {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly version: string;
  /** The commit that the version's tag is at: 40 hexadecimal digits. */
  readonly commit: string;
}

/**
 * The release that the content of `docs/release.json` tells; undefined as long as there is none.
 * @throws Error when it is neither a release nor `null`
 */
export function releaseOf(record: unknown): Release | undefined {
  if (record === null) return undefined;
  const form: Readonly<Record<keyof Release, RegExp>> = {
    repository: /^[\w.-]+\/[\w.-]+$/,
    version: /^\d+\.\d+\.\d+$/,
    commit: /^[0-9a-f]{40}$/,
  };
  const values = new Map(Object.entries(Object(record)));
  const part = (key: keyof Release): string => {
    const value = values.get(key);
    if (typeof value !== 'string' || !form[key].test(value)) {
      throw new Error(`docs/release.json: ${key} is ${JSON.stringify(value)}, which does not match ${form[key]}`);
    }
    return value;
  };
  return { repository: part('repository'), version: part('version'), commit: part('commit') };
}

/**
 * What stands behind `uses:` for an action of somebody else: pinned by commit, since a tag can be moved to other code.
 * The version is a comment: Dependabot keeps both in step.
 */
export function usesAction(action: PinnedAction): string {
  const { version, commit } = pins[action];
  return `${action}@${commit} # ${version}`;
}

/**
 * What stands behind `uses:` for driftcheck itself: the commit of the release, or the top of the repository as long as
 * nothing was released.
 */
export function usesDriftcheck(release: Release | undefined): string {
  return release === undefined ? './' : `${release.repository}@${release.commit} # v${release.version}`;
}

/**
 * What `npm install` is given for driftcheck: the version of the release, which npm never gives to anything else, or
 * the file that `npm pack` makes as long as nothing was released.
 */
export function packageOf(release: Release | undefined, version: string): string {
  return release === undefined ? `/opt/driftcheck-${version}.tgz` : `driftcheck@${release.version}`;
}
