import { createHash } from 'node:crypto';
import { hide } from '../../model/secret/secrecy.ts';
import { numberType, string, stringType } from '../evaluate/value.ts';
import { textOf } from './arguments.ts';
import { onFile } from './files.ts';
import { FunctionError, type TerraformFunction } from './function.ts';
import { neverKnown } from './never-known.ts';
import { decryptRsa } from './rsa.ts';

/** Terraform's hash and crypto functions. */
export const hashAndCryptoFunctions: readonly TerraformFunction[] = [
  hash('md5', 'md5', 'hex'),
  hash('sha1', 'sha1', 'hex'),
  hash('sha256', 'sha256', 'hex'),
  hash('sha512', 'sha512', 'hex'),
  hash('base64sha256', 'sha256', 'base64'),
  hash('base64sha512', 'sha512', 'base64'),
  fileHash('filemd5', 'md5', 'hex'),
  fileHash('filesha1', 'sha1', 'hex'),
  fileHash('filesha256', 'sha256', 'hex'),
  fileHash('filesha512', 'sha512', 'hex'),
  fileHash('filebase64sha256', 'sha256', 'base64'),
  fileHash('filebase64sha512', 'sha512', 'base64'),
  neverKnown('bcrypt', [{ name: 'str', type: stringType }], { name: 'cost', type: numberType }),
  {
    name: 'rsadecrypt',
    parameters: [
      { name: 'ciphertext', type: stringType },
      { name: 'privatekey', type: stringType },
    ],
    returns: stringType,
    // What somebody took the trouble to encrypt is secret, though Terraform does not mark it.
    call: ([ciphertext, key], { budget }) =>
      hide(string(decryptRsa(textOf(ciphertext), textOf(key), budget)), 'inherent'),
  },
  neverKnown('uuid', []),
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

function fileHash(name: string, algorithm: DigestAlgorithm, encoding: 'hex' | 'base64'): TerraformFunction {
  return onFile(name, (content) => digest(algorithm, content, encoding));
}

/** The digest algorithms of Terraform's hash functions, as Node names them. */
type DigestAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha512';

/** The digest of bytes, or of a text's UTF-8 bytes, in lower-case hex or padded base64. */
function digest(algorithm: DigestAlgorithm, content: Uint8Array | string, encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(content).digest(encoding);
}

const namespaces: ReadonlyMap<string, string> = new Map([
  ['dns', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
  ['url', '6ba7b811-9dad-11d1-80b4-00c04fd430c8'],
  ['oid', '6ba7b812-9dad-11d1-80b4-00c04fd430c8'],
  ['x500', '6ba7b814-9dad-11d1-80b4-00c04fd430c8'],
]);

/** The name-based UUID (version 5) of RFC 9562; undefined when the namespace is neither a known one nor a UUID. */
function uuidV5(namespace: string, name: string): string | undefined {
  const id = namespaces.get(namespace) ?? namespace;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined;
  const seed = Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), Buffer.from(name, 'utf8')]);
  const bytes = createHash('sha1').update(seed).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
