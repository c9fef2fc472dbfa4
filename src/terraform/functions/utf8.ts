import { FunctionError } from './function.ts';

/**
 * The text that bytes are in UTF-8. Throws `FunctionError` about argument 0 when they are none; `what` says in it what
 * they are.
 */
export function decodeUtf8(content: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new FunctionError(`${what} is not valid UTF-8`, 0);
  }
}
