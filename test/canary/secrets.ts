import { random } from '../random.ts';

/*
 * Invented secrets, put together at run time, so that no scanner of repositories takes them for real ones.
 */

/** A secret, and what of it nobody may see. */
export interface Planted {
  readonly shape: string;
  readonly text: string;
  /** Its random parts. */
  readonly parts: readonly string[];
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const alphanumeric = lower + upper + digits;

/** Makes secrets of every shape, the same ones for the same seed. */
export function secretMaker(seed: number): (shape: Shape) => Planted {
  const next = random(seed);
  const pick = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
  const kit: Kit = {
    pick,
    // https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/password: these specials, one of each class at least.
    // Without what the language would read as a template or a comment, and a runner as a command.
    special: (length) =>
      `${pick(lower, 1)}${pick(upper, 1)}${pick(digits, 1)}${pick('!@&*()-_=+[]<>:?', 2)}${pick(`${alphanumeric}!@&*()-_=+[]<>:?`, length - 5)}`,
    words: () => Array.from({ length: 4 }, () => words[Math.floor(next() * words.length)]).join('-'),
  };
  return (shape) => ({ shape, ...make(shapes[shape](kit)) });
}

interface Kit {
  readonly pick: (alphabet: string, length: number) => string;
  readonly special: (length: number) => string;
  readonly words: () => string;
}

const words = 'correct horse battery staple mellon garden purple river window candle rocket marble'.split(' ');

/** A template's pieces: fixed text and random parts in turn. */
type Pieces = readonly string[];

function make(pieces: Pieces): { text: string; parts: string[] } {
  return { text: pieces.join(''), parts: pieces.filter((_, index) => index % 2 === 1) };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const base64Url = `${alphanumeric}-_`;
const pem = (kind: string, kit: Kit): Pieces => [
  `-----BEGIN ${kind} KEY-----\n`,
  Array.from({ length: 6 }, () => kit.pick(`${alphanumeric}+/`, 64)).join('\n'),
  `\n-----END ${kind} KEY-----\n`,
];

/** Texts that say by themselves what they are. */
const speaking = {
  'github token': ({ pick }) => ['ghp_', pick(alphanumeric, 36)],
  'github fine-grained token': ({ pick }) => ['github_pat_', `${pick(alphanumeric, 22)}_${pick(alphanumeric, 59)}`],
  'gitlab token': ({ pick }) => ['glpat-', pick(base64Url, 20)],
  'slack token': ({ pick }) => [`xoxb-${pick(digits, 12)}-`, pick(alphanumeric, 24)],
  'stripe key': ({ pick }) => ['sk_live_', pick(alphanumeric, 24)],
  'openai key': ({ pick }) => ['sk-proj-', pick(base64Url, 48)],
  'hugging face token': ({ pick }) => ['hf_', pick(lower + upper, 34)],
  'google key': ({ pick }) => ['AIza', pick(base64Url, 35)],
  'sendgrid key': ({ pick }) => ['SG.', pick(base64Url, 22), '.', pick(base64Url, 43)],
  'npm token': ({ pick }) => ['npm_', pick(alphanumeric, 36)],
  'vault token': ({ pick }) => ['hvs.', pick(base64Url, 90)],
  'AWS access key id': ({ pick }) => ['AKIA', pick(`${upper}234567`, 16)],
  'AWS secret key': ({ pick }) => ['', pick(`${alphanumeric}/+`, 40)],
  'JSON web token': ({ pick }) => [
    `${base64('{"alg":"HS256","typ":"JWT"}').replace(/=+$/, '')}.eyJ`,
    pick(alphanumeric, 60),
    '.',
    pick(base64Url, 43),
  ],
  'private key': (kit) => pem('RSA PRIVATE', kit),
  'private key in base64': (kit) => {
    const encoded = base64(pem('PRIVATE', kit).join(''));
    return [encoded.slice(0, 40), encoded.slice(40, -40), encoded.slice(-40)];
  },
  'hexadecimal key': ({ pick }) => ['', pick('0123456789abcdef', 64)],
  'base32 key': ({ pick }) => ['', pick(`${upper}234567`, 32)],
  'base64 key': ({ pick }) => ['', `${pick(`${alphanumeric}+/`, 43)}=`],
  'random password with specials': ({ special }) => ['', special(32)],
  'random password': ({ pick }) => [
    '',
    `${pick(alphanumeric, 29)}${pick(digits, 1)}${pick(upper, 1)}${pick(lower, 1)}`,
  ],
  'lower case and digits': ({ pick }) => ['', `${pick(lower + digits, 29)}${pick(digits, 3)}`],
  'URL with a password': ({ pick }) => ['postgres://app:', pick(alphanumeric, 16), '@db.example.com:5432/app'],
  'URL with a token': ({ pick }) => ['https://', pick(alphanumeric, 32), '@git.example.com/app.git'],
  'connection string': ({ pick }) => [
    'Server=db.example.com;User Id=app;Password=',
    pick(alphanumeric, 14),
    ';Timeout=5',
  ],
  'JDBC URL': ({ pick }) => ['jdbc:oracle:thin:app/', pick(alphanumeric, 14), '@db.example.com:1521:app'],
  header: ({ pick }) => ['Authorization: Bearer ', pick(base64Url, 32)],
  assignment: ({ pick }) => ['Error: password=', pick(alphanumeric, 14)],
  'command line': ({ pick }) => ['mysql -h db.example.com -u app -p', pick(alphanumeric, 14)],
} as const satisfies Record<string, (kit: Kit) => Pieces>;

/** Texts that only their name or Terraform's mark makes secret. */
const silent = {
  password: ({ pick }) => ['', pick(alphanumeric, 14)],
  'password with specials': ({ special }) => ['', special(14)],
  'password of words': ({ words }) => ['', words()],
  'password of lower case': ({ pick }) => ['', pick(lower, 12)],
  'short password': ({ pick }) => ['', `${pick(lower, 3)}${pick(digits, 2)}${pick(upper, 2)}`],
  number: ({ pick }) => ['', `7${pick(digits, 11)}`],
} as const satisfies Record<string, (kit: Kit) => Pieces>;

const shapes: Readonly<Record<Shape, (kit: Kit) => Pieces>> = { ...speaking, ...silent };

export type Shape = keyof typeof speaking | keyof typeof silent;

/** Shapes that are secret wherever they stand. */
export const speakingShapes = Object.keys(speaking) as readonly Shape[];
/** Tokens that their issuers made recognisable, wherever they stand. */
export const tokenShapes: readonly Shape[] = speakingShapes.slice(0, speakingShapes.indexOf('AWS secret key'));
/** Shapes that are secret under a sensitive name, or marked. */
export const allShapes = Object.keys(shapes) as readonly Shape[];
/** Those of them without blanks, which fit into a word. */
const spaced: readonly string[] = ['header', 'assignment', 'command line', 'connection string', 'private key'];
export const isOneWord = (shape: Shape): boolean => !spaced.includes(shape);
