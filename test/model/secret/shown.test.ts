import { describe, expect, test } from 'vitest';
import { shownName, shownOption, withShownNames } from '../../../src/model/secret/shown.ts';
import { random } from '../../random.ts';

describe('a name that an error may repeat', () => {
  test.each([
    'infra/production',
    '../../modules/ecs-service/main.tf',
    './envs/eu-central-1/terraform.tfvars',
    'report-2026-05-01.json',
    'network.tfstate',
    'shop-api',
    'aws_ecs_service.api["blue"]',
    'module.myServiceModule.aws_security_group.cache[0]',
    'ecs/secret-missing',
    'arn:aws:ecs:us-east-1:123456789012:cluster/main',
    'HTTPServerPort',
    'ec2Cluster',
    'web01',
    'Größe',
    '',
    '-',
  ])('%s stays', (name) => {
    expect(shownName(name)).toBe(name);
  });

  const password = ['k9Zq', '3LmP', 'x7Vd'].join('');
  test.each([
    [`https://app:${password}@example.com/live.json`, 'https://…'],
    [`s3://bucket/${password}`, 's3://…'],
    [`db_password=${password}`, 'db_password=…'],
    [`infra/${password}/main.tf`, 'infra/…/main.tf'],
    [password, '…'],
    [`aws_x.y["${password}"]`, 'aws_x.y["…"]'],
    ['4821337799', '…'],
    ['rhc77FL', '…'],
    ['abcd12efgh34ijkl', '…'],
    ['c0rr!ect$horse', '…'],
  ])('%s does not', (name, shown) => {
    expect(shownName(name)).toBe(shown);
  });

  test('random characters do not, but for a few that look like a word', () => {
    const alphabets = [
      'abcdefghijklmnopqrstuvwxyz0123456789',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
    ];
    const pick = random(17);
    for (const alphabet of alphabets) {
      const texts = Array.from({ length: 1000 }, () =>
        Array.from({ length: 16 }, () => alphabet[Math.floor(pick() * alphabet.length)]).join(''),
      );
      expect(texts.filter((text) => shownName(text) === text).length).toBeLessThan(20);
    }
  });

  test('in an error, those in quotation marks', () => {
    expect(withShownNames(`There is no "a" named "${password}" or "b-c".`)).toBe('There is no "a" named "…" or "b-c".');
  });
});

test.each([
  ['--nope', '--nope'],
  ['--nope-at-all', '--nope-at-all'],
  ['--target=x', '--target'],
  ['-target', '-target'],
  ['-refresh=false', '-refresh'],
  ['-x', '-x'],
  ['-pHunter', '-…'],
  ['-phunter', '-…'],
  ['--k9Zq3LmPx7Vd', '--…'],
  ['hunter', '…'],
])('the option %s is shown as %s', (option, shown) => {
  expect(shownOption(option)).toBe(shown);
});
