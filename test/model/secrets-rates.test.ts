import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leastFound, measureOrdinary, measureSecrets, mostHidden } from '../../bench/secrets/measure.ts';

const rules = join(import.meta.dirname, '../../bench/secrets/gitleaks-rules.json');

describe('how well secrets are told from ordinary texts', { timeout: 120_000 }, () => {
  it('finds at least 99 % of the secrets of each shape', () => {
    const rates = measureSecrets(rules, 1, 200);
    expect(rates.length).toBeGreaterThan(300);
    expect(rates.filter(({ rate }) => rate < leastFound)).toEqual([]);
  });

  it('hides less than 1 % of the ordinary texts of each class', () => {
    const rates = measureOrdinary(1, 300);
    expect(rates.length).toBeGreaterThan(50);
    expect(rates.filter(({ rate }) => rate >= mostHidden)).toEqual([]);
  });
});
