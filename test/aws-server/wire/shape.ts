/**
 * A shape of the AWS SDK as it travels: dates are seconds since 1970 (with a fraction), and nothing may be changed. What JSON services
 * answer is exactly this, as JSON.
 */
export type Wire<T> = T extends Date
  ? number
  : T extends readonly (infer E)[]
    ? readonly Wire<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Wire<T[K]> }
      : T;

/** `Wire<T>`, of which the members `K` are always there. */
export type Known<T, K extends keyof T> = Wire<T> & { readonly [P in K]-?: NonNullable<Wire<T[P]>> };

/** What the server refuses a call with. The status is the one of AWS; whether it is JSON or XML is the service's affair. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
