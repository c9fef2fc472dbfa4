import fc from 'fast-check';

const piece = fc.oneof(
  fc.constantFrom(
    "'",
    '"',
    '`',
    '\\',
    '$',
    '$(id)',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's templates, not JavaScript's.
    '${x}',
    '%{if true}',
    '%',
    '{',
    '}',
    '!',
    '!!',
    '!$',
    '-',
    '--',
    '~',
  ),
  fc.constantFrom(
    '\n',
    '\r',
    '\t',
    ' ',
    '\u001b[31m',
    '\u009b',
    '\u202e',
    '\u200b',
    '\u2028',
    '\u00a0',
    '\u007f',
    '\u0000',
  ),
  fc.constantFrom('##[group]', '##', '#', '::set-output name=x::y', '<<EOT', 'EOT', ';', '&', '|', '*', '?', '(', ')'),
  fc.constantFrom(
    'é',
    'e\u0301',
    '日本',
    '👍🏽',
    '\u{e0041}',
    '\ud800',
    '\udc00',
    '$${',
    '%%{',
    "$'",
    '\\u0041',
    '\\x41',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

/** Texts that mean something to a shell, to Terraform, to JSON, to a terminal or to the log of a CI job. */
export const hostileText = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
