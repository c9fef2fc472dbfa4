import type { NameJudgement } from './sensitive-name.ts';

/*
 * Which texts in a secret's place are no secrets.
 */

/** Whether `text` is one interpolation and nothing else, `${var.password}`: it holds nothing itself. */
function isTemplate(text: string): boolean {
  return /^\$\{[^{}]*\}$/.test(text);
}

const reference = new RegExp(
  [
    // A shell's variable or command, also cut off; an interpolation.
    String.raw`\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?]|\([^()]*\)?|\{[^{}]*\})?`,
    // Templates of Go, Jinja, Java, printf; a placeholder; what was taken out.
    String.raw`\{\{[^{}]*\}\}|#\{[^{}]*\}|%[sdvq]|%\([^()]*\)[sd]|%[A-Za-z_][A-Za-z0-9_]*%|<[^<>\s]*>|\*+|x{3,}|X{3,}|\.{3}|\[secret\]`,
    // Terraform's references.
    String.raw`(?:var|local|module|data|each|random_password|aws_[a-z0-9_]{1,60})\.[A-Za-z_][A-Za-z0-9_.-]*(?:\[[^[\]]*\][A-Za-z0-9_.-]*)?`,
  ].join('|'),
);
const wholeReference = new RegExp(`^(?:${reference.source})$`);
const leadingReference = new RegExp(`^(?:${reference.source})(?=[\\s"',;&|)}\\]@\\\\]|$)`);

/**
 * Whether `text`, found in a command, a URL or a message, stands for a value that is given elsewhere or was taken out.
 */
export function isReference(text: string): boolean {
  return wholeReference.test(text);
}

/** Whether `text` begins with a reference that ends where a value may end. */
export function beginsWithReference(text: string): boolean {
  return leadingReference.test(text);
}

/**
 * Whether `text` under a sensitive name is no secret: a number that measures, a switch, an ARN, the path of a file, an
 * interpolation. Of what the configuration calls secret nothing is harmless but what holds nothing.
 */
export function isHarmless(text: string, judgement: NameJudgement): boolean {
  if (text.trim() === '' || isTemplate(text)) return true;
  if (judgement === 'redacted') return false;
  if (/^(?:true|false|yes|no|on|off|enabled?|disabled?|none|null|nil|undefined)$/i.test(text)) return true;
  if (judgement === 'secret' && /^-?\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h|d|%)?$/.test(text)) return true;
  if (/^arn:[a-z-]{1,20}:[a-z0-9-]{1,40}:[a-z0-9-]{0,30}:\d{0,12}:[^\s]{1,2048}$/.test(text)) return true;
  // https://docs.docker.com/reference/compose-file/secrets/: where secrets are mounted.
  if (/^(?:\/var)?\/run\/secrets\/[A-Za-z0-9_./-]{1,200}$/.test(text)) return true;
  return /^(?:file:\/\/)?(?:\/[A-Za-z0-9_.-]{1,64}){1,16}\.(?:json|pem|key|crt|cer|p12|pfx|jks|txt|ya?ml|conf|cfg|ini|env|toml)$/.test(
    text,
  );
}
