/** The user's key for fingerprints, which then compare across runs and snapshots; undefined without one. */
export function fingerprintKey(): string | undefined {
  return process.env['DRIFTCHECK_FINGERPRINT_KEY'] || undefined;
}
