import type { ProgressStep } from '../../model/progress.ts';
import { shownName } from '../../model/secret/shown.ts';
import { printable } from '../printable.ts';
import { countText } from './count.ts';

/** What a run is busy with, in one line without a line feed. */
export function progressText(progress: ProgressStep): string {
  switch (progress.step) {
    case 'load':
      return printable(`Reading the Terraform code in ${shownName(progress.directory)}`);
    case 'read':
      return progress.round === 1
        ? `Comparing ${countText(progress.resources, 'resource')} with AWS`
        : `Following references (round ${progress.round})`;
  }
}
