import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { valuePattern } from '../../../src/config/value-pattern.ts';
import {
  currentRedaction,
  isRedactedName,
  noRedaction,
  perRedaction,
  type Redaction,
  redactionOf,
  withRedaction,
} from '../../../src/model/secret/redaction.ts';
import { Secret } from '../../../src/model/secret/secret.ts';
import { judgeName } from '../../../src/model/secret/sensitive-name.ts';
import {
  classify,
  redactText,
  seal,
  sealValueFrom,
  sealWords,
  secretParts,
} from '../../../src/model/secret/sensitivity.ts';

/** Invented, and joined here so that no scanner takes the file for a leak. */
const token = `${'gh'}p_${'aZ3bY7cX1dW9eV5fU2gT8hS4iR6jQ0kPaZ3b'}`;
const random = 'x7Kq9vT2mPzL4wRn8sYbJ3hDf6Gc1QeA';

interface Said {
  readonly allow?: readonly string[];
  readonly also?: readonly string[];
  readonly values?: readonly string[];
}

function saying({ allow = [], also = [], values = [] }: Said): Redaction {
  const patterns = values.map((source) => {
    const pattern = valuePattern(source);
    if ('problem' in pattern) throw new Error(pattern.problem);
    return pattern;
  });
  return {
    ...noRedaction,
    allow: new Set(allow),
    also,
    stretches: (text) => patterns.flatMap(({ stretches }) => stretches(text)),
  };
}

const acme = { also: ['ACME_*', 'pepper.level'] };
const format = { values: ['acme-[0-9]{4}-[a-z]{4}'] };

describe('what the configuration says of names and values', () => {
  it.each<[name: string, value: string, said: Said, without: string | undefined, with_: string | undefined]>([
    // A name that is allowed says nothing.
    ['API_TOKEN', 'public', { allow: ['API_TOKEN'] }, 'name', undefined],
    ['DB_PASSWORD', '123456', { allow: ['DB_PASSWORD'] }, 'name', undefined],
    ['LOG_LEVEL', 'debug', { allow: ['LOG_LEVEL'] }, undefined, undefined],
    // Exactly that name.
    ['api_token', 'public', { allow: ['API_TOKEN'] }, 'name', 'name'],
    ['MY_API_TOKEN', 'public', { allow: ['API_TOKEN'] }, 'name', 'name'],
    ['API_TOKEN', 'public', { allow: ['API_*'] }, 'name', 'name'],
    // Never what the value looks like.
    ['API_TOKEN', token, { allow: ['API_TOKEN'] }, 'name', 'token'],
    ['API_TOKEN', random, { allow: ['API_TOKEN'] }, 'name', 'entropy'],
    ['API_TOKEN', `Bearer ${random}`, { allow: ['API_TOKEN'] }, 'name', 'authorization'],
    ['API_TOKEN', 'postgres://app:mellon@db.example.com/app', { allow: ['API_TOKEN'] }, 'name', 'url'],
    ['API_TOKEN', 'serve --password mellon', { allow: ['API_TOKEN'] }, 'name', 'assignment'],
    // In a text, too.
    ['START', 'serve --password=mellon', { allow: ['password'] }, 'assignment', undefined],
    ['START', 'serve --password mellon', { allow: ['password'] }, 'assignment', undefined],
    ['JAVA_OPTS', '-Xmx1g -Ddb.password=mellon', { allow: ['db.password'] }, 'assignment', undefined],
    ['CONFIG', '{"api_key": "mellon"}', { allow: ['api_key'] }, 'assignment', undefined],
    ['URL', 'https://example.com/?token=mellon', { allow: ['token'] }, 'url', undefined],
    ['URL', 'https://example.com/?sig=mellon', { allow: ['sig'] }, 'url', undefined],
    ['CONFIG', `{"api_key": "${token}"}`, { allow: ['api_key'] }, 'token', 'token'],
    // What is also secret.
    ['ACME_HOST', 'db.example.com', acme, undefined, 'name'],
    ['acme_host', 'db.example.com', acme, undefined, 'name'],
    ['ACME_PORT', '5432', acme, undefined, 'name'],
    ['ACME_DEBUG', 'true', acme, undefined, 'name'],
    ['ACME_ROLE', 'arn:aws:iam::123456789012:role/api', acme, undefined, 'name'],
    ['ACME_FILE', '/etc/acme.json', acme, undefined, 'name'],
    ['ACME_HOST', '', acme, undefined, undefined],
    ['ACME_HOST', `\${var.host}`, acme, undefined, undefined],
    ['MY_ACME_HOST', 'db.example.com', acme, undefined, undefined],
    ['PEPPER.LEVEL', 'hot', acme, undefined, 'name'],
    ['peppers.level', 'hot', acme, undefined, undefined],
    ['START', 'serve --acme_host=mellon', acme, undefined, 'assignment'],
    ['START', 'serve --acme_host mellon', acme, undefined, 'assignment'],
    ['START', 'serve --acme_host $ACME', acme, undefined, undefined],
    ['CONFIG', '{"acme_port": "5432"}', acme, undefined, 'assignment'],
    ['CONFIG', '{"name": "ACME_PORT", "value": "5432"}', acme, undefined, 'assignment'],
    ['URL', 'https://example.com/?acme_id=mellon', acme, undefined, 'url'],
    // One name is the exception of many.
    ['ACME_REGION', 'us-east-1', { ...acme, allow: ['ACME_REGION'] }, undefined, undefined],
    ['acme_region', 'us-east-1', { ...acme, allow: ['ACME_REGION'] }, undefined, 'name'],
    // The format of a company's own tokens, wherever it stands.
    ['SETTING', 'acme-1234-abcd', format, undefined, 'redacted'],
    ['SETTING', 'see acme-1234-abcd, or not', format, undefined, 'redacted'],
    ['SETTING', 'acme-1234', format, undefined, undefined],
    ['GIT_SHA', 'acme-1234-abcd', format, undefined, 'redacted'],
    ['SETTING', 'acme-1234-abcd', { ...format, allow: ['SETTING'] }, undefined, 'redacted'],
  ])('%s=%s under %j: %s, then %s', async (name, value, said, without, with_) => {
    expect(classify(name, value)).toBe(without);
    const judged = await withRedaction(saying(said), () => ({
      reason: classify(name, value),
      parts: secretParts(name, value),
      sealed: seal(name, value),
    }));
    expect(judged.reason).toBe(with_);
    expect(judged.parts.length > 0).toBe(with_ !== undefined);
    expect(judged.sealed instanceof Secret).toBe(with_ !== undefined);
    // Nothing of it stays.
    expect(classify(name, value)).toBe(without);
  });

  it('takes what matches out of messages, and leaves the rest', async () => {
    const text = await withRedaction(saying(format), () => redactText('a acme-1234-abcd, b acme-9999-zzzz'));
    expect(text).toBe('a [secret], b [secret]');
  });

  it('judges the words of a command, and references, by it', async () => {
    const words = ['serve', '--acme_host', 'mellon', 'acme-1234-abcd'];
    const reference = 'arn:aws:ssm:us-east-1:123456789012:parameter/acme-1234-abcd';
    const judge = () => [...sealWords(words), sealValueFrom(reference)].map((word) => word instanceof Secret);
    expect(judge()).toEqual([false, false, false, false, false]);
    const said = saying({ ...acme, ...format });
    expect(await withRedaction(said, judge)).toEqual([false, false, true, true, true]);
  });

  it('says of a reference in `secrets` nothing by a name', async () => {
    const judged = await withRedaction(saying({ allow: ['valueFrom', 'value'] }), () => sealValueFrom('mellon horse'));
    expect(judged).toBeInstanceOf(Secret);
  });

  it('comes to an end with a long text, whatever the pattern', async () => {
    const hostile = saying({ also: [`${'a*'.repeat(50)}b`], values: ['(a+)+b', '(a|aa)*c', '(?:a?){30}a{30}x'] });
    await withRedaction(hostile, () => {
      classify('a'.repeat(20_000), 'a'.repeat(20_000));
      classify(undefined, 'a'.repeat(200_000));
    });
  });
});

describe('a run and its redaction', () => {
  it('has its own, also when others run at the same time', async () => {
    const judge = async (): Promise<unknown> => {
      const before = [classify('ACME_HOST', 'mellon'), classify('API_TOKEN', 'mellon'), judgeName('API_TOKEN')];
      await setTimeout(1);
      const after = [classify('ACME_HOST', 'mellon'), classify('API_TOKEN', 'mellon'), judgeName('API_TOKEN')];
      expect(after).toEqual(before);
      return after;
    };
    const all = await Promise.all([
      judge(),
      withRedaction(saying({ also: ['ACME_HOST'] }), judge),
      withRedaction(saying({ allow: ['API_TOKEN'] }), judge),
      judge(),
    ]);
    const plain = [undefined, 'name', 'secret'];
    expect(all).toEqual([plain, ['name', 'name', 'secret'], [undefined, undefined, undefined], plain]);
  });

  it('has it in what it leaves to run later, and loses it with its end', async () => {
    let later: Promise<boolean> | undefined;
    await withRedaction(saying({ also: ['ACME_HOST'] }), () => {
      later = setTimeout(1).then(() => isRedactedName('ACME_HOST'));
    });
    expect(isRedactedName('ACME_HOST')).toBe(false);
    expect(currentRedaction()).toBe(noRedaction);
    expect(await later).toBe(true);
  });

  it('remembers for each what was made for it', async () => {
    let made = 0;
    const count = perRedaction(() => ({ number: ++made }));
    const said = saying({ allow: ['A'] });
    expect(count()).toBe(count());
    const [first, second] = [await withRedaction(said, count), await withRedaction(said, count)];
    expect(first).toBe(second);
    expect(first).not.toBe(count());
    expect(made).toBe(2);
  });

  it('is known of the errors that it ends in', async () => {
    const [inner, outer] = [saying({ allow: ['A'] }), saying({ allow: ['B'] })];
    const fail = () => {
      throw new Error('no');
    };
    const error: unknown = await withRedaction(outer, () => withRedaction(inner, fail)).catch((thrown) => thrown);
    expect(redactionOf(error)).toBe(inner);
    expect(redactionOf(new Error('another'))).toBeUndefined();
    expect(await withRedaction(outer, () => redactionOf(new Error('within')))).toBe(outer);
  });
});
