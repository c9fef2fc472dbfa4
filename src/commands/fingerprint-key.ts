/** The user's key for fingerprints, which then compare across runs and snapshots; undefined without one. */
export function fingerprintKey(): string | undefined {
  return process.env['DRIFTCHECK_FINGERPRINT_KEY'] || undefined;
}

/** The same as a member of what a run is made of; none without a key. */
export function keyOfRun(): { readonly fingerprintKey?: string } {
  const key = fingerprintKey();
  return key === undefined ? {} : { fingerprintKey: key };
}
