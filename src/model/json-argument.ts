import { unprintable } from './unprintable.ts';

/**
 * Data as JSON for a command line: what is unprintable, and what the log of a CI job may take for a command (`##[`), is
 * escaped as JSON escapes it.
 */
export function jsonArgument(data: unknown): string {
  return JSON.stringify(data)
    .replace(unprintable, escapeUnits)
    .replace(/#(?=#)/g, escapeUnits);
}

function escapeUnits(text: string): string {
  return Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}
