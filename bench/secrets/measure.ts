import { readFileSync } from 'node:fs';
import { Secret } from '../../src/model/secret/secret.ts';
import { classify, redactText, sealWords } from '../../src/model/secret/sensitivity.ts';
import { arrayForms, formShapes } from './forms.ts';
import { ordinaryClasses } from './ordinary.ts';
import { Random } from './random.ts';
import { type Planted, randomShapes, type SecretShape } from './shapes.ts';

/** How many of the generated texts of a class were taken for secrets. */
export interface Rate {
  readonly title: string;
  readonly rate: number;
  /** The first text that was judged wrongly. */
  readonly wrong?: string;
}

interface RuleFile {
  readonly tokens: readonly { readonly rule: string; readonly form: string }[];
  readonly named: readonly { readonly rule: string; readonly name: string; readonly form: string }[];
}

/** Fills a form of the rule file: `<a-z0-9:20>` stands for twenty such characters. */
function fillForm(random: Random, form: string): string {
  return form.replace(/<([^<>]+):(\d+)>/g, (_, alphabet: string, length: string) =>
    random.text(expand(alphabet), Number(length)),
  );
}

/** The characters of `a-z0-9_-`. */
function expand(alphabet: string): string {
  return alphabet.replace(/([a-z])-([a-z])|([A-Z])-([A-Z])|(\d)-(\d)/g, (range) => {
    const [first, last] = [range.charCodeAt(0), range.charCodeAt(2)];
    return String.fromCharCode(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
  });
}

/** The shapes of gitleaks' rules, from `bench/secrets/gitleaks-rules.json`. */
function ruleShapes(rules: RuleFile): SecretShape[] {
  return [
    ...rules.tokens.map(({ rule, form }) => ({
      title: `gitleaks: ${rule}`,
      plant: (random: Random): Planted => {
        const token = fillForm(random, form);
        // The words that a form begins with are no secret.
        const secret = token.slice(form.indexOf('<'));
        return { text: random.pick([token, `"${token}"`, `use ${token} here`, `x=${token}`]), secret };
      },
    })),
    ...rules.named.map(({ rule, name, form }) => ({
      title: `gitleaks: ${rule}`,
      plant: (random: Random): Planted => {
        const secret = fillForm(random, form);
        return { text: random.pick([`${name}=${secret}`, `${name}: "${secret}"`, `{"${name}":"${secret}"}`]), secret };
      },
    })),
  ];
}

/** Whether the secret is found, and the redacted text holds no eight characters of it in a row. */
function isFound({ name, text, secret }: Planted): boolean {
  if (classify(name, text) === undefined) return false;
  const shown = redactText(text);
  for (let from = 0; from + 8 <= secret.length; from += 1) {
    if (shown.includes(secret.slice(from, from + 8))) return false;
  }
  return true;
}

/** The share of generated secrets that is found, shape by shape. */
export function measureSecrets(rulesFile: string | URL, seed: number, count: number): Rate[] {
  const rules = JSON.parse(readFileSync(rulesFile, 'utf8')) as RuleFile;
  const rates = [...randomShapes, ...formShapes, ...ruleShapes(rules)].map(({ title, plant }, index) =>
    rate(title, count, new Random(seed + index), (random) => {
      const planted = plant(random);
      return { hidden: isFound(planted), text: planted.text, wanted: true };
    }),
  );
  const arrays = arrayForms.map((form, index) =>
    rate(JSON.stringify(form), Math.min(count, 100), new Random(seed - index), (random) => {
      const secret = `mellon${random.text('abcdefgh0123456789', 5)}`;
      const words = form.map((word) => word.replace('@', secret));
      const shown = sealWords(words).filter((word) => !(word instanceof Secret));
      return { hidden: !shown.join(' ').includes(secret), text: words.join(' '), wanted: true };
    }),
  );
  return [...rates, ...arrays];
}

/** The share of generated ordinary texts that is wrongly hidden, class by class. */
export function measureOrdinary(seed: number, count: number): Rate[] {
  return ordinaryClasses.map(({ title, name, text }, index) =>
    rate(title, count, new Random(seed + index), (random) => {
      const under = name?.(random) ?? 'SETTING';
      const value = text(random);
      const hidden = classify(under, value) !== undefined || (name === undefined && redactText(value) !== value);
      return { hidden, text: `${under}=${value}`, wanted: false };
    }),
  );
}

function rate(
  title: string,
  count: number,
  random: Random,
  next: (random: Random) => { hidden: boolean; text: string; wanted: boolean },
): Rate {
  let hidden = 0;
  let wrong: string | undefined;
  for (let index = 0; index < count; index += 1) {
    const one = next(random);
    if (one.hidden) hidden += 1;
    if (one.hidden !== one.wanted) wrong ??= one.text;
  }
  return { title, rate: hidden / count, ...(wrong === undefined ? {} : { wrong }) };
}

/** What is asked: at least this share of the secrets of each shape, and less than that of the ordinary texts of each class. */
export const leastFound = 0.99;
export const mostHidden = 0.01;
