/** A command as the runner of GitHub Actions reads it. */
export interface RunnerCommand {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Commands that the runner obeys. https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs */
const known = new Set(
  'add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher save-state set-env set-output stop-commands warning'.split(
    ' ',
  ),
);

/** What the runner makes of the output of a step: its commands, and the lines that are none. */
export function runnerReads(output: string): {
  readonly commands: readonly RunnerCommand[];
  readonly others: readonly string[];
} {
  const commands: RunnerCommand[] = [];
  const others: string[] = [];
  for (const line of output.split(/\r\n|\r|\n/)) {
    const read = newForm(line) ?? oldForm(line);
    if (read !== undefined) commands.push(read);
    else if (line !== '') others.push(line);
  }
  return { commands, others };
}

/** `::name key=value,key=value::message` at the start of a line. */
function newForm(line: string): RunnerCommand | undefined {
  const message = line.trimStart();
  if (!message.startsWith('::')) return undefined;
  const end = message.indexOf('::', 2);
  if (end < 0) return undefined;
  const info = message.slice(2, end);
  const space = info.indexOf(' ');
  const command = space < 0 ? info : info.slice(0, space);
  if (!known.has(command)) return undefined;
  return {
    command,
    properties: space < 0 ? {} : pairs(info.slice(space + 1).trim(), ',', propertyCodes),
    message: decoded(message.slice(end + 2), dataCodes),
  };
}

/** `##[name key=value;key=value]message` anywhere in a line. */
function oldForm(line: string): RunnerCommand | undefined {
  const start = line.indexOf('##[');
  const end = line.indexOf(']', start);
  if (start < 0 || end < 0) return undefined;
  const [command = '', ...rest] = line.slice(start + 3, end).split(' ');
  if (!known.has(command)) return undefined;
  return { command, properties: pairs(rest.join(' '), ';', propertyCodes), message: line.slice(end + 1) };
}

const dataCodes = { '%0D': '\r', '%0A': '\n', '%25': '%' };
const propertyCodes = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };

function decoded(text: string, codes: Readonly<Record<string, string>>): string {
  return Object.entries(codes).reduce((done, [code, character]) => done.replaceAll(code, () => character), text);
}

function pairs(text: string, separator: string, codes: Readonly<Record<string, string>>): Record<string, string> {
  const entries = text.split(separator).flatMap((pair) => {
    const split = pair.indexOf('=');
    return split < 1 || split === pair.length - 1
      ? []
      : [[pair.slice(0, split), decoded(pair.slice(split + 1), codes)]];
  });
  return Object.fromEntries(entries);
}
