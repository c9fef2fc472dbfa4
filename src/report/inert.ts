/*
 * Output is read by programs, too: a terminal obeys control characters, and the log of a CI job obeys lines that begin
 * with a command. Names and values come from the code and from AWS, so everything that is written goes through `inert`,
 * whoever made the text.
 */

/** Colours, which only our own layout writes: what comes from elsewhere has lost its escape characters before. */
const colour = String.raw`\u001b\[[\d;]*m`;

/**
 * Controls, invisible and direction-changing characters, lone surrogates, unassigned ones, and every space but U+0020.
 */
const unprintable = new RegExp(
  String.raw`(?!\n|${colour})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]|(?! )\p{Zs}`,
  'gu',
);

/**
 * Commands anywhere in a line, colours aside: `##[set-output …]` of older runners of GitHub Actions, `##vso[…]` of
 * Azure Pipelines, `##teamcity[…]`.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs (`TryParse`)
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 * https://www.jetbrains.com/help/teamcity/service-messages.html
 */
const bracketCommand = new RegExp(String.raw`#((?:${colour})*)#(?=(?:${colour}|[\w.-]){0,60}\[)`, 'g');

/**
 * Commands at the start of a line, blanks aside: `::set-output name=x::y`.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs (`TryParseV2`)
 */
const lineCommand = new RegExp(`^((?: |${colour})*):((?:${colour})*:)`, 'gm');

/** What has any of them; most texts have none. */
const suspicious = /[^\x20-\x7e\n]|##|::/;

/**
 * A whole output (text or JSON, in lines) in which nothing is a command, to a terminal or to a runner: each such
 * character is written as `\u` and four digits. In JSON, whose strings are the only place where they can stand, the
 * data stay the same. Done twice it changes nothing. Takes time linear in the length of the text.
 */
export function inert(text: string): string {
  if (!suspicious.test(text)) return text;
  return text
    .replace(unprintable, escapeUnits)
    .replace(bracketCommand, `#$1${escapeUnits('#')}`)
    .replace(lineCommand, `$1${escapeUnits(':')}$2`);
}

/** Every UTF-16 unit of the text as JSON escapes it. */
function escapeUnits(text: string): string {
  return Array.from({ length: text.length }, (_, at) => {
    return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}
