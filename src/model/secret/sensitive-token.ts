import { groupPairs } from '../group.ts';
import { beginningsOf } from './beginnings.ts';

/*
 * Tokens that their issuers made recognisable.
 */

/**
 * Sources: the issuers' own descriptions of their formats
 * (https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns lists
 * most).
 */
const tokens: readonly RegExp[] = [
  // AWS access key ids, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  /(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/,
  // GitHub, https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
  /gh[pousr]_[A-Za-z0-9]{20,255}/,
  /github_pat_[A-Za-z0-9_]{20,255}/,
  // GitLab, https://docs.gitlab.com/security/tokens/#token-prefixes
  /(?:glpat|gldt|glrt|glcbt|glptt|glft|glimt|glagent|glsoat|glffct)-[A-Za-z0-9_.-]{15,300}/,
  // Slack, tokens and incoming webhooks
  /xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{8,300}/,
  /xapp-[A-Za-z0-9-]{10,300}/,
  // Stripe, secret, restricted and webhook signing keys (publishable ones are public)
  /(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,250}/,
  /whsec_[A-Za-z0-9+/=]{16,100}/,
  /(?<![_-])sk-(?:ant-|proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,300}/,
  // OpenAI, Anthropic, OpenRouter, DeepSeek and others
  // Hugging Face, Replicate, Groq, xAI, Perplexity, Pinecone
  /(?:hf|api_org)_[A-Za-z0-9]{20,100}/,
  /(?:r8_|gsk_|xai-|pplx-|pcsk_|lsv2_pt_|lsv2_sk_)[A-Za-z0-9_]{20,200}/,
  // Google API keys, OAuth client secrets and access tokens
  /AIza[A-Za-z0-9_-]{30,50}/,
  /GOCSPX-[A-Za-z0-9_-]{20,60}/,
  /ya29\.[A-Za-z0-9_-]{20,500}/,
  // Package registries: npm, PyPI, RubyGems, crates.io
  /npm_[A-Za-z0-9]{30,60}/,
  /pypi-[A-Za-z0-9_-]{50,400}/,
  /(?:rubygems_[a-f0-9]{40,60}|cio[A-Za-z0-9]{32})(?![A-Za-z0-9])/,
  // SendGrid, Mailgun, Mailchimp, Twilio, Telegram
  /SG\.[A-Za-z0-9_=-]{16,80}(?:\.[A-Za-z0-9_=-]{20,60})?/,
  /key-[a-f0-9]{32}(?![A-Za-z0-9])/,
  /(?:SK|AC)[a-fA-F0-9]{32}(?![A-Za-z0-9])/,
  // Platforms: DigitalOcean, Heroku, Fly, Netlify, Vercel, Render, Supabase, PlanetScale, Databricks, Cloudflare
  /[dD][oO][pPoOrR]_v1_[a-fA-F0-9]{40,80}/,
  /HRKU-[A-Za-z0-9_-]{30,80}/,
  /(?:FlyV1 |fo1_)[A-Za-z0-9_=,/+-]{20,600}/,
  /(?:nfp|vcp|rnd|sbp|sb_secret|pscale_tkn|pscale_pw)_[A-Za-z0-9_.-]{20,100}/,
  /dapi[a-f0-9]{32}(?![A-Za-z0-9])/,
  /v1\.0-[a-f0-9]{20,40}-[a-f0-9]{100,200}/,
  // Tools: HashiCorp Vault and Terraform Cloud, Doppler, Pulumi, Postman, Linear, Notion, Atlassian, Airtable
  /hv[sbr]\.[A-Za-z0-9_-]{20,300}/,
  /dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{20,100}/,
  /(?:pul-[a-f0-9]{40}|PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}|lin_api_[A-Za-z0-9]{30,60}|ntn_[A-Za-z0-9]{30,60})/,
  /ATATT3[A-Za-z0-9_=-]{50,300}/,
  /pat[A-Za-z0-9]{14}\.[a-f0-9]{64}/,
  // Monitoring: Grafana, New Relic, Sentry, Dynatrace
  /(?:glsa_[A-Za-z0-9]{20,60}_[a-f0-9]{8}|glc_[A-Za-z0-9+/=]{30,400})/,
  /(?:NRAK-[A-Z0-9]{20,40})/,
  /sntr(?:ys|yu)_[A-Za-z0-9+/=_-]{30,400}/,
  /dt0c01\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}/,
  // 1Password, Adobe, Alibaba, JFrog Artifactory, Authress, Azure, ClickHouse, Clojars
  /A3-[A-Z0-9]{6}-[A-Z0-9]{6}-?[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}/,
  /(?:ops_eyJ[A-Za-z0-9+/=]{40,2000}|p8e-[A-Za-z0-9]{32}|LTAI[A-Za-z0-9]{16,20}(?![A-Za-z0-9])|AKCp[A-Za-z0-9]{60,80}|cmVmd[A-Za-z0-9]{59})/,
  /(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][A-Za-z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{30,120}/,
  /(?:4b1d[A-Za-z0-9]{38}(?![A-Za-z0-9])|CLOJARS_[a-z0-9]{60})/,
  // Defined Networking, Duffel, EasyPost, Facebook, Flutterwave, Frame.io, Freemius, GitLab's runners, cookies and
  // applications, GoCardless
  /(?:dnkey-[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52}|duffel_(?:test|live)_[A-Za-z0-9_=-]{43}|EZ[AT]K[A-Za-z0-9]{54})/,
  /(?:EAA[MC][A-Za-z0-9]{60,400}|FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,32}|fio-u-[A-Za-z0-9_=-]{64})/,
  /(?:GR1348941[A-Za-z0-9_-]{20}|gloas-[A-Za-z0-9_-]{64}|live_[A-Za-z0-9_=-]{40}|fm[12][ar]?_[A-Za-z0-9+/=]{60,2000})/,
  // Harness, Infracost, Intra42, Lob, MaxMind, Mailgun's signing keys, New Relic's other keys, Octopus, OpenShift, Okta
  /(?:(?:pat|sat)\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}|ico-[A-Za-z0-9]{32}|s-s4t2(?:ud|af)-[a-fA-F0-9]{64})/,
  /(?:(?:live|test)_[a-f0-9]{35})(?![A-Za-z0-9])/,
  /(?:NR(?:JS|II|AK)-[A-Za-z0-9-]{19,40}|API-[A-Z0-9]{26}|sha256~[A-Za-z0-9_-]{43})(?![A-Za-z0-9])/,
  // Plaid, PlanetScale, Prefect, ReadMe, Scalingo, Sendinblue, SettleMint, Shippo, Sourcegraph, Typeform, Vault of old,
  // Yandex, Twitter
  /(?:access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f-]{27}|pscale_oauth_[A-Za-z0-9_=.-]{32,64}|pnu_[A-Za-z0-9]{36}|rdme_[a-z0-9]{70})/,
  /(?:tk-us-[A-Za-z0-9_-]{48}|xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}|sm_[aps]at_[A-Za-z0-9]{16}|shippo_(?:live|test)_[a-fA-F0-9]{40})/,
  /(?:sgp_(?:[A-Za-z0-9]{5,16}_)?[a-fA-F0-9]{40}|tfp_[A-Za-z0-9_.=-]{59}|s\.(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?![A-Za-z0-9]))/,
  /(?:t1\.[A-Za-z0-9_-]{1,200}={0,2}\.[A-Za-z0-9_-]{86}={0,2}|AQVN[A-Za-z0-9_-]{35,38}|YC[A-Za-z0-9_-]{38}(?![A-Za-z0-9])|A{22}[A-Za-z0-9%]{80,100})/,
  /(?:sl\.[A-Za-z0-9=_-]{130,140}|pk\.[A-Za-z0-9]{60}\.[A-Za-z0-9]{22}|00[A-Za-z0-9_=-]{40}(?![A-Za-z0-9_=-]))/,
  // Shopify, Square, Docker Hub, age, Azure storage keys inside connection strings are assignments
  /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/,
  /(?:EAAA[A-Za-z0-9_-]{22,80}|sq0(?:atp|csp)-[A-Za-z0-9_-]{20,60})/,
  /dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,60}/,
  /AGE-SECRET-KEY-1[A-Z0-9]{50,70}/,
];

/** Tokens that can be anywhere in a word, or begin with anything: looked for where the text has the mark. */
const markedTokens: readonly { readonly mark: string; readonly token: RegExp }[] = [
  { mark: 'hooks.slack.com/', token: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9_/+-]{10,300}/g },
  { mark: '/api/webhooks/', token: /discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/[A-Za-z0-9_-]{20,200}/g },
  { mark: '/webhookb2/', token: /\.webhook\.office\.com\/webhookb2\/[A-Za-z0-9@/-]{30,400}/g },
  { mark: 'Q~', token: /(?<![A-Za-z0-9_~.])[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}/g },
  { mark: '_gitlab_session=', token: /_gitlab_session=[0-9a-z]{32}/g },
  // Mailchimp, Mailgun's signing keys, Telegram, Terraform Cloud, Facebook, MaxMind, New Relic
  { mark: '-us', token: /(?<![A-Za-z0-9])[a-f0-9]{32}-us\d{1,2}(?![A-Za-z0-9])/g },
  { mark: '-', token: /(?<![A-Za-z0-9])[a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8}(?![A-Za-z0-9])/g },
  { mark: ':A', token: /(?<![A-Za-z0-9])\d{5,16}:A[A-Za-z0-9_-]{33,40}/g },
  { mark: '.atlasv1.', token: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,100}/g },
  { mark: '|', token: /(?<![A-Za-z0-9])\d{15,16}\|[A-Za-z0-9_-]{27,40}/g },
  { mark: '%', token: /(?<![A-Za-z0-9])\d{15,16}%[A-Za-z0-9_-]{27,40}/g },
  { mark: '_mmk', token: /(?<![A-Za-z0-9])[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?![A-Za-z0-9])/g },
  { mark: 'NRAL', token: /(?<![A-Za-z0-9])[a-f0-9]{36}NRAL/g },
  // PEM in base64, in each of the three places that it may begin at.
  { mark: 'LS0tLS1CRUdJTi', token: /LS0tLS1CRUdJTi[A-Za-z0-9+/=_-]*/g },
  { mark: '0tLS0tQkVHSU4g', token: /0tLS0tQkVHSU4g[A-Za-z0-9+/=_-]*/g },
  { mark: 'tLS0tLUJFR0lOI', token: /tLS0tLUJFR0lOI[A-Za-z0-9+/=_-]*/g },
];

/** Those of the tokens that a word can be, by the two characters that it begins with; in their order. */
let byBeginning: ReadonlyMap<string, readonly string[]> | undefined;

/** The same as one pattern, for the beginnings that came up. */
const patterns = new Map<string, RegExp>();

function tokensBeginningWith(begins: string): RegExp | undefined {
  const known = patterns.get(begins);
  if (known !== undefined) return known;
  byBeginning ??= groupPairs(
    tokens.flatMap(({ source }) => [...beginningsOf(source)].map((one) => [one, source] as const)),
  );
  const sources = byBeginning.get(begins);
  const pattern = sources && new RegExp(sources.map((source) => `(?:${source})`).join('|'), 'y');
  if (pattern !== undefined) patterns.set(begins, pattern);
  return pattern;
}

const shortestToken = 15;

/**
 * Where tokens stand in `text`: those that begin a word, one behind the other, then the others. Linear time: what
 * repeats without bound begins with a text of its own.
 */
export function tokenMatches(text: string): { readonly start: number; readonly end: number }[] {
  if (text.length < shortestToken) return [];
  const found: { start: number; end: number }[] = [];
  let isInWord = false;
  for (let at = 0; at < text.length; at += 1) {
    const begins = !isInWord;
    isInWord = isLetterOrDigit(text.charCodeAt(at));
    if (!begins || !isInWord) continue;
    const token = tokensBeginningWith(text.slice(at, at + 2));
    if (token === undefined) continue;
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) continue;
    const end = at + match[0].length;
    found.push({ start: at, end });
    isInWord = isLetterOrDigit(text.charCodeAt(end - 1));
    at = end - 1;
  }
  for (const { mark, token } of markedTokens) {
    if (!text.includes(mark)) continue;
    for (const match of text.matchAll(token)) found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
