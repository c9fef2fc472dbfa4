import { severity } from '../../model/report/severity.ts';

/** The least severity of a drift that makes the exit code 2. */
export const failOnForm = severity;
