/** What a stream can show. */
export interface Terminal {
  readonly isTerminal: boolean;
  readonly color: boolean;
  /** Columns to fill; 80 for a file or a pipe. */
  readonly width: number;
}

/**
 * Colour only on a terminal, never with NO_COLOR (https://no-color.org) or `--no-color`; FORCE_COLOR turns it on for
 * logs that render it.
 */
export function terminal(
  stream: NodeJS.WriteStream,
  allowColor = true,
  environment: NodeJS.ProcessEnv = process.env,
): Terminal {
  const isTerminal = stream.isTTY === true;
  const { NO_COLOR: none, FORCE_COLOR: forced, TERM: term } = environment;
  const refused = !allowColor || (none !== undefined && none !== '') || forced === '0' || term === 'dumb';
  const wanted = isTerminal || (forced !== undefined && forced !== '');
  const columns = isTerminal ? stream.columns : 80;
  return { isTerminal, color: wanted && !refused, width: Math.max(40, Math.min(columns || 80, 160)) };
}
