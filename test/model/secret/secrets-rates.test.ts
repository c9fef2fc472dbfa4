import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leastFound, measureOrdinary, measureSecrets, mostHidden } from '../../../bench/secrets/measure.ts';
import { judgeName } from '../../../src/model/secret/sensitive-name.ts';
import { classify } from '../../../src/model/secret/sensitivity.ts';

const rules = join(import.meta.dirname, '../../../bench/secrets/gitleaks-rules.json');

describe('how well secrets are told from ordinary texts', { timeout: 120_000 }, () => {
  it('finds at least 99 % of the secrets of each shape', () => {
    const rates = measureSecrets(rules, 1, 100);
    expect(rates.length).toBeGreaterThan(300);
    expect(rates.filter(({ rate }) => rate < leastFound)).toEqual([]);
  });

  it('hides less than 1 % of the ordinary texts of each class', () => {
    const rates = measureOrdinary(1, 200);
    expect(rates.length).toBeGreaterThan(50);
    expect(rates.filter(({ rate }) => rate >= mostHidden)).toEqual([]);
  });
});

describe('the texts of the fixtures', () => {
  const fixtures = join(import.meta.dirname, '../../../fixtures');
  const files = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(?:json|tf|tfvars|ya?ml)$/.test(file),
  );
  const texts = new Set(
    files.flatMap((file) => {
      const quoted = readFileSync(join(fixtures, file), 'utf8').matchAll(/"((?:[^"\\\n]|\\.){1,2000})"/g);
      return [...quoted].map(([, text = '']) => text);
    }),
  );

  it('are ordinary, but for the secrets that are planted there', () => {
    expect(texts.size).toBeGreaterThan(1000);
    const hidden = [...texts].filter(
      (text) => classify('SETTING', text) !== undefined && judgeName(text) === undefined,
    );
    expect(hidden.filter((text) => !/invented|mellon|hunter|correct-horse/.test(text))).toEqual([]);
  });
});
