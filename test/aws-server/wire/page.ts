import { AwsError } from './shape.ts';

/** A part of a list, and the token of the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/**
 * The part of `all` that begins where `token` says: `size` of them, or as few as the server gives at once, as AWS may give fewer
 * than it is asked for. Tokens are opaque to clients and good for the action that gave them only.
 * @throws AwsError with `code` when the token is not one of this action
 */
export function page<T>(
  { mostPerPage }: { readonly mostPerPage: number },
  action: string,
  all: readonly T[],
  size: number,
  token: string | undefined,
  code: string,
): Page<T> {
  const start = token === undefined ? 0 : offset(action, token);
  if (start === undefined || start > all.length) throw new AwsError(code, 'The token is not valid.');
  const end = start + Math.min(size, mostPerPage);
  return {
    items: all.slice(start, end),
    ...(end < all.length ? { next: Buffer.from(`${action} ${end}`).toString('base64url') } : {}),
  };
}

function offset(action: string, token: string): number | undefined {
  const [for_, at] = Buffer.from(token, 'base64url').toString().split(' ');
  return for_ === action && at !== undefined && /^\d+$/.test(at) ? Number(at) : undefined;
}
