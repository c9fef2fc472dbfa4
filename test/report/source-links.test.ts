import { describe, expect, test } from 'vitest';
import { repositoryPath, sourceUrl } from '../../src/report/source-links.ts';
import { at } from './samples.ts';

const links = { server: 'https://github.com', repository: 'shop/infra', sha: 'f00dfeed', directory: '.' };

describe('repositoryPath', () => {
  test.each([
    ['main.tf', '.', 'main.tf'],
    ['./a/./main.tf', '', 'a/main.tf'],
    ['main.tf', 'live/api', 'live/api/main.tf'],
    ['../shared/main.tf', 'live/api', 'live/shared/main.tf'],
    ['../../main.tf', 'live/api', 'main.tf'],
    ['../../../main.tf', 'live/api', undefined],
    ['../main.tf', '.', undefined],
    ['/etc/main.tf', '.', undefined],
    ['C:/infra/main.tf', '.', undefined],
    ['', 'live', undefined],
  ])('of %s from %s', (file, directory, path) => {
    expect(repositoryPath(file, directory)).toBe(path);
  });
});

describe('sourceUrl', () => {
  test('leads to the line in the commit', () => {
    const url = sourceUrl(at('api/main.tf', 12), { ...links, directory: 'live' });
    expect(url).toBe('https://github.com/shop/infra/blob/f00dfeed/live/api/main.tf#L12');
  });

  test('holds no character that ends a link, a table cell or a path', () => {
    const url = sourceUrl(at(`a (b) [c]/d"e'f|g#h?i%j\\k\ud83dl<m>.tf`, 1), links) ?? '';
    expect(url).toMatch(/^https:\/\/github\.com\/shop\/infra\/blob\/f00dfeed\/[\w%.-]+\/[\w%.-]+#L1$/);
  });

  test.each([
    ['without a repository', at('main.tf', 1), undefined],
    ['outside of the repository', at('../main.tf', 1), links],
    ['in an installed module', at('live/.terraform/modules/api/main.tf', 1), links],
  ])('is none %s', (_, place, where) => {
    expect(sourceUrl(place, where)).toBeUndefined();
  });
});
