/** The code of an error of the operating system, such as `ENOENT`; undefined for what has none. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** The same or, of what has no code, what it says of itself. */
export function systemReason(error: unknown): string {
  return systemCode(error) ?? String(error);
}
