import { FunctionError } from '../function.ts';

/**
 * The bytes of argument 0 as Go's strict decoder reads it: padded standard base64, line breaks ignored. Throws
 * `FunctionError`.
 */
export function decodeBase64(source: string): Buffer {
  const compact = source.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)) {
    throw new FunctionError('not valid base64', 0);
  }
  return Buffer.from(compact, 'base64');
}
