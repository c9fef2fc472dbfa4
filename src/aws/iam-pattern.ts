import { parseArn } from '../model/arn.ts';
import type { IamResource } from './read.ts';
import { anything } from './scene.ts';

/**
 * A name in the pattern of a resource: it means itself, also where it holds what IAM takes for a wildcard or a
 * variable. What stands for anything at all is a wildcard.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
 */
export function iamName(name: string): string {
  return name.replace(/[*?$]/g, (character) => `\${${character}}`).replaceAll(anything, '*');
}

/** A repository of ECR, in the registry of an account. */
export function iamRepository({ repository, registry }: { repository: string; registry?: string }): IamResource {
  return {
    resource: `repository/${iamName(repository)}`,
    ...(registry === undefined ? {} : { account: registry }),
  };
}

/** A thing of the caller's, named by an ARN that ends in its id, which nobody knows beforehand. */
export function iamOfArn(arn: string): IamResource {
  const { resource = arn } = parseArn(arn) ?? {};
  return { resource: iamName(resource.replace(/[^/]*$/, anything)) };
}
