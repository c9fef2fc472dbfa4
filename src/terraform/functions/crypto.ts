import { string, stringType } from '../evaluate/value.ts';
import { type DigestAlgorithm, digest, uuidV5 } from './digest.ts';
import { FunctionError, type TerraformFunction } from './function.ts';
import { textOf } from './holes.ts';

/** Hash functions. What is random or salted (`uuid`, `bcrypt`) stands with the functions that are never known. */
export const cryptoFunctions: readonly TerraformFunction[] = [
  hash('md5', 'md5', 'hex'),
  hash('sha1', 'sha1', 'hex'),
  hash('sha256', 'sha256', 'hex'),
  hash('sha512', 'sha512', 'hex'),
  hash('base64sha256', 'sha256', 'base64'),
  hash('base64sha512', 'sha512', 'base64'),
  {
    name: 'uuidv5',
    parameters: [
      { name: 'namespace', type: stringType },
      { name: 'name', type: stringType },
    ],
    returns: stringType,
    call: ([namespace, name]) => {
      const uuid = uuidV5(textOf(namespace), textOf(name));
      if (uuid === undefined) throw new FunctionError('must be "dns", "url", "oid", "x500" or a UUID', 0);
      return string(uuid);
    },
  },
];

function hash(name: string, algorithm: DigestAlgorithm, encoding: 'hex' | 'base64'): TerraformFunction {
  return {
    name,
    parameters: [{ name: 'str', type: stringType }],
    returns: stringType,
    call: ([value]) => string(digest(algorithm, textOf(value), encoding)),
  };
}
