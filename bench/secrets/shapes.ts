import { alphanumeric, digits, hexDigits, lower, type Random, specials, upper } from './random.ts';

/** One text with a secret in it. */
export interface Planted {
  readonly name?: string;
  readonly text: string;
  /** The part that must not be shown. */
  readonly secret: string;
}

/** A shape that secrets have. */
export interface SecretShape {
  readonly title: string;
  readonly plant: (random: Random) => Planted;
}

const bare =
  (make: (random: Random) => string) =>
  (random: Random): Planted => {
    const secret = make(random);
    return { text: secret, secret };
  };

/** Like Terraform's `random_password`: at least one of each class, as its `min_*` arguments have it. */
function password(random: Random, length: number, allowed = specials): string {
  const all = alphanumeric + allowed;
  for (;;) {
    const text = random.text(all, length);
    if (/[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && /[^A-Za-z0-9]/.test(text)) return text;
  }
}

/** Secrets without a name, told by nothing but their randomness. */
export const randomShapes: readonly SecretShape[] = [
  { title: 'secret access keys of AWS', plant: bare((random) => random.text(`${alphanumeric}+/`, 40)) },
  {
    title: "AWS's documented example keys",
    plant: bare((random) =>
      random.pick([
        ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/'),
        ['je7MtGbClwBF', '2Zp9Utk', 'h3yCo8nvbEXAMPLEKEY'].join('/'),
      ]),
    ),
  },
  { title: 'random_password, 20 with specials', plant: bare((random) => password(random, 20)) },
  { title: 'random_password, 24 with specials', plant: bare((random) => password(random, 24)) },
  { title: 'random_password, 32 with specials', plant: bare((random) => password(random, 32)) },
  { title: 'random_password, 64 with specials', plant: bare((random) => password(random, 64)) },
  {
    title: 'random_password, 24 with few specials',
    plant: bare((random) => password(random, 24, '!#$%&*()-_=+[]{}<>:?'.slice(0, random.between(2, 20)))),
  },
  { title: 'letters and digits, 20', plant: bare((random) => random.text(alphanumeric, 20)) },
  { title: 'letters and digits, 24', plant: bare((random) => random.text(alphanumeric, 24)) },
  { title: 'letters and digits, 32', plant: bare((random) => random.text(alphanumeric, 32)) },
  { title: 'letters and digits, 64', plant: bare((random) => random.text(alphanumeric, 64)) },
  { title: 'letters and digits, 200', plant: bare((random) => random.text(alphanumeric, 200)) },
  { title: 'lower case and digits, 20', plant: bare((random) => random.text(lower + digits, 20)) },
  { title: 'lower case and digits, 25', plant: bare((random) => random.text(lower + digits, 25)) },
  { title: 'lower case and digits, 32', plant: bare((random) => random.text(lower + digits, 32)) },
  { title: 'lower case and digits, 100', plant: bare((random) => random.text(lower + digits, 100)) },
  { title: 'capitals and digits, 20', plant: bare((random) => random.text(upper + digits, 20)) },
  { title: 'capitals and digits, 32', plant: bare((random) => random.text(upper + digits, 32)) },
  { title: 'letters of both cases, 32', plant: bare((random) => random.text(lower + upper, 32)) },
  { title: 'base32, 26', plant: bare((random) => random.text(`${upper}234567`, 26)) },
  { title: 'base32, 32', plant: bare((random) => random.text(`${upper}234567`, 32)) },
  { title: 'base32, 52', plant: bare((random) => random.text(`${upper}234567`, 52)) },
  { title: 'base64, 16 bytes', plant: bare((random) => random.bytes(16).toString('base64')) },
  { title: 'base64, 24 bytes', plant: bare((random) => random.bytes(24).toString('base64')) },
  { title: 'base64, 32 bytes', plant: bare((random) => random.bytes(32).toString('base64')) },
  { title: 'base64, 64 bytes', plant: bare((random) => random.bytes(64).toString('base64')) },
  { title: 'base64, 300 bytes', plant: bare((random) => random.bytes(300).toString('base64')) },
  { title: 'base64url, 32 bytes', plant: bare((random) => random.bytes(32).toString('base64url')) },
  { title: 'hexadecimal, 32', plant: bare((random) => random.text(hexDigits, 32)) },
  { title: 'hexadecimal, 64', plant: bare((random) => random.text(hexDigits, 64)) },
  { title: 'hexadecimal in capitals, 40', plant: bare((random) => random.text(hexDigits.toUpperCase(), 40)) },
  {
    title: 'random text between ordinary words',
    plant: (random) => {
      const secret = random.text(alphanumeric, 40);
      return { text: `the value ${secret} was taken`, secret };
    },
  },
  {
    title: 'random text behind a long ordinary name',
    plant: (random) => {
      const secret = random.text(alphanumeric, 40);
      return { text: `hokusai-api-development-configuration-${secret}`, secret };
    },
  },
  {
    title: 'random text in the path of a URL',
    plant: (random) => {
      const secret = random.text(alphanumeric, 40);
      return { text: `https://hooks.example.com/services/${secret}`, secret };
    },
  },
  {
    title: 'private keys in base64',
    plant: bare((random) =>
      Buffer.from(
        `${'-----BEGIN'} ${random.pick(['', 'RSA ', 'EC ', 'OPENSSH '])}PRIVATE ${'KEY-----'}\n${random.bytes(48).toString('base64')}\n`,
      ).toString('base64'),
    ),
  },
  {
    title: 'private keys',
    plant: (random) => {
      const secret = random.bytes(48).toString('base64');
      return {
        text: `${'-----BEGIN'} ${random.pick(['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '])}PRIVATE ${'KEY-----'}${random.pick(['\n', '\\n', '\r\n', ' '])}${secret}\n-----END`,
        secret,
      };
    },
  },
  {
    title: 'JSON web tokens',
    plant: (random) => {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const secret = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: random.text(digits, 10), iat: random.below(2e9) })}.${random.bytes(32).toString('base64url')}`;
      return { text: random.pick([secret, `Cookie ${secret}`, `{"x":"${secret}"}`]), secret };
    },
  },
];
