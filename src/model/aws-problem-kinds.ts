/** Why AWS did not tell something. */
export const awsProblemKinds = [
  'denied',
  'expired',
  'no-credentials',
  'throttled',
  'timeout',
  'interrupted',
  'call-limit',
  'network',
  'server',
  'invalid-request',
  'unknown-region',
  'not-implemented',
  'not-recorded',
  'unexpected-answer',
] as const;
