import { constants, createPrivateKey, type KeyObject, privateDecrypt } from 'node:crypto';
import type { Budget } from '../../model/budget.ts';
import { decodeBase64 } from './encoding/base64.ts';
import { FunctionError } from './function.ts';

/**
 * Decrypts base64 of what was encrypted for an RSA key in PEM or OpenSSH's form with the padding of PKCS #1 v1.5, as
 * EC2 encrypts the passwords of Windows. Throws `FunctionError`, which tells nothing of either.
 *
 * The padding is taken off here: Node refuses to, since the time that it takes may tell something to those who can ask
 * often, or gives random bytes for a wrong one. Here the code asks once, and holds the key.
 * https://nodejs.org/en/blog/vulnerability/february-2024-security-releases
 */
export function decryptRsa(ciphertext: string, privateKey: string, budget: Budget): string {
  const bytes = decodeBase64(ciphertext);
  budget.use('steps', stepsOfKey);
  const key = readKey(privateKey);
  if (key?.asymmetricKeyType !== 'rsa') throw new FunctionError('must be an RSA private key without a passphrase', 1);
  budget.use('steps', stepsOfDecryption(key.asymmetricKeyDetails?.modulusLength ?? 0));
  const message = unpadded(decryptBlock(bytes, key));
  if (message === undefined) throw new FunctionError('was not encrypted for this key');
  return message.toString('utf8');
}

/** To read a key takes a quarter of a millisecond. */
const stepsOfKey = 300;

/** The time of a decryption grows with the third power of the length: a millisecond for 2,048 bits. */
function stepsOfDecryption(bits: number): number {
  return Math.ceil((bits / 200) ** 3);
}

function decryptBlock(bytes: Buffer, key: KeyObject): Buffer {
  const size = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  if (bytes.length > size) throw new FunctionError('was not encrypted for this key');
  const block = Buffer.concat([Buffer.alloc(size - bytes.length), bytes]);
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, block);
  } catch {
    throw new FunctionError('was not encrypted for this key');
  }
}

/** What follows 0, 2, at least eight bytes that are not 0, and a 0. https://www.rfc-editor.org/rfc/rfc8017#section-7.2.2 */
function unpadded(block: Buffer): Buffer | undefined {
  const end = block.indexOf(0, 2);
  return block[0] === 0 && block[1] === 2 && end >= 10 ? block.subarray(end + 1) : undefined;
}

function readKey(text: string): KeyObject | undefined {
  try {
    const openSsh = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END OPENSSH PRIVATE KEY-----/.exec(text)?.[1];
    return createPrivateKey(openSsh === undefined ? text : { key: openSshKey(openSsh), format: 'jwk' });
  } catch {
    return undefined;
  }
}

/**
 * The numbers of a key in OpenSSH's form, not encrypted.
 * https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 */
function openSshKey(base64: string) {
  const outer = fieldsIn(Buffer.from(base64, 'base64').subarray('openssh-key-v1\0'.length));
  const [cipher = noField(), , , count = noField()] = [outer.text(), outer.text(), outer.text(), outer.number()];
  if (cipher !== 'none' || count !== 1) throw new RangeError('an encrypted key');
  outer.bytes();
  const inner = fieldsIn(outer.bytes());
  inner.number();
  inner.number();
  if (inner.text() !== 'ssh-rsa') throw new RangeError('no RSA key');
  const [n, e, d, qi, p, q] = [0, 1, 2, 3, 4, 5].map(() => inner.bytes());
  if (n === undefined || e === undefined || d === undefined) return noField();
  if (qi === undefined || p === undefined || q === undefined) return noField();
  const remainder = (prime: Buffer): string => {
    const hex = (integerOf(d) % (integerOf(prime) - 1n)).toString(16);
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
  };
  const text = (integer: Buffer): string => (integer[0] === 0 ? integer.subarray(1) : integer).toString('base64url');
  return {
    kty: 'RSA',
    ...{ n: text(n), e: text(e), d: text(d), p: text(p), q: text(q), qi: text(qi) },
    ...{ dp: remainder(p), dq: remainder(q) },
  };
}

function integerOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function noField(): never {
  throw new RangeError('the key ends too early');
}

/** The fields of a text in SSH's encoding, one after the other. Throws `RangeError` behind its end. */
function fieldsIn(content: Buffer) {
  let offset = 0;
  const number = (): number => {
    const value = content.readUInt32BE(offset);
    offset += 4;
    return value;
  };
  const bytes = (): Buffer => {
    const end = number() + offset;
    if (end > content.length) noField();
    const field = content.subarray(offset, end);
    offset = end;
    return field;
  };
  return { number, bytes, text: () => bytes().toString('latin1') };
}
