import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from './machine.ts';
import type { Figure } from './measurement.ts';

/** What was measured, as `--json` keeps it. */
export interface Results {
  readonly machine: Machine;
  /** The day of the last measurement, UTC. */
  readonly day: string;
  /** By the name of the measurement. */
  readonly measured: Readonly<Record<string, KeptMeasurement>>;
}

/** One measurement that was made, or why it was not. */
export interface KeptMeasurement {
  readonly runs: number;
  readonly figures: readonly Figure[];
  readonly samples: Readonly<Record<string, readonly number[]>>;
  readonly skipped?: string;
}

/** What is kept in a file; nothing where there is none, or where it was measured on another machine. */
export function readResults(file: string | undefined, machine: Machine): Results {
  const none = { machine, day: new Date().toISOString().slice(0, 10), measured: {} };
  if (file === undefined || !existsSync(file)) return none;
  const kept: Results = JSON.parse(readFileSync(file, 'utf8'));
  return JSON.stringify(kept.machine) === JSON.stringify(machine) ? { ...none, measured: kept.measured } : none;
}

export function writeResults(file: string, results: Results): void {
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
}
