/*
 * Whether a name (of an environment variable, an option, a label, a query parameter, a flag) says that its value is a secret.
 * Names are judged word by word, so that `AUTHOR`, `KEYBOARD` and `TOKENIZER_PATH` are not `AUTH`, `KEY` and `TOKEN`.
 */

/** One of these words anywhere in the name. */
const sensitiveWords = new Set(
  (
    'password passwords passwd passphrase passcode secret secrets token tokens apikey apikeys secretkey privatekey ' +
    'accesskey accountkey authkey signingkey encryptionkey masterkey credential credentials creds dsn connectionstring ' +
    'connstr authorization bearer'
  ).split(' '),
);

/** One of these as the last word: elsewhere they mean something else (`AUTH_MODE`, `PASS_THROUGH`). */
const sensitiveLastWords = new Set('pass pwd pw auth jwt pat otp pin salt pepper webhook cookie'.split(' '));

/** Words written together with what stands before them: `PGPASSWORD`, `CLIENTSECRET`, `ACCESSTOKEN`. */
const sensitiveEndings = ['password', 'passwd', 'passphrase', 'secret', 'token', 'apikey'];

/** Two or three words in a row. A bare `KEY` is too common (`CACHE_KEY`, `PARTITION_KEY`); its value is judged instead. */
const sensitivePhrases = (
  'api key,api keys,private key,access key,secret key,encryption key,encrypt key,decryption key,signing key,sign key,' +
  'signature key,master key,auth key,account key,session key,shared key,hmac key,client key,service key,license key,' +
  'licence key,deploy key,ssh key,jwt key,rsa key,app key,application key,storage key,write key,integration key,' +
  'routing key,connection string,conn string,conn str'
)
  .split(',')
  .map((phrase) => phrase.split(' '));

/** As the last word: the name is about a secret (where it is, how long it lives), it does not hold one. */
const describingLastWords = new Set(
  (
    'arn arns path paths file filename dir directory name names url uri endpoint host hostname port region type kind ' +
    'algorithm alg issuer iss audience aud header headers prefix suffix version mode method methods provider providers ' +
    'strategy scheme schemes enabled disabled enable required optional allowed expiry expires expiration expire ttl ' +
    'lifetime age timeout interval seconds secs minutes mins hours days ms millis length len size count limit limits max ' +
    'min rate ratio retries attempts policy policies rotation parameter param ref reference user username email domain ' +
    'realm scope scopes backend driver store manager service role class bucket table topic queue cluster namespace group ' +
    'groups format encoding field column claim location state status'
  ).split(' '),
);

/** Anywhere: with a number as the value, the name is a measure. */
const measuringWords = new Set('max min num number count limit total per budget context window'.split(' '));

/** The words of a name in lower case: split at every other character, at a change to upper case, and without trailing numbers. */
export function wordsOf(name: string): string[] {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  while (words.length > 1 && /^v?\d+$/.test(words.at(-1) ?? '')) words.pop();
  return words;
}

/** What a name says about its value: `password` (even a number is one), `secret`, or undefined for nothing. */
export function judgeName(name: string): 'password' | 'secret' | undefined {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined || describingLastWords.has(last)) return undefined;
  // The shell's own working directory.
  if (words.length === 1 && (last === 'pwd' || last === 'oldpwd')) return undefined;
  const measured = words.some((word) => measuringWords.has(word));
  if (!measured && words.some((word) => /pass(word|words|wd|phrase|code)$/.test(word))) return 'password';
  if (!measured && words.length > 1 && ['pass', 'pwd', 'pin', 'pw'].includes(last)) return 'password';
  if (words.some((word) => sensitiveWords.has(word))) return 'secret';
  if (sensitiveLastWords.has(last)) return 'secret';
  if (words.some((word) => sensitiveEndings.some((ending) => word.endsWith(ending)))) return 'secret';
  if (sensitivePhrases.some((phrase) => containsPhrase(words, phrase))) return 'secret';
  return undefined;
}

/** Names under which a random-looking value is the identity of something public: a commit, a build, a checksum. */
export function namesDigest(name: string): boolean {
  return wordsOf(name).some((word) =>
    /^(commit|sha|sha1|sha256|sha512|git|rev|revision|digest|checksum|md5|hash|etag|build|fingerprint|image|tag|version)$/.test(
      word,
    ),
  );
}

function containsPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some((_, start) => phrase.every((word, offset) => words[start + offset] === word));
}
