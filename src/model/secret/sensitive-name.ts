import { redactionOfName } from './redaction.ts';

/*
 * Whether a name (of an environment variable, an option, a label, a query parameter, a flag) says that its value is a
 * secret. Names are judged word by word, so that `AUTHOR`, `KEYBOARD` and `TOKENIZER_PATH` are not `AUTH`, `KEY` and
 * `TOKEN`.
 */

/** One of these words anywhere in the name. */
const sensitiveWords = new Set(
  (
    'password passwords passwd passphrase passcode secret secrets token tokens apikey apikeys secretkey privatekey ' +
    'accesskey accountkey authkey signingkey encryptionkey masterkey credential credentials creds dsn connectionstring ' +
    'connstr authorization bearer passwort kennwort contrasena motdepasse senha wachtwoord parola losenord salasana ' +
    'requirepass masterauth authtoken'
  ).split(' '),
);

/** One of these as the last word: elsewhere they mean something else (`AUTH_MODE`, `PASS_THROUGH`). */
const sensitiveLastWords = new Set('pass pwd pw auth jwt pat otp pin salt pepper webhook cookie'.split(' '));

/** Words written together with what stands before them: `PGPASSWORD`, `CLIENTSECRET`, `ACCESSTOKEN`. */
const sensitiveEndings = (
  'password passwd passphrase secret token apikey secretkey accesskey privatekey sshkey signingkey encryptionkey accountkey ' +
  'deploykey licensekey authkey storepass keypass userpass dbpass adminpass rootpass requirepass'
).split(' ');

/**
 * Two or three words in a row. A bare `KEY` is too common (`CACHE_KEY`, `PARTITION_KEY`); its value is judged instead.
 */
const sensitivePhrases = (
  'api key,api keys,private key,access key,secret key,encryption key,encrypt key,decryption key,signing key,sign key,' +
  'signature key,master key,auth key,account key,session key,shared key,hmac key,client key,service key,license key,' +
  'licence key,deploy key,ssh key,jwt key,rsa key,app key,application key,storage key,write key,integration key,' +
  'routing key,subscription key,functions key,host key,gpg key,pgp key,ssl key,tls key,server key,webhook key,root key,unseal key,recovery key,' +
  'admin key,user key,developer key,ingest key,ingestion key,instrumentation key,secure key,rest key,org key,team key,bot key,key base,' +
  'connection string,conn string,conn str,jaas config,mot de passe'
)
  .split(',')
  .map((phrase) => phrase.split(' '));

/** As the last word: the name is about a secret (where it is, how long it lives), it does not hold one. */
const describingLastWords = new Set(
  (
    'arn arns path paths file filename dir directory name names url uri endpoint host hostname port region type kind ' +
    'algorithm alg issuer iss audience aud header headers prefix suffix version mode method methods provider providers ' +
    'strategy scheme schemes enabled disabled enable required optional allowed expiry expires expiration expire ttl ' +
    'lifetime age timeout interval unit units use usage seconds secs minutes mins hours days ms millis length len size count limit limits max ' +
    'min rate ratio retries attempts policy policies rotation parameter param ref reference user username email domain ' +
    'realm scope scopes backend driver store manager service role class bucket table topic queue cluster namespace group ' +
    'groups format encoding field column claim location state status endpoints specs spec fields source sources handler server servers ' +
    'proxy gateway validator validation validity duration period interval intervals minute hour day second strength complexity ' +
    'reset change changed template templates message label title hint pattern regex rule rules engine lambda resolver mapping'
  ).split(' '),
);

/** Anywhere: with a number as the value, the name is a measure. */
const measuringWords = new Set('max min num number count limit total per budget context window'.split(' '));

/**
 * Two words in a row that only sound secret: what makes a request of AWS or a page of an answer unique, and parts of a
 * vocabulary.
 */
const harmlessPhrases = (
  'creation token,client token,creator token,request token,idempotency token,idempotence token,next token,page token,pagination token,' +
  'continuation token,starting token,start token,end token,stop token,stop tokens,pad token,bos token,eos token,unk token,mask token,sep token,' +
  'cls token,special token,special tokens,public token,sync token,change token,update token,lock token,retry token,cursor token,dedupe token,deduplication token,host key checking,public host key'
)
  .split(',')
  .map((phrase) => phrase.split(' '));

/** A name without any of these is not looked at closer. */
const worthALook =
  /pass|pwd|pw|secret|token|key|cred|dsn|conn|auth|bearer|jwt|pat|otp|pin|salt|pepper|webhook|cookie|kennwort|contrase|senha|wachtwoord|parola|senord|salasana|jaas|de.?passe|[\u0080-\uffff]/i;

/** Words for passwords in scripts that words are not told apart in. */
const otherScripts = /пароль|密码|密碼|パスワード|비밀번호/i;

/**
 * The words of a name in lower case: split at every other character, at a change to upper case, and without trailing
 * numbers.
 */
export function wordsOf(name: string): string[] {
  const words = (/[\u0080-\uffff]/.test(name) ? name.normalize('NFKD').replace(/\p{M}/gu, '') : name)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  while (words.length > 1 && /^v?\d+$/.test(words.at(-1) ?? '')) words.pop();
  return words;
}

/**
 * What a name says about its value: that it is a `secret`; that it is a `password`, which even a number may be;
 * that it is one of those that the configuration calls secret (`redacted`), whatever it is.
 */
export type NameJudgement = 'redacted' | 'password' | 'secret';

/** What a name says about its value, for the configuration or by itself; undefined for nothing. */
export function judgeName(name: string): NameJudgement | undefined {
  switch (redactionOfName(name)) {
    case 'also':
      return 'redacted';
    case 'allow':
      return undefined;
    default:
      return judgeNameByItself(name);
  }
}

/** What a name says about its value, whatever the configuration says of it. */
export function judgeNameByItself(name: string): Exclude<NameJudgement, 'redacted'> | undefined {
  if (!worthALook.test(name)) return undefined;
  const known = judged.get(name);
  if (known !== undefined) return known === 'harmless' ? undefined : known;
  const judgement = judgeWords(name);
  // Names repeat: those of a run are few, those of a hostile text are not kept.
  if (judged.size < 4096 && name.length <= 128) judged.set(name, judgement ?? 'harmless');
  return judgement;
}

const judged = new Map<string, 'password' | 'secret' | 'harmless'>();

function judgeWords(name: string): 'password' | 'secret' | undefined {
  if (otherScripts.test(name)) return 'password';
  const words = wordsOf(name).map((word) => word.replace(/(?<=[a-z]{2})\d{1,4}$/, ''));
  const last = words.at(-1);
  if (last === undefined || describingLastWords.has(last)) return undefined;
  // The shell's own working directory.
  if (name === 'PWD' || name === 'OLDPWD') return undefined;
  const measured = words.some((word) => measuringWords.has(word));
  if (measured && (last === 'tokens' || last === 'passwords' || last === 'secrets')) return undefined;
  if (harmlessPhrases.some((phrase) => endsWithPhrase(words, phrase))) return undefined;
  if (!measured && words.some((word) => /pass(?:word|words|wd|phrase|code)$|passwort$|kennwort$/.test(word)))
    return 'password';
  if (!measured && (last === 'pwd' || (words.length > 1 && ['pass', 'pin', 'pw'].includes(last)))) return 'password';
  if (words.some((word) => sensitiveWords.has(word))) return 'secret';
  if (sensitiveLastWords.has(last)) return 'secret';
  if (words.some((word) => sensitiveEndings.some((ending) => word.endsWith(ending)))) return 'secret';
  // The id of a key is not the key, but that of an access key is half of it.
  const identity = last === 'id' || last === 'ids' || last === 'alias';
  if (sensitivePhrases.some((phrase) => containsPhrase(words, phrase) && (!identity || phrase[0] === 'access')))
    return 'secret';
  return undefined;
}

/** Names of checksums, whose values are random in any alphabet. */
export function namesChecksum(name: string): boolean {
  return wordsOf(name).some((word) =>
    /^(?:sha|sha1|sha256|sha512|digest|checksum|md5|hash|etag|fingerprint|integrity)$/.test(word),
  );
}

/** Names under which a random-looking value is the identity of something public: a commit, a build, a checksum. */
export function namesDigest(name: string): boolean {
  return wordsOf(name).some((word) =>
    /^(commit|sha|sha1|sha256|sha512|git|rev|revision|digest|checksum|md5|hash|etag|build|fingerprint|image|tag|version|integrity)$/.test(
      word,
    ),
  );
}

function endsWithPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  const start = words.length - phrase.length;
  return start >= 0 && phrase.every((word, offset) => words[start + offset] === word);
}

function containsPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some((_, start) => phrase.every((word, offset) => words[start + offset] === word));
}
