import type { Owner, PolicyData } from '../../model/report/policy.ts';

/** Who owns a value, in a few words; empty when nobody is named. */
export function policyText({ by, owner, reason, expires }: PolicyData): string {
  return [
    ...(by === undefined ? [] : [ownerText(by)]),
    ...(owner === undefined ? [] : [`owner: ${owner}`]),
    ...(reason === undefined ? [] : [`reason: ${reason}`]),
    ...(expires === undefined ? [] : [`until ${expires}`]),
  ].join(', ');
}

function ownerText(owner: Owner): string {
  switch (owner.kind) {
    case 'ignore-changes':
      return owner.argument === 'all' ? 'ignore_changes = all' : `ignore_changes = [${owner.argument}]`;
    case 'autoscaling-target':
      return `scaled by ${owner.address}`;
    case 'deployment-controller':
      return owner.name === 'CODE_DEPLOY' ? 'set by CodeDeploy' : `set by the deployment controller ${owner.name}`;
  }
}
