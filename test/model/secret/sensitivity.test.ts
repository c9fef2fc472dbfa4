// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of shells and of Terraform
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/model/secret/secret.ts';
import { judgeName, wordsOf } from '../../../src/model/secret/sensitive-name.ts';
import { randomStretches } from '../../../src/model/secret/sensitive-random.ts';
import { secretSpans } from '../../../src/model/secret/sensitive-shape.ts';
import {
  classify,
  redactText,
  seal,
  sealValueFrom,
  sealWords,
  secretParts,
} from '../../../src/model/secret/sensitivity.ts';

/** Invented, and joined here so that no scanner takes the file for a leak. */
const letters = (length: number) => 'aZ3bY7cX1dW9eV5fU2gT8hS4iR6jQ0kP'.repeat(10).slice(0, length);
const hex = (length: number) => '0f1e2d3c4b5a69788796a5b4c3d2e1f0'.repeat(10).slice(0, length);
const capitals = (length: number) => 'ABCDEFGH234567JKLMNOPQRSTUVWXYZ'.repeat(10).slice(0, length);

describe('names', () => {
  it.each([
    ['HUGGINGFACE_API_KEY', ['huggingface', 'api', 'key']],
    ['dbPassword', ['db', 'password']],
    ['com.example/apiKey-2', ['com', 'example', 'api', 'key']],
    ['HTTPAuthToken', ['http', 'auth', 'token']],
    ['TOKEN_V2', ['token']],
    ['42', ['42']],
    ['', []],
  ])('%s is made of %j', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });

  it.each(
    (
      'PASSWORD DB_PASSWORD PGPASSWORD MYSQL_ROOT_PASSWORD dbPassword db-password DB_PASSWD DB_PASS SMTP_PASS REDIS_PWD SECRET CLIENT_SECRET ' +
      'clientSecret SECRET_KEY_BASE DJANGO_SECRET_KEY JWT_SECRET TOKEN API_TOKEN ACCESS_TOKEN accessToken GITHUB_TOKEN SLACK_BOT_TOKEN API_KEY APIKEY ' +
      'apiKey OPENAI_API_KEY HUGGINGFACE_API_KEY X-API-Key PRIVATE_KEY SSH_PRIVATE_KEY RSA_KEY ENCRYPTION_KEY SIGNING_KEY AWS_SECRET_ACCESS_KEY ' +
      'AWS_ACCESS_KEY_ID STORAGE_ACCOUNT_KEY AZURE_CONNECTION_STRING ConnectionString SENTRY_DSN DATABASE_DSN CREDENTIALS DB_CREDENTIAL AWS_CREDS ' +
      'BASIC_AUTH REDIS_AUTH AUTHORIZATION PASSPHRASE KEY_PASSPHRASE GITHUB_PAT PASSWORD_SALT API_KEY_1 PASSWORD_2 splunk-token http_passwd ' +
      'SESSION_COOKIE LICENSE_KEY SLACK_WEBHOOK VAULT_SECRET_ID TOKENS requirepass_secret'
    ).split(' '),
  )('%s is the name of a secret', (name) => {
    expect(judgeName(name)).toBeDefined();
    expect(classify(name, 'hunter two')).toBe('name');
    expect(seal(name, 'hunter two')).toBeInstanceOf(Secret);
  });

  it.each(
    (
      'AUTHOR AUTHORITY_NAME KEYBOARD MONKEY TOKENIZER TOKENIZER_PATH TOKENIZERS_PARALLELISM SECRETARY COMPASS BYPASS PASSENGER_COUNT PASS_THROUGH ' +
      'LOG_LEVEL ENVIRONMENT REDIS_HOST REDIS_PORT DATABASE_URL PARTITION_KEY CACHE_KEY PRIMARY_KEY SORT_KEY S3_KEY PUBLIC_KEY PWD AUTH_MODE AUTH_ENABLED ' +
      'AUTH_URL AUTH0_DOMAIN OAUTH_CLIENT_ID TOKEN_URL TOKEN_TYPE TOKEN_TTL TOKEN_EXPIRY_SECONDS PASSWORD_MIN_LENGTH PASSWORD_FILE ' +
      'SECRET_ARN DB_PASSWORD_ARN SECRETS_MANAGER_REGION SECRET_NAME API_KEY_HEADER CREDENTIALS_PATH JWT_ISSUER JWT_ALGORITHM DESIGN PINNED OPINION PATH ' +
      'PATTERN awslogs-group awslogs-stream-prefix max-buffer-size'
    ).split(' '),
  )('%s is not', (name) => {
    expect(judgeName(name)).toBeUndefined();
    expect(classify(name, 'hunter two')).toBeUndefined();
    expect(seal(name, 'hunter two')).toBe('hunter two');
  });

  it.each([
    ['MAX_TOKENS', '4096'],
    ['TOKEN_LIMIT', '128000'],
    ['NUM_TOKENS', '1000000'],
    ['AUTH', 'true'],
    ['USE_AUTH', 'no'],
    ['REQUIRE_TOKEN', 'disabled'],
    ['TOKEN', '3600'],
    ['TOKEN', '15m'],
    ['SECRET', ''],
    ['API_KEY', 'none'],
    ['DB_SECRET', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf'],
    ['GOOGLE_APPLICATION_CREDENTIALS', '/etc/google/service-account.json'],
    ['PRIVATE_KEY', 'file:///run/secrets/key.pem'],
    ['API_KEY', '${API_KEY_FROM_ELSEWHERE}'],
  ])('%s with the value %s is harmless', (name, text) => {
    expect(classify(name, text)).toBeUndefined();
  });

  it.each([
    ['DB_PASSWORD', '123456'],
    ['API_KEY', '$OTHER'],
    ['API_KEY', '$ecret'],
    ['API_KEY', '${PREFIX}mellon'],
    ['DOOR_PIN', '4711'],
    ['API_KEY', '12345678901234'],
    ['DB_PASSWORD', '/odd/password'],
    ['TOKEN', 'truest'],
    ['MAX_TOKENS_SECRET', 'mellon'],
  ])('%s with the value %s is not', (name, text) => {
    expect(classify(name, text)).toBe('name');
  });
});

describe('shapes', () => {
  it.each([
    ['AWS', `AKIA${capitals(16)}`],
    ['AWS', `ASIA${capitals(16)}`],
    ['GitHub', `ghp_${letters(36)}`],
    ['GitHub', `github_pat_${letters(22)}_${letters(59)}`],
    ['GitLab', `glpat-${letters(20)}`],
    ['Slack', `xoxb-${'123456789012-'.repeat(2)}${letters(24)}`],
    ['Slack', `https://hooks.slack.com/services/T${capitals(8)}/B${capitals(8)}/${letters(24)}`],
    ['Discord', `https://discord.com/api/webhooks/${'1234567890'.repeat(2)}/${letters(60)}`],
    ['Stripe', `sk_live_${letters(24)}`],
    ['Stripe', `rk_test_${letters(24)}`],
    ['Stripe', `whsec_${letters(32)}`],
    ['OpenAI', `sk-${letters(48)}`],
    ['OpenAI', `sk-proj-${letters(60)}`],
    ['Anthropic', `sk-ant-api03-${letters(80)}`],
    ['Hugging Face', `hf_${'abcdefgh'.repeat(4)}`],
    ['Groq', `gsk_${letters(40)}`],
    ['Google', `AIza${letters(35)}`],
    ['Google', `GOCSPX-${letters(28)}`],
    ['npm', `npm_${letters(36)}`],
    ['PyPI', `pypi-${letters(80)}`],
    ['SendGrid', `SG.${letters(22)}.${letters(43)}`],
    ['Mailgun', `key-${hex(32)}`],
    ['Twilio', `SK${hex(32)}`],
    ['Telegram', `1234567890:AA${letters(33)}`],
    ['DigitalOcean', `dop_v1_${hex(64)}`],
    ['Vault', `hvs.${letters(40)}`],
    ['Terraform Cloud', `${letters(14)}.atlasv1.${letters(60)}`],
    ['Databricks', `dapi${hex(32)}`],
    ['Grafana', `glsa_${letters(32)}_${hex(8)}`],
    ['New Relic', `NRAK-${capitals(27)}`],
    ['Docker', `dckr_pat_${letters(27)}`],
    ['Shopify', `shpat_${hex(32)}`],
  ])('a token of %s: %#', (_, token) => {
    expect(classify(undefined, token)).toBe('token');
    expect(classify('SOME_NAME', `before ${token} after`)).toBe('token');
    expect(redactText(`"${token}"`)).not.toContain(token.slice(-12));
  });

  it.each([
    ['jwt', `eyJhbGciOiJIUzI1NiJ9.${letters(40)}.${letters(43)}`],
    ['private-key', `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n-----END RSA PRIVATE KEY-----`],
    ['private-key', `-----BEGIN PRIVATE KEY-----\\n${letters(64)}`],
    ['private-key', `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${letters(64)}`],
    ['url', 'postgres://app:correct-horse@db.example.com:5432/app'],
    ['url', 'redis://:correct-horse@cache.example.com:6379/0'],
    ['url', 'amqp://user:p/w?x@mq.example.com'],
    ['url', 'https://example.com/hook?token=correct-horse'],
    ['url', 'https://example.com/?a=1&password=correct-horse&b=2'],
    ['url', `https://bucket.example.com/key?X-Amz-Signature=${hex(64)}`],
    ['url', 'jdbc:postgresql://db.example.com/app?user=a&password=correct-horse'],
    ['authorization', `Bearer ${'abcdef12'.repeat(2)}`],
    ['authorization', 'Basic dXNlcjpwYXNz'],
    ['assignment', 'serve --password=correct-horse --port 80'],
    ['assignment', 'serve --api-key correct-horse'],
    ['assignment', "export DB_PASSWORD='correct horse' && serve"],
    ['assignment', '{"client_secret": "correct-horse"}'],
    ['assignment', 'Server=db;User Id=sa;Password=correct-horse;'],
    ['assignment', 'username=me,password=correct-horse,uid=1000'],
    ['assignment', "PASSWORD='$correct-horse'"],
    ['assignment', 'curl -u admin:correct-horse https://example.com'],
    ['assignment', 'redis-cli --pass correct-horse ping'],
    ['entropy', letters(32)],
    ['entropy', hex(40)],
    ['entropy', `prefix ${letters(40)} suffix`],
    ['entropy', 'q9Xz2LmP0vRt7KbY4sWd1NcF8+/a=='],
  ])('%s: %s', (reason, text) => {
    expect(classify(undefined, text)).toBe(reason);
    const redacted = redactText(text);
    for (const secret of ['correct-horse', 'correct horse', 'dXNlcjpwYXNz', letters(32), hex(40)]) {
      expect(redacted).not.toContain(secret);
    }
  });

  it.each([
    '',
    'info',
    'true',
    '8001',
    '2026.10.1',
    '1.2.3-beta.4+build.567',
    '2026-10-21T09:05:30.000Z',
    'us-east-1',
    '10.0.0.0/16',
    '2001:db8:85a3::8a2e:370:7334',
    'redis.development.hokusai.example.com',
    'redis-001.abc123.0001.use1.cache.amazonaws.com:6379',
    'https://example.com/mlflow?experiment=7&page=2',
    'http://user@example.com/path',
    'postgres://db.example.com:5432/app',
    'postgres://${DB_USER}:${DB_PASSWORD}@db.example.com/app',
    'https://sqs.us-east-1.amazonaws.com/123456789012/Queue-Name-1A2B3C4D5E6F',
    's3://hokusai-models-development/2026/10/21/model-v3.safetensors',
    `123456789012.dkr.ecr.us-east-1.amazonaws.com/hokusai-api@sha256:${hex(64)}`,
    `ghcr.io/example/api:${hex(40)}`,
    `sha256:${hex(64)}`,
    'arn:aws:secretsmanager:us-east-1:123456789012:secret:hokusai/HUGGINGFACE_API_KEY-AbCdEf',
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/api/0f1e2d3c4b5a6978',
    'arn:aws:iam::123456789012:role/Hokusai-ApiTaskRole1A2B3C4D-5E6F7G8H9I0J',
    '123e4567-e89b-42d3-a456-426614174000',
    'sg-0123456789abcdef0',
    'vpce-svc-0123456789abcdef0',
    'subnet-0b22222222222222b,subnet-0a11111111111111a',
    'hokusai-api-development-service-discovery-namespace',
    'HokusaiApiDevelopmentTaskExecutionRoleDefaultPolicy',
    'com.example.hokusai.api.PredictionController',
    '/var/lib/postgresql/16/main/base/pg_internal.init',
    '/opt/conda/envs/py311/lib/python3.11/site-packages',
    'sentence-transformers/all-MiniLM-L6-v2',
    'meta-llama/Meta-Llama-3-8B-Instruct',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '00000000000000000000000000000000',
    '12345678901234567890123456789012',
    'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    'CMD-SHELL',
    'curl --fail http://localhost:8001/health || exit 1',
    'wget -q -O - http://localhost/health --header "Accept: application/json"',
    'pg_isready -U postgres -d app -h localhost',
    'uvicorn app.main:app --host 0.0.0.0 --port 8001 --workers 4',
    'java -Xmx512m -XX:+UseContainerSupport -jar /app/service.jar',
    'python -m hokusai.serve --max-tokens 4096 --tokenizer-path /models/tokenizer',
    'export TOKEN=$(cat /run/secrets/token) && serve --password "$DB_PASSWORD"',
    'serve --password ${DB_PASSWORD} --token-ttl 3600',
    '{"level": "info", "max_tokens": 4096, "auth": false}',
    'The security token included in the request is expired',
    'Basic authentication is required',
    'Bearer token missing',
    'FETCH_HEAD,ORIG_HEAD',
    '%h %l %u %t "%r" %>s %b "%{Referer}i"',
    '^(?:[a-z0-9]+-)*[a-z0-9]+$',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
    'America/Argentina/Buenos_Aires',
    'name,version,description,dependencies,devDependencies',
  ])('nothing is secret in %j', (text) => {
    expect(secretSpans(text)).toEqual([]);
    expect(classify('SETTING', text)).toBeUndefined();
    expect(redactText(text)).toBe(text);
  });

  it('a commit or a checksum is public under its own name', () => {
    for (const name of ['GIT_SHA', 'COMMIT', 'BUILD_REVISION', 'IMAGE_DIGEST', 'CHECKSUM_MD5']) {
      expect(classify(name, hex(40))).toBeUndefined();
    }
    expect(classify('SETTING', hex(40))).toBe('entropy');
    expect(classify('GIT_SHA', `ghp_${letters(36)}`)).toBe('token');
    expect(classify('GIT_TOKEN', hex(40))).toBe('name');
  });

  it('random base64 and hex are found, words are not', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 64 });
    let found = 0;
    let tried = 0;
    fc.assert(
      fc.property(fc.noShrink(bytes), (array) => {
        for (const encoding of ['base64', 'base64url', 'hex'] as const) {
          tried += 1;
          if (randomStretches(Buffer.from(array).toString(encoding)).length > 0) found += 1;
        }
      }),
      { numRuns: 300 },
    );
    // fast-check likes small and repeated bytes, which are not random.
    expect(found / tried).toBeGreaterThan(0.9);
    const words = 'hokusai api development service redis data pipeline task role execution policy worker'.split(' ');
    const numbered = fc.constantFrom(...words, 'Staging', 'Queue', 'v2', '01', 'eu', 'us', 'east', '1a');
    fc.assert(
      fc.property(fc.array(numbered, { maxLength: 8 }), fc.constantFrom('-', '_', '/'), (parts, separator) => {
        expect(randomStretches(parts.join(separator))).toEqual([]);
      }),
    );
    const capitalised = fc.constantFrom(...words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)));
    fc.assert(
      fc.property(fc.array(capitalised, { maxLength: 8 }), (parts) => {
        expect(randomStretches(parts.join(''))).toEqual([]);
      }),
    );
  });
});

describe('assignments in texts', () => {
  it('a match that is not sensitive leaves the next one its own', () => {
    expect(redactText('Error: password=mellon')).toBe('Error: password=[secret]');
    expect(redactText('env:PASSWORD=mellon')).toBe('env:PASSWORD=[secret]');
    expect(redactText('JAVA_OPTS=-Ddb.password=mellon -Dx=y')).toBe('JAVA_OPTS=-Ddb.password=[secret] -Dx=y');
    expect(redactText('--set=auth.password=mellon,replicas=2')).toBe('--set=auth.password=[secret],replicas=2');
    expect(redactText('a=b=token=mellon c=d')).toBe('a=b=token=[secret] c=d');
  });

  it('JSON in JSON, to any depth', () => {
    let text = JSON.stringify({ user: 'app', password: 'mel"lon, wizard', port: 1 });
    for (let depth = 0; depth < 4; depth += 1) {
      const redacted = redactText(text);
      expect(redacted).not.toMatch(/lon|wizard/);
      expect(redacted).toMatch(/user.*app.*port/);
      text = JSON.stringify({ inner: text });
    }
  });

  it('a reference is left, wherever it stands', () => {
    for (const text of [
      'mysql -p"$MYSQL_PASSWORD" app',
      'redis-cli -a ${REDIS_PASSWORD} ping',
      'password: {{ .Values.password }}',
      'password=$(cat /run/secrets/db)',
      'postgres://app:${PASSWORD}@db/app',
      'password = var.db_password',
      'curl -u "$USER:$PASS" https://example.com',
      'docker run -u 1000:1000 -p 8080:80 example/api:1',
      'docker run -p 8080:80 example/auth:1.2',
      'redis-cli -h cache -p 6379 ping',
      'example/token-service:v12 and auth:latest',
      '{"auth":{"mode":"iam"},"secrets":[{"name":"DB_PASSWORD","valueFrom":"arn:aws:ssm:us-east-1:123456789012:parameter/db"}]}',
      'https://user@example.com/path and git@github.com:example/api.git',
      'https://deploy-at-123456789012@git-codecommit.us-east-1.amazonaws.com/v1/repos/api',
    ]) {
      expect(redactText(text)).toBe(text);
    }
  });

  it('the words of a command are read as the command reads them', () => {
    const hidden = (...words: string[]) => sealWords(words).map((word) => word instanceof Secret);
    expect(hidden('mysql', '-pmellon', '-P', '3306')).toEqual([false, true, false, false]);
    expect(hidden('redis-cli', '-a', 'mellon', 'ping')).toEqual([false, false, true, false]);
    expect(hidden('curl', '-u', 'app:mellon', '-f')).toEqual([false, false, true, false]);
    expect(hidden('sh', '-c', 'sshpass -p mellon ssh host')).toEqual([false, false, true]);
    expect(hidden('docker', 'run', '-p', '8080:80')).toEqual([false, false, false, false]);
  });
});

describe('names in other spellings', () => {
  it.each(
    (
      'DbPass db-pw PASSWD MYSQL_PWD apikey ApiKey1 connStr client_secret_1 secretKeyBase x-api-key sasl.jaas.config spring.datasource.password ' +
      'Ocp-Apim-Subscription-Key Pwd requirepass storepass contraseña passwort SSHKEY'
    ).split(' '),
  )('%s is the name of a secret', (name) => {
    expect(judgeName(name)).toBeDefined();
  });

  it.each(
    (
      'creation_token client_token retry_token UpdateToken cursor_token deduplication_token token_use token_validity_units token_endpoint author monkey keyboard tokenizer secretary password_policy pass_through max_tokens ' +
      'idempotency_token next_token auth_type eos_token kms_key_id encryption_key_id turkey hotkey credentialSpecs ClientRequestToken'
    ).split(' '),
  )('%s only sounds like one', (name) => {
    expect(judgeName(name)).toBeUndefined();
  });
});

describe('the documented examples', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/secrets.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([^`]+)` \| `([^`]+)` \| (secret|shown) \|$/gm)];
  it('are there', () => {
    expect(rows.length).toBeGreaterThan(10);
  });
  it.each(rows.map(([, name = '', value = '', verdict = '']) => [name, value, verdict]))(
    '%s = %s is %s',
    (name, value, verdict) => {
      expect(seal(name, value) instanceof Secret ? 'secret' : 'shown').toBe(verdict);
    },
  );
});

describe('redactText', () => {
  it('leaves what stands around a secret', () => {
    expect(redactText('cannot log in to postgres://app:correct-horse@db.example.com/app: refused')).toBe(
      'cannot log in to postgres://app:[secret]@db.example.com/app: refused',
    );
    expect(redactText('run --password=mellon --port 80')).toBe('run --password=[secret] --port 80');
    expect(redactText('{"api_key":"mellon","level":"info"}')).toBe('{"api_key":"[secret]","level":"info"}');
  });

  it('changes nothing more when it is applied again', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.constantFrom('token=a1B2', `x ${letters(40)}`, 'https://a:b@c.example'),
    );
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 4 }), (parts) => {
        const once = redactText(parts.join(' '));
        expect(redactText(once)).toBe(once);
      }),
    );
  });

  it('gives spans in order that do not overlap and lie in the text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...'aZ9:/@=?&"\' -_.\n$', 'password', 'token', '://', 'eyJ', 'Bearer '),
          maxLength: 40,
        }),
        (text) => {
          let from = 0;
          for (const { start, end } of secretSpans(text)) {
            expect(start).toBeGreaterThanOrEqual(from);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            from = end;
          }
        },
      ),
    );
  });

  it('reads a long text of anything', { timeout: 120_000 }, () => {
    for (const unit of [
      '=',
      'a=',
      '"\\\\',
      '\\\\',
      '-p ',
      'mysql -p ',
      'name=',
      'value=',
      'password=$x@',
      'password="',
      '\\\\"password\\\\":\\\\"',
      'key: |\n ',
      '%3D',
      '&quot;',
      '<a>',
      'a:b@',
      'arn:aws:',
      'echo x | ',
      '0f1e2d3c',
      'A1b2C3d4-',
      '[',
      "'",
      'a',
      'a.',
      '-a=',
      '://',
      'eyJ',
      '"',
      'a:',
      'A1b2',
      'x://a:',
      'hf_',
      '?a=',
      'sk-',
      'a-',
      'password=',
      '-----BEGIN PRIVATE KEY-----',
      '-----END PRIVATE KEY-----',
    ]) {
      expect(redactText(unit.repeat(Math.ceil(200_000 / unit.length))).length).toBeGreaterThan(0);
    }
  });
});

describe('seal', () => {
  it('lets no planted value out, in whatever form', () => {
    const names = fc.constantFrom('DB_PASSWORD', 'apiKey', 'client_secret', 'AUTH_TOKEN');
    const value = fc
      .string({ minLength: 10, maxLength: 40, unit: 'grapheme-ascii' })
      .filter((text) => !/^[\s\d.$<*%{[-]|^arn:|^file:|^\//.test(text) && !/^x{3}/.test(text));
    fc.assert(
      fc.property(names, value, (name, text) => {
        const sealed = { [name]: seal(name, text) };
        for (const form of [
          String(sealed[name]),
          `${sealed[name]}`,
          JSON.stringify(sealed),
          inspect(sealed),
          new Error(`bad ${sealed[name]}`).message,
        ]) {
          expect(form.includes(text)).toBe(false);
        }
      }),
    );
  });
});

describe('sealWords', () => {
  const shown = (words: string[]) => sealWords(words).map((word) => (word instanceof Secret ? 'secret' : word));

  it('takes the word after a sensitive flag for a secret', () => {
    expect(shown(['serve', '--password', 'mellon', '--port', '80'])).toEqual([
      'serve',
      '--password',
      'secret',
      '--port',
      '80',
    ]);
    expect(shown(['--token', '--verbose', 'x'])).toEqual(['--token', '--verbose', 'x']);
    expect(shown(['--max-tokens', '4096', '--tokenizer', 'x'])).toEqual(['--max-tokens', '4096', '--tokenizer', 'x']);
    expect(shown(['password', 'mellon'])).toEqual(['password', 'mellon']);
  });

  it('judges each word by itself as well', () => {
    expect(shown(['sh', '-c', 'TOKEN=mellon serve', 'API_KEY=$KEY serve'])).toEqual([
      'sh',
      '-c',
      'secret',
      'API_KEY=$KEY serve',
    ]);
  });
});

describe('secretParts', () => {
  it.each<[string | undefined, string, string[]]>([
    [undefined, 'postgres://app:correct-horse@db.example.com/app', ['correct-horse']],
    [undefined, 'postgres://app:correct%20horse%21@db.example.com/app', ['correct%20horse%21', 'correct horse!']],
    [undefined, 'serve --password=correct-horse --api-key mellon', ['correct-horse', 'mellon']],
    ['DB_PASSWORD', 'correct horse', ['correct horse']],
    ['DB_DSN', 'mysql://app:mellon@db/app', ['mysql://app:mellon@db/app', 'mellon']],
    ['GIT_SHA', hex(40), []],
    ['SETTING', hex(40), [hex(40)]],
    ['SETTING', 'info', []],
    ['AUTH_MODE', 'token', []],
    ['DB_PASSWORD', '', []],
  ])('of %s = %s', (name, text, parts) => {
    expect(secretParts(name, text)).toEqual(parts);
  });
});

describe('sealValueFrom', () => {
  it.each([
    'arn:aws:ssm:us-east-1:123456789012:parameter/hokusai/development/api/database-url',
    'arn:aws:secretsmanager:us-east-1:123456789012:secret:hokusai/api-AbCdEf',
    'arn:aws:secretsmanager:us-east-1:123456789012:secret:hokusai/api-AbCdEf:password:AWSCURRENT:',
    'arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/a',
    '/hokusai/development/DB_PASSWORD',
    'database-url',
    'database_url:3',
  ])('%s is a reference', (text) => {
    expect(sealValueFrom(text)).toBe(text);
  });

  it.each([
    'correct horse',
    'p@ssw0rd!',
    `ghp_${letters(36)}`,
    letters(32),
    'arn:aws:iam::123456789012:role/x',
    'postgres://a:b@c/d',
    '',
  ])('%s is none', (text) => {
    expect(sealValueFrom(text)).toBeInstanceOf(Secret);
  });
});

it("leaves the phrase that ECS begins a stopped task's reason with alone, and nothing else", () => {
  const reason =
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed';
  expect(redactText(reason)).toBe(reason);
  expect(redactText('auth: hunter-of-words')).toBe('auth: [secret]');
});
